import ipaddress
import socket
from unittest.mock import patch

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.errors import FatalError
from odoo.addons.crm_case_migration.lib.http import Request
from odoo.addons.crm_case_migration.lib.http.guard import is_public

from .fake_source import Reply, SourceCase

CASES = Request("/cases", "Cases")
PUBLIC = "93.184.216.34"


class TestAddresses(BaseCase):
    def test_private_addresses_in_every_dress(self):
        for text in (
            "127.0.0.1",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1:7f00:1::",
            "::127.0.0.1",
            "2002:7f00:1::",
            "2001:0:7f00:1::1",
        ):
            self.assertFalse(is_public(ipaddress.ip_address(text)), text)

    def test_public_addresses(self):
        for text in (PUBLIC, "8.8.8.8", "2606:2800:220:1::1", "64:ff9b::808:808"):
            self.assertTrue(is_public(ipaddress.ip_address(text)), text)


class TestGuard(SourceCase):
    def forbidden(self, source, **options):
        client = source.client(**options)
        with self.assertRaises(FatalError) as caught:
            client.json(CASES)
        self.assertIn("a system administrator must allow it", caught.exception.message)
        self.assertEqual(client.settings.sleep.pauses, [])

    def test_this_machine_is_not_asked(self):
        source = self.source([1])
        self.forbidden(source, allowed_private=())
        self.forbidden(source, allowed_private=(), base_url=source.elsewhere)
        self.forbidden(source, allowed_private=("127.0.0.1:1", "localhost"))
        self.assertEqual(source.calls, [])

    def test_an_administrator_may_allow_a_host_or_one_port_of_it(self):
        source = self.source([1])
        for allowed in ("127.0.0.1", f"127.0.0.1:{source.port}"):
            client = source.client(allowed_private=(allowed,))
            self.assertEqual(client.json(CASES).data, [1])

    def test_a_redirect_to_a_private_address_is_not_followed(self):
        source = self.source(
            lambda call: Reply(status=302, headers={"Location": source.elsewhere})
        )
        self.forbidden(source, allowed_private=("127.0.0.1",))
        self.assertEqual(len(source.calls), 1)

    def test_a_name_that_changes_its_address_after_the_check(self):
        source = self.source([1])
        answers = iter([PUBLIC, "127.0.0.1"])

        def lookup(_host, port, *_args, **_options):
            address = (next(answers, "127.0.0.1"), port)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address)]

        with patch("socket.getaddrinfo", lookup):
            self.forbidden(source, allowed_private=(), base_url=source.elsewhere)
        self.assertEqual(source.calls, [])

    def test_one_private_address_among_public_ones_is_enough(self):
        source = self.source([1])

        def lookup(_host, port, *_args, **_options):
            return [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
                for address in (PUBLIC, "10.0.0.1")
            ]

        with patch("socket.getaddrinfo", lookup):
            self.forbidden(source, allowed_private=(), base_url=source.elsewhere)

"""Requests to a source that fail or not, and the pauses in between."""

from odoo.addons.crm_case_migration.lib.errors import MigrationError
from odoo.addons.crm_case_migration.lib.http import Request

from .fake_source import SourceCase

CASES = Request("/cases", "Cases")


class HttpCase(SourceCase):
    def failing(self, source, request=CASES, **options):
        """The error that a request ends with, and the pauses before it."""
        client = source.client(**options)
        self.addCleanup(client.close)
        with self.assertRaises(MigrationError) as caught:
            client.json(request)
        return caught.exception, client.settings.sleep.pauses

    def client_of(self, *replies):
        """A client of a source that answers like this."""
        client = self.source(*replies).client()
        self.addCleanup(client.close)
        return client

    def answered(self, source, request=CASES, **options):
        """The data of an answer, and the pauses before it."""
        client = source.client(**options)
        self.addCleanup(client.close)
        return client.json(request).data, client.settings.sleep.pauses

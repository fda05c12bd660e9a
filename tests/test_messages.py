import json
import select
from contextlib import closing
from unittest.mock import call, patch

import psycopg2

from odoo import sql_db
from odoo.tests import TransactionCase, tagged

from ..lib.errors import FatalError
from ..models.job.case_migration_progress import MESSAGE
from ..models.support import messages
from ..models.support.messages import one_line, open_line, send
from .common import MigrationCase


def connections_to_listeners():
    """Counts the connections that are opened to where Odoo's servers listen."""
    connect = sql_db.db_connect
    return patch.object(sql_db, "db_connect", side_effect=connect)


@tagged("post_install", "-at_install")
class TestMessages(TransactionCase):
    """What a lane has to say arrives with each commit, over one connection."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group_id = cls.env.ref("crm_case_migration.group_user").id
        cls.addClassCleanup(cls._remove)

    @classmethod
    def _remove(cls):
        with cls.registry.cursor() as cr:
            cr.execute("DELETE FROM bus_bus WHERE message LIKE '%test/progress%'")

    def _say(self, number):
        """In a transaction of its own, which is committed."""
        with self.registry.cursor() as cr:
            group = self.env(cr=cr)["res.groups"].browse(self.group_id)
            send(group, "test/progress", {"number": number})

    def _stored(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT message FROM bus_bus WHERE message LIKE '%test/progress%'"
                " ORDER BY id"
            )
            return [json.loads(row[0])["payload"]["number"] for row in cr.fetchall()]

    def test_each_commit_is_heard_over_one_connection(self):
        _name, dsn = sql_db.connection_info_for("postgres")
        with closing(psycopg2.connect(**dsn)) as servers:
            servers.autocommit = True
            servers.cursor().execute("LISTEN imbus")
            before = self._stored()
            with connections_to_listeners() as opened, one_line():
                for number in range(3):
                    self._say(number)
                    self.assertEqual(self._heard(servers), 1)
            calls = [one for one in opened.mock_calls if one == call("postgres")]
        self.assertEqual(len(calls), 1)
        self.assertEqual(self._stored(), [*before, 0, 1, 2])

    def _heard(self, servers):
        """How often the servers were told to look into the channel of the group."""
        channel = [self.env.cr.dbname, "res.groups", self.group_id]
        heard = []
        while not heard and select.select([servers], [], [], 10)[0]:
            servers.poll()
            heard = [
                one for one in servers.notifies if channel in json.loads(one.payload)
            ]
            servers.notifies.clear()
        return len(heard)

    def test_other_lanes_are_woken_over_the_same_connection(self):
        _name, dsn = sql_db.connection_info_for("postgres")
        with closing(psycopg2.connect(**dsn)) as servers:
            servers.autocommit = True
            servers.cursor().execute("LISTEN cron_trigger")
            with connections_to_listeners() as opened:
                with one_line():
                    self._say(6)
                    self._trigger()
                    self._trigger()
                self.assertEqual(self._woken(servers), 2)
                self.assertEqual(opened.mock_calls.count(call("postgres")), 1)
                self._trigger(lanes=2)
                self.assertEqual(self._woken(servers), 1)
                self.assertEqual(opened.mock_calls.count(call("postgres")), 2)

    def _trigger(self, lanes=1):
        """Have so many lanes triggered by one transaction, and committed."""
        with self.registry.cursor() as cr:
            for _lane in range(lanes):
                cr.postcommit.add(self.env(cr=cr)["ir.cron"]._notifydb)

    def _woken(self, servers):
        """How often the servers were told to run scheduled actions of this database."""
        heard = []
        while select.select([servers], [], [], 1)[0]:
            servers.poll()
            heard += [one.payload for one in servers.notifies]
            servers.notifies.clear()
        return heard.count(self.env.cr.dbname)

    def test_where_no_lane_is_at_work_odoo_sends_it(self):
        with connections_to_listeners() as opened:
            self._say(7)
        self.assertIn(call("postgres"), opened.mock_calls)
        self.assertEqual(self._stored()[-1], 7)

    def test_a_connection_that_is_lost_stops_nothing_and_is_made_anew(self):
        refused = patch.object(
            sql_db, "db_connect", side_effect=psycopg2.OperationalError
        )
        with one_line():
            with refused:
                self._say(8)
            with connections_to_listeners() as opened:
                self._say(9)
        self.assertIn(call("postgres"), opened.mock_calls)
        self.assertEqual(self._stored()[-2:], [8, 9])

    def test_nor_does_one_that_was_ended_while_it_was_open(self):
        with one_line():
            self._say(10)
            pid = open_line()._cursor.connection.info.backend_pid
            self.env.cr.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
            self._say(11)
            self._say(12)
        self.assertEqual(self._stored()[-3:], [10, 11, 12])


@tagged("post_install", "-at_install")
class TestProgressMessages(MigrationCase):
    """The open forms of a job are told of each step that was committed."""

    def test_each_commit_of_a_batch_has_its_message(self):
        batches = type(self.env["case.migration.batch"])
        self.connection.streams = {
            "contacts": [{"id": f"c{i}", "first_name": f"Jane {i}"} for i in range(5)]
        }
        self.job.action_discover()
        before = self._told()
        with (
            patch.object(messages, "PAUSE", 0),
            patch.object(
                batches, "_step", autospec=True, side_effect=batches._step
            ) as steps,
        ):
            self.work(self.job)
        self.assertGreater(steps.call_count, len(self.job.batch_ids))
        # The last one tells of the end of the task.
        self.assertEqual(self._told() - before, steps.call_count + 1)

    def test_of_many_within_a_moment_the_first_the_last_and_what_fails(self):
        self.connection.streams = {"contacts": [{"id": "c1"}]}
        self.job.action_discover()
        before = self._told()
        with patch.object(messages, "PAUSE", 1000):
            self.work(self.job)
            self.assertEqual(self._told() - before, 2)
            self.connection.before_page = self._refuse
            self.job.action_discover()
            before = self._told()
            self.work(self.job)
        self.assertEqual(self._told() - before, 2)
        self.assertEqual(self.job.problem, "The key has expired.")

    def _refuse(self, stream):
        if stream != "contacts":
            return
        raise FatalError("The key has expired.")

    def _told(self):
        said = (
            self.env["bus.bus"].search([("message", "like", MESSAGE)]).mapped("message")
        )
        return sum(
            json.loads(one)["payload"] == {"job_id": self.job.id} for one in said
        )

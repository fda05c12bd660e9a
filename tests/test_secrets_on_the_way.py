import base64
import logging

from odoo.tests import tagged
from odoo.tools import SQL

from .asked_case import AskedCase, lists
from .fake_source import FakeSource, Reply

PLANTED = {"password": "pa55-xyzzy", "api_key": "key-xyzzy", "token": "tok-xyzzy"}
TOKEN = "t0ken-xyzzy"
CLIENT = "Jane Qwertz"
KEPT_IN = ("case_migration_source", "secrets")


class Gossip(FakeSource):
    """A source that repeats in every answer what it was told, most of all in errors."""

    def __init__(self):
        super().__init__(self._respond)
        self.reply = None

    def _respond(self, call):
        if call.path == "/login":
            return {"token": TOKEN, "expires_in": 600, "echo": call.body.decode()}
        if self.reply:
            return self.reply
        rows = [{"id": number, "name": f"No. {number} {CLIENT}"} for number in (1, 2)]
        return {"items": rows, "you_are": str(call.headers)}

    def fail_with(self, status, path=""):
        text = f"{PLANTED} {TOKEN}"
        headers = {"Location": f"{self.elsewhere}/{path}?key={TOKEN}", "X-You": TOKEN}
        self.reply = Reply({"error": text}, status=status, headers=headers)


@tagged("post_install", "-at_install")
class TestSecretsOnTheWay(AskedCase):
    """A whole migration with planted credentials, through failures: none is left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gossip = Gossip().__enter__()
        cls.addClassCleanup(cls.gossip.__exit__)
        cls.logged = cls._collect_log()
        cls.profile = cls.import_profile(_profile())
        cls.job = cls.job_of(
            cls.profile, address=cls.gossip.url, username="clerk", **PLANTED
        )
        cls.job.source_id.action_test()
        cls.problems = list(cls._fail_in_every_way())
        cls.migrate()

    @classmethod
    def _collect_log(cls):
        """All that is written into the log from now on, debug messages included."""
        logged = []
        handler = logging.Handler(logging.DEBUG)
        handler.emit = lambda record: logged.append(record.getMessage())
        for name in ("", "urllib3", "requests", "odoo.addons.crm_case_migration"):
            logger = logging.getLogger(name)
            level = logger.level
            logger.addHandler(handler)
            logger.setLevel(logging.DEBUG)
            cls.addClassCleanup(logger.removeHandler, handler)
            cls.addClassCleanup(logger.setLevel, level)
        return logged

    @classmethod
    def _fail_in_every_way(cls):
        """:return: the sentences with which the reading stood still"""
        for status in (302, 400, 401, 403, 404, 500, 429):
            cls.gossip.fail_with(status, path="again")
            cls.step("action_discover")
            cls.job.source_id.action_test()
            yield cls.job.problem
            cls.job.action_cancel()
        cls.gossip.reply = None

    def check_absent(self, text):
        for secret in (*PLANTED.values(), TOKEN):
            self.assertNotIn(secret, text)

    def test_the_migration_has_come_to_its_end(self):
        self.assertEqual(self.job.state, "delta")
        self.assertEqual(self.target("people", 2).name, f"No. 2 {CLIENT}")
        self.assertTrue(all(self.problems))

    def test_no_error_holds_one(self):
        self.check_absent("".join(self.problems))

    def test_no_log_holds_one(self):
        self.assertTrue(any("/people" in line for line in self.logged))
        self.check_absent("".join(self.logged))

    def test_no_log_holds_client_data(self):
        self.assertNotIn(CLIENT, "".join(self.logged))

    def test_no_export_holds_one(self):
        for model in self.env.registry.descendants(["case.migration.exporting"]):
            for kind in self.env[model]._export_groups:
                for record in self.env[model].search([]):
                    sheets = record._exported(kind)
                    self.check_absent(str([list(sheet.rows) for sheet in sheets]))

    def test_no_table_holds_one_but_the_one_for_them(self):
        """Messages, audit lines, staged records, findings, batches, all of them."""
        self.env.flush_all()
        for table, column in self._text_columns():
            if (table, column) != KEPT_IN:
                query = SQL(
                    "SELECT count(*) FROM %s WHERE %s::text ~ 'xyzzy'",
                    SQL.identifier(table),
                    SQL.identifier(column),
                )
                [[count]] = self.env.execute_query(query)
                self.assertFalse(count, f"{table}.{column}")

    def _text_columns(self):
        return self.env.execute_query(
            SQL(
                """
                SELECT c.table_name, c.column_name
                  FROM information_schema.columns c
                  JOIN information_schema.tables t USING (table_schema, table_name)
                 WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE'
                   AND c.data_type IN ('text', 'character varying', 'jsonb', 'json')
                """
            )
        )

    def test_the_exported_profile_holds_none(self):
        self.check_absent(base64.b64decode(self.profile.export_file).decode())

    def test_nor_does_a_copy_of_profile_or_source(self):
        copies = (self.profile.copy(), self.job.source_id.copy())
        self.check_absent(str([copy.read() for copy in copies]))
        self.assertFalse(copies[1].sudo().secrets)


def _profile():
    stream = {
        "name": "people",
        "object": "contact",
        "primary_key": "id",
        "name_field": "name",
        "rest": {"path": "/people", "record_selector": "items"},
    }
    return lists(stream, auth={"type": "login", "path": "/login"})

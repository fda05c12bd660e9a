from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import MigrationCase
from .test_map_check import FIRM

MODEL = "case.migration.mapping.line"


@tagged("post_install", "-at_install")
class TestTwoAdmins(HttpCase, MigrationCase):
    """Two people work on one map at the same time, each in a session of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams = cls.connection.streams = FIRM
        cls.step("action_discover")
        cls.step("action_propose")
        cls.line, cls.other = cls.job.line_ids.filtered(
            lambda line: (
                line.source_field in ("email", "first_name")
                and line.mapping_id.object == "contact"
            )
        ).sorted("source_field")[:2]
        groups = "base.group_user,crm_case_migration.group_manager"
        for login in ("ann_of_two", "bob_of_two"):
            new_test_user(cls.env, login, groups=groups, name=login.split("_")[0])

    def _session(self, login):
        """A browser in which this person is logged in; the others stay so."""
        self.session = None
        self.authenticate(login, login)
        return self.opener, self.session

    def _call(self, session, method, *args, **context):
        self.opener, self.session = session
        parameters = {
            "model": MODEL,
            "method": method,
            "args": args,
            "kwargs": {"context": context},
        }
        answer = self.opener.post(
            f"{self.base_url()}/web/dataset/call_kw/{MODEL}/{method}",
            json={"jsonrpc": "2.0", "params": parameters},
            timeout=30,
        ).json()
        return answer.get("result"), answer.get("error", {}).get("data", {})

    def _opened(self, session, line):
        """What the screen of a session shows of a line."""
        [shown], _error = self._call(session, "read", line.ids, ["revision"])
        return shown["revision"]

    def _save(self, session, line, seen, **values):
        _result, error = self._call(
            session, "write", line.ids, values, case_migration_seen_revision=seen
        )
        return error.get("message")

    @mute_logger("odoo.http")
    def test_who_saves_second_is_told_who_was_first_and_overwrites_nothing(self):
        ann, bob = self._session("ann_of_two"), self._session("bob_of_two")
        by_ann, by_bob = self._opened(ann, self.line), self._opened(bob, self.line)
        self.assertFalse(self._save(ann, self.line, by_ann, target_field="comment"))
        refused = self._save(bob, self.line, by_bob, target_field="ref")
        self.assertIn("ann has changed the line email", refused)
        self.env.invalidate_all()
        self.assertEqual(self.line.target_field, "comment")
        self.assertEqual(self.line.write_uid.name, "ann")
        again = self._opened(bob, self.line)
        self.assertFalse(self._save(bob, self.line, again, target_field="ref"))

    def test_on_different_lines_nobody_is_in_the_way(self):
        ann, bob = self._session("ann_of_two"), self._session("bob_of_two")
        by_ann, by_bob = self._opened(ann, self.line), self._opened(bob, self.other)
        self.assertFalse(self._save(ann, self.line, by_ann, target_field="comment"))
        self.assertFalse(self._save(bob, self.other, by_bob, target_field="ref"))

    @mute_logger("odoo.http")
    def test_the_screen_says_what_it_has_shown(self):
        self.start_tour(
            f"/odoo/case-migration-map/{self.line.id}",
            "case_migration_two_admins",
            login="admin",
        )
        self.env.invalidate_all()
        self.assertEqual(self.line.target_field, "ref")

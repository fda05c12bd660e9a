from collections import namedtuple
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import config

from .common import MigrationCase

FIRM = {
    "users": [{"id": "u1", "email": "ann@firm.test", "name": "Ann"}],
    "teams": [{"id": "t1", "name": "Litigation Nine", "member_ids": ["u1"]}],
    "matter_statuses": [
        {"id": "s1", "name": "Zeta Open", "sequence": 3, "category": "active"},
        {"id": "s2", "name": "Resolved", "sequence": 5, "category": "closed"},
        {"id": "s3", "name": "New", "sequence": 1, "category": "active"},
    ],
    "lead_sources": [{"id": "l1", "name": "Billboard Nine"}],
    "companies": [
        {
            "id": "co1",
            "name": "Acme",
            "industry": "Whaling",
            "address.country": "Atlantis",
        }
    ],
    "matters": [
        {
            "id": "m1",
            "title": "Doe v. Roe",
            "status": "Zeta Open",
            "closing_reason": "Conflict of interest",
            "practice_areas": ["Maritime", "Probate"],
            "lead_source": "Radio Nine",
        }
    ],
    "tasks": [{"id": "a1", "case_id": "m1", "type": "Deadline", "summary": "File"}],
}
Usage = namedtuple("Usage", "total used free")


@tagged("post_install", "-at_install")
class TestChecklist(MigrationCase):
    """What Odoo must have before a run: listed, made in one click, taken back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams = FIRM
        cls.ann = new_test_user(cls.env, "ann@firm.test", groups="base.group_user")
        cls.connection.streams = FIRM
        cls.step("action_discover")
        cls.step("action_propose")
        cls.job.action_confirm()

    def _item(self, kind, name):
        items = self.job.setup_item_ids.filtered(
            lambda item: item.kind == kind and name in (item.technical_name or "")
        )
        self.assertEqual(len(items), 1, (kind, name))
        return items

    def _prepare(self):
        self.job.action_confirm_owners()
        self.step("action_apply_setup")

    # ---------------------------------------------------------------- the list

    def test_each_kind_is_listed_with_what_becomes_of_it(self):
        for kind, name, state in (
            ("stage", "Zeta Open", "to_make"),
            ("stage", "New", "exists"),
            ("team", "Litigation Nine", "to_make"),
            ("source", "Billboard Nine", "to_make"),
            ("source", "Radio Nine", "to_make"),
            ("industry", "Whaling", "to_make"),
            ("tag", "Maritime", "to_make"),
            ("lost_reason", "Conflict of interest", "to_make"),
            ("activity_type", "To-Do", "exists"),
            ("value", "country_id", "manual"),
            ("company", str(self.env.company.id), None),
        ):
            with self.subTest(kind, name=name):
                item = self._item(kind, name)
                self.assertTrue(item.consequence)
                if state:
                    self.assertEqual(item.state, state)

    def test_a_stage_says_its_place_and_whether_it_is_won(self):
        self.assertEqual(self._item("stage", "Zeta Open").message, "place 3")
        self.assertEqual(
            self._item("stage", "Resolved").message, "place 5, won, folded"
        )

    def test_a_stage_that_is_another_thing_in_odoo_is_told(self):
        self.env["crm.stage"].create({"name": "Zeta Open", "is_won": True})
        self.job.action_check_setup()
        item = self._item("stage", "Zeta Open")
        self.assertEqual(item.state, "exists")
        self.assertIn("in Odoo it is won, in the source not won", item.message)

    def test_a_team_says_its_members(self):
        self.assertIn(self.ann.name, self._item("team", "Litigation").message)

    def test_members_whom_another_team_has_need_a_person(self):
        other = self.env["crm.team"].create({"name": "Others"})
        self.env["crm.team.member"].create(
            {"crm_team_id": other.id, "user_id": self.ann.id}
        )
        self.job.action_check_setup()
        self.assertEqual(self._item("member", "Litigation").state, "manual")

    def test_what_odoo_cannot_know_is_summed_up(self):
        self.assertIn("Atlantis", self._item("value", "country_id").message)

    def test_values_are_those_that_the_map_makes_of_the_source(self):
        """A value list in front of a look-up: the stage is its result."""
        line = self.job.line_ids.filtered(
            lambda one: (
                one.mapping_id.object == "activity"
                and one.target_field == "activity_type_id"
            )
        )
        line.value_ids.filtered(
            lambda one: one.source_value == "Deadline"
        ).target_value = "Court deadline"
        self.job.action_check_setup()
        self.assertEqual(self._item("activity_type", "Court deadline").state, "manual")
        kinds = self.job.setup_item_ids.filtered(
            lambda item: item.kind == "activity_type"
        )
        self.assertNotIn("Deadline", kinds.mapped("technical_name"))

    def test_an_object_that_is_left_out_needs_nothing(self):
        mappings = self.job.mapping_ids.filtered(lambda one: one.object == "company")
        mappings.enabled = False
        self.job.action_check_setup()
        self.assertNotIn("industry", self.job.setup_item_ids.mapped("kind"))

    # ---------------------------------------------------------------- by hand

    def test_what_was_made_by_hand_exists_after_a_new_look(self):
        self.env["res.partner.industry"].create({"name": "whaling"})
        self.job.action_check_setup()
        self.assertEqual(self._item("industry", "Whaling").state, "exists")

    def test_what_is_skipped_is_not_made_and_can_be_taken_up_again(self):
        item = self._item("industry", "Whaling")
        item.action_skip()
        self._prepare()
        self.assertFalse(
            self.env["res.partner.industry"].search([("name", "=", "Whaling")])
        )
        self.assertEqual(item.state, "skipped")
        self.assertFalse(self.job.missing_count)
        item.action_unskip()
        self.assertEqual(item.state, "to_make")
        self.job.invalidate_recordset()
        self.assertEqual(self.job.missing_count, 1)

    def test_a_field_that_the_map_fills_is_not_skipped(self):
        line = self.job.line_ids.filtered(lambda one: one.target_field == "website")[:1]
        line = line or self.job.line_ids[0]
        line.write(
            {
                "mapping_type": "custom_field_required",
                "target_field": "x_skip_me",
                "custom_label": "Skip me",
            }
        )
        self.job.action_check_setup()
        with self.assertRaisesRegex(UserError, "Skip me"):
            self._item("field", "x_skip_me").action_skip()

    def test_those_who_only_follow_skip_nothing(self):
        user = new_test_user(
            self.env, "follower", groups="crm_case_migration.group_user"
        )
        with self.assertRaises(AccessError):
            self._item("industry", "Whaling").with_user(user).action_skip()

    # ---------------------------------------------------------------- made, and back

    def test_one_click_makes_it_all_and_the_run_counts_it(self):
        self._prepare()
        self.assertFalse(self.job.missing_count)
        stage = self.env["crm.stage"].search([("name", "=", "Zeta Open")])
        self.assertEqual(stage.sequence, 3)
        team = self.env["crm.team"].search([("name", "=", "Litigation Nine")])
        self.assertEqual(team.member_ids, self.ann)
        for kind, name in (
            ("stage", "Zeta Open"),
            ("team", "Litigation Nine"),
            ("source", "Billboard Nine"),
            ("source", "Radio Nine"),
            ("lost_reason", "Conflict"),
        ):
            self.assertEqual(self._item(kind, name).state, "made", name)
        self.step("action_run")
        for row in self.job.get_summary():
            outcomes = ("created", "matched", "updated", "skipped", "failed")
            self.assertEqual(
                sum(row[name] for name in outcomes), row["source"], row["object"]
            )
        self.assertEqual(
            {row["object"]: row["created"] for row in self.job.get_summary()}["team"], 1
        )

    def test_a_rollback_takes_the_preparation_back(self):
        self._prepare()
        stage = self.env["crm.stage"].search([("name", "=", "Zeta Open")])
        reason = self.env["crm.lost.reason"].search([("name", "like", "Conflict")])
        self.step("action_rollback")
        self.assertFalse(stage.exists() or reason.exists())
        self.assertEqual(self._item("stage", "Zeta Open").state, "to_make")

    def test_what_is_made_is_in_the_audit_log(self):
        self._prepare()
        models = self.env["case.migration.audit.log"].search(
            [("job_id", "=", self.job.id), ("operation", "=", "create")]
        )
        self.assertLessEqual(
            {
                "crm.stage",
                "crm.team",
                "utm.source",
                "res.partner.industry",
                "crm.tag",
                "crm.lost.reason",
            },
            set(models.mapped("res_model")),
        )

    # ---------------------------------------------------------------- this Odoo

    def _preflight(self, check):
        self.job.action_check_setup()
        return self._item("preflight", check)

    def test_room_for_the_files(self):
        self.assertEqual(self._preflight("_check_disk").state, "exists")
        full = patch("shutil.disk_usage", lambda path: Usage(1, 1, -1))
        with full:
            item = self._preflight("_check_disk")
        self.assertEqual(item.state, "manual")
        self.assertIn("are needed", item.message)

    def test_the_sizes_of_documents_are_summed_up_to_the_limit(self):
        self.connection.streams = {
            "document_versions": [
                {"id": "d1", "name": "a", "size": 2**20},
                {"id": "d2", "name": "b", "size": "1048576"},
                {"id": "d3", "name": "c", "size": 2**40},
                {"id": "d4", "name": "d", "size": "big"},
            ]
        }
        job = self.job.copy()
        self.step("action_discover", job)
        self.step("action_propose", job)
        preflight = self.env["case.migration.preflight"]
        self.assertEqual(preflight._bytes_of_documents(job), 2**21)

    def test_workers_that_are_off_or_late(self):
        lanes = self.env["case.migration.batch"]._lanes()
        lanes.nextcall = fields.Datetime.now()
        with patch.dict(config.options, {"max_cron_threads": 0}):
            self.assertIn("no workers", self._preflight("_check_workers").message)
        with patch.dict(config.options, {"max_cron_threads": 1}):
            told = self._preflight("_check_workers").message
            self.assertIn("by the settings: 2. Scheduled actions", told)
            self.assertIn("(max_cron_threads): 1.", told)
        with patch.dict(config.options, {"max_cron_threads": 2}):
            self.assertEqual(self._preflight("_check_workers").state, "exists")
            lanes.nextcall = fields.Datetime.now() - timedelta(hours=1)
            self.assertIn("Nobody", self._preflight("_check_workers").message)
            lanes[0].active = False
            self.assertIn("switched off", self._preflight("_check_workers").message)

    def test_rights_of_the_responsible(self):
        self.assertEqual(self._preflight("_check_rights").state, "exists")
        self.job.user_id = new_test_user(self.env, "clerk", groups="base.group_user")
        self.assertIn("may not make", self._preflight("_check_rights").message)

    def test_edition_host_and_mail_are_told(self):
        self.assertIn("Odoo Community", self._preflight("_check_host").message)
        with patch.dict("os.environ", {"ODOO_STAGE": "staging"}):
            self.assertEqual(self._preflight("_check_host").state, "manual")
        self.assertIn("mails nobody", self._preflight("_check_mail").message)

    def test_addons_that_interfere(self):
        preflight = self.env["case.migration.preflight"]
        for check, addon, word in (
            ("_check_enrichment", "crm_iap_enrich", "enrichment"),
            ("_check_calendars", "google_calendar", "google_calendar"),
        ):
            with self.subTest(addon):
                self.assertEqual(self._preflight(check).state, "exists")
                installed = patch.object(
                    type(preflight),
                    "_installed",
                    lambda self, *names, addon=addon: [addon] if addon in names else [],
                )
                with installed:
                    found = self._preflight(check)
                if check == "_check_enrichment" or self.job.mapping_ids.filtered(
                    lambda one: one.target_model == "calendar.event"
                ):
                    self.assertEqual(found.state, "manual")
                    self.assertIn(word, found.message)

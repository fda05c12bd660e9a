import json

import jsonschema

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import file_open, mute_logger

from .hand_over_case import HandOverCase


@tagged("post_install", "-at_install")
class TestBlueprints(HttpCase, HandOverCase):
    """What Odoo rebuilds by hand is listed, given out, and never loaded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open("crm_case_migration/static/blueprint.schema.json") as file:
            cls.schema = json.load(file)
        for kind in ("user", "manager"):
            groups = f"base.group_user,crm_case_migration.group_{kind}"
            login = f"blueprint_{kind}"
            setattr(cls, kind, new_test_user(cls.env, login, groups=groups))

    def blueprint(self, key):
        return self.job.blueprint_ids.filtered(lambda one: one.key == key)

    def fetch(self, record, kind, user="manager"):
        self.authenticate(f"blueprint_{user}", f"blueprint_{user}")
        return self.url_open(record.action_export(kind, "json")["url"])

    # ---------------------------------------------------------------- the list

    def test_each_has_a_to_do_and_the_feature_of_odoo(self):
        found = {one.key: (one.kind, one.feature) for one in self.job.blueprint_ids}
        self.assertEqual(
            found,
            {
                "w1": ("workflow", "Automation rules"),
                "t1": ("email_template", "E-mail templates"),
                "t2": ("document_template", "Reports, or Documents and Sign"),
            },
        )
        self.assertTrue(all(self.job.blueprint_ids.mapped("todo")))
        self.assertEqual(self.blueprint("t1").feature_installed, "yes")
        self.assertIn("Letter", self.blueprint("w1").content)
        self.assertEqual(self.job.blueprint_open_count, 3)

    def test_nothing_of_it_is_loaded(self):
        for stream, key in (("workflows", "w1"), ("templates", "t1")):
            self.assertFalse(self.record(stream, key).res_id)
        self.assertFalse(self.env["mail.template"].search([("name", "=", "Welcome")]))

    def test_a_user_takes_one_over_and_ticks_it_off(self):
        mine = self.blueprint("w1").with_user(self.user)
        mine.write({"user_id": self.user.id, "note": "Done by hand"})
        mine.action_done()
        self.assertTrue(mine.done_on)
        self.assertEqual(mine.done_by_id, self.user)
        self.assertEqual(self.job.blueprint_open_count, 2)
        mine.done = False
        self.assertFalse(mine.done_by_id)
        with self.assertRaises(AccessError):
            mine.name = "Other"
        with self.assertRaises(AccessError):
            mine.mapped("payload")

    def test_one_that_has_changed_is_to_do_again_the_others_stay(self):
        self.job.blueprint_ids.done = True
        ids = self.job.blueprint_ids.ids
        template = self.streams["templates"][0]
        self.addCleanup(template.update, dict(template))
        template["body"] = "<p>New</p>"
        self.step("action_delta")
        self.assertEqual(set(self.job.blueprint_ids.ids), set(ids))
        self.assertEqual(
            self.job.blueprint_ids.filtered("done").sorted("key").mapped("key"),
            ["t2", "w1"],
        )

    def test_check_approvals_and_expected_events(self):
        profile = self.env["case.migration.profile"].search(
            [("code", "=", "backdocket")]
        )
        source = self.env["case.migration.source"].create(
            {"name": "B", "profile_id": profile.id, "address": "http://b.test"}
        )
        job = self.env["case.migration.job"].create(
            {"name": "B", "source_id": source.id}
        )
        checks = [
            {"id": str(n), "number": f"CHK-{n}", "state": state}
            for n, state in enumerate(("Pending", "Approved", "Pending"))
        ]
        streams = {
            "claim_types": [
                {"id": "7", "name": "Auto", "expected_events": ["Intake", "Hearing"]},
                {"id": "8", "name": "None"},
            ],
            "check_approvals": checks,
        }
        self.prepare(streams, job)
        self.step("action_hand_over", job)
        by_kind = {one.kind: one for one in job.blueprint_ids}
        self.assertEqual(
            by_kind["expected_events"].outline,
            {"claim_type": "Auto", "events": ["Intake", "Hearing"]},
        )
        self.assertEqual(
            by_kind["check_approval"].outline,
            {"count": 3, "states": {"Pending": 2, "Approved": 1}},
        )
        self.assertEqual(len(job.blueprint_ids), 2)
        jsonschema.validate(job._exported_document("blueprints"), self.schema)
        [sheet] = job._exported("check_approvals")
        self.assertEqual([row[0] for row in sheet.rows], ["0", "1", "2"])

    def test_rules_are_read_by_the_shipped_descriptions_and_handed_over(self):
        source = self.source.copy()
        job = self.env["case.migration.job"].create(
            {"name": "Rules", "source_id": source.id}
        )
        streams = {
            "automation_rules": [
                {
                    "id": "a1",
                    "name": "Assign",
                    "trigger": "case_created",
                    "conditions": ["type is Injury"],
                    "actions": [{"position": 1, "do": "Tell the owner"}],
                    "is_active": True,
                }
            ],
            "billing_rules": [
                {"id": "b1", "name": "Will", "method": "flat", "rate": "1200.00"}
            ],
        }
        self.prepare(streams, job)
        self.step("action_hand_over", job)
        rule, billing = job.blueprint_ids.sorted("key")
        self.assertEqual(
            (rule.kind, rule.feature), ("automation_rule", "Automation rules")
        )
        self.assertEqual(rule.outline["conditions"], ["type is Injury"])
        self.assertIn("Tell the owner", rule.content)
        self.assertEqual(
            (billing.kind, billing.feature),
            ("billing_rule", "Products and price lists"),
        )
        self.assertIn("1200.00", billing.content)
        self.assertTrue(rule.todo and billing.todo)
        installed = "yes" if "product.pricelist" in self.env else "no"
        self.assertEqual(billing.feature_installed, installed)
        jsonschema.validate(job._exported_document("blueprints"), self.schema)

    def test_a_source_without_any_says_so(self):
        source = self.source.copy()
        job = self.job.copy({"source_id": source.id})
        with self.assertRaisesRegex(UserError, "has nothing that is handed over"):
            job.action_hand_over()

    # ---------------------------------------------------------------- the file

    def test_all_as_one_file_that_keeps_to_the_schema(self):
        document = json.loads(self.fetch(self.job, "blueprints").content)
        jsonschema.validate(document, self.schema)
        self.assertEqual(document["system"], "The Case File")
        by_id = {one["source_id"]: one for one in document["blueprints"]}
        self.assertEqual(by_id["w1"]["outline"]["steps"], ["Check", "Letter"])
        self.assertEqual(
            by_id["t1"]["outline"]["placeholders"], ["client.name", "event.place"]
        )
        self.assertEqual(by_id["t1"]["payload"], self.streams["templates"][0])
        self.assertEqual(
            by_id["t1"]["odoo"],
            {
                "feature": "E-mail templates",
                "model": "mail.template",
                "installed": True,
            },
        )

    def test_the_schema_refuses_what_is_not_documented(self):
        document = self.job._exported_document("blueprints")
        for blueprint in document["blueprints"]:
            for change in ({"kind": "other"}, {"more": 1}, {"outline": {"odd": 1}}):
                wrong = {**document, "blueprints": [{**blueprint, **change}]}
                with self.assertRaises(jsonschema.ValidationError):
                    jsonschema.validate(wrong, self.schema)

    def test_one_by_one(self):
        document = json.loads(self.fetch(self.blueprint("w1"), "blueprint").content)
        jsonschema.validate(document, self.schema)
        self.assertEqual([one["name"] for one in document["blueprints"]], ["New case"])

    @mute_logger("odoo.http")
    def test_only_for_managers(self):
        self.assertEqual(self.fetch(self.job, "blueprints", "user").status_code, 403)
        self.assertEqual(
            self.fetch(self.blueprint("w1"), "blueprint", "user").status_code, 403
        )

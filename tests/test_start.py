from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import MigrationCase
from .test_thread import FIRM


@tagged("post_install", "-at_install")
class TestStart(MigrationCase):
    """From the settings to a migration that reads, step by step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams = FIRM
        cls.sources = cls.env["case.migration.source"]

    def start(self, **vals):
        """A source that has been begun."""
        source = self.sources.create(
            {"name": "A", "profile_id": self.profile.id, **vals}
        )
        source.action_start_access()
        return source

    def sentence(self, action):
        with self.assertRaises(UserError) as caught:
            action()
        return str(caught.exception)

    def test_the_settings_lead_to_the_first_step(self):
        begin = self.env.ref("crm_case_migration.case_migration_start_server_action")
        settings = self.env.ref("crm_case_migration.res_config_settings_view_form")
        self.assertIn(f'name="{begin.id}"', settings.arch)
        action = begin.run()
        self.assertEqual(action["res_model"], "case.migration.source")
        self.assertFalse(action["res_id"])

    def test_what_was_begun_is_gone_on_with(self):
        source = self.start()
        self.assertEqual(self.sources.action_start()["res_id"], source.id)
        self.assertFalse(source.action_start_anew()["res_id"])
        other = new_test_user(
            self.env, "colleague", groups="crm_case_migration.group_manager"
        )
        self.assertFalse(self.sources.with_user(other).action_start()["res_id"])

    def test_all_steps_lead_to_a_job_that_reads(self):
        source = self.start(address="https://firm.test", api_key="k")
        source.action_start_test()
        self.assertEqual(source.start_step, "found")
        self.assertIn("It can be read.", source.check_result)
        action = source.action_start_reading()
        job = self.env["case.migration.job"].browse(action["res_id"])
        self.assertEqual((job.source_id, job.task), (source, "discover"))
        self.assertFalse(
            self.sources.action_start()["res_id"], "It is not open any more."
        )

    def test_what_is_missing_is_said_by_name(self):
        source = self.start()
        self.assertIn("address", self.sentence(source.action_start_test))
        source.address = "https://firm.test"
        self.assertIn("API key", self.sentence(source.action_start_test))
        source.channel = "bundle"
        self.assertIn("no export yet", self.sentence(source.action_start_test))
        self.assertEqual(source.start_step, "access")

    def test_one_step_back_keeps_what_was_filled_in(self):
        source = self.start(address="https://firm.test", api_key="k")
        source.action_start_back()
        self.assertEqual(source.start_step, "system")
        source.action_start_access()
        source.action_start_test()
        self.assertEqual(source.address, "https://firm.test")

    def test_only_the_ways_that_a_system_has_are_offered(self):
        definition = self.profile.definition
        profile = self.profile.copy()
        profile.definition = {
            **profile.definition,
            "streams": _only_files(definition),
        }
        self.assertEqual(profile._channels(), ["bundle"])
        with Form(
            self.sources, "crm_case_migration.case_migration_source_view_start"
        ) as form:
            form.profile_id = profile
            self.assertEqual(form.channel, "bundle")
        source = form.save()
        source.channel = "rest"
        self.assertIn("cannot be read", self.sentence(source.action_start_access))

    def test_new_migrations_start_with_the_settings(self):
        user = new_test_user(self.env, "fallback", groups="base.group_user")
        self.env["res.config.settings"].create(
            {
                "default_batch_size": 25,
                "default_delta_hours": 24,
                "default_retention_days": 9,
                "default_fallback_user_id": user.id,
                "default_notify": False,
                "case_migration_document_limit": 7,
            }
        ).execute()
        job = self.env["case.migration.job"].create(
            {"name": "Next", "source_id": self.source.id}
        )
        self.assertEqual((job.batch_size, job.delta_hours), (25, 24))
        self.assertEqual(job.retention_days, 9)
        self.assertEqual(job.fallback_user_id, user)
        self.assertFalse(job.notify)
        self.assertEqual(self.start().document_limit, 7)
        self.assertEqual(self.job.batch_size, 250, "What exists stays as it is.")

    def test_settings_that_no_migration_could_have_are_refused(self):
        for name, value, sentence in (
            ("default_batch_size", 5000, "between 1 and 1000 records"),
            ("default_batch_size", 0, "between 1 and 1000 records"),
            ("default_delta_hours", -1, "window is not negative"),
            ("default_retention_days", -1, "less than 0 days"),
            ("case_migration_document_limit", -1, "0 MB or more"),
        ):
            settings = self.env["res.config.settings"].create({name: value})
            with self.subTest(name), self.assertRaisesRegex(ValidationError, sentence):
                settings.execute()

    def test_without_a_fallback_user_in_the_settings_it_is_whoever_starts(self):
        vals = {"name": "Next", "source_id": self.source.id}
        jobs = self.env["case.migration.job"]
        for user in (self.env.user, self.env.user.browse()):
            self.env["res.config.settings"].create(
                {"default_fallback_user_id": user.id}
            ).execute()
            self.assertEqual(jobs.create(vals).fallback_user_id, self.env.user)


def _only_files(definition):
    return [
        {name: value for name, value in stream.items() if name != "rest"}
        for stream in definition["streams"]
        if stream.get("bundle")
    ]

from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from .common import FakeConnection
from .test_thread import FIRM

WITH_PARTIES = {
    **FIRM,
    "matters": [
        {**one, "parties": [{"contact_id": "c2", "role": "Witness"}]}
        if one["id"] == "m1"
        else one
        for one in FIRM["matters"]
    ],
}


@tagged("post_install", "-at_install")
class TestTour(HttpCase):
    """The screens, in a real browser."""

    def setUp(self):
        # Runs last: the fields that the test has made are rolled back by then.
        self.addCleanup(self._forget_new_fields)
        super().setUp()
        self.startPatcher(
            patch.object(
                type(self.env["case.migration.source"]),
                "_connection",
                lambda source: FakeConnection(WITH_PARTIES),
            )
        )
        self._migrate()
        self._add_a_migration_of_another_company()

    def _forget_new_fields(self):
        self.registry._setup_models__(self.cr)
        self.registry.registry_invalidated = False

    def _migrate(self):
        profile = self.env["case.migration.profile"].search(
            [("code", "=", "the_case_file")]
        )
        source = self.env["case.migration.source"].create(
            {"name": "Old system", "profile_id": profile.id}
        )
        job = self.env["case.migration.job"].create(
            {"name": "Move", "source_id": source.id}
        )
        job.action_discover()
        self._work(job)
        job.action_propose()
        self._work(job)
        job.action_confirm()
        job.action_confirm_owners()
        job.action_apply_setup()
        self._work(job)
        job.action_run()
        self._work(job)
        self.assertEqual(job.state, "delta")

    def _add_a_migration_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other firm"})
        source = self.env["case.migration.source"].search([], limit=1).copy()
        source.company_id = other
        self.env["case.migration.job"].create(
            {"name": "Their case", "source_id": source.id, "company_id": other.id}
        )

    def _work(self, job):
        self.env.flush_all()
        with self.registry.cursor() as cr:
            job.with_env(self.env(cr=cr)).work_now()
        self.env.invalidate_all()

    def test_the_screens_show_what_each_may_see(self):
        new_test_user(
            self.env, "follower", groups="base.group_user,crm_case_migration.group_user"
        )
        for tour, path, login in (
            ("case_migration_look_around", "case-migrations", "admin"),
            ("case_migration_follow", "case-migration-records", "follower"),
            ("case_migration_follow_job", "case-migrations", "follower"),
        ):
            with self.subTest(tour):
                self.start_tour(f"/odoo/{path}", tour, login=login, timeout=600)


@tagged("post_install", "-at_install")
class TestRunnerAlert(HttpCase):
    """A migration on a job queue that does not work says so, instead of going on."""

    SHOWN = """
        const shown = [...document.querySelectorAll(".o_form_view .alert")]
            .filter((alert) => alert.offsetParent)
            .map((alert) => `${alert.getAttribute("role")}: ${alert.innerText.trim()}`);
        const wanted = "alert: The runner of the job queue does not work";
        shown.length === 1 && shown[0].startsWith(wanted)
            ? console.log("test successful")
            : console.error(JSON.stringify(shown));
    """

    def test_only_that_is_said_of_the_work(self):
        queue = type(self.env["case.migration.queue"])
        self.startPatcher(patch.object(queue, "_is_there", lambda _queue: True))
        self.startPatcher(patch.object(queue, "_is_running", lambda _queue: False))
        profile = self.env["case.migration.profile"].search([], limit=1)
        source = self.env["case.migration.source"].create(
            {"name": "Old system", "profile_id": profile.id}
        )
        job = self.env["case.migration.job"].create(
            {"name": "Move", "source_id": source.id, "runner": "queue_job"}
        )
        job.task = "discover"
        self.browser_js(
            f"/odoo/case-migrations/{job.id}",
            self.SHOWN,
            "!!document.querySelector('.o_form_view .alert')",
            login="admin",
        )

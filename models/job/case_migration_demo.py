import base64
from contextlib import closing
from pathlib import Path

from odoo import api, models
from odoo.tools import file_path

from ..engine.case_migration_batch import HANDLERS
from ..support.quiet import quiet_env

TO_THE_MAP = ("action_discover", "action_propose")
FROM_THE_MAP = (
    "action_confirm",
    "action_confirm_owners",
    "action_apply_setup",
    "action_run",
)


class CaseMigrationDemo(models.AbstractModel):
    """Makes the demonstration data: three migrations of a made-up firm.

    The steps are the real ones, on exports that come with the addon. The work is done
    within the one transaction of the installation, so without a lane.
    """

    _name = "case.migration.demo"
    _description = "Case Migration Demonstration"

    @api.model
    def _load(self):
        """A finished migration, one with findings, and one in the middle of its map."""
        finished = self._run(self._job("the_case_file", self.env._("Office in Boston")))
        self._take(finished, "action_close_window")
        finished.finding_ids.action_accept()
        self._close(finished)
        self._run(self._job("backdocket", self.env._("Claims desk")))
        begun = self._job("the_case_file", self.env._("Office in Denver"))
        self._take(begun, *TO_THE_MAP)

    def _run(self, job):
        self._take(job, *TO_THE_MAP)
        # Odoo makes no fields while it installs an addon.
        job.line_ids.filtered(
            lambda line: line.mapping_type == "custom_field_required"
        ).write({"mapping_type": "not_migrated", "target_field": False})
        self._take(job, *FROM_THE_MAP)
        return job

    def _close(self, job):
        """Sign what is to be signed, and leave undone what is."""
        job = job.with_user(job.user_id)
        if job.trust_state == "to_sign":
            job.action_sign_trust()
        job.action_close([one["code"] for one in job.get_closing_checklist()])

    def _job(self, code, name):
        """:return: a migration of the export ``demo/<code>.zip``"""
        profile = self.env["case.migration.profile"].search([("code", "=", code)])
        path = Path(file_path(f"crm_case_migration/demo/{code}.zip"))
        admin = self.env.ref("base.user_admin")
        source = self.env["case.migration.source"].create(
            {
                "name": f"{profile.name}, {name}",
                "profile_id": profile.id,
                "channel": "bundle",
                "bundle": base64.b64encode(path.read_bytes()),
                "bundle_name": path.name,
                "start_step": "found",
            }
        )
        return self.env["case.migration.job"].create(
            {
                "name": name,
                "source_id": source.id,
                "user_id": admin.id,
                "fallback_user_id": admin.id,
            }
        )

    def _take(self, job, *steps):
        for step in steps:
            getattr(job, step)()
            while job.task:
                self._work(job)

    def _work(self, job):
        """Do what is planned for a job."""
        self.env.flush_all()
        while batch := self.env["case.migration.batch"]._claim(job):
            quiet = batch.with_env(quiet_env(self.env, job.user_id, job.company_id))
            with closing(quiet.env[HANDLERS[batch.kind]]._steps(quiet)) as steps:
                while quiet._step(steps):
                    pass
            self.env.flush_all()
            self.env.invalidate_all()
        job._end_task()

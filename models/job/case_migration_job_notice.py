from odoo import fields, models

from ..support.quiet import quiet_env
from ..support.words import counted
from .case_migration_progress import SHOWN

ACTIVITY_TYPE = "crm_case_migration.mail_activity_type_job"
# The step of the way whose sentence tells how a task has ended.
STEP_OF = {"discover": "read", "propose": "map", "setup": "prepare", "run": "run"}
TO_DECIDE = ("conflict", "deleted_in_source")


class CaseMigrationJobNotice(models.Model):
    """Tells how a job goes: in its chatter, in the forms that are open, and to the
    responsible user by an activity.

    Within Odoo only; nobody is mailed and nobody becomes a follower.
    """

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    def write(self, vals):
        """What begins, stands still, goes on or ends is told to the open forms too."""
        result = super().write(vals)
        if not vals.keys().isdisjoint(SHOWN):
            for job in self:
                self.env["case.migration.progress"]._tell(job)
        return result

    def _plan(self, plans, task):  # pylint: disable=missing-return
        self._forget_reminders()
        super()._plan(plans, task)

    def _end_task(self):  # pylint: disable=missing-return
        task = self.task
        super()._end_task()
        self._tell_end(task)

    def _stop_for(self, batch):  # pylint: disable=missing-return
        super()._stop_for(batch)
        job = self._in_words()
        job._milestone(job.env._("It stands still: %s", job.problem))
        job._remind(job.env._("The migration stands still"), job.problem)

    def _tell_end(self, task):
        """Note what a task has come to, and ask for what is next."""
        job = self._in_words()
        sentence = job._end_of(task)
        job._milestone(sentence)
        summary = job._next_decision(task)
        if summary:
            job._remind(summary, sentence)

    def _in_words(self):
        """:return: the job, in the language of the one who is told, and quiet"""
        return self.with_env(quiet_env(self.env, self.user_id, self.company_id))

    def _end_of(self, task):
        """:return: a sentence on what a task has come to"""
        if self._had_nothing_to_load():
            return self.env._("There was nothing left to load.")
        if task in STEP_OF:
            return self.env["case.migration.steps"]._sentence(self, STEP_OF[task])
        if task == "rollback":
            kept = self.env["case.migration.finding"].search_count(
                [("job_id", "=", self.id), ("kind", "=", "rollback_kept")]
            )
            return counted(
                self.env,
                kept,
                self.env._(
                    "The migration was rolled back; one record was kept and is listed "
                    "in the findings."
                ),
                self.env._(
                    "The migration was rolled back; %(count)s records were kept and "
                    "are listed in the findings."
                ),
            )
        tasks = dict(self._fields["task"]._description_selection(self.env))
        return self.env._("Done: %s.", tasks.get(task, task))

    def _had_nothing_to_load(self):
        """:return: whether records were looked for, and there were none"""
        groups = (
            self.env["case.migration.batch"]
            .sudo()
            ._read_group(
                [("run_id", "=", self._present_run().id), ("relinks", "=", False)],
                ["kind"],
            )
        )
        kinds = {kind for [kind] in groups}
        return "plan" in kinds and not {"load", "update"}.intersection(kinds)

    def _next_decision(self, task):
        """:return: what a person has to do now, or nothing"""
        if task == "discover":
            return self.env._("The source is read: have a map proposed")
        if task == "run":
            return self.env._("The run has ended: look at its outcome")
        if task == "rollback":
            return self.env._("The rollback has ended: look at what was kept")
        if task == "delta" and self.finding_ids.filtered_domain(
            [("kind", "in", TO_DECIDE), ("decision", "=", "open")]
        ):
            return self.env._("Changes of the source need a decision")
        return False

    # ---------------------------------------------------------------- how it is told

    def _milestone(self, sentence):
        """Note it in the chatter, in the job's own name."""
        self._message_log(body=sentence, author_id=self.env.ref("base.partner_root").id)

    def _remind(self, summary, note):
        """Give the responsible user something to do, instead of what he had."""
        self._forget_reminders()
        if not self.notify:
            return
        self.env["mail.activity"].create(
            {
                "activity_type_id": self.env.ref(ACTIVITY_TYPE).id,
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "res_id": self.id,
                "user_id": self.user_id.id,
                "date_deadline": fields.Date.context_today(self),
                "summary": summary,
                "note": note,
            }
        )

    def _forget_reminders(self):
        """What they asked for is done, or out of date."""
        ours = self.env.ref(ACTIVITY_TYPE)
        self.env["mail.activity"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("activity_type_id", "=", ours.id),
            ]
        ).unlink()

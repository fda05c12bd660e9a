from odoo import models
from odoo.exceptions import UserError


class CaseMigrationJobObject(models.Model):
    """Loads one kind of records alone, before the run or after it."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    def _run_object(self, mapping):
        """Load the records that no load has seen as they are. What they refer to and is
        not in Odoo yet is linked by the run, with which these records are counted.
        """
        self._require_idle()
        self._require_state("confirmed", "sampled", "delta")
        self._require_confirmed_map()
        self._require_owners()
        self._require_setup()
        comes = self.state == "confirmed"
        plans = self.env["case.migration.cutting"]._plan(mapping, only_new=True)
        self._plan_object(
            [{**plan, "run": self.run + comes} for plan in plans],
            mapping,
            self.env._("Each record of “%s” is in Odoo, or was tried.", mapping.name),
        )

    def _retry_object(self, mapping):
        """Load once more the records of one kind that failed."""
        self._require_idle()
        self._require_state("confirmed", "sampled", "delta", "validated")
        self._require_confirmed_map()
        self._plan_object(
            self.env["case.migration.cutting"]._plan(mapping, only_failed=True),
            mapping,
            self.env._("No record of “%s” has failed.", mapping.name),
        )

    def _plan_object(self, plans, mapping, sentence):
        """:param sentence: what is said where there is nothing to do"""
        if not mapping.enabled or mapping.handed_over or not plans:
            raise UserError(sentence)
        links = self.env["case.migration.cutting"]._plan_links(self)
        self._plan(plans + links, self._task_of_part())

    def _task_of_part(self):
        """:return: the task that loads some of the records: before the run, it is not
        the run
        """
        return "object" if self.state in ("confirmed", "sampled") else "run"

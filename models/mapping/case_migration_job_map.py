from odoo import models
from odoo.exceptions import UserError

from ..support.words import counted

# So many sentences are told at once.
TOLD = 5


class CaseMigrationJobMap(models.Model):
    """The map as a whole: it must work, and somebody must have agreed to it."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    def action_check_map(self):
        """Try the map once more on what was read, and on Odoo as it is now."""
        self._require_idle()
        self.env["case.migration.map.work"]._do("check", self)

    def action_confirm(self):
        """Agree to the whole map, and list what Odoo must have for it.

        After a change of a map that was confirmed before, agree to it again.
        """
        self._require_idle()
        self._require_state("proposed", "confirmed", "sampled", "delta")
        self.line_ids.filtered(lambda line: not line.confirmed).action_confirm()
        self.env["case.migration.map.work"]._do("confirm", self)

    def _agree_to_map(self):
        """The lines are agreed to, and all of them were tried."""
        self._require_working_map()
        if self.state == "proposed":
            self.state = "confirmed"

    def action_sample(self):
        """Load a sample by a map that works and is agreed to."""
        self._require_idle()
        self._require_state("confirmed", "sampled")
        self._require_confirmed_map()
        return super().action_sample()

    def action_run(self):
        """Load everything that was read, by a map that works and is agreed to."""
        self._require_idle()
        # Who may change a migration may see all that belongs to it: of a dozen models,
        # rules need not be put together for that.
        job = self.sudo()
        job._require_state("confirmed", "sampled", "delta")
        job._require_confirmed_map()
        return super(CaseMigrationJobMap, job).action_run()

    def action_retry_failed(self):
        """Load once more what failed, by a map that works and is agreed to."""
        self._require_idle()
        self._require_state("delta", "validated")
        self._require_confirmed_map()
        return super().action_retry_failed()

    def _require_working_map(self):
        """A field of Odoo may have been removed since the map was made."""
        mappings = self.mapping_ids.filtered("enabled")
        check = self.env["case.migration.map.check"].sudo()
        check._check(check._changed(mappings.sudo()))
        errors = check._errors(mappings.sudo())
        if errors:
            raise UserError(
                self.env._(
                    "The map does not work yet:\n%s",
                    "\n".join(f"• {sentence}" for sentence in _some(errors)),
                )
            )

    def _require_confirmed_map(self):
        lines = self.mapping_ids.filtered("enabled").line_ids
        changed = lines.filtered(lambda line: not line.confirmed)
        if changed:
            raise UserError(
                counted(
                    self.env,
                    len(changed),
                    self.env._(
                        "The line %(line)s of the map was changed and is not "
                        "confirmed. Confirm the map again."
                    ),
                    self.env._(
                        "%(count)s lines of the map were changed and are not "
                        "confirmed, among them %(line)s. Confirm the map again."
                    ),
                    line=changed[0].display_name,
                )
            )
        self._require_working_map()


def _some(sentences):
    return [*sentences[:TOLD], *(["…"] if len(sentences) > TOLD else [])]

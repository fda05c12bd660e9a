from odoo import fields, models
from odoo.exceptions import UserError

from ..support.words import counted


class CaseMigrationJobTemplate(models.Model):
    """Maps that are kept for the next migration, and taken from an earlier one."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    profile_id = fields.Many2one(
        related="source_id.profile_id", help="The system that the data comes from."
    )
    template_id = fields.Many2one(
        "case.migration.template",
        string="Map from template",
        copy=False,
        domain="[('profile_id', '=', profile_id), ('company_id', '=', company_id)]",
        help="A map that was saved in an earlier migration from this system.",
    )

    def action_save_template(self):
        """Keep the map for other migrations."""
        self.ensure_one()
        self.check_access("write")
        if not self.line_ids:
            raise UserError(self.env._("There is no map to save yet."))
        template = self.env["case.migration.template"]._save(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": template._name,
            "res_id": template.id,
            "views": [(False, "form")],
        }

    def action_load_template(self):
        """Take the map of the chosen template."""
        self._require_idle()
        self._require_state("proposed", "confirmed")
        template = self.template_id
        if not template:
            raise UserError(self.env._("Choose a template first."))
        if template.profile_id != self.source_id.profile_id:
            raise UserError(
                self.env._(
                    "The template “%(name)s” is for %(system)s, and this migration is "
                    "not.",
                    name=template.name,
                    system=template.profile_id.name,
                )
            )
        self.env["case.migration.map.work"]._do("load", self)

    def _tell_loaded(self, template):
        count = sum(len(template._lines_for(*pair)) for pair in template._pairs(self))
        self.message_post(
            body=counted(
                self.env,
                count,
                self.env._(
                    "One line of the map was taken from the template “%(name)s”."
                ),
                self.env._(
                    "%(count)s lines of the map were taken from the template "
                    "“%(name)s”."
                ),
                name=template.name,
            )
        )

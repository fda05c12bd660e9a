from odoo import api, fields, models

from ..support import names


class CaseMigrationFinding(models.Model):
    """Kinds of findings in words, also as the heads of groups."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.finding"

    kind_label = fields.Char(
        string="What it is",
        compute="_compute_kind_label",
        help="What was found, in a few words.",
    )

    @api.depends("kind")
    def _compute_kind_label(self):
        kinds = self.env["case.migration.kinds"]
        for finding in self:
            finding.kind_label = kinds._label(finding.kind)

    @api.depends("kind", "record_id", "object")
    def _compute_display_name(self):
        for finding in self:
            about = finding.record_id.display_name or names.object_label(
                finding.env, finding.object
            )
            finding.display_name = ": ".join(filter(None, (finding.kind_label, about)))

    # ------------------------------------- heads of groups: lists, cards, charts

    @api.model
    def formatted_read_group(self, domain, groupby=(), *args, **kwargs):
        groups = super().formatted_read_group(domain, groupby, *args, **kwargs)
        return self.env["case.migration.kinds"]._say(groups, "kind")

    @api.model
    def formatted_read_grouping_sets(self, domain, grouping_sets, *args, **kwargs):
        sets = super().formatted_read_grouping_sets(
            domain, grouping_sets, *args, **kwargs
        )
        kinds = self.env["case.migration.kinds"]
        return [kinds._say(groups, "kind") for groups in sets]

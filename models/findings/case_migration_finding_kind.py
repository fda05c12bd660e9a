from odoo import api, fields, models


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
            about = finding.record_id.display_name or finding.object
            finding.display_name = ": ".join(filter(None, (finding.kind_label, about)))

    @api.model
    def web_read_group(self, domain, groupby, *args, opening_info=None, **kwargs):
        """Lists and cards show a group by its value: the kind in words."""
        by_kind = groupby[:1] == ["kind"]
        labels = self.env["case.migration.kinds"]._labels() if by_kind else {}
        kinds = {label: kind for kind, label in labels.items()}
        for group in opening_info or ():
            group["value"] = kinds.get(group["value"], group["value"])
        result = super().web_read_group(
            domain, groupby, *args, opening_info=opening_info, **kwargs
        )
        for group in result["groups"] if by_kind else ():
            group["kind"] = labels.get(group["kind"], group["kind"])
        return result

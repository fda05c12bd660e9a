from odoo import fields, models

from .case_migration_mapping_line_check import UNCHECKED


class CaseMigrationTemplate(models.Model):
    """A map that was worked out once, with its lists of values, to be used again."""

    _name = "case.migration.template"
    _description = "Case Migration Template"
    _order = "name, id desc"

    name = fields.Char(required=True, help="What it is for.")
    profile_id = fields.Many2one(
        "case.migration.profile",
        string="System",
        required=True,
        ondelete="cascade",
        readonly=True,
        help="The system whose fields it is about.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="The company that may use it.",
    )
    definition = fields.Json(
        required=True, readonly=True, help="The maps, in the form of a profile's."
    )
    line_count = fields.Integer(
        compute="_compute_line_count", help="How many lines it has."
    )

    def _compute_line_count(self):
        for template in self:
            template.line_count = sum(len(one["lines"]) for one in template.definition)

    def _save(self, job):
        """:return: the template with the map of a job as it is now"""
        return self.create(
            {
                "name": job.name,
                "profile_id": job.source_id.profile_id.id,
                "company_id": job.company_id.id,
                "definition": [
                    {
                        "object": mapping.object,
                        "target": mapping.target_model,
                        "enabled": mapping.enabled,
                        "lines": [line._to_profile() for line in mapping.line_ids],
                    }
                    for mapping in job.mapping_ids
                    if mapping.line_ids
                ],
            }
        )

    def _pairs(self, job):
        """:return: the mappings of a job that the template has a map for, with it"""
        self.ensure_one()
        mappings = {(one.object, one.target_model): one for one in job.mapping_ids}
        pairs = [
            (mappings.get((saved["object"], saved["target"])), saved)
            for saved in self.definition
        ]
        return [(mapping, saved) for mapping, saved in pairs if mapping]

    def _lines_for(self, mapping, saved):
        """:return: the lines of a saved map whose fields occur in the source"""
        fields_read = self.env["case.migration.proposer"]._occurring(mapping)
        occurring = set(fields_read.mapped("name"))
        return [
            line
            for line in saved["lines"]
            if not occurring or occurring.intersection(_sources(line))
        ]

    def _load_mapping(self, mapping, saved):
        """Give a mapping the lines of the template.

        Lines for fields that the template does not know stay as they were proposed;
        those of the template have to be confirmed like any other.
        """
        mapping = mapping.with_context(**{UNCHECKED: True})
        proposer = self.env["case.migration.proposer"]
        reason = self.env._("From the template “%s”.", self.name)
        lines = [{**line, "reason": reason} for line in self._lines_for(mapping, saved)]
        named = {name for line in lines for name in _sources(line)}
        mapping.line_ids.filtered(lambda line: line.source_field in named).unlink()
        mapping.enabled = saved["enabled"]
        mapping._make_lines(lines)
        proposer._count_values(mapping, proposer._occurring(mapping))
        self.env["case.migration.map.check"].sudo()._check(mapping)


def _sources(line):
    source = line["source"]
    return source if isinstance(source, list) else [source]

from odoo import fields, models

from ...lib.tables import Sheet


class CaseMigrationJobAssessment(models.Model):
    """What a job shows and gives out before the run: assessment, specification."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    assessment = fields.Html(
        compute="_compute_assessment",
        sanitize=False,
        groups="crm_case_migration.group_manager",
        help="What awaits whoever migrates this source.",
    )

    def _compute_assessment(self):
        """Rendered when it is looked at: it is about what is measured so far."""
        for job in self:
            job.assessment = job.id and self.env["ir.qweb"]._render(
                "crm_case_migration.assessment", {"found": job._assess(), "job": job}
            )

    def _assess(self):
        self.ensure_one()
        return self.env["case.migration.assessment"].sudo()._of(self.sudo())

    def action_print_assessment(self):
        """Print the assessment."""
        return self._print("report_assessment")

    def action_print_specification(self):
        """Print the map, with who has agreed to what and when."""
        return self._print("report_specification")

    def _print(self, name):
        self.ensure_one()
        self.check_access("write")
        report = self.env.ref(f"crm_case_migration.{name}")
        can_print = report.get_wkhtmltopdf_state() in ("ok", "upgrade")
        # In a page of its own: Odoo's way blocks the screen until all is printed.
        kind = "pdf" if can_print else "html"
        return {
            "type": "ir.actions.act_url",
            "url": f"/report/{kind}/{report.report_name}/{self.id}",
            "target": "new",
        }

    # ---------------------------------------------------------------- tables

    def _export_sheets(self, kind):
        if kind == "specification":
            return [self._sheet_of_lines(), self._sheet_of_values()]
        if kind == "checklist":
            names = ("kind", "name", "state", "message", "consequence")
            items = self.env["case.migration.setup.item"]
            of_job = [("job_id", "=", self.id)]
            return [self._export_sheet(self.env._("Checklist"), items, of_job, names)]
        return super()._export_sheets(kind)

    def action_export_specification(self):
        return self.action_export("specification")

    def action_export_checklist(self):
        return self.action_export("checklist")

    def _sheet_of_lines(self):
        columns = [
            self.env._("Object"),
            self.env._("Source field"),
            self.env._("Odoo model"),
            self.env._("Odoo field"),
            self.env._("Label"),
            self.env._("Type"),
            self.env._("Transformation"),
            self.env._("Settings"),
            self.env._("Otherwise"),
            self.env._("Required"),
            self.env._("Confidence"),
            self.env._("Reason"),
            self.env._("Confirmed by"),
            self.env._("Confirmed on"),
        ]
        rows = (line._specification() for line in self.line_ids.sorted())
        return Sheet(self.env._("Map"), columns, rows)

    def _sheet_of_values(self):
        columns = [
            self.env._("Object"),
            self.env._("Source field"),
            self.env._("Odoo field"),
            self.env._("Source value"),
            self.env._("Only of team"),
            self.env._("Becomes"),
            self.env._("Occurs"),
        ]
        rows = (
            [
                line.mapping_id.name,
                line.source_field,
                line.target_field,
                value.source_value,
                value.team or "",
                value.target_value or "",
                value.source_count,
            ]
            for line in self.line_ids.sorted()
            for value in line.value_ids
        )
        return Sheet(self.env._("Values"), columns, rows)

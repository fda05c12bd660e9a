from odoo import api, fields, models

KINDS = [
    ("counts", "All accounted for"),
    ("links", "Still in Odoo"),
    ("fields", "Fields, at random"),
    ("references", "References"),
    ("files", "Files"),
    ("dates", "Dates"),
    ("mails", "Nobody was mailed"),
]
# Those whose list is one of comparisons; that of the others is one of findings.
COMPARED = ("fields", "references")
# What a person should see first.
RANKS = ("failed", "todo", "passed", "not_applicable")


class CaseMigrationCheck(models.Model):
    """One question that the validation asks, and the answer."""

    _name = "case.migration.check"
    _description = "Case Migration Check"
    _order = "job_id, sequence, id"

    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        index=True,
        ondelete="cascade",
        help="The migration that is validated.",
    )
    company_id = fields.Many2one("res.company", required=True, help="Of the migration.")
    sequence = fields.Integer(help="Place in the list.")
    kind = fields.Selection(KINDS, string="Check", required=True, help="What is asked.")
    mapping_id = fields.Many2one(
        "case.migration.mapping",
        string="Object",
        ondelete="cascade",
        help="The records that it is asked of; empty: all.",
    )
    state = fields.Selection(
        [
            ("todo", "To do"),
            ("passed", "Passed"),
            ("failed", "Failed"),
            ("not_applicable", "Not applicable"),
        ],
        required=True,
        default="todo",
        help="What came out.",
    )
    rank = fields.Integer(
        compute="_compute_rank",
        store=True,
        help="Place in a list in which what has failed comes first.",
    )
    checked = fields.Integer(help="How many records, fields or files were looked at.")
    deviations = fields.Integer(help="How many of them are not as they should be.")
    unread = fields.Integer(
        help="Files that the source did not give again; they were compared with the "
        "checksum that was taken when they were loaded."
    )
    message = fields.Char(string="Result", help="What came out, in a sentence.")
    checked_on = fields.Datetime(help="When it was answered.")

    @api.depends("state")
    def _compute_rank(self):
        for check in self:
            check.rank = RANKS.index(check.state)

    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for check in self:
            of_what = check.mapping_id.name
            check.display_name = ": ".join(filter(None, (kinds[check.kind], of_what)))

    def action_open(self):
        """Show the list of what is not as it should be."""
        self.ensure_one()
        self.check_access("read")
        if self.kind in COMPARED:
            name, domain = "case_migration_diff_action", [("check_id", "=", self.id)]
        else:
            name, domain = "case_migration_finding_action", [("check_id", "=", self.id)]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"crm_case_migration.{name}"
        )
        return {**action, "domain": domain, "context": {}}

from odoo import fields, models


class CaseMigrationJobOptions(models.AbstractModel):
    """What a person decides about the load as a whole, beside the map."""

    _name = "case.migration.job.options"
    _description = "Case Migration Options"

    old_activity_rule = fields.Selection(
        [
            ("todo", "Keep as to-do, due today"),
            ("done", "Load as done"),
            ("note", "Load as a note"),
        ],
        string="Open activities that are years overdue",
        required=True,
        default="todo",
        help="Odoo itself removes open activities that are overdue for more than "
        "three years (system parameter mail.activity.gc.delete_overdue_years). "
        "The original date is kept in the text in any case.",
    )
    backdate = fields.Boolean(
        string="Original dates of creation and change",
        help="Records say that they were made and last changed when they were in the "
        "source. Logged; a rollback puts it back.",
    )
    make_invoices = fields.Boolean(
        string="Make draft invoices",
        help="Needs Odoo's accounting. The billing data is handed over as a data set "
        "in any case; nothing is ever posted.",
    )
    notify = fields.Boolean(
        string="Tell the responsible user",
        default=True,
        help="By an activity in Odoo, and never by e-mail, when the migration needs a "
        "decision, stands still, or has ended.",
    )

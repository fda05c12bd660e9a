from odoo import api, fields, models
from odoo.tools import SQL

from ..support import names
from ..support.implied import ImpliedMany2one
from ..support.values_table import values_table

STATES = [
    ("staged", "Not loaded yet"),
    ("created", "Created"),
    ("matched", "Matched"),
    ("updated", "Updated"),
    ("skipped", "Skipped"),
    ("failed", "Failed"),
]
LINKED = ("created", "matched", "updated")
# What a load has not seen yet: new records, and those changed since they failed.
UNSEEN = SQL(
    """
    (state = 'staged' OR (state IN ('failed', 'skipped')
                          AND digest IS DISTINCT FROM loaded_digest))
    """
)


class CaseMigrationRecord(models.Model):
    """One record of a source, as it was read, and the Odoo record it became.

    There is one row per source record, whatever the number of jobs: the link
    between the two systems belongs to the source, so a second job knows what the
    first one did. Rows are written by :mod:`.bulk`, a batch at a time.
    """

    _name = "case.migration.record"
    _description = "Case Migration Source Record"
    _order = "id"

    source_id = ImpliedMany2one(  # by the list; indexed with the object, see below
        "case.migration.source",
        required=True,
        ondelete="cascade",
        help="The source that the record was read from.",
    )
    stream_id = fields.Many2one(
        "case.migration.stream",
        string="List",
        required=True,
        ondelete="cascade",
        help="The list of the source that the record was read from.",
    )
    company_id = ImpliedMany2one(  # by the list
        "res.company",
        required=True,
        help="The company that the source belongs to.",
    )
    job_id = fields.Many2one(
        "case.migration.job",
        string="Migrated by",
        index="btree_not_null",
        ondelete="set null",
        help="The migration that loaded the record, or tried to.",
    )
    object = fields.Selection(
        names.objects, required=True, help="What the record is: case, contact…"
    )
    key = fields.Char(
        string="Source ID",
        required=True,
        help="What the source identifies the record by.",
    )
    name = fields.Char(
        groups="crm_case_migration.group_manager",
        help="What other records of the source call it by.",
    )
    payload = fields.Json(
        string="Source data",
        groups="crm_case_migration.group_manager",
        help="The record as the source gave it.",
    )
    payload_table = fields.Html(
        compute="_compute_payload_table",
        groups="crm_case_migration.group_manager",
        help="The record as the source gave it, field by field.",
    )
    digest = fields.Char(help="Fingerprint of the source data.")
    loaded_digest = fields.Char(
        help="Fingerprint of the source data at the time it was loaded."
    )
    loaded_payload = fields.Json(
        groups="crm_case_migration.group_manager",
        help="The source data at the time it was loaded, while it differs from the "
        "present one.",
    )
    changed_at = fields.Datetime(
        string="Changed in the source on",
        help="When the old system says it was last changed.",
    )
    deleted = fields.Boolean(
        string="Deleted in the source",
        help="The old system does not have it any more.",
    )
    forgotten = fields.Boolean(
        readonly=True,
        help="What the source says of it was removed on purpose and is not read again.",
    )
    read_run = fields.Integer(help="Number of the reading that last saw the record.")
    load_order = fields.Integer(
        help="The same for records that are loaded together, such as a case's notes."
    )
    waiting = fields.Json(
        groups="crm_case_migration.group_manager",
        help="A line for the chatter that waits for its place among the notes.",
    )
    is_sample = fields.Boolean(
        string="In the sample", help="It was chosen to be loaded before the others."
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="staged",
        help="What has become of the record.",
    )
    reason_kind = fields.Char(
        string="Kind of reason",
        help="Short name of why it was skipped or failed; RULES.md explains each.",
    )
    reason = fields.Char(
        groups="crm_case_migration.group_manager",
        help="Why the record was skipped, or what failed. It may quote the source.",
    )
    details = fields.Text(
        groups="crm_case_migration.group_manager",
        help="For developers: where in the program it went wrong.",
    )
    quality_ids = fields.Many2many(
        "case.migration.finding",
        "case_migration_finding_record_rel",
        "record_id",
        "finding_id",
        string="Findings on its data",
        help="What was found about its data before anything was loaded.",
    )
    res_model = fields.Selection(
        names.odoo_models,
        string="Kind in Odoo",
        help="The kind of record that it became.",
    )
    res_id = fields.Many2oneReference(
        string="Odoo record",
        model_field="res_model",
        index="btree_not_null",
        help="The record that it became.",
    )

    _key_unique = models.UniqueIndex(
        "(stream_id, key)", "A source record is kept only once."
    )
    _by_name = models.Index("(source_id, object, lower(name))")
    # The company is what record rules ask for: so the millions of records of a list
    # are counted, and grouped by list, in the index alone.
    _by_state = models.Index("(stream_id, state, id) INCLUDE (company_id)")
    # As the ORM asks, or the planner does not see that the index has the answer.
    _deleted = models.Index("(stream_id) WHERE deleted IS TRUE")
    _by_sample = models.Index("(source_id, object, id) WHERE is_sample")
    _of_sample = models.Index("(job_id, id) WHERE is_sample IS TRUE")
    _failed = models.Index("(job_id, id) WHERE state = 'failed'")
    _by_waiting = models.Index("((waiting->>'record')) WHERE waiting IS NOT NULL")
    # A batch of notes is a range of it: without an index, each reads all notes.
    _by_order = models.Index("(stream_id, load_order) WHERE load_order IS NOT NULL")

    def _compute_display_name(self):
        for record in self:
            label = names.object_label(record.env, record.object)
            record.display_name = f"{label} {record.key}"

    @api.model
    def formatted_read_group(self, domain, groupby=(), *args, **kwargs):
        groups = super().formatted_read_group(domain, groupby, *args, **kwargs)
        return self.env["case.migration.kinds"]._say(groups, "reason_kind")

    @api.model
    def formatted_read_grouping_sets(self, domain, grouping_sets, *args, **kwargs):
        sets = super().formatted_read_grouping_sets(
            domain, grouping_sets, *args, **kwargs
        )
        kinds = self.env["case.migration.kinds"]
        return [kinds._say(groups, "reason_kind") for groups in sets]

    @api.depends("payload")
    def _compute_payload_table(self):
        for record in self:
            record.payload_table = values_table(
                record.env, (record.env._("Value"), record.payload)
            )

    def action_open_diff(self):
        """Show the source's fields and Odoo's side by side, as last compared."""
        self.ensure_one()
        self.check_access("read")
        view = self.env.ref("crm_case_migration.case_migration_diff_view_record")
        last = self.env["case.migration.diff"].search(
            [("record_id", "=", self.id)], order="id desc", limit=1
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "case.migration.diff",
            "views": [(view.id, "list")],
            "domain": [
                ("record_id", "=", self.id),
                ("purpose", "=", last.purpose),
                ("check_id", "=", last.check_id.id),
            ],
        }

    def action_open_target(self):
        """Open the Odoo record, with the rights of the user who asks."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

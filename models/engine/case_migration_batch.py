from odoo import fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

# Errors of a transaction that another one was in the way of.
COLLISIONS = PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
MAX_TRIES = 10
COUNTERS = ("created", "matched", "updated", "skipped", "failed")
HANDLERS = {
    "extract": "case.migration.extractor",
    "profile": "case.migration.profiler",
    "quality": "case.migration.quality",
    "propose": "case.migration.proposer",
    "map": "case.migration.map.work",
    "list": "case.migration.checklist",
    "setup": "case.migration.setup",
    "sample": "case.migration.sampling",
    "plan": "case.migration.cutting",
    "load": "case.migration.loading",
    "tell": "case.migration.telling",
    "diff": "case.migration.differ",
    "check": "case.migration.checking",
    "compare": "case.migration.comparing",
    "update": "case.migration.updating",
    "count": "case.migration.rollback.planning",
    "rollback": "case.migration.rollback",
    "hand_over": "case.migration.handing.over",
    "forget": "case.migration.retention",
}


class CaseMigrationBatch(models.Model):
    """One unit of background work, done in transactions of its own.

    A lane claims a batch by locking its row, lets the handler of its kind work up to
    the next consistent point, and commits; what the batch did and how far it came
    are in that same transaction. A killed worker's lock is gone with it, so another
    lane takes the batch up from its last commit. The lanes, the claiming and the
    running are in files of their own.
    """

    _name = "case.migration.batch"
    _description = "Case Migration Batch"
    _order = "job_id, sequence, id"

    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        index=True,
        ondelete="cascade",
        help="The migration that the work belongs to.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        help="The company that the migration belongs to.",
    )
    kind = fields.Selection(
        [
            ("extract", "Read"),
            ("profile", "Look at"),
            ("quality", "Check"),
            ("propose", "Propose"),
            ("map", "Work on the map"),
            ("list", "List what is needed"),
            ("setup", "Prepare Odoo"),
            ("sample", "Choose a sample"),
            ("plan", "Cut into batches"),
            ("load", "Load"),
            ("tell", "Write in the chatter"),
            ("diff", "Compare with the source"),
            ("check", "Check"),
            ("compare", "Look for changes"),
            ("update", "Update"),
            ("count", "Count what a rollback would do"),
            ("rollback", "Roll back"),
            ("hand_over", "Prepare the hand-over"),
            ("forget", "Remove the source's data"),
        ],
        required=True,
        help="What is done with the records.",
    )
    sequence = fields.Integer(
        required=True, default=0, help="Batches of a higher number wait for these."
    )
    stream_id = fields.Many2one(
        "case.migration.stream",
        string="List",
        ondelete="restrict",
        help="The list of the source that the records are from.",
    )
    mapping_id = fields.Many2one(
        "case.migration.mapping",
        string="Object",
        ondelete="set null",
        help="The object of the map that the records are loaded by.",
    )
    check_id = fields.Many2one(
        "case.migration.check",
        ondelete="cascade",
        help="The check of a validation that the batch answers.",
    )
    run = fields.Integer(
        string="Load number", help="How often all was loaded, this time included."
    )
    run_id = fields.Many2one(
        "case.migration.run",
        string="Step",
        index="btree_not_null",
        ondelete="cascade",
        help="The step that the batch is a part of.",
    )
    plan_id = fields.Many2one(
        "case.migration.rollback.plan",
        string="Rollback",
        ondelete="cascade",
        help="The plan of the rollback that the batch counts or carries out.",
    )
    only_failed = fields.Boolean(help="Only records that failed are loaded.")
    only_new = fields.Boolean(
        help="Only records that no load has seen as they are now are loaded."
    )
    only_sample = fields.Boolean(help="Only records of the sample are loaded.")
    after_sample = fields.Boolean(
        help="What was loaded with the sample, or tried, is left out."
    )
    only_ids = fields.Json(help="IDs of the only source records that it is about.")
    relinks = fields.Boolean(
        help="It makes the links to records that were loaded later."
    )
    first_id = fields.Integer(help="First source record of the batch.")
    last_id = fields.Integer(help="Last source record of the batch.")
    position = fields.Json(
        groups="crm_case_migration.group_manager", help="How far the batch has come."
    )
    state = fields.Selection(
        [
            ("todo", "To do"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="todo",
        help="Whether the work is still to be done.",
    )
    tries = fields.Integer(
        help="How often it was tried in vain.",
    )
    wait_until = fields.Datetime(
        help="It is not tried again before this time.",
    )
    total = fields.Integer(
        string="Records",
        help="How many records the batch has dealt with.",
    )
    created = fields.Integer(
        help="Records that were made in Odoo.",
    )
    matched = fields.Integer(
        help="Records that Odoo had already; they were linked and left as they are.",
    )
    updated = fields.Integer(
        help="Records whose changes were taken over.",
    )
    skipped = fields.Integer(
        help="Records that were left out, each with a reason.",
    )
    failed = fields.Integer(
        help="Records that could not be loaded, each with a reason.",
    )
    newest_field = fields.Integer(
        help="Technical: tells the fields that Odoo had then from those of addons that "
        "were installed later.",
    )
    seconds = fields.Float(
        help="Time that was worked on it.",
    )
    error_kind = fields.Char(
        help="Short name of what went wrong.",
    )
    error_message = fields.Char(
        help="What went wrong, in a sentence.",
    )
    error_details = fields.Text(
        groups="crm_case_migration.group_manager",
        help="For developers: where in the program it went wrong.",
    )

    _open = models.Index("(job_id, sequence, id) WHERE state IN ('todo', 'failed')")

    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for batch in self:
            subject = batch.mapping_id.name or batch.stream_id.display_name or ""
            batch.display_name = f"{kinds[batch.kind]} {subject} #{batch.id}"

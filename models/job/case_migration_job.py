from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..support.words import counted

STATES = [
    ("draft", "Connect"),
    ("discovered", "Discovered"),
    ("proposed", "Proposed"),
    ("confirmed", "Confirmed"),
    ("sampled", "Sampled"),
    ("running", "Running"),
    ("delta", "Delta window"),
    ("validated", "Validated"),
    ("done", "Done"),
    ("rolled_back", "Rolled back"),
    ("cancelled", "Cancelled"),
]
TASKS = [
    ("discover", "Reading the source"),
    ("propose", "Proposing a map"),
    ("map", "Working on the map"),
    ("list", "Looking at what Odoo has"),
    ("setup", "Preparing Odoo"),
    ("sample", "Loading a sample"),
    ("run", "Loading"),
    ("object", "Loading some records"),
    ("delta", "Picking up changes"),
    ("validate", "Validating"),
    ("plan_rollback", "Counting what a rollback would do"),
    ("rollback", "Rolling back"),
    ("hand_over", "Preparing the hand-over"),
    ("forget", "Removing the source's data"),
]
# What the job becomes when all batches of a task are through; none: unchanged.
NEXT_STATE = {
    "discover": "discovered",
    "propose": "proposed",
    "sample": "sampled",
    "run": "delta",
    "validate": "validated",
    "rollback": "rolled_back",
}
# In which states the whole migration can be cancelled while nothing goes on.
TO_CANCEL = ("draft", "discovered", "proposed", "confirmed", "sampled", "running")


class CaseMigrationJob(models.Model):
    """One migration, from the connection to the hand-over.

    ``state`` says which step was taken last, ``task`` what is going on in the
    background. The steps are the public ``action_*`` methods: for buttons, scripts
    and other addons alike. Each checks what it needs, plans batches, and leaves the
    work to the lanes::

        action_*   → case.migration.batch rows → _run_lane (cron, or work_now())
                   → extractor / setup / loading / rollback, one commit per batch
    """

    _name = "case.migration.job"
    _description = "Case Migration"
    _inherit = [
        "case.migration.exporting",
        "mail.thread",
        "mail.activity.mixin",
        "case.migration.job.options",
        "case.migration.job.figures",
    ]
    _order = "id desc"

    name = fields.Char(
        required=True,
        help="What you call the migration.",
    )
    source_id = fields.Many2one(
        "case.migration.source",
        required=True,
        ondelete="restrict",
        check_company=True,
        help="Where the data comes from.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="The company that gets the records.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        help="The migrated records are made in this user's name.",
    )
    fallback_user_id = fields.Many2one(
        "res.users",
        string="Fallback user",
        required=True,
        default=lambda self: self.env.user,
        help="Gets the records of people who have no user in Odoo.",
    )
    batch_size = fields.Integer(
        default=250, required=True, help="Records loaded in one transaction."
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        tracking=True,
        help="The last step that was taken.",
    )
    task = fields.Selection(
        TASKS,
        string="Going on",
        readonly=True,
        copy=False,
        help="What is done in the background.",
    )
    paused = fields.Boolean(
        readonly=True,
        copy=False,
        help="The work goes on when somebody resumes it.",
    )
    problem = fields.Char(
        readonly=True, copy=False, help="Why the migration stands still."
    )
    _batch_size_sane = models.Constraint(
        "CHECK (batch_size BETWEEN 1 AND 1000)",
        "A batch holds between 1 and 1000 records.",
    )
    _check_company_auto = True

    @api.constrains("company_id", "source_id")
    def _check_source_stays(self):
        for job in self:
            if job.batch_ids:
                raise ValidationError(
                    job.env._(
                        "“%s” has begun, so its source and its company cannot be "
                        "changed any more. Make another migration.",
                        job.name,
                    )
                )

    # ---------------------------------------------------------------- steps

    def action_discover(self):
        """Read every list of the source into staging."""
        self._require_idle()
        self._require_state(
            "draft", "discovered", "proposed", "rolled_back", "cancelled"
        )
        streams = self.source_id._readable_streams()
        if not streams:
            raise UserError(self.env._("The source has no lists to read."))
        streams._begin_reading()
        self._plan(
            [
                {"kind": kind, "sequence": sequence, "stream_id": stream.id}
                for sequence, kind in enumerate(("extract", "profile"))
                for stream in streams
            ]
            + [{"kind": "quality", "sequence": 2}],
            "discover",
        )

    def action_propose(self):
        """Make the map, from the one that the profile starts with."""
        self._require_idle()
        self._require_state("discovered", "proposed")
        self._plan([{"kind": "propose"}], "propose")

    def action_run(self):
        """Load everything that was read; after a sample, everything else."""
        self._require_idle()
        self._require_state("confirmed", "sampled", "delta")
        self._require_owners()
        self._require_setup()
        sampled = self.state == "sampled"
        cutting = self.env["case.migration.cutting"]
        loaded = self._loaded_by_setup()
        plans = []
        for mapping in self.mapping_ids.filtered("enabled"):
            plans += cutting._plan(
                mapping, only_new=mapping in loaded, after_sample=sampled
            )
        if not plans and not sampled:
            raise UserError(self.env._("There is nothing to load."))
        plans += cutting._plan_links(self)
        if not sampled:
            self.run += 1
        self._plan(plans, "run")
        self.state = "running"
        self.started_on = fields.Datetime.now()
        self.finished_on = False

    def action_pause(self):
        """Stop after the batches that are being worked on."""
        self.check_access("write")
        for job in self:
            if not job.task:
                raise UserError(job.env._("Nothing is going on that could be paused."))
        self.paused = True

    def action_resume(self):
        """Go on after a pause or a failure; what failed is tried again."""
        self.check_access("write")
        for job in self:
            if not job.task:
                raise UserError(job.env._("There is nothing to go on with."))
        self._open_batches().filtered(
            lambda batch: batch.state == "failed" or batch.wait_until
        ).write({"state": "todo", "tries": 0, "wait_until": False})
        self.write({"paused": False, "problem": False})
        for job in self:
            job._wake()

    def action_cancel(self):
        """Give up what is planned; what has been loaded stays until a rollback."""
        self.check_access("write")
        for job in self.filtered(lambda job: not job.task):
            job._require_state(*TO_CANCEL)
        # The batches that are being worked on stop at their next commit.
        unlocked = self._open_batches().try_lock_for_update(allow_referencing=True)
        unlocked.write({"state": "cancelled"})
        self.write(
            {"state": "cancelled", "task": False, "paused": False, "problem": False}
        )

    def action_retry_failed(self):
        """Load once more the records that failed."""
        self._require_idle()
        self._require_state("delta", "validated")
        cutting = self.env["case.migration.cutting"]
        plans = []
        for mapping in self.mapping_ids.filtered("enabled"):
            plans += cutting._plan(mapping, only_failed=True)
        if not plans:
            raise UserError(self.env._("No record of this migration has failed."))
        self._plan(plans + cutting._plan_links(self), "run")

    # ---------------------------------------------------------------- what is required

    def _is_loading(self):
        self.ensure_one()
        loads = ("setup", "sample", "object", "run", "rollback")
        return self.task in loads and not self.paused

    def _require_idle(self):
        self.ensure_one()
        self.check_access("write")
        if self.task:
            tasks = dict(self._fields["task"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Wait for the end of: %(task)s. Or cancel it first.",
                    task=tasks[self.task],
                )
            )

    def _require_state(self, *allowed):
        self.ensure_one()
        if self.state not in allowed:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This step needs a migration that is: %(allowed)s. This one is: "
                    "%(state)s.",
                    allowed=", ".join(states[state] for state in allowed),
                    state=states[self.state],
                )
            )

    def _require_setup(self):
        missing = self.setup_item_ids.filtered(
            lambda item: item.state == "to_make" and not item.loaded
        )
        if missing:
            raise UserError(
                counted(
                    self.env,
                    len(missing),
                    self.env._("Prepare Odoo first: %(name)s is missing."),
                    self.env._(
                        "Prepare Odoo first: %(count)s things are missing, among them "
                        "%(name)s."
                    ),
                    name=missing[0].name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never_with_audit(self):
        if self.env["case.migration.audit.log"].search_count(
            [("job_id", "in", self.ids)], limit=1
        ):
            raise UserError(
                self.env._(
                    "A migration that has changed something in Odoo stays, with its "
                    "audit log. Roll it back if you want its records removed."
                )
            )

from odoo import api, fields, models
from odoo.exceptions import UserError


class CaseMigrationSource(models.Model):
    """Connects a source step by step: which system, how to get in, what is there.

    The source itself remembers how far that has come, so it can be gone on with later.
    """

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.source"

    start_step = fields.Selection(
        [
            ("system", "System"),
            ("access", "Access"),
            ("found", "What was found"),
        ],
        default="system",
        copy=False,
        readonly=True,
        help="How far the connecting has come.",
    )
    channels = fields.Json(
        compute="_compute_channels", help="The ways that the system can be read."
    )
    job_ids = fields.One2many(
        "case.migration.job",
        "source_id",
        string="Migrations",
        help="The migrations that read this source.",
    )

    @api.depends("profile_id.definition")
    def _compute_channels(self):
        for source in self:
            source.channels = source.profile_id and source.profile_id._channels()

    @api.onchange("profile_id")
    def _onchange_profile_channel(self):
        if self.channels and self.channel not in self.channels:
            self.channel = self.channels[0]

    def action_start(self):
        """Connect a system: go on with the one that was begun last, else begin."""
        self.check_access("write")
        begun = self.search(
            [
                ("create_uid", "=", self.env.uid),
                ("start_step", "in", ("access", "found")),
                ("job_ids", "=", False),
            ],
            order="id desc",
            limit=1,
        )
        return begun._start_screen()

    def action_start_anew(self):
        """Connect another system than the one that was begun."""
        self.check_access("write")
        return self.browse()._start_screen()

    def action_start_access(self):
        """The system is chosen: ask how to get in."""
        self.ensure_one()
        self.check_access("write")
        if self.channel not in self.channels:
            raise UserError(
                self.env._(
                    "%(system)s cannot be read this way. Choose the other one.",
                    system=self.profile_id.name,
                )
            )
        self.start_step = "access"

    def action_start_test(self):
        """Try the connection, and show what was found."""
        self.ensure_one()
        self.check_access("write")
        self._require_access()
        self._require_answer(self._test())
        self.start_step = "found"

    def action_start_back(self):
        """Go one step back; what was filled in stays."""
        self.ensure_one()
        self.start_step = "system" if self.start_step == "access" else "access"

    def action_start_reading(self):
        """Make the migration, begin to read, and show it.

        :return: action that opens the job
        """
        self.ensure_one()
        self.check_access("write")
        job = self.env["case.migration.job"].create(
            {
                "name": self.env._("Move from %s", self.profile_id.name),
                "source_id": self.id,
                "company_id": self.company_id.id,
            }
        )
        job.action_discover()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_case_migration.case_migration_job_action"
        )
        return {**action, "res_id": job.id, "views": [(False, "form")]}

    def _require_answer(self, checks):
        """Stay where address and credentials are, when they lead nowhere."""
        if checks and not any(check.reachable for check in checks):
            raise UserError(
                self.env._(
                    "Nothing can be read from %(system)s. %(reason)s",
                    system=self.profile_id.name,
                    reason=checks[0].message,
                )
            )

    def _require_access(self):
        """Say what is not filled in yet, before the source is asked."""
        if self.channel == "bundle":
            if not self._uploaded_path() and not self.bundle_path:
                raise UserError(
                    self.env._(
                        "There is no export yet: drop the file into the box, or say "
                        "where it lies on the server."
                    )
                )
            return
        if not self.address:
            raise UserError(
                self.env._(
                    "Fill in the address of %s, for example https://firm.example.com.",
                    self.profile_id.name,
                )
            )
        known = self.sudo()._settings().secrets
        missing = [name for name in self.needed_secrets if not known.get(name)]
        if missing:
            labels = [
                self._fields[name]._description_string(self.env) for name in missing
            ]
            raise UserError(
                self.env._(
                    "Fill in: %(fields)s. Your vendor gives it to you, or the "
                    "administrator's page of the old system.",
                    fields=", ".join(labels),
                )
            )

    def _start_screen(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_case_migration.case_migration_start_action"
        )
        return {**action, "res_id": self.id}

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# Of each model; who finds more is told to say more of the person.
MOST = 500
# So long an answer takes: a browser that waits longer seems to hang.
SECONDS = 0.5


class CaseMigrationForget(models.TransientModel):
    """Finds what migrations have kept of a person, and removes it for good."""

    _name = "case.migration.forget"
    _description = "Remove a Person from the Migration Data"

    text = fields.Char(
        string="Person",
        required=True,
        help="Name, e-mail address, or the ID that the source gives. Of several words "
        "every one has to occur.",
    )
    searched = fields.Boolean(help="Whether the list below is the answer.")
    place = fields.Json(help="How far the search has come, while it goes on.")
    share = fields.Float(
        string="Looked through",
        help="How much of what is kept was looked through, in percent.",
    )
    cut_off = fields.Boolean(
        compute="_compute_cut_off", help="Whether there is more than is listed."
    )
    line_ids = fields.One2many(
        "case.migration.forget.line",
        "wizard_id",
        string="What was found",
        help="What is ticked here is emptied.",
    )

    @api.depends("line_ids.res_model")
    def _compute_cut_off(self):
        for wizard in self:
            by_model = wizard.line_ids.grouped("res_model").values()
            wizard.cut_off = any(len(lines) >= MOST for lines in by_model)

    def write(self, vals):
        """Another person is another search: what was found was found of the former."""
        others = self.filtered(lambda one: one.text != vals.get("text", one.text))
        result = super().write(vals)
        if others:
            others._begin(False)
        return result

    def action_search(self):
        """List what holds the text, in the companies that the user works in.

        Of a great deal only the beginning is looked through; the form goes on with
        :meth:`search_on` until ``searched``, and so do scripts.
        """
        self.ensure_one()
        self.check_access("write")
        self._begin(self.env["case.migration.trail"]._beginning())
        self.search_on()
        return self._again()

    def _begin(self, place):
        """Nothing is found yet, and nothing looked through before the place."""
        self.write(
            {
                "line_ids": [Command.clear()],
                "searched": False,
                "place": place,
                "share": 0,
            }
        )

    def search_on(self):
        """Look through some more, for half a second.

        :return: whether there is more to look through
        """
        self.ensure_one()
        self.check_access("write")
        if self.searched or not self.place:
            return False
        trail = self.env["case.migration.trail"]
        found = {
            model: lines.mapped("res_id")
            for model, lines in self.line_ids.grouped("res_model").items()
        }
        new, place = trail._look(self.text, self.place, found, MOST, SECONDS)
        self.write(
            {
                "line_ids": [
                    Command.create(
                        {"res_model": model, "res_id": row_id, "excerpt": excerpt}
                    )
                    for model, rows in new.items()
                    for row_id, excerpt in rows.items()
                ],
                "searched": place is None,
                "place": place,
                "share": 100 if place is None else trail._share(place),
            }
        )
        return not self.searched

    def action_forget(self):
        """Empty what is ticked, and write down in each migration's log what it was."""
        self.ensure_one()
        self.check_access("write")
        if not self.searched and not self.place:
            raise UserError(self.env._("Search first: nothing was looked through yet."))
        if not self.searched:
            raise UserError(
                self.env._("The search goes on. Wait until all was looked through.")
            )
        lines = self.line_ids.filtered("chosen")
        if not lines:
            raise UserError(self.env._("Tick what is to be removed."))
        found = self._still_theirs(lines)
        jobs = self._jobs(found)
        for job in jobs:
            job._require_idle()
        # Nothing begins meanwhile, or seals lines that are being written.
        jobs.lock_for_update()
        self.env["case.migration.trail"]._remove(found)
        for job in jobs:
            self.env["case.migration.audit.seal"].sudo()._seal(job)
        self._tell(jobs, sum(map(len, found.values())))
        self.unlink()
        return {"type": "ir.actions.act_window_close"}

    def _still_theirs(self, lines):
        """:return: ``{model: ids}`` of what was found and the user may see"""
        found = {}
        for model, of_model in lines.grouped("res_model").items():
            if model in self.env["case.migration.trail"]._models():
                rows = self.env[model].search([("id", "in", of_model.mapped("res_id"))])
                found[model] = rows.ids
        return found

    def _jobs(self, found):
        """The migrations that the rows belong to, by themselves or by their source."""
        jobs = self.env["case.migration.job"].sudo()
        for model, ids in found.items():
            rows = self.env[model].sudo().browse(ids)
            if "job_id" in rows._fields:
                jobs |= rows.job_id
            if "source_id" in rows._fields:
                jobs |= jobs.search([("source_id", "in", rows.source_id.ids)])
        return jobs

    def _tell(self, jobs, count):
        for job in jobs:
            job.message_post(
                body=job.env._(
                    "%(user)s has removed what was kept of a person: %(count)s entries "
                    "were emptied, see the audit log.",
                    user=self.env.user.name,
                    count=count,
                )
            )

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Remove a person"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..audit.case_migration_audit_log import OPERATIONS
from ..support import bulk, names
from ..support.readable import record_names

ACTIONS = [
    ("remove", "Removed"),
    ("restore", "Put back"),
    ("partial", "Partly put back"),
    ("keep", "Kept"),
    ("detach", "Only the link removed"),
    ("with", "Goes with its record"),
    ("gone", "Not there any more"),
]
REASONS = [
    ("edited", "Edited since"),
    ("used", "Used by others"),
    ("content", "Has content added since"),
    ("refused", "Odoo does not let it go"),
    ("emptied", "Its values were removed from the log"),
]
DECISIONS = [
    ("keep", "Keep"),
    ("detach", "Keep, and remove the link"),
    ("force", "Remove all the same"),
]


class CaseMigrationRollbackLine(models.Model):
    """What becomes of one line of the audit log in a rollback.

    Written in SQL, a batch at a time; a person changes the decision alone.
    """

    _name = "case.migration.rollback.line"
    _description = "Case Migration Rollback Line"
    _order = "audit_id desc"
    _log_access = False

    plan_id = fields.Many2one(
        "case.migration.rollback.plan",
        string="Rollback",
        required=True,
        ondelete="cascade",
        help="The rollback that the line belongs to.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        help="The company that the migration belongs to.",
    )
    audit_id = fields.Many2one(
        "case.migration.audit.log",
        string="Audit line",
        required=True,
        index=True,
        ondelete="cascade",
        help="What is taken back.",
    )
    record_id = fields.Many2one(
        "case.migration.record",
        string="Source record",
        index="btree_not_null",
        ondelete="set null",
        help="The source record that the Odoo record is linked with.",
    )
    operation = fields.Selection(
        OPERATIONS, required=True, help="What the migration has done."
    )
    res_model = fields.Selection(
        names.odoo_models,
        string="Kind in Odoo",
        required=True,
        help="The kind of record in Odoo.",
    )
    res_id = fields.Many2oneReference(
        string="Odoo record",
        model_field="res_model",
        required=True,
        help="The record that the migration has made or changed.",
    )
    res_name = fields.Char(
        string="Record", compute="_compute_res_name", help="What Odoo calls the record."
    )
    object = fields.Selection(
        names.objects, string="Source object", help="What the source calls it."
    )
    action = fields.Selection(
        ACTIONS, string="What happens", help="What the rollback does with it."
    )
    reason = fields.Selection(
        REASONS, help="Why it is not simply removed, or put back as it was."
    )
    note = fields.Char(
        string="In particular", help="Which fields were changed, or what uses it."
    )
    decision = fields.Selection(
        DECISIONS, help="For this one; empty: as decided for all with this reason."
    )
    spread = fields.Boolean(
        help="Technical: what the kept record refers to is kept as well by now."
    )
    done = fields.Boolean(help="Whether the rollback has dealt with it.")

    _once = models.UniqueIndex(
        "(plan_id, audit_id)", "A plan has each line of the audit log once."
    )
    _by_target = models.Index("(plan_id, res_model, res_id)")
    _by_model = models.Index("(plan_id, operation, res_model)")
    # Each step reads on from the last line that is left to it: without these, each
    # would pass by all that are done, and a plan twice as long take four times as long.
    _to_do = models.Index("(plan_id, audit_id) WHERE NOT COALESCE(done, false)")
    _to_plan = models.Index("(plan_id, audit_id) WHERE action IS NULL")
    _to_spread = models.Index(
        """(plan_id, audit_id) WHERE operation = 'create'
           AND action IN ('keep', 'detach') AND NOT COALESCE(spread, false)"""
    )

    def _compute_display_name(self):
        kinds = dict(names.odoo_models(self))
        for line in self:
            kind = kinds.get(line.res_model, line.res_model)
            line.display_name = f"{kind} {line.res_id}"

    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_res_name(self):
        """With the rights of the reader, who may not see the record at all."""
        for model, lines in self.grouped("res_model").items():
            known = record_names(self.env, model, lines.mapped("res_id"))
            for line in lines:
                line.res_name = known.get(line.res_id, False)

    def write(self, vals):
        if not self.env.su and vals.keys() - {"decision"}:
            raise AccessError(
                self.env._("Of a rollback's lines, only the decision can be changed.")
            )
        if "decision" in vals:
            self.plan_id._require_undecided()
            self.plan_id.sudo().is_stale = True
        return super().write(vals)

    def action_open_target(self):
        """Open the Odoo record, with the rights of the user who asks."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    # ---------------------------------------------------------------- for services

    def _model(self):
        """:return: the model of the lines' records, those that are archived included"""
        return self.env[self[:1].res_model].with_context(
            active_test=False, _force_unlink=True
        )

    def _records(self):
        """:return: the lines' Odoo records, of which some may not exist any more"""
        return self._model().browse(self.mapped("res_id"))

    def _filled(self):
        """:return: names of the fields that the migration has filled, of those that
        are still there
        """
        known = self._model()._fields
        return {
            name for line in self for name in line.audit_id.after or {} if name in known
        }

    def _next(self, plan, condition, limit):
        """:return: the last lines of a plan that meet a condition (SQL)"""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM case_migration_rollback_line
                 WHERE plan_id = %s AND %s ORDER BY audit_id DESC LIMIT %s
                """,
                plan.id,
                condition,
                limit,
            )
        )
        return self.browse(row_id for [row_id] in rows)

    def _note(self, outcomes):
        """:param outcomes: ``{line: Outcome}``"""
        bulk.update(
            self,
            [
                {"id": line.id, **outcome._asdict()}
                for line, outcome in outcomes.items()
            ],
        )

    def _whose_record(self, action):
        """:return: the lines whose record, made by the migration, has this outcome"""
        made = self.search(
            [
                ("plan_id", "in", self.plan_id.ids),
                ("operation", "=", "create"),
                ("action", "=", action),
                ("res_model", "in", list(set(self.mapped("res_model")))),
                ("res_id", "in", self.mapped("res_id")),
            ]
        )
        records = {(line.res_model, line.res_id) for line in made}
        return self.filtered(lambda line: (line.res_model, line.res_id) in records)

    def _of_one_kind(self):
        """:return: the leading lines that share operation, model, and what happens"""
        ids = []
        for line in self:
            if _kind(line) != _kind(self[0]):
                break
            ids.append(line.id)
        return self.browse(ids)


def _kind(line):
    return line.operation, line.res_model, line.action

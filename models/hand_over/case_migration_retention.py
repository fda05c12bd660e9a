from odoo import fields, models
from odoo.tools import SQL

from ..audit.case_migration_trail import _nothing

# Rows that are emptied in one transaction.
PAGE = 10_000
# What quotes the source, and the column that leads to the source or to its jobs. The
# audit log, the trust ledgers, the blueprints and the reports stay.
FORGOTTEN = {
    "case.migration.record": "source_id",
    "case.migration.field": "source_id",
    "case.migration.finding": "job_id",
    "case.migration.diff": "job_id",
    "case.migration.batch": "job_id",
}
OVER = ("done", "cancelled", "rolled_back")
# Our batches are emptied last: it is by them that the others know how far they are.
LAST = "case.migration.batch"


class CaseMigrationRetention(models.AbstractModel):
    """Removes the source's data when a migration is over, and keeps what it has done:
    links, figures, the audit log.

    Another addon that keeps such data adds its batches in ``_plan``.
    """

    _name = "case.migration.retention"
    _description = "Case Migration Retention"

    def _others(self, job):
        """:return: the jobs that still need the data of this one's source"""
        return self.env["case.migration.job"].search(
            [
                ("source_id", "=", job.source_id.id),
                ("id", "!=", job.id),
                "|",
                ("state", "not in", OVER),
                ("task", "!=", False),
            ]
        )

    def _is_removing(self, source):
        """:return: whether what was read from a source is being removed"""
        going_on = [("source_id", "=", source.id), ("task", "=", "forget")]
        return bool(self.env["case.migration.job"].search_count(going_on, limit=1))

    def _forget_payloads(self, job):
        """Have what was read from the job's source removed, in the background. From now
        on nothing is loaded from it.

        :return: whether it is; not as long as another job needs it
        """
        if self._others(job):
            return False
        job._plan(self._plan(), "forget")
        job.source_id.write(
            {
                "bundle": False,
                "bundle_name": False,
                "removed_on": fields.Datetime.now(),
            }
        )
        return True

    def _plan(self):
        """:return: values of the batches, one for each table"""
        quoting = self.env["case.migration.trail"]._models()
        return [
            {
                "kind": "forget",
                "sequence": int(name == LAST),
                "position": {"model": name, "after": 0},
            }
            for name in FORGOTTEN
            if name in quoting
        ]

    def _steps(self, batch):
        """Handler of batches of kind ``forget``; yields after each page of rows."""
        model = self.env[batch.position["model"]]
        self.env.flush_all()
        while ids := self._page(batch, model):
            self._empty(model, ids)
            batch.total += len(ids)
            batch.position = {"model": model._name, "after": ids[-1]}
            yield
        if model._name == "case.migration.record":
            batch.job_id.source_id.removed_on = fields.Datetime.now()

    def _page(self, batch, model):
        """:return: ids of the next rows that quote the source, in their order"""
        source = batch.job_id.source_id
        link = FORGOTTEN[model._name]
        of_source = source
        if link == "job_id":
            jobs = self.env["case.migration.job"]
            of_source = jobs.search([("source_id", "=", source.id)])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE %s = ANY(%s) AND id > %s AND NOT (%s)"
                " ORDER BY id LIMIT %s",
                SQL.identifier(model._table),
                SQL.identifier(link),
                of_source.ids,
                batch.position["after"],
                SQL("id = %s", batch.id) if model._name == LAST else SQL("false"),
                PAGE,
            )
        )
        return [row_id for [row_id] in rows]

    def _empty(self, model, ids):
        columns = self.env["case.migration.trail"]._models()[model._name]
        values = [
            SQL("%s = %s", SQL.identifier(name), _nothing(model._fields[name]))
            for name in columns
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id = ANY(%s)",
                SQL.identifier(model._table),
                SQL(", ").join(values),
                ids,
            )
        )
        model.browse(ids).invalidate_recordset(columns, flush=False)

from odoo import fields, models
from odoo.tools import SQL

from ..audit.case_migration_trail import _nothing

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


class CaseMigrationRetention(models.AbstractModel):
    """Removes the source's data when a migration is over, and keeps what it has done:
    links, figures, the audit log.

    Another addon that keeps such data extends ``_forget_payloads``.
    """

    _name = "case.migration.retention"
    _description = "Case Migration Retention"

    def _others(self, job):
        """:return: the jobs that still need the data of this one's source"""
        return self.env["case.migration.job"].search(
            [
                ("source_id", "=", job.source_id.id),
                ("id", "!=", job.id),
                ("state", "not in", OVER),
            ]
        )

    def _forget_payloads(self, job):
        """Remove what was read from the job's source.

        :return: whether it is removed; not as long as another job needs it
        """
        if self._others(job):
            return False
        source = job.source_id
        jobs = self.env["case.migration.job"].search([("source_id", "=", source.id)])
        self.env.flush_all()
        quoting = self.env["case.migration.trail"]._models()
        for name, link in FORGOTTEN.items():
            ids = source.ids if link == "source_id" else jobs.ids
            if name in quoting and ids:
                self._empty(self.env[name], quoting[name], link, ids)
        self.env.invalidate_all(flush=False)
        source.write(
            {
                "bundle": False,
                "bundle_name": False,
                "removed_on": fields.Datetime.now(),
            }
        )
        return True

    def _empty(self, model, columns, link, ids):
        values = [
            SQL("%s = %s", SQL.identifier(name), _nothing(model._fields[name]))
            for name in columns
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE %s = ANY(%s)",
                SQL.identifier(model._table),
                SQL(", ").join(values),
                SQL.identifier(link),
                ids,
            )
        )

import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...lib.records import canonical
from ..support import bulk
from .audit import NOTHING, content_digest

AT_ONCE = 10_000  # lines under one seal


class CaseMigrationAuditSeal(models.Model):
    """A seal on a stretch of a job's audit log, in a chain of such.

    Its digest covers what every line says and the seal before it. Whoever changes,
    adds or removes a line in the database afterwards would have to make all later
    seals anew; and the last one can be noted outside of Odoo.

    Seals are made when a task of the job ends, and with each decision of a person:
    lanes do not wait for each other because of them.
    """

    _name = "case.migration.audit.seal"
    _description = "Case Migration Audit Seal"
    _order = "job_id, sequence"
    _log_access = False
    _rec_name = "digest"

    create_uid = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    create_date = fields.Datetime(string="Time", readonly=True)
    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        index=True,
        ondelete="restrict",
        help="The migration whose audit log is sealed.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        help="The company that the migration belongs to.",
    )
    sequence = fields.Integer(
        required=True,
        help="Number of the seal, within its migration.",
    )
    first_line = fields.Integer(required=True, help="ID of the first audit line.")
    last_line = fields.Integer(required=True, help="ID of the last audit line.")
    line_count = fields.Integer(
        string="Lines",
        required=True,
        help="How many lines the seal covers.",
    )
    previous_digest = fields.Char(
        required=True,
        help="The seal before this one, which it covers too.",
    )
    digest = fields.Char(
        required=True,
        help="The seal itself: any change of a line makes another one.",
    )

    _sequence_unique = models.UniqueIndex(
        "(job_id, sequence)", "A chain has each of its seals once."
    )

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(self._append_only())

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self._append_only())

    def unlink(self):  # pylint: disable=method-required-super
        raise UserError(self._append_only())  # pylint: disable=no-raise-unlink

    def _append_only(self):
        return self.env._("The seals of the audit log are made by migrations alone.")

    # ---------------------------------------------------------------- sealing

    @api.model
    def _seal(self, job):
        """Seal the job's lines that are not sealed yet.

        To be called when nobody else writes lines for the job: by whoever holds the
        lock on it.
        """
        last = self.search([("job_id", "=", job.id)], order="sequence desc", limit=1)
        chain = (last.sequence, last.last_line, last.digest or "")
        while row := self._next(job, *chain):
            bulk.insert(self, [row])
            chain = (row["sequence"], row["last_line"], row["digest"])

    def _next(self, job, sequence, after, previous):
        lines = self._lines(job, SQL("id > %s ORDER BY id LIMIT %s", after, AT_ONCE))
        if not lines:
            return None
        return {
            "job_id": job.id,
            "company_id": job.company_id.id,
            "sequence": sequence + 1,
            "first_line": lines[0][0],
            "last_line": lines[-1][0],
            "line_count": len(lines),
            "previous_digest": previous,
            "digest": chained(previous, lines),
        }

    def _lines(self, job, which):
        """:return: what is sealed of each line: all but its values, and their digest"""
        return self.env.execute_query(
            SQL(
                """
                SELECT id, job_id, company_id, batch_id, operation, res_model, res_id,
                       record_id, object, key, undoes_id, create_uid,
                       to_char(create_date, 'YYYY-MM-DD HH24:MI:SS.US'),
                       others, content_digest
                  FROM case_migration_audit_log
                 WHERE job_id = %s AND %s
                """,
                job.id,
                which,
            )
        )

    # ---------------------------------------------------------------- checking

    @api.model
    def _check(self, job):
        """:return: sentences on what is not as it was sealed; none when all is well"""
        problems, previous, after = [], "", 0
        for number, seal in enumerate(self.search([("job_id", "=", job.id)]), 1):
            if seal.sequence != number or seal.previous_digest != previous:
                problems.append(self._broken_chain(seal))
            problems += self._check_lines(job, seal, after)
            previous, after = seal.digest, seal.last_line
        return problems

    def _check_lines(self, job, seal, after):
        """:param after: the last line of the seal before; nothing lies in between"""
        lines = self._lines(
            job, SQL("id > %s AND id <= %s ORDER BY id", after, seal.last_line)
        )
        if len(lines) != seal.line_count:
            return [self._other_count(seal, len(lines))]
        if chained(seal.previous_digest, lines) != seal.digest:
            return [self._changed_lines(seal)]
        return self._check_values(job, seal)

    def _check_values(self, job, seal):
        """The values are sealed by their digest, for they may be removed on purpose."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, before, after, content_digest FROM case_migration_audit_log
                 WHERE job_id = %s AND id BETWEEN %s AND %s
                   AND (before IS NOT NULL OR after IS NOT NULL) ORDER BY id
                """,
                job.id,
                seal.first_line,
                seal.last_line,
            )
        )
        return [
            self.env._("Line %s has other values than when it was written.", line_id)
            for line_id, before, after, digest in rows
            if content_digest(before, after) != digest
        ]

    def _broken_chain(self, seal):
        return self.env._(
            "The chain is broken at seal %(sequence)s (lines %(first)s to %(last)s): a "
            "seal before it is missing or was changed.",
            **seal._range(),
        )

    def _other_count(self, seal, count):
        return self.env._(
            "Of the lines %(first)s to %(last)s there were %(sealed)s; now there are "
            "%(count)s.",
            count=count,
            sealed=seal.line_count,
            **seal._range(),
        )

    def _changed_lines(self, seal):
        return self.env._(
            "The lines %(first)s to %(last)s, or their seal, were changed.",
            **seal._range(),
        )

    def _range(self):
        return {
            "sequence": self.sequence,
            "first": self.first_line,
            "last": self.last_line,
        }

    @api.model
    def _figures(self, job):
        """:return: dict of sealed, unsealed and emptied lines, and the last digest"""
        last = self.search([("job_id", "=", job.id)], order="sequence desc", limit=1)
        [[sealed, unsealed, emptied]] = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FILTER (WHERE id <= %(last)s),
                       count(*) FILTER (WHERE id > %(last)s),
                       count(*) FILTER (WHERE before IS NULL AND after IS NULL
                                          AND content_digest != %(nothing)s)
                  FROM case_migration_audit_log WHERE job_id = %(job)s
                """,
                last=last.last_line,
                nothing=NOTHING,
                job=job.id,
            )
        )
        return {
            "sealed": sealed,
            "unsealed": unsealed,
            "emptied": emptied,
            "digest": last.digest or "",
        }


def chained(previous, lines):
    """:return: digest of lines and of the seal before them"""
    text = canonical([previous, [list(line) for line in lines]])
    return hashlib.sha256(text.encode()).hexdigest()

from collections import defaultdict

from odoo import models
from odoo.tools import SQL, escape_psql

from .audit import write_audit

MANAGER = "crm_case_migration.group_manager"
TEXTS = ("char", "text", "html", "json")
# What managers enter themselves.
SETTINGS = ("case.migration.source",)
SHORTEST = 3
_EXCERPT = 120


class CaseMigrationTrail(models.AbstractModel):
    """Finds and removes what migrations have kept of a person.

    Every stored field that is for managers alone quotes the source: these are
    searched, and these are emptied. What the addon's tables do not quote, keys,
    links and figures, stays, so that counts, the chain over the audit log and the
    memory of what was migrated still hold.
    """

    _name = "case.migration.trail"
    _description = "Case Migration Trail"

    def _models(self):
        """:return: ``{model name: [names of its columns that quote the source]}``"""
        quoting = {
            name: [
                field.name
                for field in model._fields.values()
                if field.store and field.type in TEXTS and field.groups == MANAGER
            ]
            for name, model in self.env.items()
            if name.startswith("case.migration.") and name not in SETTINGS
            if model._auto and not model._abstract and not model._transient
        }
        return {name: columns for name, columns in quoting.items() if columns}

    # ---------------------------------------------------------------- finding

    def _find(self, text, limit):
        """Look for rows that hold every word of ``text``, and for the source record
        with that very ID; whatever belongs to a record that is found is found too.
        What is shorter than a name is taken for an ID alone.

        :return: ``{model name: {id: excerpt}}``, ``limit`` rows of a model at most
        """
        text = text.strip()
        words = [f"%{escape_psql(word)}%" for word in text.split()]
        records = self._rows("case.migration.record", self._says(words, text), limit)
        found = {"case.migration.record": records}
        for name in self._models():
            if name not in found:
                says = self._says(words, text, name)
                if "record_id" in self.env[name]._fields:
                    ids = list(records)
                    says = SQL("(%s OR record_id = ANY(%s))", says, ids)
                found[name] = self._rows(name, says, limit)
        return {name: rows for name, rows in found.items() if rows}

    def _says(self, words, text, name="case.migration.record"):
        says = SQL("false")
        if len(text) >= SHORTEST:
            says = SQL("%s ILIKE ALL(%s)", self._quoted(name), words)
        if "key" in self.env[name]._fields:
            says = SQL("(%s OR key = %s)", says, text)
        return says

    def _rows(self, name, says, limit):
        """Those of the user's companies that are not empty already."""
        model, quoted = self.env[name], self._quoted(name)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, left(%s, %s) FROM %s
                 WHERE company_id = ANY(%s) AND btrim(%s, ' …{}') <> '' AND %s
                 ORDER BY id LIMIT %s
                """,
                quoted,
                _EXCERPT,
                SQL.identifier(model._table),
                self.env.companies.ids,
                quoted,
                says,
                limit,
            )
        )
        return dict(rows)

    def _quoted(self, name):
        """SQL for all that a row quotes, as one text."""
        columns = [
            SQL("%s::text", SQL.identifier(column)) for column in self._models()[name]
        ]
        return SQL("concat_ws(' ', %s)", SQL(", ").join(columns))

    # ---------------------------------------------------------------- removing

    def _remove(self, found):
        """Empty rows, and write down which.

        :param found: ``{model name: ids}``
        """
        self.env.flush_all()
        for name, ids in found.items():
            self._log(name, ids)
            self._empty(name, ids)
        self.env.invalidate_all(flush=False)

    def _empty(self, name, ids):
        model = self.env[name]
        values = [
            SQL("%s = %s", SQL.identifier(column), _nothing(model._fields[column]))
            for column in self._models()[name]
        ]
        if name == "case.migration.record":
            # Read again, such a record stays as it is; not loaded yet, it never is.
            values.append(SQL("forgotten = true"))
        self.env.execute_query(
            SQL(
                "UPDATE %s SET %s WHERE id = ANY(%s) RETURNING id",
                SQL.identifier(model._table),
                SQL(", ").join(values),
                list(ids),
            )
        )

    def _log(self, name, ids):
        """A line for each row, in the audit log of the job that it belongs to."""
        rows = defaultdict(list)
        for row in self.env[name].sudo().browse(ids):
            job = (
                row.job_id
                if "job_id" in row._fields
                else self.env["case.migration.job"]
            )
            rows[job or self._job_of(row)].append(row)
        for job, of_job in rows.items():
            if job:
                write_audit(self.env, [self._line(job, row) for row in of_job])

    def _job_of(self, row):
        """Some job on the source that the row was read from."""
        return (
            self.env["case.migration.job"]
            .sudo()
            .search([("source_id", "=", row.source_id.id)], limit=1)
            if "source_id" in row._fields
            else self.env["case.migration.job"]
        )

    def _line(self, job, row):
        return {
            "job_id": job.id,
            "company_id": row.company_id.id,
            "operation": "forget",
            "res_model": row._name,
            "res_id": row.id,
            "object": row.object if "object" in row._fields else None,
            "key": row.key if "key" in row._fields else None,
            "before": None,
            "after": None,
            "undoes_id": None,
        }


def _nothing(field):
    if not field.required:
        return SQL("NULL")
    return SQL("'{}'") if field.type == "json" else SQL("'…'")

import time
from collections import defaultdict

from odoo import models
from odoo.tools import SQL, escape_psql

from .audit import write_audit

MANAGER = "crm_case_migration.group_manager"
TEXTS = ("char", "text", "html", "json")
# What managers enter themselves.
SETTINGS = ("case.migration.source",)
SHORTEST = 3
RECORD = "case.migration.record"
# Rows that are looked through by one statement.
PAGE = 2000
_EXCERPT = 120
_BEFORE = 40
# Fields that are empty, and what makes a text JSON or HTML; a pattern of PostgreSQL's.
_SIGNS = r'"[^"]*": (""|null|[[]]|[{]})(, )?|<[^>]*>|[][{}"\\]'


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

    def _look(self, text, place, found, limit, seconds):
        """Look for rows that hold every word of ``text``, and for the source record
        with that very ID; whatever belongs to a record that is found is found too.
        What is shorter than a name is taken for an ID alone.

        :param place: how far an earlier call has come, or the beginning
        :param found: ``{model name: ids}`` that earlier calls have found
        :param limit: rows of a model, at most
        :param seconds: after these it stops, within a table if need be
        :return: ``{model name: {id: excerpt}}``, and the place: None at the end
        """
        end = time.monotonic() + seconds
        names, new = self._in_order(), defaultdict(dict)
        at, after = place["table"], place["after"]
        while at < len(names):
            name = names[at]
            room = limit - len(found.get(name, ())) - len(new[name])
            until = self._end_of_page(name, after) if room > 0 else None
            if room > 0:
                records = [*found.get(names[0], ()), *new[names[0]]]
                says = self._says(text.strip(), name, records)
                excerpt = self._excerpt(name, text)
                new[name] |= self._rows(name, says, excerpt, after, until, room)
            at, after = (at + 1, 0) if until is None else (at, until)
            if time.monotonic() >= end and at < len(names):
                return new, {"table": at, "after": after}
        return new, None

    def _beginning(self):
        """:return: the place at which a search begins, JSON as all places are"""
        return {"table": 0, "after": 0}

    def _in_order(self):
        """:return: names of the tables, those of the source's records first"""
        return sorted(self._models(), key=lambda name: (name != RECORD, name))

    def _share(self, place):
        """:return: how much has been looked through at a place, 0 to 100, by what the
        database thinks that its tables hold
        """
        tables = [self.env[name]._table for name in self._in_order()]
        rows = dict(
            self.env.execute_query(
                SQL(
                    "SELECT relname, greatest(reltuples, 1) FROM pg_class"
                    " WHERE relname = ANY(%s) AND relkind = 'r'",
                    tables,
                )
            )
        )
        done = sum(rows[table] for table in tables[: place["table"]])
        if place["after"]:
            table = tables[place["table"]]
            [[last]] = self.env.execute_query(
                SQL("SELECT max(id) FROM %s", SQL.identifier(table))
            )
            done += rows[table] * place["after"] / max(last or 0, place["after"])
        return 100 * done / sum(rows.values())

    def _end_of_page(self, name, after):
        """:return: ID of the last row of a page, or None of the last page"""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id > %s ORDER BY id OFFSET %s LIMIT 1",
                SQL.identifier(self.env[name]._table),
                after,
                PAGE - 1,
            )
        )
        return rows[0][0] if rows else None

    def _says(self, text, name, records):
        """:param records: ids of source records that are found"""
        says, fields = SQL("false"), self.env[name]._fields
        if len(text) >= SHORTEST:
            words = [f"%{escape_psql(word)}%" for word in text.split()]
            says = SQL("%s ILIKE ALL(%s)", self._quoted(name), words)
        if "key" in fields:
            says = SQL("(%s OR key = %s)", says, text)
        if "record_id" in fields:
            says = SQL("(%s OR record_id = ANY(%s))", says, records)
        return says

    def _rows(self, name, says, excerpt, after, until, limit):
        """Those of the user's companies that are not empty already."""
        model, quoted = self.env[name], self._quoted(name)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, %s FROM %s
                 WHERE id > %s AND %s AND company_id = ANY(%s)
                   AND btrim(%s, ' …{}') <> '' AND %s
                 ORDER BY id LIMIT %s
                """,
                excerpt,
                SQL.identifier(model._table),
                after,
                SQL("true") if until is None else SQL("id <= %s", until),
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

    def _excerpt(self, name, text):
        """SQL for what a row says around the first word that is looked for, without
        empty fields and the signs that make it JSON or HTML.
        """
        first = next(iter(text.split()), "")
        return SQL(
            """
            (SELECT substr(said, greatest(strpos(lower(said), lower(%s)) - %s, 1), %s)
               FROM (SELECT regexp_replace(%s, %s, '', 'g') AS said) plain)
            """,
            first,
            _BEFORE,
            _EXCERPT,
            self._quoted(name),
            _SIGNS,
        )

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
        if name == RECORD:
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

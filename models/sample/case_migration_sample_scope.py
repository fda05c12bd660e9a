from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ...lib.mapping import compile_lines
from ..loading.case_migration_finder import LEFT_OUT, called


class CaseMigrationSampleScope(models.AbstractModel):
    """What belongs to a choice of staged records, and nothing else.

    That is whatever they refer to, and what that refers to in turn; what hangs on
    the cases among them; and what this refers to.
    """

    _name = "case.migration.sample.scope"
    _description = "Case Migration Sample Scope"

    def _with_all_that_belongs(self, job, ids):
        """:return: ids of the records and of all that belongs to them"""
        found = self._with_references(job, set(ids))
        return self._with_references(job, found | self._hanging_on(job, found))

    # ---------------------------------------------------------------- upwards

    def _with_references(self, job, ids):
        mappers = self._mappers(job)
        found, new = set(ids), set(ids)
        while new:
            new = self._referred_to(job, mappers, new) - found
            found |= new
        return found

    def _mappers(self, job):
        """:return: ``{object: (mapping, mapper of its references, context)}``"""
        mappers = {}
        for mapping in job.mapping_ids.filtered("enabled"):
            lines = mapping.line_ids.filtered(
                lambda line: line.transform == "reference"
            )
            mapper = compile_lines([line._to_lib() for line in lines])
            mappers[mapping.object] = (mapping, mapper, mapping._context())
        return mappers

    def _referred_to(self, job, mappers, ids):
        wanted = defaultdict(set)
        rows = self.env.execute_query(
            SQL(
                "SELECT object, payload FROM case_migration_record WHERE id = ANY(%s)",
                list(ids),
            )
        )
        for source_object, payload in rows:
            if source_object in mappers:
                _mapping, mapper, context = mappers[source_object]
                for one in mapper.apply(payload or {}, context).references:
                    wanted[one.object, one.by].update(one.keys)
        found = set()
        for (source_object, by), keys in wanted.items():
            if source_object in mappers:
                mapping, *_rest = mappers[source_object]
                found |= self._find(mapping, by, keys)
        return found

    def _find(self, mapping, by, keys):
        """:return: ids of the records with these keys or names; of several with one
        name the first where they become one record, and none where they do not
        """
        column, at_most = SQL("key"), SQL("count(*)")
        if by == "name":
            column, keys = SQL("lower(name)"), [key.strip().lower() for key in keys]
            at_most = at_most if mapping._loader()._one_per_name else SQL("1")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT (array_agg(id ORDER BY res_id IS NULL, id))[1]
                  FROM case_migration_record
                 WHERE %s AND NOT COALESCE(deleted, false)
                   AND reason_kind IS DISTINCT FROM %s
                 GROUP BY %s HAVING count(*) <= %s
                """,
                called(mapping.job_id.source_id, mapping.object, by, keys),
                LEFT_OUT,
                column,
                at_most,
            )
        )
        return {row_id for [row_id] in rows}

    # ---------------------------------------------------------------- downwards

    def _hanging_on(self, job, ids):
        """:return: ids of the records that name one of the cases among ``ids``"""
        found = set()
        for mapping in job.mapping_ids.filtered("enabled"):
            if mapping._loader()._root_of_sample:
                names = self._names(mapping, ids)
                for line in self._lines_to(job, mapping.object):
                    found |= self._naming(line, names[self._by(line)])
        return found

    def _names(self, mapping, ids):
        """:return: ``{"key": …, "name": …}`` of a mapping's records among ``ids``"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key, lower(name) FROM case_migration_record
                 WHERE id = ANY(%s) AND object = %s
                """,
                list(ids),
                mapping.object,
            )
        )
        return {
            "key": [key for key, _name in rows],
            "name": [name for _key, name in rows if name],
        }

    def _naming(self, line, keys):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM case_migration_record r
                 WHERE stream_id IN %s AND NOT COALESCE(deleted, false)
                   AND %s = ANY(%s)
                """,
                tuple(line.mapping_id._streams().ids) or (0,),
                self._key_of(line),
                keys,
            )
        )
        return {row_id for [row_id] in rows}

    def _lines_to(self, job, source_object):
        """:return: the lines by which records of other objects name one of these"""
        return job.line_ids.filtered(
            lambda line: (
                line.mapping_id.enabled
                and line.target_field
                and line.transform == "reference"
                and (line.options or {}).get("object") == source_object
                and line.mapping_id.object != source_object
            )
        )

    def _by(self, line):
        return (line.options or {}).get("by", "key")

    def _key_of(self, line):
        """:return: SQL of the key or lower-case name in a line's source field"""
        path = (line.options or {}).get("path", "id")
        field = line.source_field
        value = SQL(
            """
            btrim(CASE jsonb_typeof(payload->%s) WHEN 'object' THEN payload->%s->>%s
                  WHEN 'array' THEN payload->%s->>0 ELSE payload->>%s END)
            """,
            field,
            field,
            path,
            field,
            field,
        )
        return SQL("lower(%s)", value) if self._by(line) == "name" else value

from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ...lib.sampling import cover
from ..loading.case_migration_record import LINKED

# Transformations whose values are few and mean something: each is in the sample.
PICK_LISTS = ("lookup", "boolean", "selection")
# A year in a text, or in a number: seconds or milliseconds since 1970, .NET ticks.
YEAR = SQL(
    r"""
    CASE WHEN value ~ '^(19|20)\d{6}$' THEN left(value, 4)
         WHEN value ~ '^\d{9,10}$' THEN to_char(to_timestamp(value::bigint), 'YYYY')
         WHEN value ~ '^\d{12,13}$'
         THEN to_char(to_timestamp(value::bigint / 1000), 'YYYY')
         WHEN value ~ '^\d{18}$'
         THEN to_char(to_timestamp(value::bigint / 1e7 - 62135596800), 'YYYY')
         ELSE substring(value from '(?:^|[^0-9])((?:19|20)[0-9]{2})(?![0-9])') END
    """
)


class CaseMigrationSampling(models.AbstractModel):
    """Chooses a sample of what is staged, marks it, and plans its load.

    Chosen are records with every pick-list value, every owner and every year, those
    with the longest value of each field, the cases that most hangs on, and then cases
    that are spread evenly; and everything that these refer to, see
    :mod:`.case_migration_sample_scope`. The work is the database's: the number of
    queries depends on the map and not on the number of records.
    """

    _name = "case.migration.sampling"
    _description = "Case Migration Sampling"

    def _steps(self, batch):
        """Handler of batches of kind ``sample``: records get their places, some are
        chosen, they are marked, and their batches planned; yields in between.
        """
        job = batch.job_id
        for mapping in job.mapping_ids.filtered("enabled"):
            yield from self.env["case.migration.planning"]._ordering(mapping)
        if not batch.position:
            self._forget_last(job)
            batch.position = {"chosen": self._choose(job)}
            yield
        if "marked" not in batch.position:
            scope = self.env["case.migration.sample.scope"]
            self._mark(scope._with_all_that_belongs(job, batch.position["chosen"]))
            batch.position = {**batch.position, "marked": True}
            yield
        job.sample_coverage = self._coverage(job)
        job._add_batches(self._plan(job))

    def _plan(self, job):
        """:return: values of the batches: loads, then links, then the comparison"""
        planning = self.env["case.migration.planning"]
        mappings = job.mapping_ids.filtered("enabled")
        plans = []
        for mapping in mappings:
            plans += planning._cut(mapping, only_sample=True)
        plans += planning._plan_relinks(job)
        plans += self.env["case.migration.differ"]._plan(job)
        return [{**plan, "sequence": plan["sequence"] + 1} for plan in plans]

    def _forget_last(self, job):
        """Unmark what an earlier sample has chosen and nothing has loaded."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE case_migration_record SET is_sample = false
                 WHERE source_id = %s AND is_sample AND state NOT IN %s
                """,
                job.source_id.id,
                LINKED,
            )
        )

    def _mark(self, ids):
        self.env.cr.execute(
            SQL(
                """
                UPDATE case_migration_record SET is_sample = true
                 WHERE id = ANY(%s) AND state NOT IN %s
                """,
                list(ids),
                LINKED,
            )
        )
        self.env["case.migration.record"].invalidate_model(["is_sample"], flush=False)

    # ---------------------------------------------------------------- choosing

    def _choose(self, job):
        """:return: ids of the staged records that are chosen for themselves"""
        roots, others = self._mappings(job)
        size = job.sample_size
        holders = {}
        for mapping in roots:
            holders |= self._holders_of_values(mapping, size)
            holders |= self._holders_of_years(mapping)
            holders |= self._holders_of_most(job, mapping)
            holders |= self._holders_of_longest(mapping)
        for mapping in others:
            holders |= self._holders_of_longest(mapping)
            holders |= self._holders_of_values(mapping, size)
        chosen = cover(holders, size)
        for mapping in roots or others:
            chosen += self._spread(mapping, chosen, size - len(chosen))
        return chosen

    def _mappings(self, job):
        """:return: the mappings of cases, and the others that are looked through"""
        known = job.mapping_ids.filtered(
            lambda mapping: (
                mapping.enabled
                and not getattr(self.env.get(mapping.target_model), "_abstract", True)
                and mapping._loader()._chosen_for_sample
                and mapping._streams()
            )
        )
        roots = known.filtered(lambda mapping: mapping._loader()._root_of_sample)
        return roots, known - roots

    def _holders_of_values(self, mapping, limit):
        """Two records of each value of each pick list, lists of few values first."""
        fields = self._pick_lists(mapping, limit)
        rows = self._values(mapping, fields, SQL("min(id), max(id)"))
        by_field = defaultdict(dict)
        for field, value, *ids in rows:
            by_field[field][mapping.object, field, value] = set(ids)
        holders = {}
        for field in sorted(by_field, key=lambda name: (len(by_field[name]), name)):
            holders |= by_field[field]
        return holders

    def _values(self, mapping, fields, what):
        """:param what: SQL aggregates over the records with a value
        :return: rows of source field, value, and the aggregates
        """
        if not fields:
            return []
        return self.env.execute_query(
            SQL(
                """
                SELECT field, value, %s
                  FROM (SELECT r.id, r.is_sample, e.key AS field,
                               btrim(left(one, 200)) AS value
                          FROM case_migration_record r
                          CROSS JOIN LATERAL jsonb_each(r.payload) e
                          CROSS JOIN LATERAL jsonb_array_elements_text(
                               CASE jsonb_typeof(e.value) WHEN 'array' THEN e.value
                               ELSE jsonb_build_array(e.value) END) one
                         WHERE %s AND e.key = ANY(%s)) v
                 WHERE value != ''
                 GROUP BY field, value
                 ORDER BY field, value
                """,
                what,
                _loadable(mapping),
                sorted(fields),
            )
        )

    def _pick_lists(self, mapping, limit):
        """:return: names of the source fields whose values are all to be seen"""
        few = self._small_objects(mapping.job_id, limit)
        return {
            line.source_field
            for line in mapping.line_ids.filtered("target_field")
            if line.mapping_type == "value_mapping"
            or line.custom_type in PICK_LISTS
            or line.transform in PICK_LISTS
            or (line.transform == "reference" and (line.options or {})["object"] in few)
        }

    def _small_objects(self, job, limit):
        """:return: objects of which the source has no more than ``limit`` records"""
        counts = {}
        for stream in job.source_id.stream_ids:
            counts.setdefault(stream.object, 0)
            counts[stream.object] += stream.record_count
        return {name for name, count in counts.items() if count <= limit}

    def _holders_of_years(self, mapping):
        field = self._dated(mapping)
        if not field:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %s AS year, min(id), max(id)
                  FROM (SELECT id, payload->>%s AS value
                          FROM case_migration_record r WHERE %s) v
                 GROUP BY year
                """,
                YEAR,
                field,
                _loadable(mapping),
            )
        )
        return {(mapping.object, "year", year): set(ids) for year, *ids in rows if year}

    def _dated(self, mapping):
        """:return: the source field that says how old a record is, if one does"""
        for target in ("x_opened_on", "x_source_created_on", "create_date"):
            for line in mapping.line_ids:
                if line.target_field == target:
                    return line.source_field
        return None

    def _holders_of_most(self, job, mapping):
        """The records on which most records of each other object hang."""
        scope = self.env["case.migration.sample.scope"]
        holders = {}
        for line in scope._lines_to(job, mapping.object):
            key = self._most_named(line)
            if key is not None:
                ids = scope._find(mapping, scope._by(line), [key])
                holders.setdefault((line.mapping_id.object, "most"), set()).update(ids)
        return holders

    def _most_named(self, line):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT value FROM (SELECT %s AS value
                                     FROM case_migration_record r WHERE %s) v
                 WHERE value != '' GROUP BY value ORDER BY count(*) DESC, value LIMIT 1
                """,
                self.env["case.migration.sample.scope"]._key_of(line),
                _loadable(line.mapping_id),
            )
        )
        return rows[0][0] if rows else None

    def _holders_of_longest(self, mapping):
        """The record with the longest value of each field that is mapped."""
        fields = {
            name
            for line in mapping.line_ids.filtered("target_field")
            for name in [line.source_field, *(line.more_source_fields or [])]
        }
        rows = self.env.execute_query(
            SQL(
                """
                SELECT e.key, max(ARRAY[length(e.value #>> '{}'), -r.id])
                  FROM case_migration_record r
                  CROSS JOIN LATERAL jsonb_each(r.payload) e
                 WHERE %s AND e.key = ANY(%s)
                   AND btrim(e.value #>> '{}') NOT IN ('', '[]')
                 GROUP BY e.key
                 ORDER BY e.key
                """,
                _loadable(mapping),
                sorted(fields),
            )
        )
        return {
            (mapping.object, "longest", field): {-number}
            for field, (_length, number) in rows
        }

    def _spread(self, mapping, chosen, count):
        """Further records, in turn from each combination of what tells them apart."""
        if count <= 0:
            return []
        lines = mapping.line_ids.filtered(
            lambda line: line.target_field in mapping._loader()._spread_by
        )
        apart = [SQL("payload->>%s", line.source_field) for line in lines]
        if dated := self._dated(mapping):
            apart.append(
                SQL("(SELECT %s FROM (SELECT payload->>%s AS value) d)", YEAR, dated)
            )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id
                  FROM (SELECT id, md5(key) AS chance, row_number() OVER (
                               PARTITION BY %s ORDER BY md5(key)) AS turn
                          FROM case_migration_record r
                         WHERE %s AND NOT id = ANY(%s)) v
                 ORDER BY turn, chance
                 LIMIT %s
                """,
                SQL(", ").join(apart or [SQL("1")]),
                _loadable(mapping),
                chosen,
                count,
            )
        )
        return [row_id for [row_id] in rows]

    # ---------------------------------------------------------------- what is in it

    def _coverage(self, job):
        """:return: list of dicts (object, field, values, sampled): how many of a pick
        list's values are in the sample
        """
        roots, others = self._mappings(job)
        coverage = []
        for mapping in roots + others:
            counts = defaultdict(lambda: [0, 0])
            fields = self._pick_lists(mapping, job.sample_size)
            for field, _value, sampled in self._values(
                mapping, fields, SQL("bool_or(COALESCE(is_sample, false))")
            ):
                counts[field][0] += 1
                counts[field][1] += sampled
            coverage += [
                {"object": mapping.name, "field": field, "values": n, "sampled": s}
                for field, (n, s) in counts.items()
            ]
        return coverage


def _loadable(mapping):
    """:return: condition on the records ``r`` of a mapping that may be chosen"""
    return SQL(
        "r.stream_id IN %s AND NOT COALESCE(r.deleted, false) AND r.state NOT IN %s",
        tuple(mapping._streams().ids) or (0,),
        LINKED,
    )

from odoo import models
from odoo.tools import SQL

from ..loading.case_migration_record import LINKED

FIRST = 2  # what is planned here comes after the reading and the comparison
# Linked records that the source has changed, removed, or brought back; unless what was
# read of them was removed on purpose.
CHANGED = SQL(
    """
    (r.state IN %s AND (r.payload IS NOT NULL OR r.deleted) AND (
        (NOT COALESCE(r.deleted, false) AND r.digest IS DISTINCT FROM r.loaded_digest)
        OR COALESCE(r.deleted, false) != EXISTS (
            SELECT 1 FROM case_migration_finding f
             WHERE f.record_id = r.id AND f.kind = 'deleted_in_source')))
    """,
    LINKED,
)


class CaseMigrationComparing(models.AbstractModel):
    """Finds out what has changed in the source since the load, and plans the rest of
    the delta: new records are loaded, changed ones updated, and links made.
    """

    _name = "case.migration.comparing"
    _description = "Case Migration Comparing"

    def _steps(self, batch):
        """Handler of batches of kind ``compare``: one transaction, once the records
        have their places.
        """
        job = batch.job_id
        mappings = job.mapping_ids.filtered("enabled")
        for mapping in mappings:
            yield from self.env["case.migration.planning"]._ordering(mapping)
        for mapping in mappings:
            mapping.source_count = self._count(mapping)
        job._add_batches(self._plan(job, mappings))

    def _plan(self, job, mappings):
        """:return: values of the batches: loads, then updates, then links"""
        planning = self.env["case.migration.planning"]
        last = max(mappings.mapped("sequence"), default=0)
        loads, updates = [], []
        for mapping in mappings:
            loads += planning._cut(mapping, only_new=True)
            updates += self._plan_updates(mapping)
        links = planning._plan_relinks(job) if loads or updates else []
        return [
            *_later(loads, FIRST),
            *_later(updates, FIRST + last + 1),
            *_later(links, FIRST + 2 * (last + 1)),
        ]

    def _plan_updates(self, mapping):
        return [
            {
                "kind": "update",
                "sequence": mapping.sequence,
                "mapping_id": mapping.id,
                "stream_id": stream_id,
                "first_id": first,
                "last_id": last,
                "total": count,
            }
            for stream_id, first, last, count in self._chunks(mapping)
        ]

    def _chunks(self, mapping):
        """:return: (stream id, first id, last id, number of records) of each batch"""
        return self.env.execute_query(
            SQL(
                """
                SELECT stream_id, min(id), max(id), count(*)
                  FROM (SELECT stream_id, id, (row_number() OVER (
                               PARTITION BY stream_id ORDER BY id) - 1) / %s AS chunk
                          FROM case_migration_record r
                         WHERE stream_id IN %s AND %s) c
                 GROUP BY stream_id, chunk
                 ORDER BY stream_id, chunk
                """,
                mapping._loader()._batch_size(mapping.job_id),
                _streams(mapping),
                CHANGED,
            )
        )

    def _count(self, mapping):
        """:return: the records that a load has come to, or will come to"""
        [[count]] = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FROM case_migration_record
                 WHERE stream_id IN %s
                   AND NOT (COALESCE(deleted, false) AND state = 'staged')
                """,
                _streams(mapping),
            )
        )
        return count


def _later(plans, sequence):
    return [{**plan, "sequence": plan["sequence"] + sequence} for plan in plans]


def _streams(mapping):
    return tuple(mapping._streams().ids) or (0,)

from odoo import models
from odoo.tools import SQL

from ...lib.profiling import StreamProfile
from ..support import bulk

CHUNK = 5000


class CaseMigrationProfiler(models.AbstractModel):
    """Looks at all staged records of a list: which fields occur, and what they hold."""

    _name = "case.migration.profiler"
    _description = "Case Migration Profiler"

    def _steps(self, batch):
        """Handler of batches of kind ``profile``; yields after each chunk.

        What was seen so far is kept in the batch's position.
        """
        seen = batch.position or {"last": 0, "profile": StreamProfile().to_json()}
        profile = StreamProfile.from_json(seen["profile"])
        last = seen["last"]
        while rows := self._rows(batch.stream_id, last):
            for _row_id, payload in rows:
                profile.add(payload)
            last = rows[-1][0]
            batch.position = {"last": last, "profile": profile.to_json()}
            yield
        batch.position = False
        self._store(batch.stream_id, profile)

    def _rows(self, stream, last):
        return self.env.execute_query(
            SQL(
                """
                SELECT id, payload FROM case_migration_record
                 WHERE stream_id = %s AND id > %s AND NOT COALESCE(deleted, false)
                   AND payload IS NOT NULL
                 ORDER BY id LIMIT %s
                """,
                stream.id,
                last,
                CHUNK,
            )
        )

    def _store(self, stream, profile):
        model = self.env["case.migration.field"]
        model.search([("stream_id", "=", stream.id)]).unlink()
        bulk.insert(
            model,
            [
                {
                    "stream_id": stream.id,
                    "source_id": stream.source_id.id,
                    "company_id": stream.company_id.id,
                    "sequence": position,
                    "name": name,
                    "field_type": field.type,
                    "filled": field.filled,
                    "fill_rate": field.fill_rate(profile.records),
                    "distinct_count": field.distinct,
                    "longest": field.longest,
                    "date_order": field.date_order,
                    "examples": " · ".join(field.examples),
                    "profile": field.to_json(),
                }
                for position, (name, field) in enumerate(profile.fields.items())
            ],
        )

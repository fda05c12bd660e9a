from odoo import models
from odoo.tools import SQL

from .case_migration_record import LINKED, UNSEEN

# The fields of a batch that say which records of its range it is about.
CHOICES = ("only_failed", "only_new", "only_sample", "after_sample")
# Records that get their place in one transaction.
ORDERED = 50_000
# A batch takes as long as twenty records, whatever is in it: fewer than so many are not
# worth one of their own.
FEWEST = 20


class CaseMigrationPlanning(models.AbstractModel):
    """Cuts the staged records of a mapping into batches.

    Mostly by their ids. Of records that belong together, the notes of a case for
    instance, those of a group share a ``load_order`` and come into one batch: no two
    lanes work on one group, and its records are made in the order of their dates.
    """

    _name = "case.migration.planning"
    _description = "Case Migration Planning"

    def _plan(self, mapping, **choice):
        """Cut at once, for lists that are short.

        :return: as ``_cut``
        """
        self._set_order(mapping)
        return self._cut(mapping, **choice)

    def _cut(
        self,
        mapping,
        only_failed=False,
        only_new=False,
        only_sample=False,
        after_sample=False,
    ):
        """The records must have got their places, see ``_ordering``.

        :param only_failed: leave out the records that have not failed
        :param only_new: leave out the records that a load has seen as they are now
        :param only_sample: leave out the records that are not of the sample
        :param after_sample: leave out those that were loaded with the sample
        :return: values of the batches that load a mapping's staged records
        """
        choice = {
            "only_failed": only_failed,
            "only_new": only_new,
            "only_sample": only_sample,
            "after_sample": after_sample,
        }
        only = selection(mapping.job_id, **choice)
        return [
            {
                "kind": "load",
                "sequence": mapping.sequence,
                "mapping_id": mapping.id,
                "stream_id": stream_id,
                "first_id": first,
                "last_id": last,
                "total": count,
                **choice,
            }
            for stream_id, first, last, count in self._chunks(mapping, only)
        ]

    def _plan_relinks(self, job):
        """:return: values of the batch that has the links made to what came later, and
        of those that write the lines in the chatter that no note has taken along

        They come after everything else. Lines are written one after the other, for they
        are taken from one heap. Whether there is something to do, only the load can
        tell; mostly no link is left, so one batch looks for all objects.
        """
        after = max(job.mapping_ids.mapped("sequence"), default=0) + 1
        lines = [
            {
                "kind": "tell",
                "sequence": after + mapping.sequence,
                "mapping_id": mapping.id,
            }
            for mapping in job.mapping_ids.filtered("enabled")
            if mapping._loader()._leaves_lines
        ]
        links = {"kind": "load", "sequence": after, "relinks": True}
        linked = self.env["case.migration.relinking"]._mappings(job)
        return [*lines, links] if linked else lines

    def _chunks(self, mapping, only):
        """Where there are several lanes, in shares of one size, as many as come to
        each lane alike: the next object begins when the last of them is through.

        :param only: SQL condition on the records, may be empty
        :return: (stream id, first place, last place, number of records) of each
        """
        together = mapping._loader()._together
        most = mapping._loader()._batch_size(mapping.job_id)
        lanes = self.env["case.migration.lanes"]._wanted()
        return self.env.execute_query(
            SQL(
                """
                SELECT stream_id, min(place), max(place), count(*)
                  FROM (SELECT stream_id, place, (number - 1) / %(share)s AS chunk
                          FROM (SELECT stream_id, %(place)s AS place,
                                       rank() OVER (PARTITION BY stream_id
                                                    ORDER BY %(place)s) AS number,
                                       count(*) OVER (PARTITION BY stream_id) AS many
                                  FROM case_migration_record
                                 WHERE stream_id IN %(streams)s
                                   AND NOT COALESCE(deleted, false) %(only)s) n) r
                 GROUP BY stream_id, chunk
                 ORDER BY stream_id, chunk
                """,
                share=_share(SQL("many"), most, lanes),
                place=SQL("load_order" if together else "id"),
                streams=streams_of(mapping),
                only=only,
            )
        )

    def _set_order(self, mapping, together=None, across=False):
        """Give records their places, all in one transaction; see ``_ordering``."""
        for _some in self._ordering(mapping, together, across):
            pass

    def _ordering(self, mapping, together=None, across=False):
        """Give all records that mean the same in a target field the same number.

        Generator: what has been done when it yields is left as it is by the next one.

        :param together: the field; that of the mapping's loader when None
        :param across: also when they are in several lists of the source
        """
        together = together or mapping._loader()._together
        while together and self._order_some(mapping, together, across) == ORDERED:
            yield
        self.env["case.migration.record"].invalidate_model(["load_order"], flush=False)

    def _order_some(self, mapping, together, across):
        """:return: how many records have got another place"""
        sources = [
            name
            for line in mapping.line_ids.filtered("target_field")
            if line.target_field == together
            for name in [line.source_field, *(line.more_source_fields or [])]
        ]
        values = [SQL("payload->>%s", name) for name in sources]
        self.env.cr.execute(
            SQL(
                """
                UPDATE case_migration_record r SET load_order = o.place
                  FROM (SELECT id, place
                          FROM (SELECT id, load_order, rank() OVER (
                                       PARTITION BY %s ORDER BY COALESCE(%s)) AS place
                                  FROM case_migration_record
                                 WHERE stream_id IN %s) every
                         WHERE load_order IS DISTINCT FROM place
                         LIMIT %s) o
                 WHERE r.id = o.id
                """,
                SQL("true") if across else SQL("stream_id"),
                SQL(", ").join([*values, SQL("id::text")]),
                streams_of(mapping),
                ORDERED,
            )
        )
        return self.env.cr.rowcount


def selection(job, only_failed, only_new, only_sample, after_sample):
    """:return: condition, behind an AND, on the records that a batch is about"""
    conditions = []
    if only_failed:
        conditions.append(SQL("state = 'failed'"))
    if only_new:
        conditions.append(UNSEEN)
    if only_sample:
        conditions.append(
            SQL(
                "is_sample AND state NOT IN %s "
                "AND (state = 'staged' OR job_id IS DISTINCT FROM %s)",
                LINKED,
                job.id,
            )
        )
    if after_sample:
        conditions.append(
            SQL(
                "NOT COALESCE(is_sample AND job_id = %s AND state != 'staged', false)",
                job.id,
            )
        )
    return SQL(" ").join(SQL("AND %s", one) for one in conditions)


def chosen(batch):
    """:return: condition, behind an AND, of a batch on single records"""
    return SQL("AND id = ANY(%s)", batch.only_ids) if batch.only_ids else SQL()


def _share(many, most, lanes):
    """:return: SQL of how many of ``many`` records come into a batch, ``most`` at most:
    all batches are of one size, and each lane gets as many, if that is worth it
    """
    if lanes == 1:
        return SQL("%s", most)
    needed = _parts(many, most)
    alike = SQL("%s * %s", _parts(needed, lanes), lanes)
    batches = SQL("greatest(%s, least(%s, %s / %s))", needed, alike, many, FEWEST)
    return _parts(many, batches)


def _parts(many, size):
    """:return: SQL of the division in whole numbers, rounded up; it is done for each
    record
    """
    return SQL("((%s + %s - 1) / %s)", many, size, size)


def streams_of(mapping):
    """:return: ids of the lists that a mapping's records are in, as SQL wants them"""
    return tuple(mapping._streams().ids) or (0,)

from odoo import models
from odoo.tools import SQL

from .case_migration_planning import CHOICES, selection, streams_of

# So many records of a list are looked at, at the most, to answer a button.
LOOKED_AT = 1000
# Batches of this task's loads come after the one that makes them.
AFTER = 1


class CaseMigrationCutting(models.AbstractModel):
    """Has what a task loads cut into batches by a lane: of millions of records, that
    takes minutes. A button only looks whether there is anything to load, and cuts the
    lists that it has seen all of: a batch would take longer than they do.
    """

    _name = "case.migration.cutting"
    _description = "Case Migration Cutting into Batches"

    def _plan(self, mapping, **choice):
        """
        :param choice: which records, see ``case.migration.planning``
        :return: values of the batches that load a mapping's records, or of the one
            that cuts them; nothing where there is nothing to load
        """
        count = self._count(mapping)
        if count < LOOKED_AT:
            planning = self.env["case.migration.planning"]
            return _later(planning._plan(mapping, **choice)) if count else []
        if not self._has_some(mapping, choice):
            return []
        return [{"kind": "plan", "sequence": 0, "mapping_id": mapping.id, **choice}]

    def _plan_links(self, job):
        """:return: values of the batches that come after all loads, see there"""
        return _later(self.env["case.migration.planning"]._plan_relinks(job))

    def _steps(self, batch):
        """Handler of batches of kind ``plan``: the batches are made in one transaction,
        with which this one is done; so they are made once.
        """
        mapping = batch.mapping_id
        if not mapping:
            return
        planning = self.env["case.migration.planning"]
        yield from planning._ordering(mapping)
        plans = planning._cut(mapping, **{name: batch[name] for name in CHOICES})
        own = {"run": batch.run, "run_id": batch.run_id.id}
        batch.job_id._add_batches([{**plan, **own} for plan in _later(plans)])

    def _is_going_on(self, job):
        """:return: whether there are records that are still to be cut into batches"""
        return bool(
            self.env["case.migration.batch"].search_count(
                [
                    ("job_id", "=", job.id),
                    ("kind", "=", "plan"),
                    ("state", "in", ("todo", "failed")),
                ],
                limit=1,
            )
        )

    # ---------------------------------------------------------------- is there anything

    def _count(self, mapping):
        """:return: how many records a mapping has, LOOKED_AT where there are more"""
        [[count]] = self.env.execute_query(
            SQL(
                """
                SELECT count(*)
                  FROM (SELECT FROM case_migration_record
                         WHERE stream_id IN %s LIMIT %s) r
                """,
                streams_of(mapping),
                LOOKED_AT,
            )
        )
        return count

    def _has_some(self, mapping, choice):
        """Look at a few records, however many there are.

        :return: whether one of them is to be loaded, or there are more than were looked
            at: then the lane finds out
        """
        only = selection(mapping.job_id, **dict.fromkeys(CHOICES, False) | choice)
        [[count, found]] = self.env.execute_query(
            SQL(
                """
                SELECT count(*), bool_or(TRUE %s)
                  FROM (SELECT * FROM case_migration_record
                         WHERE stream_id IN %s AND NOT COALESCE(deleted, false) %s
                         LIMIT %s) r
                """,
                only,
                streams_of(mapping),
                self._likely(choice),
                LOOKED_AT,
            )
        )
        return bool(found) or count == LOOKED_AT

    def _likely(self, choice):
        """:return: condition, behind an AND, that an index answers"""
        if choice.get("only_failed"):
            return SQL("AND state = 'failed'")
        if choice.get("only_new"):
            return SQL("AND state IN ('staged', 'failed', 'skipped')")
        return SQL()


def _later(plans):
    return [{**plan, "sequence": plan["sequence"] + AFTER} for plan in plans]

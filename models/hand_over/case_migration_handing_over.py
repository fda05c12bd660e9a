from odoo import models
from odoo.tools import SQL

from ...lib.blueprints import OBJECTS, kind_of, outline, steps


class CaseMigrationHandingOver(models.AbstractModel):
    """Prepares what a person takes over: the blueprints and the trust ledgers.

    The last batch of a run and of every delta, so that both are as the source is.
    """

    _name = "case.migration.handing.over"
    _description = "Case Migration Handing Over"

    def _plan(self, job):
        """:return: values of the batch, if there is something to hand over"""
        handed_over = [*OBJECTS, "claim_type", "check_approval", "trust_ledger"]
        domain = [("source_id", "=", job.source_id.id), ("object", "in", handed_over)]
        if not self.env["case.migration.record"].search_count(domain, limit=1):
            return []
        return [{"kind": "hand_over", "sequence": 1_000_000}]

    def _steps(self, batch):
        """Handler of batches of kind ``hand_over``."""
        if not batch.position:
            self._make_blueprints(batch.job_id)
            batch.position = {"blueprints": True}
            yield
        self.env["case.migration.reconciling"]._reconcile(batch.job_id)

    # ---------------------------------------------------------------- blueprints

    def _make_blueprints(self, job):
        """Renew the blueprints of a job. One that has changed is to do again."""
        blueprints = self.env["case.migration.blueprint"]
        known = {
            (one.kind, one.key or ""): one
            for one in blueprints.search([("job_id", "=", job.id)])
        }
        for values in self._blueprints(job):
            one = known.pop((values["kind"], values["key"] or ""), None)
            if not one:
                own = {"job_id": job.id, "company_id": job.company_id.id}
                blueprints.create({**own, **values})
            elif one.payload != values["payload"] or one.outline != values["outline"]:
                one.write({**values, "done": False})
        for one in known.values():
            if not one.done:
                one.unlink()

    def _blueprints(self, job):
        """:return: generator of the values of each"""
        for record in self._staged(job, OBJECTS):
            kind = kind_of(record.object, record.payload)
            yield _values(record, kind, outline(kind, record.payload))
        for record in self._staged(job, ("claim_type",)):
            events = steps(record.payload.get("expected_events"))
            if events:
                told = {"claim_type": record.name or record.key, "events": events}
                yield _values(record, "expected_events", told)
        yield from self._checks(job)

    def _staged(self, job, objects):
        return self.env["case.migration.record"].search(
            [
                ("source_id", "=", job.source_id.id),
                ("object", "in", objects),
                ("deleted", "=", False),
                ("payload", "!=", False),
            ]
        )

    def _checks(self, job):
        """Of check approvals there are many: one blueprint counts them all."""
        states = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT COALESCE(payload->>'state', ''), count(*)
                      FROM case_migration_record
                     WHERE source_id = %s AND object = 'check_approval'
                       AND NOT COALESCE(deleted, false)
                     GROUP BY 1 ORDER BY 1
                    """,
                    job.source_id.id,
                )
            )
        )
        if states:
            yield {
                "object": "check_approval",
                "key": False,
                "kind": "check_approval",
                "name": self.env._("Check approvals"),
                "payload": {},
                "outline": {"count": sum(states.values()), "states": states},
            }


def _values(record, kind, told):
    return {
        "object": record.object,
        "key": record.key,
        "kind": kind,
        "name": record.name or record.display_name,
        "payload": record.payload,
        "outline": told,
    }

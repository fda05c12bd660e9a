from collections import Counter

from odoo import models

from ..engine.case_migration_batch import COUNTERS
from ..support import bulk

# Findings of a delta; a load's own are renewed with what the record is now.
UPDATE_KINDS = (
    "conflict",
    "deleted_in_source",
    "matched_changed",
    "new_version",
    "not_updated",
    "removed_in_odoo",
    "update_by_hand",
    "update_failed",
)
# Those that are over when the next update of the record goes through.
PASSING = ("not_updated", "update_by_hand", "update_failed")


class CaseMigrationRemembering(models.AbstractModel):
    """Writes down what an update has come to, in the transaction of its batch.

    A finding is there once for each record, kind and field: when the same comes up
    again, it is the same finding, open again.
    """

    _name = "case.migration.remembering"
    _description = "Case Migration Remembering"

    def _remember(self, batch, changes):
        self._write_links([one for one in changes if not (one.deleted or one.failed)])
        self._write_findings(batch, changes)
        self._count(batch, [change for change in changes if change.written])

    def _write_links(self, changes):
        bulk.update(
            self.env["case.migration.record"],
            [
                {
                    "id": change.id,
                    "state": _state(change),
                    "loaded_digest": change.new.digest,
                    "loaded_payload": None,
                    "res_model": change.new.res_model,
                    "res_id": change.new.res_id,
                }
                for change in changes
            ],
        )

    def _count(self, batch, changes):
        """A record counts once: what was created and then changed is updated."""
        counts = Counter()
        for change in changes:
            if not change.deleted:
                counts[change.new.state] -= 1
                counts["updated"] += 1
        batch.write({name: batch[name] + counts[name] for name in COUNTERS})

    # ---------------------------------------------------------------- findings

    def _write_findings(self, batch, changes):
        known = self._known(batch, changes)
        rows = []
        for change in changes:
            own = known.get(change.id, self.env["case.migration.finding"])
            wanted = self._wanted(change)
            own -= self._remove(change, own, wanted)
            for finding in wanted:
                place = _place(finding)
                same = own.filtered(lambda one, place=place: _place(one) == place)
                if same:
                    if finding["kind"] in UPDATE_KINDS:
                        same.write({**finding, "decision": "open"})
                else:
                    rows.append((change, finding))
        bulk.insert(
            self.env["case.migration.finding"],
            [
                {
                    "job_id": batch.job_id.id,
                    "company_id": batch.company_id.id,
                    "batch_id": batch.id,
                    "record_id": change.id,
                    "object": batch.mapping_id.object,
                    "decision": "open",
                    **finding,
                }
                for change, finding in rows
            ],
        )

    def _known(self, batch, changes):
        findings = self.env["case.migration.finding"].search(
            [
                ("job_id", "=", batch.job_id.id),
                ("record_id", "in", [change.id for change in changes]),
            ]
        )
        by_record = findings.grouped("record_id")
        return {record.id: some for record, some in by_record.items()}

    def _wanted(self, change):
        """The update's own findings, and what the load would say of the record now."""
        loads = change.new.findings if change.new.outcome in (None, "created") else []
        empty = {"target_field": None, "odoo_value": None, "source_value": None}
        return change.findings + [{**finding, **empty} for finding in loads]

    def _remove(self, change, known, wanted):
        """Remove what is no longer true: of the load, and of updates gone through.

        :return: the findings that are gone
        """
        if change.failed:
            return known.browse()
        places = [_place(finding) for finding in wanted]
        before = [_place(one) for one in (change.old.findings if change.old else [])]
        gone = known.filtered(
            lambda one: (
                _place(one) not in places
                and (
                    (one.kind not in UPDATE_KINDS and _place(one) in before)
                    or (one.kind in PASSING and one.decision == "open")
                    or (one.kind == "deleted_in_source" and not change.deleted)
                    or (one.kind == "conflict" and one.target_field in change.values)
                )
            )
        )
        gone.unlink()
        return gone


def _state(change):
    return "updated" if change.written else change.new.state


def _place(finding):
    """What makes a finding the same as another one of its record."""
    return tuple(
        finding[name] or None
        for name in ("kind", "field", "target_field")
        if name != "target_field" or finding["kind"] == "conflict"
    )

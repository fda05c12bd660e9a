from odoo import models
from odoo.exceptions import UserError

from ..loading.case_migration_record import LINKED

# Every place that a record can have in its list.
FIRST, LAST = 0, 2**31 - 1


class CaseMigrationJobRetry(models.Model):
    """Loads single records again: those that failed, and those put right since."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    def _retry(self, records):
        """Plan the load of failed records and the update of corrected ones.

        :raise UserError: none of them is to be loaded again
        """
        self._require_idle()
        self._require_state("sampled", "delta", "validated")
        plans = []
        for mapping in self.mapping_ids.filtered("enabled"):
            own = records.filtered(
                lambda one, mapping=mapping: one.stream_id in mapping._streams()
            )
            failed = own.filtered(lambda one: one.state == "failed")
            changed = own.filtered(
                lambda one: one.state in LINKED and one.digest != one.loaded_digest
            )
            plans += self._plan_only(mapping, "load", failed, only_failed=True)
            plans += self._plan_only(mapping, "update", changed)
        if not plans:
            raise UserError(
                self.env._(
                    "None of these records is to be loaded again: they have not "
                    "failed, and no value of theirs was corrected."
                )
            )
        links = self.env["case.migration.loading"]._plan_relinks(self)
        self._plan(plans + links, self._task_of_part())

    def _plan_only(self, mapping, kind, records, **choice):
        """:return: values of the batches for these records alone"""
        size = mapping._loader()._batch_size(self)
        return [
            {
                "kind": kind,
                "sequence": mapping.sequence,
                "mapping_id": mapping.id,
                "stream_id": stream.id,
                "first_id": FIRST,
                "last_id": LAST,
                "only_ids": own[at : at + size].ids,
                "total": len(own[at : at + size]),
                **choice,
            }
            for stream, own in records.grouped("stream_id").items()
            for at in range(0, len(own), size)
        ]

    def _skip(self, records, reason):
        """Leave failed records out, by a person's decision."""
        self._require_idle()
        self.check_access("write")
        failed = records.sudo().filtered(lambda one: one.state == "failed")
        if not failed:
            raise UserError(self.env._("Only records that failed can be left out."))
        findings = self.finding_ids.sudo().filtered(lambda one: one.record_id in failed)
        for record in failed:
            batch = findings.filtered(
                lambda one, record=record: one.record_id == record and one.batch_id
            ).batch_id[:1]
            # Each record counts once.
            batch.write({"failed": batch.failed - 1, "skipped": batch.skipped + 1})
            before = {"state": record.state, "reason_kind": record.reason_kind}
            after = {"state": "skipped", "reason_kind": "left_out_by_hand"}
            record.write({**after, "reason": reason})
            self.sudo()._write_line_by_hand("skip", before, after, record, seal=False)
        findings.write({"decision": "accepted"})
        self.env["case.migration.audit.seal"].sudo()._seal(self.sudo())

    def _write_line_by_hand(self, operation, before, after, record, seal=True):
        self.lock_for_update()
        self._log_by_hand(operation, before, after, record, seal)

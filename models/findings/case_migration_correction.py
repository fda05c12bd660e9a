from odoo import fields, models
from odoo.exceptions import UserError

from ...lib.records import digest
from ..loading.case_migration_record import LINKED
from ..support import bulk


class CaseMigrationCorrection(models.Model):
    """Values of source records that a person has put right in Odoo.

    The corrected value takes the place of the source's in ``payload``, so that every
    step reads it; what the source says is kept in ``corrections``. It holds as long as
    the source goes on saying the same: a new value of the source counts.
    """

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.record"

    corrections = fields.Json(
        readonly=True,
        groups="crm_case_migration.group_manager",
        help="By field: what the source says, and what a person has put in its place.",
    )

    def _correct(self, values):
        """Put values in the place of the source's. What is there already stays.

        :param values: ``{field: value}``; None empties it
        :return: whether something has changed
        """
        self.ensure_one()
        record = self.sudo()
        known, old = record.corrections or {}, record.payload
        if old is None or record.source_id.removed_on:
            raise UserError(self.env._("The source's data of this record is removed."))
        changed = {name: one for name, one in values.items() if old.get(name) != one}
        if not changed:
            return False
        originals = {
            name: known[name]["from"] if name in known else old.get(name)
            for name in changed
        }
        corrections = dict(known)
        for name, value in changed.items():
            corrections.pop(name, None)
            if originals[name] != value:
                corrections[name] = {"from": originals[name], "to": value}
        payload = {**old, **changed}
        bulk.update(
            record,
            [
                {
                    "id": record.id,
                    "payload": payload,
                    "digest": digest(payload),
                    "corrections": corrections or None,
                    # What it was loaded with is compared with what it says now.
                    "loaded_payload": (record.loaded_payload or old)
                    if record.state in LINKED
                    else None,
                }
            ],
        )
        self._log_correction({name: old.get(name) for name in changed}, changed)
        return True

    def _log_correction(self, before, after):
        job = self.sudo().job_id
        if job:
            job._write_line_by_hand("correct", before, after, self)


def with_corrections(payload, corrections):
    """:return: what a record says that was read anew, with the corrections that hold"""
    holding = {
        name: one["to"]
        for name, one in (corrections or {}).items()
        if payload.get(name) == one["from"]
    }
    return {**payload, **holding}

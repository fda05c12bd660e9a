from odoo import models

from ...lib.transforms.common import shorten

KINDS = (
    "quality_duplicate",
    "quality_required",
    "quality_dangling",
    "quality_date",
    "quality_order",
    "quality_status",
    "quality_spelling",
    "quality_document",
    "quality_no_user",
    "quality_date_order",
    "quality_mixed",
)
CHECKS = ("_of_records", "_of_documents", "_of_links", "_of_dates", "_of_values")


class CaseMigrationQuality(models.AbstractModel):
    """Finds out what is wrong with the source's data, right after it was read.

    A finding for each kind of fault and field, with how many records have it and
    which; each is one statement over the staged records, so that a million of them
    cost minutes and no memory.
    """

    _name = "case.migration.quality"
    _inherit = [
        "case.migration.quality.documents",
        "case.migration.quality.links",
        "case.migration.quality.values",
    ]
    _description = "Case Migration Quality"

    def _steps(self, batch):
        """Handler of batches of kind ``quality``; yields after each check."""
        job = batch.job_id
        position = batch.position or {"next": 0}
        if not position["next"]:
            self.env["case.migration.finding"].search(
                [("job_id", "=", job.id), ("kind", "in", KINDS)]
            ).unlink()
        checks = list(self._checks(job))
        for number in range(position["next"], len(checks)):
            check, arguments = checks[number]
            for fault in getattr(self, check)(job, *arguments):
                self._note(batch, fault)
            batch.position = {"next": number + 1}
            yield
        batch.position = False

    def _checks(self, job):
        """Yield (name of a method, its arguments) in a fixed order."""
        for default in self.env["case.migration.proposer"]._maps(
            job.source_id.profile_id.definition
        ):
            streams = job.source_id.stream_ids.filtered(
                lambda stream, name=default["object"]: (
                    stream.object == name and stream.enabled
                )
            )
            if not streams:
                continue
            for check in CHECKS:
                yield check, (default, streams)
        yield "_of_people", ()

    def _note(self, batch, fault):
        """
        :param fault: dict of kind, object, field and message; with which records it
            has, as ``query``, ``count`` and ``keys``, or as ``among``: the field, and
            what says of one of its values whether it is meant
        """
        keys = ", ".join(shorten(key) for key in fault.get("keys", ()))
        finding = self.env["case.migration.finding"].create(
            {
                "job_id": batch.job_id.id,
                "company_id": batch.company_id.id,
                "batch_id": batch.id,
                "object": fault["object"],
                "kind": fault["kind"],
                "severity": fault.get("severity", "2_warning"),
                "field": fault.get("field"),
                "record_total": fault.get("count", 0),
                "message": fault["message"],
                "raw": self.env._("IDs in the source: %s", keys) if keys else False,
            }
        )
        if "query" in fault:
            finding._take_records(fault["query"])
        if "among" in fault:
            finding._take_by_value(*fault["among"])

from collections import Counter

from odoo import models
from odoo.tools import SQL

from ..audit.audit import write_audit
from ..engine.case_migration_batch import COUNTERS
from ..loaders.item import Made
from ..support import bulk
from ..support.snapshot import fingerprints, newest_field

_ENDED = ("failed", "skipped")
_OPERATIONS = {"created": "create", "matched": "match"}


class CaseMigrationLoadLog(models.AbstractModel):
    """Writes down what a load has come to: links, audit lines, findings, counts."""

    _name = "case.migration.load.log"
    _description = "Case Migration Load Log"

    def _remember(self, batch, items):
        self._write_links(batch, items)
        self._write_audit(batch, items)
        self._write_findings(batch, items)

    def _count(self, batch, items):
        counts = Counter(item.outcome for item in items)
        if batch.only_failed or batch.only_new:
            # Those that an earlier load has ended are counted already.
            counts.subtract(item.state for item in items if item.state in _ENDED)
        for name in COUNTERS:
            if counts[name]:
                batch[name] += counts[name]

    def _write_links(self, batch, items):
        bulk.update(
            self.env["case.migration.record"],
            [
                {
                    "id": item.id,
                    "state": item.outcome,
                    "reason_kind": item.reason_kind,
                    "reason": item.reason,
                    "details": item.details,
                    "res_model": item.res_model,
                    "res_id": item.res_id,
                    "loaded_digest": item.digest,
                    "loaded_payload": None,
                    "waiting": item.waiting,
                    "job_id": batch.job_id.id,
                }
                for item in items
                if item.reason_kind != "already_migrated"
            ],
        )

    def _write_audit(self, batch, items):
        """A line for each thing done, in the order in which it can be undone."""
        lines = [
            {
                "job_id": batch.job_id.id,
                "company_id": batch.company_id.id,
                "batch_id": batch.id,
                "record_id": item.id,
                "object": item.memo.get("object") or batch.mapping_id.object,
                "key": item.key,
                "undoes_id": None,
                **made.columns(),
            }
            for item, made in _in_order(items)
        ]
        others = fingerprints(
            self.env,
            [
                (line["res_model"], line["res_id"], line["after"])
                for line in lines
                if line["operation"] == "create"
            ],
        )
        for line in lines:
            line["others"] = others.get((line["res_model"], line["res_id"]))
        write_audit(self.env, lines)
        if not batch.newest_field:
            batch.newest_field = newest_field(self.env)

    def _write_findings(self, batch, items):
        """Renew the findings of what was loaded; others keep theirs, and with them
        what is to be decided.
        """
        items = [item for item in items if item.reason_kind != "already_migrated"]
        findings = self.env["case.migration.finding"]
        findings.flush_model(["job_id", "record_id"])
        old = self.env.execute_query(
            SQL(
                """
                SELECT id FROM case_migration_finding
                 WHERE job_id = %s AND record_id = ANY(%s)
                """,
                batch.job_id.id,
                [item.id for item in items],
            )
        )
        if old:
            findings.browse(row_id for [row_id] in old).unlink()
        self._add_findings(
            batch,
            [(item, one) for item in items for one in item.findings + _failure(item)],
        )

    def _add_findings(self, batch, pairs):
        """:param pairs: of item and finding"""
        bulk.insert(
            self.env["case.migration.finding"],
            [
                {
                    "job_id": batch.job_id.id,
                    "company_id": batch.company_id.id,
                    "batch_id": batch.id,
                    "record_id": item.id,
                    "object": batch.mapping_id.object,
                    "decision": "open",
                    **finding,
                }
                for item, finding in pairs
            ],
        )


def _in_order(items):
    """What the items' loading did, in an order that can be undone from the end.

    :return: pairs of item and Made: first what records need, then the records, then
        what hangs on them; what is alike in a row, for it is undone in one go
    """
    parts = [], [], []
    for item in items:
        if item.outcome in _OPERATIONS:
            operation = _OPERATIONS[item.outcome]
            own = Made(operation, item.res_model, item.res_id, None, item.after)
            made = item.made_first, [own] if item.res_id else [], item.made_then
            for part, some in zip(parts, made, strict=True):
                part += [(item, one) for one in some]
        elif item.outcome == "told":
            parts[2].extend((item, one) for one in item.made_then)
    return [pair for part in parts for pair in sorted(part, key=_kind)]


def _kind(pair):
    return pair[1].operation, pair[1].res_model


def _failure(item):
    if item.outcome != "failed":
        return []
    return [
        {
            "kind": item.reason_kind,
            "message": item.reason,
            "field": None,
            "severity": "3_error",
        }
    ]

from contextlib import ExitStack
from functools import partial

from odoo import models
from odoo.tools import SQL

from ...lib.diff import BY_RULE, MISSING, NOT_LOADED, Verdict
from ..loaders.item import Item
from ..loading.case_migration_record import LINKED
from ..support import bulk
from .diff_shown import Shown, source_text
from .diff_words import sentence

FILE = "raw"
# What is told of a record as a whole when there is nothing to compare.
RECORD = "record"


class CaseMigrationDiffer(models.AbstractModel):
    """Compares migrated records with the source, field by field.

    What is expected is worked out anew from the source's data, by the confirmed map
    and the resolver; what Odoo holds is read from the database, see
    :mod:`.readback`. Nothing is asked that a loader has written down.
    """

    _name = "case.migration.differ"
    _description = "Case Migration Comparison Service"

    # ---------------------------------------------------------------- the sample

    def _plan(self, job):
        """:return: values of the batches that compare the sample, after the load"""
        mappings = job.mapping_ids.filtered("enabled")
        after = 2 * max(mappings.mapped("sequence"), default=0) + 1
        return [
            {"kind": "diff", "sequence": after, "mapping_id": mapping.id}
            for mapping in mappings
        ]

    def _steps(self, batch):
        """Handler of batches of kind ``diff``: a page of the sample at a time."""
        job, mapping = batch.job_id, batch.mapping_id
        if not batch.position:
            self._forget(job, "sample", mapping)
        of_sample = SQL("is_sample AND (job_id IS NULL OR job_id = %s)", job.id)
        after = (batch.position or {}).get("after", 0)
        while items := self._read_items(mapping, after, of_sample, job.batch_size):
            self._store(job, mapping, "sample", self._compare(mapping, items))
            after = items[-1].id
            batch.position = {"after": after}
            yield

    def _forget(self, job, purpose, mapping=None):
        of_mapping = SQL("AND mapping_id = %s", mapping.id) if mapping else SQL()
        self.env.cr.execute(
            SQL(
                "DELETE FROM case_migration_diff WHERE job_id = %s AND purpose = %s %s",
                job.id,
                purpose,
                of_mapping,
            )
        )
        self.env["case.migration.diff"].invalidate_model(flush=False)

    def _read_items(self, mapping, after, condition, limit):
        """The next records of a mapping, with the source's data as it was loaded.

        :param condition: SQL on case_migration_record
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, key, CASE WHEN loaded_payload IS NULL THEN payload
                                     ELSE loaded_payload END,
                       digest, state, res_model, res_id, reason, stream_id
                  FROM case_migration_record r
                 WHERE stream_id IN %s AND id > %s AND payload IS NOT NULL AND %s
                 ORDER BY id LIMIT %s
                """,
                tuple(mapping._streams().ids) or (0,),
                after,
                condition,
                limit,
            )
        )
        items = []
        for *row, reason, stream_id in rows:
            item = Item(*row)
            item.reason, item.memo["stream"] = reason, stream_id
            items.append(item)
        return items

    def _store(self, job, mapping, purpose, rows, check=None):
        common = {
            "job_id": job.id,
            "company_id": job.company_id.id,
            "purpose": purpose,
            "check_id": check.id if check else None,
            "mapping_id": mapping.id,
            "object": mapping.object,
        }
        bulk.insert(
            self.env["case.migration.diff"], [{**common, **row} for row in rows]
        )

    # ---------------------------------------------------------------- comparing

    def _compare(self, mapping, items, only=None):
        """
        :param only: names of the target fields to compare; all when None
        :return: values of rows of case.migration.diff, one per item and target field
        """
        self.env.flush_all()
        self.env.invalidate_all()
        self._expect(mapping, items)
        records = self._records(items)
        shown = Shown(self.env, mapping)
        with ExitStack() as stack:
            if FILE in (only or (FILE,)):
                self._open_documents(stack, mapping, items)
            targets = self._targets(mapping, only)
            kept_off = mapping._only_unmatched()
            judged = [
                (item, name, *self._judge(mapping, item, records[item], name))
                for item in items
                for name in self._names(mapping, item, records[item], targets, only)
                if name not in kept_off or item.unmatched
            ]
        shown.prepare(judged)
        return [self._row(shown, *one) for one in judged]

    def _expect(self, mapping, items):
        """Map and resolve the items anew."""
        loading = self.env["case.migration.loading"]
        ended = {item: item.reason for item in items}
        loading._map(mapping, items)
        loading._resolve(mapping, items)
        for item, reason in ended.items():
            item.end(None)
            item.reason = reason

    def _records(self, items):
        """:return: ``{item: record}``; empty where there is none"""
        ids = {}
        for item in items:
            if item.state in LINKED and item.res_model in self.env:
                ids.setdefault(item.res_model, set()).add(item.res_id)
        existing = {
            model: set(self.env[model].browse(found).exists().ids)
            for model, found in ids.items()
        }
        records = {}
        for item in items:
            of_model = existing.get(item.res_model, ())
            records[item] = (
                self.env[item.res_model].browse(item.res_id)
                if item.res_id in of_model
                else None
            )
        # Read together what is read one by one.
        for model in ids:
            prefetch = tuple(existing[model])
            for item in items:
                if records[item] is not None and item.res_model == model:
                    records[item] = records[item].with_prefetch(prefetch)
        return records

    def _open_documents(self, stack, mapping, items):
        """Let the documents be read from the source once more."""
        if not mapping._loader()._reads_documents:
            return
        streams = self.env["case.migration.stream"]
        for stream_id in {item.memo["stream"] for item in items}:
            stream = streams.browse(stream_id)
            connection = stack.enter_context(stream.source_id._connection())
            for item in items:
                if item.memo["stream"] == stream_id:
                    item.open_document = partial(
                        connection.open_document, stream.name, item.payload
                    )

    def _targets(self, mapping, only):
        """:return: names of the target fields that are compared, each once"""
        names = dict.fromkeys(mapping.line_ids.mapped("target_field"))
        return [name for name in names if name and (only is None or name in only)]

    def _names(self, mapping, item, record, targets, only):
        """:return: names of all that is compared of one record; of one that is not in
        Odoo, one line says why, and its fields do not count as deviations of their own
        """
        names = [FILE] if item.open_document and FILE in (only or (FILE,)) else []
        names += targets
        if record is None:
            names.insert(0, RECORD)
        else:
            names += self._readback(mapping, record)._further(record, targets)
        return names

    def _judge(self, mapping, item, record, name):
        """:return: expected value, value in Odoo, Verdict, reason in words"""
        expected = item.values.get(name)
        if record is None:
            return expected, None, *self._judge_absent(item, name)
        readback = self._readback(mapping, record)
        actual, verdict, reason = readback._judge(mapping, item, record, name, expected)
        reason = reason or sentence(self.env, verdict)
        if verdict.deviates and item.state == "matched":
            verdict = Verdict(BY_RULE)
            reason = self.env._(
                "It was in Odoo before the migration and was left as it is."
            )
        elif not verdict.deviates and (lost := self._left_out(item, name, expected)):
            verdict, reason = Verdict(BY_RULE), lost
        return item.memo.pop("expected", expected), actual, verdict, reason

    def _judge_absent(self, item, name):
        if item.state == "skipped":
            return Verdict(BY_RULE), item.reason or self.env._("It was left out.")
        if item.state in LINKED:
            reason = self.env._("The record is not in Odoo any more.")
        else:
            reason = item.reason or self.env._("It has not been loaded.")
        return Verdict(MISSING if name == RECORD else NOT_LOADED), reason

    def _left_out(self, item, name, expected):
        """:return: why a value of the source became none, if it did"""
        if expected not in (None, False, "", []):
            return ""
        return next(
            (one["message"] for one in item.findings if one["field"] == name),
            "",
        )

    def _readback(self, mapping, record):
        own = f"case.migration.readback.{record._name.replace('.', '_')}"
        if record._name != mapping.target_model:
            own = "case.migration.readback.elsewhere"
        return self.env[own if own in self.env else "case.migration.readback"]

    # ---------------------------------------------------------------- rows

    def _row(self, shown, item, name, expected, actual, verdict, reason):
        source_field, source_value = shown.source_of(item, name)
        return {
            "record_id": item.id,
            "key": item.key,
            "source_field": source_field,
            "source_value": source_text(source_value),
            "res_model": item.res_model or shown.model._name,
            "res_id": item.res_id or None,
            "target_field": name,
            "field_label": shown.label(name),
            "expected_value": shown.text(name, expected),
            "target_value": shown.text(name, actual),
            "result": verdict.result,
            "reason": reason or None,
            "deviates": int(verdict.deviates),
        }

from odoo import fields, models
from odoo.tools import SQL

from ...lib.confidence import upper_bound
from ..loading.case_migration_record import LINKED
from ..support import bulk
from ..support.words import number

# Rows looked at in one transaction, and findings listed of one check.
PAGE = 200
LISTED = 1000
OUTCOMES = ("created", "matched", "updated", "skipped", "failed")
MADE = SQL("state IN ('created', 'updated')")


class CaseMigrationChecking(models.AbstractModel):
    """Answers the questions of a validation, a batch for each.

    ``_check_<kind>(batch, check)`` is a generator like any handler's; it counts what
    it looks at and what deviates, and leaves the sentence. What deviates is listed:
    as comparisons, see :mod:`.case_migration_differ`, or as findings.
    """

    _name = "case.migration.checking"
    _description = "Case Migration Checking"

    def _plan(self, job):
        """Begin a validation anew.

        :return: values of the batches that answer its questions
        """
        self._forget(job)
        checks = self.env["case.migration.check"].create(
            [
                {
                    "job_id": job.id,
                    "company_id": job.company_id.id,
                    "sequence": number,
                    "kind": kind,
                    "mapping_id": mapping.id,
                }
                for number, (kind, mapping) in enumerate(self._questions(job))
            ]
        )
        return [{"kind": "check", "check_id": check.id} for check in checks]

    def _forget(self, job):
        self.env["case.migration.differ"]._forget(job, "validation")
        checks = self.env["case.migration.check"].search([("job_id", "=", job.id)])
        self.env["case.migration.finding"].search(
            [("check_id", "in", checks.ids)]
        ).unlink()
        checks.unlink()

    def _questions(self, job):
        """:return: pairs of kind and mapping, in the order in which they are shown"""
        mappings = job.mapping_ids.filtered(
            lambda mapping: mapping.enabled and mapping._streams()
        )
        yield from (("counts", mapping) for mapping in mappings)
        # What goes into a data set becomes no record of Odoo.
        mappings = mappings.filtered(_makes_records)
        yield from (("links", mapping) for mapping in mappings)
        yield "fields", mappings.browse()
        for mapping in mappings:
            if self._references(mapping):
                yield "references", mapping
        for mapping in mappings:
            loader = mapping._loader()
            if loader._reads_documents or loader._encloses_files:
                yield "files", mapping
        for mapping in mappings:
            if self._dates(mapping):
                yield "dates", mapping
        yield "mails", mappings.browse()

    def _steps(self, batch):
        """Handler of batches of kind ``check``."""
        check = batch.check_id
        yield from getattr(self, f"_check_{check.kind}")(batch, check)
        check.checked_on = fields.Datetime.now()
        if not check.checked:
            check.state = "not_applicable"
            check.message = self.env._("There is nothing of the kind.")
        else:
            check.state = "failed" if check.deviations else "passed"

    def _list(self, check, rows):
        """List what deviates, up to a number that a person may still look at.

        :param rows: triples of record id or None, target field or None, sentence
        """
        listed = self.env["case.migration.finding"].search_count(
            [("check_id", "=", check.id)]
        )
        bulk.insert(
            self.env["case.migration.finding"],
            [
                {
                    "job_id": check.job_id.id,
                    "company_id": check.company_id.id,
                    "check_id": check.id,
                    "record_id": record_id,
                    "object": check.mapping_id.object,
                    "kind": f"check_{check.kind}",
                    "severity": "3_error",
                    "target_field": target,
                    "message": message,
                    "decision": "open",
                }
                for record_id, target, message in rows[: LISTED - listed]
            ],
        )

    # ---------------------------------------------------------------- counts

    def _check_counts(self, batch, check):
        """Every record of the source has ended, or is on a list with a reason."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT state, reason_kind, count(*) FROM case_migration_record
                 WHERE stream_id IN %s
                   AND NOT (COALESCE(deleted, false) AND state = 'staged')
                 GROUP BY state, reason_kind ORDER BY count(*) DESC, reason_kind
                """,
                _streams(check.mapping_id),
            )
        )
        counts, reasons = dict.fromkeys(OUTCOMES, 0), {}
        kinds = self.env["case.migration.kinds"]
        for state, reason, count in rows:
            counts[state] = counts.get(state, 0) + count
            if state in ("skipped", "failed"):
                words = kinds._label(reason) or "?"
                reasons.setdefault(state, []).append(f"{words}: {count}")
        check.checked = sum(counts.values())
        open_ids = self._not_ended(check.mapping_id)
        check.deviations = len(open_ids)
        sentence = self.env._("It was read and never loaded, or failed without reason.")
        self._list(check, [(row_id, None, sentence) for row_id in open_ids])
        check.message = self._counts_in_words(check, counts, reasons)
        yield from ()

    def _not_ended(self, mapping):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM case_migration_record
                 WHERE stream_id IN %s AND (
                       (state = 'staged' AND NOT COALESCE(deleted, false))
                    OR (state IN %s AND res_id IS NULL)
                    OR (state IN ('skipped', 'failed') AND reason_kind IS NULL))
                 ORDER BY id
                """,
                _streams(mapping),
                LINKED,
            )
        )
        return [row_id for [row_id] in rows]

    def _counts_in_words(self, check, counts, reasons):
        states = dict(
            self.env["case.migration.record"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        parts = [
            f"{states[state].lower()} {number(self.env, counts[state])}"
            + (f" ({', '.join(reasons[state])})" if state in reasons else "")
            for state in OUTCOMES
            if counts[state]
        ]
        if check.deviations:
            parts.append(
                self.env._("not accounted for %s", number(self.env, check.deviations))
            )
        return self.env._(
            "%(count)s in the source: %(parts)s.",
            count=number(self.env, check.checked),
            parts=", ".join(parts),
        )

    # ---------------------------------------------------------------- links

    def _check_links(self, batch, check):
        """What the source became is in Odoo."""
        mapping = check.mapping_id
        lost = []
        for [model, count] in self.env.execute_query(
            SQL(
                """
                SELECT res_model, count(*) FROM case_migration_record
                 WHERE stream_id IN %s AND state IN %s AND res_id IS NOT NULL
                 GROUP BY res_model
                """,
                _streams(mapping),
                LINKED,
            )
        ):
            check.checked += count
            lost += self._lost(mapping, model)
        check.deviations = len(lost)
        sentence = self.env._("What it became is not in Odoo any more.")
        self._list(check, [(row_id, None, sentence) for row_id in lost])
        check.message = self.env._(
            "Records that are in Odoo: %(found)s of %(count)s.",
            found=number(self.env, check.checked - check.deviations),
            count=number(self.env, check.checked),
        )
        yield from ()

    def _lost(self, mapping, model):
        gone = SQL("TRUE")
        if model in self.env:
            gone = SQL(
                "NOT EXISTS (SELECT 1 FROM %s t WHERE t.id = r.res_id)",
                SQL.identifier(self.env[model]._table),
            )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM case_migration_record r
                 WHERE stream_id IN %s AND state IN %s AND res_model = %s AND %s
                 ORDER BY id
                """,
                _streams(mapping),
                LINKED,
                model,
                gone,
            )
        )
        return [row_id for [row_id] in rows]

    # ---------------------------------------------------------------- fields

    def _check_fields(self, batch, check):
        """Records chosen at random, all their fields."""
        differ = self.env["case.migration.differ"]
        job = check.job_id
        chosen = SQL("id = ANY(%s)", self._at_random(job, batch.id))
        done = (batch.position or {}).get("done", [])
        for mapping in job.mapping_ids.filtered("enabled"):
            if mapping.id in done or not _makes_records(mapping):
                continue
            for items in self._pages(mapping, chosen):
                names = set(mapping.line_ids.mapped("target_field"))
                rows = differ._compare(mapping, items, names)
                differ._store(job, mapping, "validation", rows, check)
            done = [*done, mapping.id]
            batch.position = {"done": done}
            yield
        self._conclude_fields(check)

    def _pages(self, mapping, condition):
        differ, after = self.env["case.migration.differ"], 0
        while items := differ._read_items(mapping, after, condition, PAGE):
            yield items
            after = items[-1].id

    def _at_random(self, job, seed):
        """:return: ids of records that the job has made, chosen by lot"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM case_migration_record
                 WHERE job_id = %s AND %s ORDER BY md5(id || %s) LIMIT %s
                """,
                job.id,
                MADE,
                f" {seed}",
                job.check_size,
            )
        )
        return [row_id for [row_id] in rows]

    def _conclude_fields(self, check):
        [[fields_seen, deviations, records, deviating]] = self.env.execute_query(
            SQL(
                """
                SELECT count(*), COALESCE(sum(deviates), 0), count(DISTINCT record_id),
                       count(DISTINCT record_id) FILTER (WHERE deviates = 1)
                  FROM case_migration_diff WHERE check_id = %s
                """,
                check.id,
            )
        )
        check.write({"checked": fields_seen, "deviations": deviations})
        if records:
            check.message = self.env._(
                "Chosen at random: %(records)s records with %(fields)s fields. "
                "Deviations: %(deviations)s (%(share)s %%), in %(deviating)s of these "
                "records. With 95 %% confidence, at most %(bound)s %% of all records "
                "have a deviation.",
                records=number(self.env, records),
                fields=number(self.env, fields_seen),
                deviations=number(self.env, deviations),
                deviating=number(self.env, deviating),
                share=number(self.env, 100 * deviations / fields_seen, 2),
                bound=number(self.env, 100 * upper_bound(deviating, records), 2),
            )

    # ---------------------------------------------------------------- references

    def _check_references(self, batch, check):
        """All records, and what each of them refers to."""
        differ = self.env["case.migration.differ"]
        mapping = check.mapping_id
        names = self._references(mapping)
        mine = SQL("job_id = %s AND %s", check.job_id.id, MADE)
        after = (batch.position or {}).get("after", 0)
        while items := differ._read_items(mapping, after, mine, PAGE):
            records = differ._records(items)  # what is gone has its own check
            there = [item for item in items if records[item] is not None]
            rows = differ._compare(mapping, there, names)
            wrong = [row for row in rows if row["deviates"]]
            differ._store(check.job_id, mapping, "validation", wrong, check)
            check.checked += len(rows)
            check.deviations += len(wrong)
            after = items[-1].id
            batch.position = {"after": after}
            yield
        check.message = self.env._(
            "References that lead where they should: %(good)s of %(count)s.",
            good=number(self.env, check.checked - check.deviations),
            count=number(self.env, check.checked),
        )

    def _references(self, mapping):
        """:return: the target fields that refer to other records of the source"""
        return {
            line.target_field
            for line in mapping.line_ids
            if line.target_field and line.transform == "reference"
        }


def _makes_records(mapping):
    model = mapping.env.get(mapping.target_model)
    return model is not None and not model._abstract


def _streams(mapping):
    return tuple(mapping._streams().ids) or (0,)

from collections import Counter

from odoo import fields, models
from odoo.tools import SQL

from ..engine.case_migration_batch import COUNTERS

LOADED = ("created", "matched", "updated")
# So many findings are on the page; the table has all.
LISTED = 100
# What people do to a migration itself.
BY_HAND = ("correct", "skip", "sign", "close")
REVIEW = [("decision", "=", "open"), ("severity", "!=", "1_info")]


class CaseMigrationSummary(models.AbstractModel):
    """What came of a migration, for the report and the tables: how much, what is
    left to do, how long it took, what was made, and who agreed to what.
    """

    _name = "case.migration.summary"
    _description = "Case Migration Summary"

    def _of(self, job):
        """:return: dict of the parts, in the language of the environment"""
        objects = [row for row in job.get_summary() if row["source"]]
        return {
            "objects": objects,
            "total": self._total(job, objects),
            "time": self._time(job, objects),
            "errors": self._errors(job),
            "kinds": self._by_kind(job),
            "review": self._review(job, LISTED),
            "review_count": self.env["case.migration.finding"].search_count(
                [("job_id", "=", job.id), *REVIEW]
            ),
            "made": self._made(job),
            "confirmed": self._confirmed(job),
            "checks": self._checks(job),
            "passed": self._passed(job),
        }

    def _total(self, job, objects):
        """Records that only go into a data set are no failure to load them."""
        total = {
            name: sum(row[name] for row in objects) for name in ("source", *COUNTERS)
        }
        loaded = sum(total[name] for name in LOADED)
        aside = self.env["case.migration.record"].search_count(
            [("job_id", "=", job.id), ("reason_kind", "=", "data_set")]
        )
        wanted = total["source"] - aside
        rate = 100 * loaded / wanted if wanted else 0
        return {**total, "loaded": loaded, "success": rate, "data_set": aside}

    def _time(self, job, objects):
        """:return: dict: started, finished, seconds (of work), per_second"""
        end = job.finished_on or fields.Datetime.now()
        seconds = (end - job.started_on).total_seconds() if job.started_on else 0
        work = sum(row["seconds"] for row in objects)
        loaded = sum(row[name] for row in objects for name in LOADED)
        return {
            "started": job.started_on,
            "finished": job.finished_on,
            "seconds": seconds,
            "work": work,
            "per_second": loaded / work if work else 0,
        }

    def _errors(self, job):
        """:return: list of dicts (what, kind, words, object, count), the most frequent
        first: records that were not loaded, and what else is found and open
        """
        kinds = self.env["case.migration.kinds"]
        records, findings = (
            self.env["case.migration.record"],
            self.env["case.migration.finding"],
        )
        states = dict(records._fields["state"]._description_selection(self.env))
        levels = dict(findings._fields["severity"]._description_selection(self.env))
        labels = self._labels(job)
        rows = [
            (states[state], kind, name, count)
            for state, kind, name, count in records._read_group(
                [("job_id", "=", job.id), ("state", "in", ("failed", "skipped"))],
                ["state", "reason_kind", "object"],
                ["__count"],
            )
        ]
        told = {(kind, name) for _state, kind, name, _count in rows}
        rows += [
            (levels[severity], kind, name, count)
            for severity, kind, name, count in findings._read_group(
                [("job_id", "=", job.id), *REVIEW, ("kind", "!=", False)],
                ["severity", "kind", "object"],
                ["__count"],
            )
            if (kind, name) not in told
        ]
        return [
            {
                "what": what,
                "kind": kind or "",
                "words": kinds._label(kind),
                "object": labels.get(name, name or ""),
                "count": count,
            }
            for what, kind, name, count in sorted(rows, key=lambda row: -row[-1])
        ]

    def _by_kind(self, job):
        """:return: list of dicts (what, words, count, objects, where): the errors with
        those of a kind together; ``where`` names the objects, with counts of several
        """
        found = {}
        for row in self._errors(job):
            found.setdefault((row["what"], row["words"]), []).append(row)
        rows = [
            {
                "what": what,
                "words": words,
                "count": sum(row["count"] for row in rows),
                "objects": rows,
                "where": ", ".join(
                    f"{row['object']} ({row['count']})" if rows[1:] else row["object"]
                    for row in rows
                ),
            }
            for (what, words), rows in found.items()
        ]
        return sorted(rows, key=lambda row: -row["count"])

    def _review(self, job, limit):
        """:return: list of dicts (object, key, message, link) of what a person should
        look at
        """
        found = self.env["case.migration.finding"].search(
            [("job_id", "=", job.id), *REVIEW], limit=limit
        )
        return [self._to_review(finding) for finding in found]

    def _to_review(self, finding):
        return {
            "severity": finding.severity,
            "object": self._labels(finding.job_id).get(finding.object, finding.object),
            "key": finding.record_id.key or "",
            "message": finding.message,
            "link": self._link(finding.record_id or finding),
        }

    def _labels(self, job):
        return {mapping.object: mapping.name for mapping in job.mapping_ids}

    def _together(self, review):
        """:return: (object, sentence, [(key, link)]) for each object and sentence of
        :meth:`_review`, in its order
        """
        found = {}
        for row in review:
            shared = found.setdefault((row["object"], row["message"]), [])
            shared.append((row["key"], row["link"]))
        return [(*about, links) for about, links in found.items()]

    def _link(self, record):
        """:return: address of what a source record became, or of a record itself"""
        where = f"{record._name}/{record.id}"
        became = record._name == "case.migration.record" and record.res_id
        if became and record.res_model in ("crm.lead", "res.partner"):
            where = f"{record.res_model}/{record.res_id}"
        return f"{self.get_base_url()}/odoo/{where}"

    def _made(self, job):
        """:return: list of dicts (model, name, created, changed), nothing that was
        taken back among them
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT res_model, operation, count(DISTINCT res_id)
                  FROM case_migration_audit_log line
                 WHERE job_id = %s AND operation IN ('create', 'write')
                   AND NOT EXISTS (SELECT 1 FROM case_migration_audit_log undo
                                    WHERE undo.undoes_id = line.id)
                 GROUP BY res_model, operation ORDER BY res_model
                """,
                job.id,
            )
        )
        counts = {}
        for model, operation, count in rows:
            counts.setdefault(model, Counter())[operation] = count
        names = self.env["ir.model"]._get_id
        return [
            {
                "model": model,
                "name": self.env["ir.model"].sudo().browse(names(model)).name
                if model in self.env
                else model,
                "created": count["create"],
                "changed": count["write"],
            }
            for model, count in counts.items()
        ]

    def _confirmed(self, job):
        """:return: list of dicts (what, user, count, first, last)"""
        groups = self.env["case.migration.mapping.line"]._read_group(
            [("job_id", "=", job.id), ("confirmed", "=", True)],
            ["mapping_id", "confirmed_by_id"],
            ["__count", "confirmed_on:min", "confirmed_on:max"],
        )
        rows = [
            {
                "what": self.env._("Map: %s", mapping.name),
                "user": user.name or "",
                "count": count,
                "first": first,
                "last": last,
            }
            for mapping, user, count, first, last in groups
        ]
        if job.owners_confirmed_on:
            rows.append(
                {
                    "what": self.env._("Owners"),
                    "user": job.owners_confirmed_by_id.name,
                    "count": len(job.owner_ids),
                    "first": job.owners_confirmed_on,
                    "last": job.owners_confirmed_on,
                }
            )
        return rows + self._decided(job)

    def _decided(self, job):
        """What people have signed, closed, corrected and left out."""
        lines = self.env["case.migration.audit.log"]
        words = dict(lines._fields["operation"]._description_selection(self.env))
        groups = lines._read_group(
            [("job_id", "=", job.id), ("operation", "in", BY_HAND)],
            ["operation", "create_uid"],
            ["__count", "create_date:min", "create_date:max"],
        )
        return [
            {
                "what": words[operation],
                "user": user.name or "",
                "count": count,
                "first": first,
                "last": last,
            }
            for operation, user, count, first, last in groups
        ]

    def _checks(self, job):
        states = dict(
            self.env["case.migration.check"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        return [
            {
                "name": check.display_name,
                "state": check.state,
                "label": states[check.state],
                "message": check.message or "",
                "checked": check.checked,
                "deviations": check.deviations,
            }
            for check in job.check_ids.sorted("rank")
        ]

    def _passed(self, job):
        """:return: list of dicts (name, checks, checked) of the checks of each kind
        that have passed; the sentence of one that is about all objects
        """
        passed = job.check_ids.filtered(lambda one: one.state == "passed")
        kinds = dict(passed._fields["kind"]._description_selection(self.env))
        return [
            {
                "name": kinds[kind],
                "checks": len(checks),
                "checked": sum(checks.mapped("checked")),
                "message": "" if checks.mapping_id else checks.message,
            }
            for kind, checks in passed.grouped("kind").items()
        ]

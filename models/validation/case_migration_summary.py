from collections import Counter

from odoo import fields, models
from odoo.tools import SQL

from ..engine.case_migration_batch import COUNTERS

LOADED = ("created", "matched", "updated")
# So many findings are on the page; the table has all.
LISTED = 100
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
            "review": self._review(job, LISTED),
            "review_count": self.env["case.migration.finding"].search_count(
                [("job_id", "=", job.id), *REVIEW]
            ),
            "made": self._made(job),
            "confirmed": self._confirmed(job),
            "checks": self._checks(job),
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
        first: records that were not loaded, and open findings
        """
        kinds = self.env["case.migration.kinds"]
        records, findings = (
            self.env["case.migration.record"],
            self.env["case.migration.finding"],
        )
        states = dict(records._fields["state"]._description_selection(self.env))
        levels = dict(findings._fields["severity"]._description_selection(self.env))
        labels = {mapping.object: mapping.name for mapping in job.mapping_ids}
        rows = [
            (states[state], kind, name, count)
            for state, kind, name, count in records._read_group(
                [("job_id", "=", job.id), ("state", "in", ("failed", "skipped"))],
                ["state", "reason_kind", "object"],
                ["__count"],
            )
        ] + [
            (levels[severity], kind, name, count)
            for severity, kind, name, count in findings._read_group(
                [("job_id", "=", job.id), *REVIEW, ("kind", "!=", False)],
                ["severity", "kind", "object"],
                ["__count"],
            )
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
            "object": finding.object or "",
            "key": finding.record_id.key or "",
            "message": finding.message,
            "link": self._link(finding.record_id),
        }

    def _link(self, record):
        """:return: address of what a source record became, or of itself"""
        if not record:
            return ""
        where = f"{record._name}/{record.id}"
        if record.res_id and record.res_model in ("crm.lead", "res.partner"):
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
        return rows

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
            for check in job.check_ids
        ]

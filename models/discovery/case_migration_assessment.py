from collections import Counter

from odoo import models

from ...lib import assessment, blueprints
from ...lib.capacity import Firm, Place
from ..support.words import counted, number
from .case_migration_quality import KINDS

# What people rebuild from blueprints.
HANDED_OVER = (*blueprints.OBJECTS, "check_approval")
# Speeds are believed from so much work on.
ENOUGH_SECONDS = 2


class CaseMigrationAssessment(models.AbstractModel):
    """What awaits whoever migrates this source: which objects map, how hard it is and
    why, and how long it takes by the speeds that were measured.
    """

    _name = "case.migration.assessment"
    _description = "Case Migration Assessment"

    def _of(self, job):
        """:return: dict for the report: objects, mapped, grade, reasons, findings and
        times
        """
        objects = self._objects(job)
        measures = self._measures(job, objects)
        grade, reasons = assessment.grade(measures)
        return {
            "objects": objects,
            "mapped": sum(one["is_mapped"] for one in objects),
            "records": sum(one["records"] for one in objects),
            "grade": grade,
            "reasons": [self._sentence(reason) for reason in reasons if reason.value],
            "findings": self._findings(job),
            "times": self._times(job, objects),
        }

    def _objects(self, job):
        """Each kind of record that the source has, and what becomes of it."""
        mappings = {mapping.object: mapping for mapping in job.mapping_ids}
        maps = {
            one["object"]: one["target"]
            for one in self.env["case.migration.proposer"]._maps(
                job.source_id.profile_id.definition
            )
        }
        proposer = self.env["case.migration.proposer"]
        found = {}
        for stream in job.source_id.stream_ids.filtered("enabled"):
            name = stream.object
            target = maps.get(name)
            mapping = mappings.get(name)
            one = found.setdefault(
                name,
                {
                    "object": name,
                    "label": mapping.name if mapping else stream.display_name,
                    "target": target,
                    "is_mapped": bool(target and proposer._can_be_loaded(target)),
                    "is_handed_over": name in HANDED_OVER,
                    "is_data_set": bool(mapping and mapping.handed_over),
                    "records": 0,
                    "fields": 0,
                },
            )
            one["records"] += stream.record_count
            one["fields"] += self.env["case.migration.field"].search_count(
                [("stream_id", "=", stream.id), ("filled", ">", 0)]
            )
        for one in found.values():
            model = one["target"] if one["is_mapped"] else None
            one["model"] = self.env[model]._description if model else ""
        return [one for one in found.values() if one["records"]]

    def _measures(self, job, objects):
        records = sum(one["records"] for one in objects)
        faults = self._findings(job)
        return {
            "unmapped_objects": sum(
                not (one["is_mapped"] or one["is_handed_over"] or one["is_data_set"])
                for one in objects
            ),
            "custom_fields": len(
                job.line_ids.filtered(
                    lambda line: line.mapping_type == "custom_field_required"
                ).grouped(lambda line: (line.target_model, line.target_field))
            ),
            "open_values": self.env["case.migration.value"].search_count(
                [("job_id", "=", job.id), ("added", "=", True)]
            ),
            "faults": sum(map(_weight, faults)) / records if records else 0,
            "records": records,
            "limits": len(self._limits(job)),
        }

    def _limits(self, job):
        """What the source cannot do, or what it cost to read it."""
        profile = job.source_id.profile_id._parsed()
        limits = []
        if job.source_id.channel == "rest":
            streams = [profile.stream(one.name) for one in job.source_id.stream_ids]
            if any(not (one.rest and one.rest.cursor) for one in streams if one.rest):
                limits.append("no_changes")
        if any(batch.tries for batch in self._batches(job, "extract")):
            limits.append("slow")
        if job.finding_ids.filtered(lambda one: one.kind == "quality_document"):
            limits.append("documents")
        return limits

    def _findings(self, job):
        """The findings on the data as (kind, sentence, severity), each once."""
        findings = job.finding_ids.filtered(lambda one: one.kind in KINDS)
        labels = {mapping.object: mapping.name for mapping in job.mapping_ids}
        return [
            {
                "kind": one.kind,
                "object": labels.get(one.object, one.object),
                "message": one.sudo().message,
                "severity": one.severity,
                "count": one.record_total,
            }
            for one in findings
        ]

    # ---------------------------------------------------------------- time

    def _times(self, job, objects):
        records = Counter()
        for one in objects:
            if one["is_mapped"]:
                records[one["target"]] += one["records"]
        lanes = len(self.env["case.migration.batch"]._lanes().filtered("active"))
        found = assessment.estimate(
            Firm(records),
            Place(lanes=lanes, requests_per_minute=self._requests_per_minute(job)),
            self._rate(self._batches(job, "extract")),
            self._rate(self._batches(None, "load")),
        )
        return {
            "reading": self._duration(found.reading),
            "loading": self._duration(found.loading),
            "reading_is_measured": found.reading_is_measured,
            "loading_is_measured": found.loading_is_measured,
            "lanes": lanes,
        }

    def _requests_per_minute(self, job):
        """:return: how often the source may be asked; None: as often as one likes"""
        rest = job.source_id.profile_id._parsed().rest
        if job.source_id.channel != "rest" or not rest:
            return None
        limits = [rest.requests_per_minute, (rest.requests_per_second or 0) * 60]
        return min(filter(None, limits), default=None)

    def _batches(self, job, kind):
        domain = [("kind", "=", kind), ("state", "=", "done")]
        if job:
            domain.append(("job_id", "=", job.id))
        return (
            self.env["case.migration.batch"]
            .sudo()
            .search(domain, order="id desc", limit=500)
        )

    def _rate(self, batches):
        """:return: records a second, None when too little was measured"""
        if not batches:
            return None
        [[total, seconds]] = batches._read_group(
            [("id", "in", batches.ids)], [], ["total:sum", "seconds:sum"]
        )
        seconds = seconds or 0
        return total / seconds if seconds >= ENOUGH_SECONDS and total else None

    def _duration(self, seconds):
        if seconds < 60:
            return self.env._("less than a minute")
        hours, minutes = divmod(round(seconds / 60), 60)
        if not hours:
            return counted(
                self.env,
                max(minutes, 1),
                self.env._("about a minute"),
                self.env._("about %(count)s minutes"),
            )
        return self.env._(
            "about %(hours)s h %(minutes)s min", hours=hours, minutes=minutes
        )

    # ---------------------------------------------------------------- sentences

    def _sentence(self, reason):
        if reason.measure == "faults":
            sentence = self.env._(
                "%s %% of the records have a fault",
                number(self.env, 100 * reason.value, 1),
            )
        else:
            sentences = self._sentences()[reason.measure]
            sentence = counted(self.env, reason.value, *sentences)
        return {"sentence": sentence, "points": reason.points}

    def _sentences(self):
        """:return: by measure, what is said of one and of several"""
        return {
            "unmapped_objects": (
                self.env._("One kind of record has no place in Odoo"),
                self.env._("%(count)s kinds of records have no place in Odoo"),
            ),
            "custom_fields": (
                self.env._("One new field"),
                self.env._("%(count)s new fields"),
            ),
            "open_values": (
                self.env._("One value that no list of values knows"),
                self.env._("%(count)s values that no list of values knows"),
            ),
            "records": (
                self.env._("One record"),
                self.env._("%(count)s records"),
            ),
            "limits": (
                self.env._("One limit of the source"),
                self.env._("%(count)s limits of the source"),
            ),
        }


def _weight(fault):
    """In how many records a fault means work: none where one answer settles all."""
    settled = fault["severity"] == "1_info" or fault["kind"] == "quality_date_order"
    return 0 if settled else fault["count"]

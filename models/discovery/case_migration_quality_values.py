from collections import Counter
from itertools import zip_longest

from odoo import models
from odoo.tools import SQL

from ...lib.kinds import kind_of
from ...lib.naming import label_of
from ...lib.transforms.common import as_text
from ...lib.transforms.date_parser import order_of
from ..support.names import value_label
from ..support.words import counted, number
from .case_migration_quality_records import sources_of

DATES = ("date", "datetime")
DATE_KINDS = ("date", "datetime", "midnight", "sentinel", "epoch", "integer")
EARLIEST, YEARS_AHEAD = 1900, 30
# A column is said to change its type when so much of it is something else.
SOME = 0.01
# Of a list of values, so many spellings are named.
SPELLINGS = 3


class CaseMigrationQualityValues(models.AbstractModel):
    """What is wrong with the values of a field, by what was noted while reading."""

    _name = "case.migration.quality.values"
    _description = "Case Migration Quality: Values"

    # ---------------------------------------------------------------- dates

    def _of_dates(self, job, default, streams):
        for field in self._fields_of(streams):
            if not self._is_date(default, field):
                continue
            yield from self._no_dates(default, field)
            yield from self._far_dates(default, streams, field)
            if field.date_order in ("ambiguous", "mixed"):
                yield from self._unclear_dates(job, default, field)

    def _is_date(self, default, field):
        for line in default["lines"]:
            if field.name in _dated(line):
                new = line.get("field") or {}
                return line.get("transform") in DATES or new.get("type") in DATES
        return field.field_type in DATES

    def _no_dates(self, default, field):
        kinds = field._profile().kinds
        count = sum(n for kind, n in kinds.items() if kind not in DATE_KINDS)
        if count:
            yield {
                "kind": "quality_date",
                "object": default["object"],
                "field": field.name,
                "among": (field, lambda value: kind_of(value) not in DATE_KINDS),
                "message": counted(
                    self.env,
                    count,
                    self.env._(
                        "One of %(all)s values of “%(field)s” is no date; it stays "
                        "empty."
                    ),
                    self.env._(
                        "%(count)s of %(all)s values of “%(field)s” are no dates; they "
                        "stay empty."
                    ),
                    all=number(self.env, sum(kinds.values())),
                    field=label_of(field.name),
                ),
            }

    def _far_dates(self, default, streams, field):
        year = SQL("substring(payload->>%s FROM '^([0-9]{4})-')::int", field.name)
        found = self._which(
            streams,
            SQL(
                "%s < %s OR %s > extract(year FROM now()) + %s",
                year,
                EARLIEST,
                year,
                YEARS_AHEAD,
            ),
        )
        if found.count:
            yield {
                "kind": "quality_date",
                "object": default["object"],
                "field": field.name,
                **found._asdict(),
                "message": counted(
                    self.env,
                    found.count,
                    self.env._(
                        "One date in “%(field)s” lies before %(first)s or more than "
                        "%(years)s years ahead."
                    ),
                    self.env._(
                        "%(count)s dates in “%(field)s” lie before %(first)s or more "
                        "than %(years)s years ahead."
                    ),
                    field=label_of(field.name),
                    first=EARLIEST,
                    years=YEARS_AHEAD,
                ),
            }

    def _unclear_dates(self, job, default, field):
        if job.source_id.date_order != "found":
            return
        if field.date_order == "ambiguous" and job.source_id._day_first() is not None:
            return
        message = (
            self.env._(
                "The dates in “%s” do not show whether the day or the month comes "
                "first. Say it in the source, or they are left out."
            )
            if field.date_order == "ambiguous"
            else self.env._(
                "Some dates in “%s” have the day first and some the month. Those that "
                "could be read both ways are left out, unless the source says which."
            )
        )
        yield {
            "kind": "quality_date_order",
            "object": default["object"],
            "field": field.name,
            "among": (field, lambda value: order_of(as_text(value)) == "either"),
            "message": message % label_of(field.name),
        }

    # ---------------------------------------------------------------- values

    def _of_values(self, job, default, streams):
        for field in self._fields_of(streams):
            profile = field._profile()
            if field.field_type == "pick_list":
                yield from self._spellings(default, field, profile)
            yield from self._mixed(default, field, profile)

    def _spellings(self, default, field, profile):
        alike = {}
        for value in profile.values:
            alike.setdefault(" ".join(value.casefold().split()), []).append(value)
        several = [values for values in alike.values() if len(values) > 1]
        if several:
            spellings = {value for values in several for value in values}
            shown = "; ".join(", ".join(values) for values in several[:SPELLINGS])
            yield {
                "kind": "quality_spelling",
                "object": default["object"],
                "field": field.name,
                "among": (field, lambda value: as_text(value) in spellings),
                "severity": "1_info",
                "message": self.env._(
                    "Values of “%(field)s” are spelled in several ways, which count as "
                    "one: %(values)s.",
                    field=label_of(field.name),
                    values=shown,
                ),
            }

    def _mixed(self, default, field, profile):
        """A column that was one thing and becomes another half-way."""
        if field.field_type not in ("text", "pick_list"):
            return
        total = sum(profile.kinds.values())
        main, count = max(
            profile.kinds.items(), key=lambda kind: kind[1], default=("", 0)
        )
        numbers = {"integer", "decimal", "money", "date", "datetime", "email"}
        if main in numbers and SOME * total <= total - count:
            yield {
                "kind": "quality_mixed",
                "object": default["object"],
                "field": field.name,
                "among": (field, lambda value: kind_of(value) not in (main, "bit")),
                "message": self.env._(
                    "“%(field)s” holds several kinds of values: %(kinds)s. It is taken "
                    "for text.",
                    field=label_of(field.name),
                    kinds=self._kinds_in_words(profile.kinds),
                ),
            }

    def _kinds_in_words(self, kinds):
        """:return: what the values look like, and how many of them do"""
        counts = Counter()
        for kind, count in kinds.items():
            counts[value_label(self.env, kind)] += count
        return ", ".join(
            f"{label} ({number(self.env, count)})" for label, count in counts.items()
        )

    def _fields_of(self, streams):
        return self.env["case.migration.field"].search(
            [("stream_id", "in", streams.ids)]
        )


def _dated(line):
    """:return: the source fields of a line, without those that only say a zone"""
    parts = (line.get("options") or {}).get("parts") or ()
    pairs = zip_longest(sources_of(line), parts)
    return [name for name, part in pairs if part not in ("time", "zone")]

from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ...lib.naming import label_of
from ..support.words import counted, number

# So many records of a fault are named.
NAMED = 100
PEOPLE = ("contact", "company")
# Fields of Odoo of which the first must not come after the second.
ORDER = {
    "crm.lead": ("x_opened_on", "date_closed"),
    "calendar.event": ("start", "stop"),
}
CLOSED = ("won", "lost", "archived")


class Found(NamedTuple):
    """The records with a fault: how many, the ids of some of them in the source, and
    the SQL that selects the id of each.
    """

    count: int
    keys: list[str]
    query: SQL


class CaseMigrationQualityRecords(models.AbstractModel):
    """What is wrong with whole records."""

    _name = "case.migration.quality.records"
    _description = "Case Migration Quality: Records"

    # ---------------------------------------------------------------- records

    def _of_records(self, job, default, streams):
        name, lines = default["object"], default["lines"]
        for line in lines:
            if line.get("required"):
                yield from self._missing(name, streams, line)
        if name in PEOPLE:
            yield from self._duplicates(name, streams, lines)
        if default["target"] in ORDER:
            yield from self._wrong_order(default, streams)
        if default["target"] == "crm.lead":
            yield from self._statuses(default, streams)

    def _missing(self, name, streams, line):
        found = self._which(
            streams, SQL("COALESCE(%s) IS NULL", filled(sources_of(line)))
        )
        if found.count:
            fields = sources_of(line)
            yield {
                "kind": "quality_required",
                "severity": "3_error",
                "object": name,
                "field": ", ".join(fields),
                **found._asdict(),
                "message": counted(
                    self.env,
                    found.count,
                    self.env._(
                        "One record has no “%(fields)s”, without which Odoo takes "
                        "none. It will fail."
                    ),
                    self.env._(
                        "%(count)s records have no “%(fields)s”, without which Odoo "
                        "takes none. They will fail."
                    ),
                    fields=", ".join(map(label_of, fields)),
                ),
            }

    def _duplicates(self, name, streams, lines):
        marks = {
            "email": (self.env._("e-mail address"), of_target(lines, "email")),
            "website": (self.env._("web domain"), of_target(lines, "website")),
        }
        if name == "company":
            marks["name"] = (self.env._("name"), of_target(lines, "name"))
        for label, fields in marks.values():
            if not fields:
                continue
            value = SQL("lower(btrim(COALESCE(%s)))", filled(fields))
            query = SQL(
                """
                SELECT id, key, value
                  FROM (SELECT id, key, %(value)s AS value,
                               count(*) OVER (PARTITION BY %(value)s) AS alike
                          FROM case_migration_record
                         WHERE %(of_streams)s AND %(value)s IS NOT NULL) r
                 WHERE alike > 1
                """,
                value=value,
                of_streams=of_streams(streams),
            )
            count, groups, keys = self.env.execute_query(
                SQL(
                    """
                    SELECT count(*), count(DISTINCT value),
                           (array_agg(key ORDER BY value, id))[1:%s] FROM (%s) r
                    """,
                    NAMED,
                    query,
                )
            )[0]
            found = Found(count, keys, query)
            if found.count:
                yield {
                    "kind": "quality_duplicate",
                    "object": name,
                    "field": ", ".join(fields),
                    **found._asdict(),
                    "message": counted(
                        self.env,
                        groups,
                        self.env._(
                            "%(records)s records have the same %(mark)s. Each is "
                            "loaded; merge them in Odoo afterwards, or in the source "
                            "before."
                        ),
                        self.env._(
                            "%(records)s records share their %(mark)s (%(count)s "
                            "different ones). Each is loaded; merge them in Odoo "
                            "afterwards, or in the source before."
                        ),
                        records=number(self.env, found.count),
                        mark=label,
                    ),
                }

    def _wrong_order(self, default, streams):
        first, second = (
            of_target(default["lines"], target) for target in ORDER[default["target"]]
        )
        if not (first and second):
            return
        before, after = (
            SQL("COALESCE(%s)", filled(first)),
            SQL("COALESCE(%s)", filled(second)),
        )
        iso = "^[0-9]{4}-[0-9]{2}-[0-9]{2}"
        found = self._which(
            streams,
            SQL(
                "%s ~ %s AND %s ~ %s AND left(%s, 10) > left(%s, 10)",
                before,
                iso,
                after,
                iso,
                before,
                after,
            ),
        )
        if found.count:
            yield {
                "kind": "quality_order",
                "object": default["object"],
                "field": f"{first[0]}, {second[0]}",
                **found._asdict(),
                "message": counted(
                    self.env,
                    found.count,
                    self.env._("In one record “%(second)s” lies before “%(first)s”."),
                    self.env._(
                        "In %(count)s records “%(second)s” lies before “%(first)s”."
                    ),
                    first=label_of(first[0]),
                    second=label_of(second[0]),
                ),
            }

    def _statuses(self, default, streams):
        """A case with a final status has a closing date, and an open one none."""
        closing = of_target(default["lines"], "date_closed")
        for line in default["lines"]:
            if line.get("target") != "outcome" or not closing:
                continue
            closed = [
                value.lower()
                for value, outcome in (line.get("values") or {}).items()
                if outcome in CLOSED and value
            ]
            if not closed:
                continue
            [status] = sources_of(line)[:1]
            date = SQL("COALESCE(%s)", filled(closing))
            value = SQL("lower(btrim(payload->>%s))", status)
            for condition, *sentences in (
                (
                    SQL("%s = ANY(%s) AND %s IS NULL", value, closed, date),
                    self.env._("One case is closed by its status and has no date."),
                    self.env._(
                        "%(count)s cases are closed by their status and have no date."
                    ),
                ),
                (
                    SQL("NOT %s = ANY(%s) AND %s IS NOT NULL", value, closed, date),
                    self.env._(
                        "One case has a closing date and a status that is open."
                    ),
                    self.env._(
                        "%(count)s cases have a closing date and a status that is open."
                    ),
                ),
            ):
                found = self._which(streams, condition)
                if found.count:
                    yield {
                        "kind": "quality_status",
                        "object": default["object"],
                        "field": f"{status}, {closing[0]}",
                        **found._asdict(),
                        "message": counted(self.env, found.count, *sentences),
                    }

    def _which(self, streams, condition):
        """:return: Found, of the records that fulfil the condition"""
        query = SQL(
            "SELECT id, key FROM case_migration_record WHERE %s AND (%s)",
            of_streams(streams),
            condition,
        )
        return self._found(query)

    def _found(self, query):
        """:param query: SQL that selects id and key of each record, once"""
        rows = self.env.execute_query(
            SQL(
                "SELECT count(*), (array_agg(key ORDER BY id))[1:%s] FROM (%s) found",
                NAMED,
                query,
            )
        )
        return Found(*rows[0], query)


def of_streams(streams):
    return SQL(
        "stream_id IN %s AND NOT COALESCE(deleted, false)", tuple(streams.ids) or (0,)
    )


def filled(fields):
    return SQL(", ").join(
        SQL("NULLIF(btrim(payload->>%s), '')", field) for field in fields
    )


def sources_of(line):
    source = line.get("source") or []
    return [source] if isinstance(source, str) else list(source)


def of_target(lines, target):
    """:return: names of the source fields that fill a field of Odoo"""
    return [
        name
        for line in lines
        if line.get("target") == target and line.get("transform") != "constant"
        for name in sources_of(line)
    ]

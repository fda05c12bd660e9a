from odoo import models
from odoo.tools import SQL, email_normalize

# So many records of a fault are named.
NAMED = 100
PEOPLE = ("contact", "company")
# Fields of Odoo of which the first must not come after the second.
ORDER = {
    "crm.lead": ("x_opened_on", "date_closed"),
    "calendar.event": ("start", "stop"),
}
CLOSED = ("won", "lost", "archived")


class CaseMigrationQualityRecords(models.AbstractModel):
    """What is wrong with whole records, and with what they refer to."""

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
        if default["target"] == "ir.attachment":
            yield from self._documents(job, name, streams)

    def _missing(self, name, streams, line):
        count, keys = self._which(
            streams, SQL("COALESCE(%s) IS NULL", _filled(sources_of(line)))
        )
        if count:
            fields = ", ".join(sources_of(line))
            yield {
                "kind": "quality_required",
                "severity": "3_error",
                "object": name,
                "field": fields,
                "keys": keys,
                "count": count,
                "message": self.env._(
                    "%(count)s records have no %(fields)s, without which Odoo takes "
                    "none. They will fail.",
                    count=count,
                    fields=fields,
                ),
            }

    def _duplicates(self, name, streams, lines):
        marks = {
            "email": (self.env._("e-mail address"), _of_target(lines, "email")),
            "website": (self.env._("web domain"), _of_target(lines, "website")),
        }
        if name == "company":
            marks["name"] = (self.env._("name"), _of_target(lines, "name"))
        for label, fields in marks.values():
            if not fields:
                continue
            value = SQL("lower(btrim(COALESCE(%s)))", _filled(fields))
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT count(*), count(DISTINCT value),
                           (array_agg(key ORDER BY value, id))[1:%(named)s]
                      FROM (SELECT id, key, %(value)s AS value,
                                   count(*) OVER (PARTITION BY %(value)s) AS alike
                              FROM case_migration_record
                             WHERE %(of_streams)s AND %(value)s IS NOT NULL) r
                     WHERE alike > 1
                    """,
                    named=NAMED,
                    value=value,
                    of_streams=_of(streams),
                )
            )
            count, groups, keys = rows[0]
            if count:
                yield {
                    "kind": "quality_duplicate",
                    "object": name,
                    "field": ", ".join(fields),
                    "keys": keys,
                    "count": count,
                    "message": self.env._(
                        "%(count)s records share their %(mark)s (%(groups)s "
                        "different ones). Each is loaded; merge them in Odoo "
                        "afterwards, or in the source before.",
                        count=count,
                        mark=label,
                        groups=groups,
                    ),
                }

    def _wrong_order(self, default, streams):
        first, second = (
            _of_target(default["lines"], target) for target in ORDER[default["target"]]
        )
        if not (first and second):
            return
        before, after = (
            SQL("COALESCE(%s)", _filled(first)),
            SQL("COALESCE(%s)", _filled(second)),
        )
        iso = "^[0-9]{4}-[0-9]{2}-[0-9]{2}"
        count, keys = self._which(
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
        if count:
            yield {
                "kind": "quality_order",
                "object": default["object"],
                "field": f"{first[0]}, {second[0]}",
                "keys": keys,
                "count": count,
                "message": self.env._(
                    "In %(count)s records %(second)s lies before %(first)s.",
                    count=count,
                    first=first[0],
                    second=second[0],
                ),
            }

    def _statuses(self, default, streams):
        """A case with a final status has a closing date, and an open one none."""
        closing = _of_target(default["lines"], "date_closed")
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
            date = SQL("COALESCE(%s)", _filled(closing))
            value = SQL("lower(btrim(payload->>%s))", status)
            for condition, message in (
                (
                    SQL("%s = ANY(%s) AND %s IS NULL", value, closed, date),
                    self.env._("%s cases are closed by their status and have no date."),
                ),
                (
                    SQL("NOT %s = ANY(%s) AND %s IS NOT NULL", value, closed, date),
                    self.env._(
                        "%s cases have a closing date and a status that is open."
                    ),
                ),
            ):
                count, keys = self._which(streams, condition)
                if count:
                    yield {
                        "kind": "quality_status",
                        "object": default["object"],
                        "field": f"{status}, {closing[0]}",
                        "keys": keys,
                        "count": count,
                        "message": message % count,
                    }

    def _documents(self, job, name, streams):
        limit = job.source_id.document_limit
        size = SQL("substring(payload->>'size' FROM '^[0-9]{1,15}$')::bigint")
        cases = [
            (
                SQL("%s > %s", size, limit * 2**20),
                self.env._(
                    "%%s documents are larger than %s MB and will be left out.", limit
                ),
            ),
            (SQL("%s = 0", size), self.env._("%s documents are empty.")),
            (
                SQL("payload ? 'path' AND COALESCE(payload->>'path', '') = ''"),
                self.env._("%s documents are listed, and their files are missing."),
            ),
        ]
        for condition, message in cases:
            count, keys = self._which(streams, condition)
            if count:
                yield {
                    "kind": "quality_document",
                    "object": name,
                    "keys": keys,
                    "count": count,
                    "message": message % count,
                }

    # ---------------------------------------------------------------- links

    def _of_links(self, job, default, streams):
        """References that lead to no record of any object they may lead to."""
        links = {}
        for line in default["lines"]:
            options = line.get("options") or {}
            if line.get("transform") == "reference":
                by = options.get("by", "key")
                link = links.setdefault((sources_of(line)[0], by), (options, set()))
                link[1].add(options["object"])
        for (field, by), (options, objects) in links.items():
            count, keys = self._dangling(job, streams, field, by, options, objects)
            if count:
                yield {
                    "kind": "quality_dangling",
                    "object": default["object"],
                    "field": field,
                    "keys": keys,
                    "count": count,
                    "message": self.env._(
                        "%(count)s records refer in %(field)s to a %(objects)s that "
                        "the source does not have.",
                        count=count,
                        field=field,
                        objects=self.env._(" or ").join(sorted(objects)),
                    ),
                }

    def _dangling(self, job, streams, field, by, options, objects):
        path = options.get("path") or ("name" if by == "name" else "id")
        known = SQL("lower(name)") if by == "name" else SQL("key")
        fold = SQL("lower") if by == "name" else SQL()
        return self.env.execute_query(
            SQL(
                """
                WITH wanted AS MATERIALIZED (
                     SELECT r.id, r.key, %(fold)s(btrim(
                            CASE jsonb_typeof(one)
                            WHEN 'object' THEN one->>%(path)s
                            ELSE one #>> '{}'::text[] END)) AS value
                       FROM case_migration_record r
                      CROSS JOIN LATERAL jsonb_array_elements(
                            CASE jsonb_typeof(r.payload->%(field)s)
                            WHEN 'array' THEN r.payload->%(field)s
                            ELSE jsonb_build_array(r.payload->%(field)s)
                            END) one
                      WHERE %(of_streams)s AND r.payload->>%(field)s <> ''
                ), known AS MATERIALIZED (
                     SELECT DISTINCT %(known)s AS value FROM case_migration_record
                      WHERE source_id = %(source)s AND object = ANY(%(objects)s)
                        AND NOT COALESCE(deleted, false)
                )
                SELECT count(DISTINCT id),
                       (array_agg(DISTINCT wanted.key))[1:%(named)s]
                  FROM wanted LEFT JOIN known ON known.value = wanted.value
                 WHERE wanted.value <> '' AND known.value IS NULL
                """,
                fold=fold,
                named=NAMED,
                path=path,
                field=field,
                of_streams=_of(streams),
                source=job.source_id.id,
                objects=list(objects),
                known=known,
            )
        )[0]

    # ---------------------------------------------------------------- people

    def _of_people(self, job):
        """People of the source who have no user here."""
        users = self.env["case.migration.owner.matching"]._users_by_email(job)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key, payload->>'email' FROM case_migration_record
                 WHERE source_id = %s AND object = 'user'
                   AND NOT COALESCE(deleted, false)
                 ORDER BY id
                """,
                job.source_id.id,
            )
        )
        keys = [key for key, email in rows if email_normalize(email or "") not in users]
        if keys:
            yield {
                "kind": "quality_no_user",
                "object": "user",
                "field": "email",
                "severity": "1_info",
                "keys": keys[:NAMED],
                "count": len(keys),
                "message": self.env._(
                    "%(count)s of %(all)s people have no user in Odoo; say in the list "
                    "of owners who gets their records.",
                    count=len(keys),
                    all=len(rows),
                ),
            }

    def _which(self, streams, condition):
        """:return: (how many records fulfil the condition, ids of some of them)"""
        return self.env.execute_query(
            SQL(
                """
                SELECT count(*), (array_agg(key ORDER BY id))[1:%s]
                  FROM case_migration_record WHERE %s AND (%s)
                """,
                NAMED,
                _of(streams),
                condition,
            )
        )[0]


def _of(streams):
    return SQL(
        "stream_id IN %s AND NOT COALESCE(deleted, false)", tuple(streams.ids) or (0,)
    )


def _filled(fields):
    return SQL(", ").join(
        SQL("NULLIF(btrim(payload->>%s), '')", field) for field in fields
    )


def sources_of(line):
    source = line.get("source") or []
    return [source] if isinstance(source, str) else list(source)


def _of_target(lines, target):
    """:return: names of the source fields that fill a field of Odoo"""
    return [
        name
        for line in lines
        if line.get("target") == target and line.get("transform") != "constant"
        for name in sources_of(line)
    ]

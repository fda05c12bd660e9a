from odoo import models
from odoo.tools import SQL, email_normalize

from ...lib.naming import label_of
from ..support.names import object_label
from ..support.words import counted, number
from .case_migration_quality_records import of_streams, sources_of


class CaseMigrationQualityLinks(models.AbstractModel):
    """What is wrong with the references between records, and with their people."""

    _name = "case.migration.quality.links"
    _inherit = "case.migration.quality.records"
    _description = "Case Migration Quality: Links"

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
            query = self._dangling(job, streams, field, by, options, objects)
            found = self._found(query)
            if found.count:
                yield {
                    "kind": "quality_dangling",
                    "object": default["object"],
                    "field": field,
                    **found._asdict(),
                    "message": counted(
                        self.env,
                        found.count,
                        self.env._(
                            "One record has a “%(field)s” that the source does not "
                            "have (%(objects)s)."
                        ),
                        self.env._(
                            "%(count)s records have a “%(field)s” that the source does "
                            "not have (%(objects)s)."
                        ),
                        field=label_of(field),
                        objects=self.env._(" or ").join(
                            object_label(self.env, one) for one in sorted(objects)
                        ),
                    ),
                }

    def _dangling(self, job, streams, field, by, options, objects):
        path = options.get("path") or ("name" if by == "name" else "id")
        known = SQL("lower(name)") if by == "name" else SQL("key")
        fold = SQL("lower") if by == "name" else SQL()
        return SQL(
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
                SELECT DISTINCT wanted.id, wanted.key
                  FROM wanted LEFT JOIN known ON known.value = wanted.value
                 WHERE wanted.value <> '' AND known.value IS NULL
                """,
            fold=fold,
            path=path,
            field=field,
            of_streams=of_streams(streams),
            source=job.source_id.id,
            objects=list(objects),
            known=known,
        )

    # ---------------------------------------------------------------- people

    def _of_people(self, job):
        """People of the source who have no user here."""
        users = self.env["case.migration.owner.matching"]._users_by_email(job)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, payload->>'email' FROM case_migration_record
                 WHERE source_id = %s AND object = 'user'
                   AND NOT COALESCE(deleted, false)
                """,
                job.source_id.id,
            )
        )
        lost = [row for row, email in rows if email_normalize(email or "") not in users]
        found = self._found(
            SQL("SELECT id, key FROM case_migration_record WHERE id = ANY(%s)", lost)
        )
        if found.count:
            yield {
                "kind": "quality_no_user",
                "object": "user",
                "field": "email",
                "severity": "1_info",
                **found._asdict(),
                "message": counted(
                    self.env,
                    found.count,
                    self.env._(
                        "One of the source's people has no user in Odoo; say in the "
                        "list of owners who gets the records."
                    ),
                    self.env._(
                        "%(count)s of %(all)s people have no user in Odoo; say in the "
                        "list of owners who gets their records."
                    ),
                    all=number(self.env, len(rows)),
                ),
            }

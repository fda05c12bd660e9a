import re

from odoo import models
from odoo.tools import SQL, email_normalize

_ADDRESS = re.compile(r"[^\s<>,;:\"']+@[^\s<>,;:\"']+\.[^\s<>,;:\"']+")
_TAG = re.compile(r"\+[^@]*@")


class CaseMigrationOwnerMatching(models.AbstractModel):
    """Finds the users who are the people of a source, and what these own."""

    _name = "case.migration.owner.matching"
    _description = "Case Migration Owner Matching"

    def _list(self, mapping):
        """Renew a job's list of owners; what a person has chosen stays.

        :param mapping: the mapping whose records become users
        """
        job = mapping.job_id
        known = {owner.key: owner for owner in job.owner_ids}
        users = self._users_by_email(job)
        earlier = self._earlier_choices(job)
        counts = self._count_records(job)
        new = []
        for record, values in self._people(mapping):
            email = email_normalize(values.get("login") or "") or ""
            vals = {
                "name": values.get("name"),
                "email": email,
                "record_count": counts.get(record.key, 0)
                + counts.get((values.get("name") or "").lower(), 0),
            }
            if record.key in known:
                known[record.key].write(vals)
                continue
            user, matched_by = _found(record, email, users, earlier)
            vals |= {
                "job_id": job.id,
                "record_id": record.id,
                "key": record.key,
                "user_id": user.id if user else False,
                "matched_by": matched_by,
            }
            if values.get("is_source_admin") and not user:
                vals["decision"] = "left_out"
            new.append(vals)
        self.env["case.migration.owner"].create(new)

    def _people(self, mapping):
        """Yield each staged person with the mapped values."""
        mapper, context = mapping._mapper(), mapping._context()
        records = self.env["case.migration.record"].search(
            [("stream_id", "in", mapping._streams().ids), ("deleted", "=", False)]
        )
        for record in records:
            yield record, mapper.apply(record.sudo().payload or {}, context).values

    def _users_by_email(self, job):
        users = self.env["res.users"].search(
            [("share", "=", False), ("company_ids", "in", job.company_id.ids)]
        )
        by_email = {}
        for user in users:
            for address in (user.login, user.email):
                by_email.setdefault(email_normalize(address or ""), user)
        by_email.pop(False, None)
        return by_email

    def _earlier_choices(self, job):
        """:return: ``{address: user}`` that people have chosen in other migrations from
        the same system
        """
        owners = self.env["case.migration.owner"].search(
            [
                ("job_id", "!=", job.id),
                ("company_id", "=", job.company_id.id),
                ("job_id.source_id.profile_id", "=", job.source_id.profile_id.id),
                ("matched_by", "in", ("hand", "made")),
                ("user_id", "!=", False),
                ("email", "!=", False),
            ],
            order="id",
        )
        return {owner.email: owner.user_id for owner in owners}

    def _count_records(self, job):
        """:return: ``{key or lower-case name of a person: records that refer to it}``

        A record that names a person both ways counts by the key.
        """
        counts = {}
        for mapping in job.mapping_ids:
            lines = mapping.line_ids.filtered(_names_a_person)
            for of_target in lines.grouped("target_field").values():
                for key, count in self._count_lines(mapping, of_target):
                    counts[key] = counts.get(key, 0) + count
        return counts

    def _count_lines(self, mapping, lines):
        values = [
            SQL("NULLIF(lower(payload->>%s), '')", line.source_field)
            if line.options.get("by") == "name"
            else SQL("NULLIF(payload->>%s, '')", line.source_field)
            for line in lines.sorted(lambda line: line.options.get("by") == "name")
        ]
        return self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(%s) AS person, count(*) FROM case_migration_record
                 WHERE stream_id IN %s AND NOT COALESCE(deleted, false)
                   AND COALESCE(%s) IS NOT NULL
                 GROUP BY 1
                """,
                SQL(", ").join(values),
                tuple(mapping._streams().ids) or (0,),
                SQL(", ").join(values),
            )
        )


def _names_a_person(line):
    options = line.options or {}
    return options.get("object") == "user" and not options.get("many")


def _found(record, email, users, earlier):
    """:return: (user or None, how it was found)"""
    if email in users:
        return users[email], "email"
    if email in earlier:
        return earlier[email], "earlier"
    for address in _other_addresses(record.sudo().payload or {}, email):
        if address in users:
            return users[address], "alias"
    return None, False


def _other_addresses(payload, email):
    """All addresses that the source gives the person, without what is behind a +."""
    found = [email, *_ADDRESS.findall(str(list(payload.values())))]
    for address in found:
        normal = email_normalize(address) or ""
        yield normal
        yield _TAG.sub("@", normal)

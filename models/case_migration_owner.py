from odoo import api, fields, models
from odoo.tools import SQL, email_normalize

DECISIONS = [
    ("user", "Goes to the user"),
    ("fallback", "Goes to the fallback user"),
    ("left_out", "Administrator of the source, left out"),
]


class CaseMigrationOwner(models.Model):
    """A person of the source, and the user who gets that person's records."""

    _name = "case.migration.owner"
    _description = "Case Migration Owner"
    _order = "job_id, decision, record_count desc, id"

    job_id = fields.Many2one(
        "case.migration.job", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="job_id.company_id", store=True)
    record_id = fields.Many2one(
        "case.migration.record", required=True, ondelete="cascade"
    )
    key = fields.Char(string="Source ID", required=True)
    name = fields.Char(groups="crm_case_migration.group_manager")
    email = fields.Char(groups="crm_case_migration.group_manager")
    record_count = fields.Integer(
        string="Records", help="How many records of the source name this person."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Odoo user",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Found by e-mail address; choose another one where that is wrong.",
    )
    decision = fields.Selection(
        DECISIONS, compute="_compute_decision", store=True, readonly=False
    )

    _key_unique = models.UniqueIndex(
        "(job_id, key)", "A person is listed only once in a migration."
    )

    @api.depends("user_id")
    def _compute_decision(self):
        for owner in self:
            if owner.user_id:
                owner.decision = "user"
            elif owner.decision != "left_out":
                owner.decision = "fallback"

    @api.model
    def _list(self, mapping):
        """Renew a job's list of owners; what a person has chosen stays.

        :param mapping: the mapping whose records become users
        """
        job = mapping.job_id
        known = {owner.key: owner for owner in job.owner_ids}
        users = self._users_by_email(job)
        counts = self._count_records(job)
        for record, values in self._people(mapping):
            email = email_normalize(values.get("login") or "") or ""
            vals = {
                "name": values.get("name"),
                "email": email,
                "record_count": counts.get(record.key, 0),
            }
            if record.key in known:
                known[record.key].write(vals)
                continue
            user = users.get(email)
            vals |= {
                "job_id": job.id,
                "record_id": record.id,
                "key": record.key,
                "user_id": user.id if user else False,
            }
            if values.get("is_source_admin") and not user:
                vals["decision"] = "left_out"
            self.create(vals)

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

    def _count_records(self, job):
        """:return: ``{key of a person: how many records refer to it}``"""
        counts = {}
        for line in job.line_ids:
            options = line.options or {}
            if options.get("object") != "user" or options.get("by") == "name":
                continue
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT payload->>%s, count(*) FROM case_migration_record
                     WHERE stream_id IN %s AND payload ? %s
                       AND NOT COALESCE(deleted, false)
                     GROUP BY 1
                    """,
                    line.source_field,
                    tuple(line.mapping_id._streams().ids) or (0,),
                    line.source_field,
                )
            )
            for key, count in rows:
                counts[key] = counts.get(key, 0) + count
        return counts

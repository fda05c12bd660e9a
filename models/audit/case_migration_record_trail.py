from urllib.parse import quote, urlsplit

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# How parts of a record, such as the documents of a case, name what they belong to.
BELONGS_TO = ("res_id", "opportunity_id")


class CaseMigrationRecordTrail(models.Model):
    """What else is known of a source record: its page in the old system, what was done
    to it, what was found, and which of its parts did not arrive.
    """

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.record"

    source_url = fields.Char(
        string="In the old system",
        compute="_compute_source_url",
        groups="crm_case_migration.group_manager",
        help="The record's page in the old system, if its profile knows the address.",
    )
    audit_count = fields.Integer(
        string="Audit lines",
        compute="_compute_trail",
        help="What the migration has done with the record.",
    )
    finding_count = fields.Integer(
        string="Findings",
        compute="_compute_trail",
        help="What was left out, guessed or changed on the way.",
    )
    unloaded_count = fields.Integer(
        string="Not loaded",
        compute="_compute_unloaded_count",
        help="Documents, notes and other parts of the record that did not arrive.",
    )

    def _compute_source_url(self):
        for record in self:
            source = record.source_id
            patterns = (source.profile_id.sudo().definition or {}).get("record_url", {})
            pattern = patterns.get(record.object)
            host = urlsplit(source.sudo().address or "").netloc
            url = pattern and host and _fill_in(pattern, host, record.key)
            record.source_url = url or False

    def _compute_trail(self):
        audit, findings = (
            dict(
                self.env[model]._read_group(
                    [("record_id", "in", self.ids)], ["record_id"], ["__count"]
                )
            )
            for model in ("case.migration.audit.log", "case.migration.finding")
        )
        for record in self:
            record.audit_count = audit.get(record, 0)
            record.finding_count = findings.get(record, 0)

    def _compute_unloaded_count(self):
        for record in self:
            record.unloaded_count = len(record._unloaded_parts())

    def _unloaded_parts(self):
        """:return: the records that belong to this one and are not in Odoo"""
        self.ensure_one()
        lines = self.job_id.line_ids.filtered(
            lambda line: (
                line.target_field in BELONGS_TO
                and (line.options or {}).get("object") == self.object
            )
        )
        found = self.browse()
        for line in lines:
            by_name = line.options.get("by") == "name"
            key = self.sudo().name if by_name else self.key
            found |= self._with_value(
                line.mapping_id._streams(), line.source_field, key
            )
        return found

    def _with_value(self, streams, field, value):
        """:return: what of some lists was not loaded and has this value in a field"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM case_migration_record
                 WHERE stream_id = ANY(%s) AND state IN ('failed', 'skipped')
                   AND payload->>%s = %s
                """,
                streams.ids,
                field,
                value or "",
            )
        )
        return self.browse(row_id for [row_id] in rows)

    # ---------------------------------------------------------------- opening

    def action_open_source(self):
        """Open the record's page in the old system."""
        self.ensure_one()
        if not self.source_url:
            raise UserError(
                self.env._(
                    "The address of this record in the old system is not known. It is "
                    "the “record_url” of the system's profile, and needs the "
                    "address of the source."
                )
            )
        return {"type": "ir.actions.act_url", "url": self.source_url, "target": "new"}

    def action_open_audit(self):
        return self._open_list(
            "case_migration_audit_log_action", [("record_id", "in", self.ids)]
        )

    def action_open_findings(self):
        return self._open_list(
            "case_migration_finding_action", [("record_id", "in", self.ids)]
        )

    def action_open_unloaded(self):
        return self._open_list(
            "case_migration_record_action",
            [("id", "in", self._unloaded_parts().ids)],
        )

    def _open_list(self, name, domain):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"crm_case_migration.{name}"
        )
        return {**action, "domain": domain, "context": {}}


def _fill_in(pattern, host, key):
    """:return: the address, or None when the profile's pattern is no web address"""
    url = pattern.replace("{host}", host).replace("{key}", quote(key, safe=""))
    return url if urlsplit(url).scheme in ("http", "https") else None

from odoo import fields, models
from odoo.tools import SQL

# Values that are looked at at a time.
PAGE = 5000


class CaseMigrationFinding(models.Model):
    """A finding on the quality of the data is about many records: each can be got at.

    They are kept as links alone, written by the statement that has found them, so that
    a finding on a million records costs no memory.
    """

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.finding"

    record_ids = fields.Many2many(
        "case.migration.record",
        "case_migration_finding_record_rel",
        "finding_id",
        "record_id",
        string="All records",
        help="Every record of the old system that has the fault.",
    )

    def action_open_records(self):
        """List all records that the findings are about, to look at or to export."""
        self.check_access("read")
        names = dict.fromkeys(self.mapped("kind"))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Records: %s", ", ".join(names)),
            "res_model": "case.migration.record",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                "|",
                ("quality_ids", "in", self.ids),
                ("id", "in", self.record_id.ids),
            ],
        }

    def _take_records(self, query):
        """:param query: SQL that selects the id of each record that it is about"""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO case_migration_finding_record_rel (finding_id, record_id)
                SELECT %s, id FROM (%s) found
                """,
                self.id,
                query,
            )
        )
        self.invalidate_recordset(["record_ids"])

    def _take_by_value(self, field, is_meant):
        """
        :param field: case.migration.field
        :param is_meant: says of a value, or one of a list of values, whether it is
            what the finding is about
        """
        last = count = 0
        while rows := self.env.execute_query(
            SQL(
                """
                SELECT id, payload->%(name)s FROM case_migration_record
                 WHERE stream_id = %(stream)s AND id > %(last)s
                   AND NOT COALESCE(deleted, false) AND payload->>%(name)s <> ''
                 ORDER BY id LIMIT %(page)s
                """,
                name=field.name,
                stream=field.stream_id.id,
                last=last,
                page=PAGE,
            )
        ):
            last = rows[-1][0]
            meant = [row for row, value in rows if any(map(is_meant, _each(value)))]
            self._take_records(
                SQL("SELECT id FROM case_migration_record WHERE id = ANY(%s)", meant)
            )
            count += len(meant)
        self.record_total = count


def _each(value):
    return value if isinstance(value, list) else [value]

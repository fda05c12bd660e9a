from odoo import api, fields, models

from ...lib.profiling import FieldProfile

TYPES = [
    ("text", "Text"),
    ("long_text", "Long text"),
    ("html", "Formatted text"),
    ("integer", "Whole number"),
    ("decimal", "Number"),
    ("money", "Amount of money"),
    ("date", "Date"),
    ("datetime", "Date and time"),
    ("boolean", "Yes or no"),
    ("email", "E-mail address"),
    ("phone", "Phone number"),
    ("url", "Web address"),
    ("pick_list", "Choice from a list"),
    ("reference", "Link to a record"),
]


class CaseMigrationField(models.Model):
    """What the records of a list hold in one field, declared or not."""

    _name = "case.migration.field"
    _description = "Case Migration Source Field"
    _order = "stream_id, sequence, id"

    stream_id = fields.Many2one(
        "case.migration.stream",
        string="List",
        required=True,
        ondelete="cascade",
        help="The list of the source that has the field.",
    )
    source_id = fields.Many2one(
        related="stream_id.source_id",
        store=True,
        index=True,
        help="The source that the field was read from.",
    )
    company_id = fields.Many2one(
        related="stream_id.company_id",
        store=True,
        help="The company that the source belongs to.",
    )
    sequence = fields.Integer(
        help="Place in the list, as the source gave the fields.",
    )
    name = fields.Char(
        required=True,
        help="What the source calls the field.",
    )
    field_type = fields.Selection(
        TYPES, string="Type", help="What its values look like, whatever was declared."
    )
    filled = fields.Integer(help="Records in which it is not empty.")
    fill_rate = fields.Float(
        aggregator="avg", help="Share of the records in which it is not empty."
    )
    distinct_count = fields.Integer(
        string="Different values",
        aggregator=None,
        help="At least so many; the count stops at 300.",
    )
    longest = fields.Integer(aggregator="max", help="Characters in its longest value.")
    date_order = fields.Char(
        help="Whether its dates have the day or the month first, as far as they show."
    )
    examples = fields.Char(
        groups="crm_case_migration.group_manager",
        help="Some of its values.",
    )
    profile = fields.Json(
        groups="crm_case_migration.group_manager",
        help="All that was counted, for programs.",
    )

    _name_unique = models.UniqueIndex(
        "(stream_id, name)", "A list has each field only once."
    )

    def _profile(self):
        """:return: the :class:`~..lib.profiling.FieldProfile`"""
        self.ensure_one()
        return FieldProfile.from_json(self.sudo().profile)

    @api.model
    def _day_first(self, domain):
        """:return: whether these fields show dates with the day first; None: unclear"""
        orders = {order for [order] in self._read_group(domain, ["date_order"])}
        day, month = (
            bool(orders & {order, "mixed"}) for order in ("day_first", "month_first")
        )
        return None if day == month else day

"""Rows of the fields that the firm has added to its cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kit.fidelity.compare import listed_parts
from kit.fidelity.held import Row
from kit.rows.read import utc
from kit.rows.stages import FIELDS, Journey, Stage, is_as_before, unchanged
from sandbox.backdocket.claims import intake_fields
from sandbox.cases import practice_area
from sandbox.custom_fields import CUSTOM_FIELDS
from sandbox.firm import Record

NUMBERS = ("currency", "integer", "decimal")
TYPES = {
    "currency": ("float", "monetary"),
    "decimal": ("float",),
    "integer": ("integer",),
    "date": ("date",),
    "datetime": ("datetime",),
    "boolean": ("boolean",),
    "picklist": ("selection",),
    "multi_picklist": ("char",),
    "text": ("char",),
    "long_text": ("text",),
}
"""Type in the source → possible types in Odoo: a "$" in an export makes it money."""


class Fields:
    """The firm's own fields: of the right type, with the source's options, filled."""

    types = TYPES

    def asked(self, moved: Journey, case: Record) -> set[str]:
        """The labels of the fields that the source has for a case."""
        return {field.label for field in CUSTOM_FIELDS}

    def test_created(self, moved: Journey) -> None:
        # The Case File's export has the values alone: a longer list of them is text.
        told = (moved.system, moved.channel) != ("the_case_file", "bundle")
        for field in CUSTOM_FIELDS:
            row = self.field(moved.run, field.label)
            wanted = (*self.types[field.kind], *(() if told else ("char",)))
            assert row["ttype"] in wanted, field.label
            assert row["name"].startswith("x_")
            options = moved.run.where(
                "ir_model_fields_selection", "field_id", row["id"]
            )
            names = {one["name"]["en_US"] for one in options}
            if field.kind == "picklist" and told:
                assert set(field.options) <= names
        assert self.field(moved.run, "Contract Value")["name"] == "x_contract_value"

    def test_created_with_the_cases_values(self, moved: Journey) -> None:
        for case, lead in moved.pairs("case"):
            asked = self.asked(moved, case)
            for field in CUSTOM_FIELDS:
                row = self.field(moved.run, field.label)
                value = (
                    case["custom"].get(field.label) if field.label in asked else None
                )
                assert _says(lead[row["name"]], value, field.kind), field.label

    def field(self, stage: Stage, label: str) -> Row:
        """The field of a label; one of them the firm had, under a label of its own."""
        own = {"Incident Location": FIELDS[0]["field_description"]}
        return stage.columns["crm.lead", own.get(label, label)]

    def test_matched(self, moved: Journey) -> None:
        """A field of the firm's of the same technical name is filled, not changed."""
        for field in FIELDS:
            row = moved.before.columns["crm.lead", field["field_description"]]
            assert unchanged(moved.before, moved.delta, "ir_model_fields", {row["id"]})
        named = moved.run.where("ir_model_fields", "name", FIELDS[0]["name"])
        assert len(named) == 1
        assert any(lead[FIELDS[0]["name"]] for lead in moved.run.rows("crm_lead"))

    def test_updated(self, moved: Journey) -> None:
        """Another value in the source; a field itself is not changed after the run."""
        case = moved.changed("case")
        lead = moved.became(moved.delta, "case", case["index"])
        name = FIELDS[0]["name"]
        value = case["custom"]["Incident Location"]
        assert lead[name] == value
        old = moved.became(moved.run, "case", case["index"])
        before, after = moved.audited(lead, name, "crm.lead")
        assert (before or None, after) == (old[name], value)

    def test_rolled_back(self, moved: Journey) -> None:
        assert is_as_before(moved, "ir_model_fields")
        assert is_as_before(moved, "ir_model_fields_selection")


class IntakeFields(Fields):
    """Fields of an intake form, of which each claim type asks for some. Their types are
    found from the data: what is chosen from a short list is a selection.
    """

    types = TYPES | {"multi_picklist": ("selection",)}

    def asked(self, moved: Journey, case: Record) -> set[str]:
        """The labels on the form of the claim's type."""
        form = intake_fields(practice_area(moved.firm, case["index"]))
        return {field.label for field in form.values()}


def _says(actual: Any, value: Any, kind: str) -> bool:
    """Whether a field holds a value of the source."""
    if value in (None, ""):
        return not actual
    if kind in NUMBERS:
        return abs(actual - value) < 0.005
    if kind == "multi_picklist":
        return listed_parts(value, actual)
    if isinstance(value, datetime):
        return actual == utc(value)
    if isinstance(value, date):
        return actual == value.isoformat()
    return actual == value

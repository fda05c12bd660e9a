"""Places of cases: stage, outcome and probability, and the firm's own fields."""

from __future__ import annotations

from typing import Any

from kit.fidelity import compare
from kit.fidelity.compare import Moment
from kit.fidelity.held import said
from kit.fidelity.rules import Here, Rule

PUT_AWAY = 1
"""The probability of a case that was put away, in per cent."""


def stage(of: dict[str, str]) -> Rule:
    """The stage of the value; that of a won case is a won one.

    :param of: source value → name of the stage
    """

    def read(here: Here) -> tuple[str, bool]:
        row = here.held.row("crm_stage", here.row["stage_id"])
        return said(row["name"]), _outcome(here) == "won" and row["is_won"]

    return Rule(
        read,
        lambda value, actual: value == actual[0] or actual[1],
        ("stage_id",),
        lambda here, value: of[value],
    )


def outcome(of: dict[Any, str]) -> Rule:
    """Won, lost, put away or open: four things that Odoo holds in several columns.

    :param of: source value → one of them
    """
    return Rule(
        _outcome,
        lambda value, actual: value == actual,
        ("outcome", "stage_id"),
        lambda here, value: of.get(value, value),
        blank=lambda actual: actual == "open",
    )


def _outcome(here: Here) -> str:
    lead = here.row
    is_won = here.held.row("crm_stage", lead["stage_id"]).get("is_won")
    if lead["active"]:
        won = is_won and lead["probability"] == 100 and lead["won_status"] == "won"
        return "won" if won else "open"
    if lead["probability"] == 0 and lead["won_status"] == "lost":
        return "lost"
    return "archived" if lead["won_status"] == "pending" and not is_won else "unclear"


def kind_of_lead(kinds: dict[str, str]) -> Rule:
    """Prospects are leads, all others are opportunities.

    :param kinds: status → prospect or not
    """
    return Rule(
        lambda here: here.row["type"],
        targets=("type", "stage_id"),
        want=lambda here, value: (
            "lead" if kinds.get(value) == "prospect" else "opportunity"
        ),
    )


def probability(of: dict[str, float]) -> Rule:
    """The probability of the status, as the map has it; but no case that is merely
    put away may have that of a lost one.
    """

    def same(value: float, actual: float) -> bool:
        return value == actual or (value == 0 and actual == PUT_AWAY)

    return Rule(
        lambda here: here.row["probability"],
        same,
        ("probability", "stage_id"),
        lambda here, value: of.get(value),
        blank=lambda _: True,
    )


def priority() -> Rule:
    """Low, normal and high are no, one and two stars."""
    stars = {"Low": "0", "Normal": "1", "High": "2"}
    return Rule(
        lambda here: here.row["priority"],
        targets=("priority",),
        want=lambda here, value: stars[value],
        blank=lambda actual: actual == "1",
    )


def closing() -> Rule:
    """The day on which a case was won or lost; Odoo has none for others."""

    def read(here: Here) -> str:
        is_ended = _outcome(here) in ("won", "lost")
        return here.row["date_closed"] if is_ended else here.row["x_closed_on"]

    return Rule(read, compare.day, ("date_closed",))


def own_field(label: str, kind: str, moment: Moment, prefix: str = "") -> Rule:
    """The value of a field that the firm has added, in a field of the same label.

    :param kind: what the source calls its type
    :param moment: how the source writes times
    :param prefix: what may stand before the label
    """

    def read(here: Here) -> Any:
        columns = here.held.columns
        field = columns.get(("crm.lead", label)) or columns["crm.lead", prefix + label]
        value = here.row[field["name"]]
        return here.held.option(field["id"], value) if value else value

    same = OWN.get(kind) or compare.moment(moment)
    return Rule(read, same, (label, prefix + label))


OWN = {
    "currency": compare.number,
    "integer": compare.number,
    "decimal": compare.number,
    "date": compare.day,
    "boolean": compare.flag,
    "picklist": compare.text,
    "multi_picklist": compare.listed_parts,
    "text": compare.text,
    "long_text": compare.lines,
}
"""Type of a field in the source → comparison; the other type is of times."""

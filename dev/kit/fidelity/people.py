"""Places of people: the members of a team, the parties of a case, names and phones."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from lxml import html as lxml_html

from kit.fidelity import compare
from kit.fidelity.held import Row
from kit.fidelity.rules import Here, Rule, named

LINK = re.compile(r"/odoo/res\.partner/(\d+)$")


def members(key: str | None = None) -> Rule:
    """The users of a team.

    :param key: of each of the source's objects, where they are not keys themselves
    """

    def read(here: Here) -> list[int]:
        rows = here.held.where("crm_team_member", "crm_team_id", here.row["id"])
        return [row["user_id"] for row in rows if row["active"]]

    def want(here: Here, value: list[Any]) -> list[int]:
        people = [one[key] if key else one for one in value]
        known = filter(None, (here.linked("user", person) for person in people))
        unknown = (one for one in people if not here.linked("user", one))
        told = all(here.books.has_reason("user", one) for one in unknown)
        return sorted(known) if told else None

    return Rule(
        read,
        lambda value, actual: value is not None and value == sorted(actual),
        ("member_ids", "member_of_other_team"),
        want,
    )


def parties(contact: str, name: str, role: str) -> Rule:
    """The parties of a case with their roles, in their order, each with a link.

    One whose contact is not in Odoo has its name there.
    """

    def want(here: Here, value: list[Row]) -> list[tuple[str, Any]]:
        return [
            (party[role], here.linked("contact", party[contact]) or party[name])
            for party in value
        ]

    def read(here: Here) -> list[tuple[str, Any]]:
        root = lxml_html.fromstring(f"<div>{here.row['x_parties']}</div>")
        return list(map(_party, root.iter("li")))

    return Rule(read, lambda value, actual: value == actual, ("x_parties",), want)


def _party(item: Any) -> tuple[str, Any]:
    role, _colon, name = item.text_content().partition(": ")
    links = (LINK.search(link.get("href", "")) for link in item.iter("a"))
    partner = next(filter(None, links), None)
    return role, int(partner[1]) if partner else name


def user_named() -> Rule:
    """The value is (a part of) the name of the user."""

    def read(here: Here) -> str:
        return here.held.row("res_partner", here.row["partner_id"])["name"]

    return Rule(read, compare.part, ("name",))


def part_of_name() -> Rule:
    """The value is (a part of) the name of the contact, who always has one."""
    return Rule(
        lambda here: here.row["name"], compare.part, ("name",), blank=lambda _: True
    )


def contact_named(column: str) -> Rule:
    """The value is the name of the contact that a column refers to; see above."""
    rule = named(column, "res_partner", compare.text)
    return replace(rule, blank=lambda _: True)


def phones(first: str, others: str) -> Rule:
    """The first number stands in one column, the others in another, one a line."""

    def read(here: Here) -> list[str]:
        return [
            line
            for column in (first, others)
            for line in compare.read_lines(here.row.get(column))
        ]

    return Rule(read, lambda value, actual: value == actual, (first, others))

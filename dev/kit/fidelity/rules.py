"""Rules: where in Odoo a field of the source must be, and how the two are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from kit.fidelity import compare
from kit.fidelity.books import Books
from kit.fidelity.compare import Same
from kit.fidelity.held import Held, Row, said


@dataclass(frozen=True)
class Here:
    """One record of the source, and what it has become."""

    held: Held
    books: Books
    raw: Row
    record: Row
    """The record as the addon has read it."""
    row: Row
    """The row in Odoo; empty if there is none."""

    def linked(self, name: str, key: Any) -> int | None:
        """The id in Odoo of another record of the source."""
        link = self.books.link(name, key)
        return link[1] if link else None


Read = Callable[[Here], Any]
Want = Callable[[Here, Any], Any]


@dataclass(frozen=True)
class Rule:
    """How one field of the source is found again in Odoo.

    Without ``read`` the field has no place in Odoo: a list must say so.
    """

    read: Read | None = None
    same: Same = compare.text
    targets: tuple[str, ...] = ()
    """Fields of Odoo and kinds of findings that it may be listed under."""
    want: Want = lambda here, value: value
    """What the source's value must have become."""
    refers: str | None = None
    """The object that the value is a key of."""
    blank: Callable[[Any], bool] = compare.is_empty
    """Whether Odoo says nothing, as the source does."""


WHOLE = "whole"
"""What an export does not tell of an object: anything."""

KEPT = Rule()
KEY = Rule(lambda here: here.record["key"])
Rules = Rule | tuple[Rule, ...]


def at(column: str, same: Same = compare.text, *also: str) -> Rule:
    """The value stands in a column.

    :param also: what else it may be listed under
    """
    return Rule(lambda here: said(here.row[column]), same, (column, *also))


def stamps(created: str, changed: str, *moments: compare.Moment) -> dict[str, Rules]:
    """When a record was made and last changed, in fields of their own, and in Odoo's
    own where the job gives records their original dates.

    :param created: the source's field, as `changed`
    :param moments: how the source writes the two
    """
    pairs = zip((created, changed), moments, OWN_DATES, ODOO_DATES, strict=True)
    return {
        path: (at(own, compare.moment(read)), backdated(odoo, read))
        for path, read, own, odoo in pairs
    }


OWN_DATES = ("x_source_created_on", "x_source_changed_on")
ODOO_DATES = ("create_date", "write_date")


def backdated(column: str, read: compare.Moment) -> Rule:
    """A date of Odoo's own, if the job sets these."""
    same = compare.moment(read)
    return Rule(
        lambda here: here.books.backdated and here.row[column],
        lambda value, actual: actual is False or same(value, actual),
        (column,),
    )


def rich(column: str, *titles: str) -> Rule:
    """The value stands in a column for HTML.

    :param titles: see :func:`compare.rich`
    """

    def blank(actual: Any) -> bool:
        return all(line.startswith(titles) for line in compare.read_lines(actual))

    return replace(at(column, compare.rich(*titles)), blank=blank)


def named(column: str, table: str, same: Same = compare.folded) -> Rule:
    """The value is the name of the record that a column refers to."""
    return Rule(
        lambda here: said(here.held.row(table, here.row[column]).get("name")),
        same,
        (column,),
    )


def names(relation: str, own: str, other: str, table: str, target: str) -> Rule:
    """The values are the names of all the records that a relation leads to."""

    def read(here: Here) -> list[str]:
        rows = here.held.where(relation, own, here.row["id"])
        return [said(here.held.row(table, row[other])["name"]) for row in rows]

    return Rule(read, compare.listed_parts, (target,))


def refers(column: str, name: str, *more: str) -> Rule:
    """The value is the key of a record whose counterpart a column refers to.

    :param more: further objects whose key it may be
    """

    def want(here: Here, value: Any) -> int | None:
        found = (here.linked(each, value) for each in (name, *more))
        return next(filter(None, found), None)

    return Rule(
        lambda here: here.row[column],
        _is_one,
        (column,),
        want,
        name,
        lambda _: True,
    )


def _is_one(value: int | None, actual: int | None) -> bool:
    """The same record, and one at all."""
    return value is not None and value == actual


def state_of_country(country: str) -> Rule:
    """The value is the code or the name of a state of the record's own country.

    :param country: path of the source field with the country's name
    """

    def read(here: Here) -> list[str]:
        state = here.held.row("res_country_state", here.row["state_id"])
        if not state or state["country_id"] != here.row["country_id"]:
            return []
        return [state["code"], state["name"]]

    return Rule(read, _among, ("state_id", country))


def _among(value: Any, actual: Any) -> bool:
    return any(compare.folded(value, one) for one in actual)


def person(column: str, text: Read, *targets: str) -> Rule:
    """The value is the key of a user, or of somebody who has none.

    The latter's records go to another user, and a text says whose they were.
    """

    def read(here: Here) -> tuple[int | None, str]:
        return here.row[column], text(here) or ""

    def same(value: int | None, actual: tuple[int | None, str]) -> bool:
        user, kept = actual
        return value == user if value else bool(kept)

    def want(here: Here, value: Any) -> int | None:
        return here.linked("user", value)

    return Rule(read, same, (column, *targets), want, "user", lambda _: True)


def person_name(column: str, text: Read, key: str) -> Rule:
    """The value is the name of a person: the user's, or one in a text.

    :param key: path of the source field with the person's key
    """

    def read(here: Here) -> str:
        if here.linked("user", here.raw[key]) == here.row[column]:
            user = here.held.row("res_users", here.row[column])
            return here.held.row("res_partner", user["partner_id"])["name"]
        return text(here) or ""

    return Rule(read, compare.part, (column,), blank=lambda _: True)


def titled(column: str, title: str) -> Read:
    """What follows a title in a text, in the same line; its first line without one."""

    def read(here: Here) -> str:
        for line in compare.read_lines(said(here.row[column])):
            if line.startswith(title):
                return line.removeprefix(title).strip()
        return ""

    return read


def judge(here: Here, path: str, value: Any, rule: Rule) -> tuple[str | None, Any]:
    """:return: found, listed, lost or altered, None for nothing at all; and what Odoo
    has in the value's place
    """
    if not here.row:
        return _unless_empty(value, _ended(here, path, value)), None
    actual = rule.read and rule.read(here)
    if compare.is_empty(value):
        blank = rule.blank(actual) or here.books.lists(here.record, path, rule.targets)
        return (None if blank else "altered"), actual
    if rule.read and _is_same(here, value, actual, rule):
        return _unless_silent(here, path, value, rule), actual
    if _is_listed(here, path, value, actual, rule):
        return "listed", actual
    return ("lost" if compare.is_empty(actual) else "altered"), actual


def _unless_empty(value: Any, verdict: str) -> str | None:
    return None if compare.is_empty(value) else verdict


def _ended(here: Here, path: str, value: Any) -> str:
    """The verdict on a value of a record that is not in Odoo."""
    record = here.record
    has_reason = record and here.books.has_reason(record["object"], record["key"])
    return "listed" if has_reason and _is_kept(here, path, value) else "lost"


def _is_kept(here: Here, path: str, value: Any) -> bool:
    """Whether the source data has it; the bytes of documents are none."""
    return path.startswith("(") or here.books.keeps(here.record, value)


def _is_same(here: Here, value: Any, actual: Any, rule: Rule) -> bool:
    try:
        return rule.same(rule.want(here, value), actual)
    except (TypeError, ValueError):
        return False


def _unless_silent(here: Here, path: str, value: Any, rule: Rule) -> str:
    """What was taken out of a text for safety must be told."""
    if compare.has_behaviour(value):
        told = here.books.lists(here.record, path, rule.targets)
        return "listed" if told else "altered"
    return "found"


def _is_listed(here: Here, path: str, value: Any, actual: Any, rule: Rule) -> bool:
    told = here.books.lists(here.record, path, rule.targets)
    if not told and rule.refers:
        told = here.books.has_reason(rule.refers, value)
    told = told or here.books.maps(here.record, path, value, actual)
    return told and _is_kept(here, path, value)


def table_of(model: str) -> str:
    """The database table of a model."""
    return model.replace(".", "_")

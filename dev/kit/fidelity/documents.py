"""Places of documents: their bytes, and what is said of them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from kit.fidelity import compare
from kit.fidelity.held import said
from kit.fidelity.rules import ODOO_DATES, Here, Rule, Rules, backdated


def same_bytes() -> Rule:
    """The value is the SHA-256 of the document's bytes."""
    return Rule(lambda here: sha256(here.held.content(here.row)), targets=("size",))


def size() -> Rule:
    """So many bytes; Odoo does not write down that there are none."""
    return Rule(
        lambda here: here.row["file_size"] or 0, compare.number, ("file_size", "size")
    )


def media_type() -> Rule:
    """The type of the bytes, unless the source only says that it does not know it."""

    def same(value: str, actual: str) -> bool:
        return value in (actual, "application/octet-stream")

    return Rule(lambda here: here.row["mimetype"], same, ("mimetype",))


def sha256(content: bytes) -> str:
    """The checksum that bytes are compared by."""
    return hashlib.sha256(content).hexdigest()


def stamps(created: str, changed: str, *moments: compare.Moment) -> dict[str, Rules]:
    """As :func:`rules.stamps`, with lines of the description as fields of their own."""
    return {
        path: (_dated(title, read), backdated(column, read))
        for path, title, column, read in zip(
            (created, changed), TITLES, ODOO_DATES, moments, strict=True
        )
    }


TITLES = ("Created", "Changed")


def _dated(title: str, read: compare.Moment) -> Rule:
    def same(value: Any, actual: list[str]) -> bool:
        wanted = read(value).strftime("%Y-%m-%d %H:%M:%S UTC")
        return actual == [wanted]

    return replace(described(title), same=same)


def folders() -> Rule:
    """The path of folders is a line of the description."""
    rule = described("Folder")
    return replace(rule, want=lambda here, value: "/".join(value))


def described(title: str = "") -> Rule:
    """The value is a line of the description, behind a title if it has one."""

    def read(here: Here) -> list[str]:
        lines = compare.read_lines(said(here.row["description"]))
        start = f"{title}: " if title else ""
        return [line.removeprefix(start) for line in lines if line.startswith(start)]

    def same(value: Any, actual: list[str]) -> bool:
        return set(compare.read_lines(str(value))) <= set(actual)

    blank = (lambda _: True) if not title else compare.is_empty
    return Rule(read, same, ("description",), blank=blank)

"""Values of source records as cells of a table, and back.

A table of failed records goes to a person, is corrected, and comes back. What has come
back unchanged must be told from what was corrected, whatever the way through CSV or
XLSX has made of its type.
"""

import json
from typing import Any

from .errors import TransformError
from .message import Message, _lt
from .tables import MAX_TEXT, Cell, unguarded

# The heads of an error file that are no fields of the source.
ERROR, KEY, LIST = "Error", "Source ID", "List"


class BadCell(TransformError):
    """What stands in a cell cannot take the place of the value; says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)


def as_cell(value: Any) -> Cell:
    """The value of a source field as a cell; lists and objects are JSON text."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return None if value == "" else value


def corrected(cell: Any, original: Any) -> Any:
    """What a cell that has come back stands for: the original when it is unchanged.

    The type of the original is kept where the text allows; an emptied cell is None.
    BadCell when a list or an object is not JSON any more, or the cell was cut.
    """
    text = "" if cell is None else unguarded(str(cell))
    before = "" if as_cell(original) is None else str(as_cell(original))
    if _same(text, before):
        return original
    if len(before) > MAX_TEXT and text.endswith(f" … [{len(before)}]"):
        return original  # it was cut on the way out, and not touched
    if text == "":
        return None
    return _typed(text, original)


def _same(text: str, before: str) -> bool:
    """Spreadsheets change line ends, and write 3.0 as 3 and True as TRUE."""
    if _lines(text) == _lines(before):
        return True
    if before in ("True", "False"):
        return text.lower() == before.lower()
    try:
        return (
            bool(before)
            and float(text) == float(before)
            and not (_is_code(before) or _is_code(text))
        )
    except ValueError:
        return False


def _is_code(text: str) -> bool:
    """A leading zero makes a number a code, or a telephone number."""
    return text.lstrip("+-").startswith("0") and text.strip("+-0.") != ""


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _typed(text: str, original: Any) -> Any:
    if isinstance(original, list | dict):
        return _parsed(text, type(original))
    if isinstance(original, bool):
        return {"true": True, "false": False}.get(text.lower(), text)
    if isinstance(original, int | float):
        try:
            return type(original)(text)
        except ValueError:
            return text
    return text


def _parsed(text: str, kind: type) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, kind):
        wanted = _lt("a list […]") if kind is list else _lt("an object {…}")
        raise BadCell(_lt("it must be %(kind)s in JSON, as it was", kind=wanted))
    return value

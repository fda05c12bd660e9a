"""Sentences for people: English here, in the reader's language where they are shown.

Odoo finds the templates by the name `_lt`, as it finds its own; `said` in
`models/support/words.py` puts a message into the language of an environment.
"""

from collections.abc import Callable, Iterable
from typing import Any


class Message(str):
    """An English sentence that still knows its template and the values in it.

    The template has named placeholders only, `%(name)s`. Values may be messages, which
    are said in the same language. Whole numbers get their separators: what is a number
    without being a count (a year, a code) is given as text.
    """

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> "Message":
        shown = {name: _shown(value) for name, value in values.items()}
        message = super().__new__(cls, template % shown if values else template)
        message.template = template
        message.values = values
        return message

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.template,), self.values

    def altered(self, change: Callable[[str], str]) -> "Message":
        """The same message with every text in its values changed."""
        return Message(
            self.template,
            **{name: _altered(value, change) for name, value in self.values.items()},
        )


_lt = Message


def joined(parts: Iterable[str], separator: str = ", ") -> Message:
    """Several messages, or texts, as one."""
    values = {f"part_{number}": part for number, part in enumerate(parts)}
    return Message(separator.join(f"%({name})s" for name in values), **values)


def _shown(value: Any) -> str:
    return f"{value:,}" if type(value) is int else str(value)


def _altered(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, Message):
        return value.altered(change)
    return change(value) if isinstance(value, str) else value

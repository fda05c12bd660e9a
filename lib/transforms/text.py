"""Text, HTML, e-mail addresses, phone numbers, web addresses and names."""

import html as html_module
import re
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from ..message import Message, _lt
from .common import (
    BadValue,
    Context,
    NoOptions,
    Noted,
    Transform,
    as_text,
    is_empty,
    shorten,
    single,
    visible,
)

_E_MAILS = _lt("e-mail addresses")
_PHONES = _lt("phone numbers")
_TAG = re.compile(
    r"</?(?:p|br|div|span|b|i|u|em|strong|a|ul|ol|li|table|tr|td|th|h[1-6]|font|img"
    r"|pre|blockquote|html|body|hr)\b[^<>]*>",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"[\n\t]+")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_DOMAIN = r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]"
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@" + _DOMAIN)
_HOST = re.compile(_DOMAIN + r"(?::\d+)?")
_SEVERAL_PHONES = re.compile(r"\s*[\n;]\s*|\s+(?:/|or)\s+")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class TextOptions:
    """`max`: the greatest length in characters; longer text is cut, with an issue."""

    max: int | None = None


@dataclass(frozen=True)
class NameOptions:
    """How a name is made up.

    `alternatives`: so many of the last source fields are not parts, but tried in
    turn when the parts are all empty (company, e-mail). `last_first`: "Doe, Jane"
    becomes "Jane Doe".
    """

    alternatives: int = 0
    last_first: bool = False


@dataclass(frozen=True)
class JoinOptions:
    """`labels`: one a source field, written "label: value"."""

    separator: str = " "
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class SplitOptions:
    """`take`: which of the values; `rest` is all but the first."""

    separator: str = "\n"
    take: Literal["all", "first", "last", "rest"] = "all"


def looks_like_html(text: str) -> bool:
    """Has at least one tag that notes are written with; "a < b" is no HTML."""
    return "<" in text and _TAG.search(text) is not None


def plain_to_html(text: str) -> str:
    """Escaped; blank lines part paragraphs, other line breaks become <br/>."""
    paragraphs = _PARAGRAPHS.split(html_module.escape(text, quote=False))
    return "".join(f"<p>{p.replace(chr(10), '<br/>')}</p>" for p in paragraphs)


def is_web_address(address: str) -> bool:
    """An http or https address with a host name."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    web = parts.scheme.lower() in ("http", "https") and " " not in address
    return web and _HOST.fullmatch(parts.netloc) is not None


def is_email(text: str) -> bool:
    """Exactly one address, without a display name."""
    return _ADDRESS.fullmatch(text) is not None


def char(value: Any, options: TextOptions, context: Context) -> str | Noted:
    """One line of text: line breaks become spaces."""
    return _cut(_one_line(value), options.max)


def text(value: Any, options: TextOptions, context: Context) -> str | Noted:
    """Text with its line breaks."""
    return _cut(as_text(value), options.max)


def html(value: Any, options: NoOptions, context: Context) -> str:
    """HTML as it is, for Odoo to sanitise; text without tags as plaintext_html."""
    written = as_text(value)
    return written if looks_like_html(written) else plain_to_html(written)


def plaintext_html(value: Any, options: NoOptions, context: Context) -> str:
    """Plain text as HTML that reads the same: escaped, line breaks kept."""
    return plain_to_html(as_text(value))


def email(value: Any, options: NoOptions, context: Context) -> str | Noted | None:
    """The first address; its domain in lower case, all else as written.

    A display name and "mailto:" are dropped. Further addresses are named in an
    issue; a value without any raises.
    """
    written = visible(as_text(value))
    if not written:
        return None
    # In a long text without any, the pattern would be tried at every place.
    addresses = _ADDRESS.findall(written) if "@" in written else []
    found = list(dict.fromkeys(map(_normal_address, addresses)))
    if not found:
        message = _lt("“%(value)s” is not an e-mail address.", value=shorten(written))
        raise BadValue(message, "bad_email")
    return _first_of(found, _E_MAILS)


def phone(value: Any, options: NoOptions, context: Context) -> str | Noted | None:
    """The first number as written, extension included, spaces made single."""
    numbers = [" ".join(n.split()) for n in _SEVERAL_PHONES.split(_as_lines(value))]
    found = [number for number in numbers if _DIGIT.search(number)]
    if not found and any(numbers):
        message = _lt("“%(value)s” is not a phone number.", value=shorten(value))
        raise BadValue(message, "bad_phone")
    return _first_of(found, _PHONES) if found else None


def url(value: Any, options: NoOptions, context: Context) -> str | None:
    """A web address; a bare domain gets "http://", as Odoo itself completes it."""
    written = visible(as_text(single(value)))
    if not written:
        return None
    full = written if "://" in written else f"http://{written.lstrip('/')}"
    if not is_web_address(full):
        message = _lt("“%(value)s” is not a web address.", value=shorten(written))
        raise BadValue(message, "bad_url")
    return full


def name(value: Any, options: NameOptions, context: Context) -> str | None:
    """One name from its parts, blanks left out."""
    values = value if isinstance(value, tuple) else (value,)
    parts = [_one_line(part) for part in values]
    count = len(parts) - options.alternatives
    full = " ".join(filter(None, parts[:count]))
    if options.last_first and full.count(",") == 1:
        last, first = full.split(",")
        full = f"{first.strip()} {last.strip()}".strip()
    return full or next(filter(None, parts[count:]), None)


def join(value: Any, options: JoinOptions, context: Context) -> str | None:
    """The values that are not empty, in one text."""
    values = value if isinstance(value, tuple | list) else (value,)
    labels = options.labels or ("",) * len(values)
    parts = [
        f"{label}: {as_text(part)}" if label else as_text(part)
        for label, part in zip(labels, values, strict=False)
        if not is_empty(part)
    ]
    return options.separator.join(filter(None, parts)) or None


def split_lines(value: Any, options: SplitOptions, context: Context) -> str | None:
    """Some of the values written below each other in one cell, one a line."""
    pieces = map(str.strip, _as_lines(value).split(options.separator))
    filled = [piece for piece in pieces if piece]
    return "\n".join(filled[_TAKE[options.take]]) or None


_TAKE = {
    "all": slice(None),
    "first": slice(0, 1),
    "last": slice(-1, None),
    "rest": slice(1, None),
}


def _one_line(value: Any) -> str:
    written = as_text(value)
    return written if written.isprintable() else _BREAKS.sub(" ", written)


def _cut(written: str, maximum: int | None) -> str | Noted:
    if not maximum or len(written) <= maximum:
        return written
    message = _lt(
        "The text has %(count)s characters; the first %(maximum)s were kept.",
        count=len(written),
        maximum=maximum,
    )
    return Noted(written[:maximum].rstrip(), "too_long", message)


def _normal_address(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


def _as_lines(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(visible(as_text(item)) for item in value)
    return visible(as_text(value))


def _first_of(found: list[str], noun: Message) -> str | Noted:
    first, *others = found
    if not others:
        return first
    rest = ", ".join(shorten(other) for other in others)
    message = _lt(
        "There are %(count)s %(things)s; the first was kept, not %(rest)s.",
        count=len(found),
        things=noun,
        rest=rest,
    )
    return Noted(first, "several_values", message)


TRANSFORMS = (
    Transform("char", char, TextOptions),
    Transform("text", text, TextOptions),
    Transform("html", html),
    Transform("plaintext_html", plaintext_html),
    Transform("email", email),
    Transform("phone", phone),
    Transform("url", url),
    Transform("name", name, NameOptions, several=True),
    Transform("join", join, JoinOptions, several=True),
    Transform("split_lines", split_lines, SplitOptions),
)

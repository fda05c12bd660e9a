"""From bytes to text: byte order mark, then strict UTF-8, then a guess."""

import codecs
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal, NamedTuple

import chardet

from ..errors import FatalError
from ..message import Message, _lt, joined

CHUNK = 256 * 1024
SAMPLE = 64 * 1024
_LIKELY = 0.25
# Text in another encoding looks like UTF-8 here and there, by accident.
_SHARE_OF_MIXED = 0.02
_LAST_LATIN = "\u024f"
_WESTERN = "cp1252"
_STRUCTURE = b"\r\n\t \",;|{}[]'"
_NOT_ASCII = 0x80
_FIRST_OF_SEVERAL = 0xC0
_UNDECODED = re.compile("[\udc80-\udcff]+")
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_NAMES = {
    "cp1252": "Windows-1252",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
}
_ORIGINS = {
    "stated": _lt("as the profile says"),
    "mark": _lt("by its byte order mark"),
    "guessed": _lt("guessed"),
}


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes of a file become text.

    `fallback` is for single lines that are not in the encoding `name`; `mixed` says
    that there are some. `bom` is the length of the byte order mark.
    """

    name: str
    origin: Literal["stated", "mark", "valid", "guessed"]
    bom: int = 0
    fallback: str = _WESTERN
    mixed: bool = False

    @property
    def is_wide(self) -> bool:
        """Whether a line end is more than one byte."""
        return self.name.startswith(("utf-16", "utf-32"))

    def decode(self, raw: bytes) -> tuple[str, bool]:
        """The text of a line, and whether all of it is in the file's encoding."""
        native = "utf-8" if self.is_wide else self.name
        try:
            return raw.decode(native), True
        except UnicodeDecodeError:
            return self.mend(raw.decode(native, "surrogateescape")), False

    def mend(self, text: str) -> str:
        """The text with the bytes that were not decoded read by the fallback."""
        return _UNDECODED.sub(lambda part: self._foreign(part[0]), text)

    def _foreign(self, undecoded: str) -> str:
        raw = undecoded.encode("ascii", "surrogateescape")
        try:
            return raw.decode(self.fallback)
        except UnicodeDecodeError:
            return raw.decode("latin-1")

    def described(self) -> Message:
        """The encoding in words for the admin."""
        notes = [_ORIGINS[self.origin]] if self.origin in _ORIGINS else []
        if self.mixed:
            notes.append(_lt("some lines %(code)s", code=_shown(self.fallback)))
        shown = joined([_shown(self.name)])
        if not notes:
            return shown
        return _lt("%(code)s (%(notes)s)", code=shown, notes=joined(notes))


def _shown(codec: str) -> str:
    """An encoding by the name that people know."""
    return _NAMES.get(codec, codec.upper())


def find_encoding(file: BinaryIO, stated: str | None = None) -> Encoding:
    """The encoding of a file, which is read as a whole.

    So damage is noticed before the first record: what a damaged archive gives up to
    there may be anything. Raises FatalError, also when `stated` is no encoding.
    """
    file.seek(0)
    head = file.read(SAMPLE)
    mark = next((mark for mark in _MARKS if head.startswith(mark)), b"")
    name = _MARKS.get(mark) or _without_mark(head)
    if name and name != "utf-8":
        return Encoding(name, "mark" if mark else "guessed", len(mark))
    if stated:
        deque(_pieces(file), maxlen=0)
        return Encoding(_checked(stated), "stated", len(mark))
    file.seek(len(mark))
    scan = _scan(file)
    guess = _guess(scan.sample) if scan.foreign else _WESTERN
    if scan.foreign and not mark and scan.utf8 < scan.foreign * _SHARE_OF_MIXED:
        return Encoding(guess, "guessed")
    origin: Literal["mark", "valid"] = "mark" if mark else "valid"
    return Encoding("utf-8", origin, len(mark), guess, scan.foreign > 0)


def character_end(piece: bytes) -> int:
    """Where a piece can be cut: not within a character of several bytes."""
    for at in range(len(piece) - 1, max(len(piece) - 5, 0), -1):
        if piece[at] >= _FIRST_OF_SEVERAL:
            return at
        if piece[at] < _NOT_ASCII:
            break
    return len(piece)


def _without_mark(head: bytes) -> str | None:
    """UTF-16 without a mark: most of every other byte is zero."""
    half = len(head) // 2
    if head[1::2].count(0) > half * 0.7 and head[::2].count(0) < half * 0.3:
        return "utf-16-le"
    if head[::2].count(0) > half * 0.7 and head[1::2].count(0) < half * 0.3:
        return "utf-16-be"
    return None


def _checked(stated: str) -> str:
    try:
        "".encode(stated)
    except LookupError as error:
        raise FatalError(
            _lt("The encoding %(code)s of the profile is unknown.", code=stated)
        ) from error
    return codecs.lookup(stated).name


class _Scan(NamedTuple):
    """Characters beyond ASCII that are UTF-8, bytes that are not, lines with such."""

    utf8: int
    foreign: int
    sample: bytes


def _scan(file: BinaryIO) -> _Scan:
    utf8 = foreign = 0
    sample = bytearray()
    for piece in _pieces(file):
        if piece.isascii():
            continue
        text = piece.decode("utf-8", "ignore")
        utf8 += len(text) - len(text.encode("ascii", "ignore"))
        undecoded = len(piece) - len(text.encode())
        foreign += undecoded
        if undecoded and len(sample) < SAMPLE:
            lines = piece.splitlines(keepends=True)
            sample += b"".join(line for line in lines if _is_foreign(line))
    return _Scan(utf8, foreign, bytes(sample[:SAMPLE]))


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    rest = b""
    while chunk := file.read(CHUNK):
        piece = rest + chunk
        end = character_end(piece)
        yield piece[:end]
        rest = piece[end:]
    yield rest


def _is_foreign(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return True
    return False


def _guess(sample: bytes) -> str:
    """Windows-1252, unless the lines are likely to be in another script than Latin."""
    guess = chardet.detect(sample)
    name = guess["encoding"] or _WESTERN
    try:
        text = sample.decode(name)
        keeps_structure = _STRUCTURE.decode(name) == _STRUCTURE.decode()
    except (LookupError, UnicodeError):
        return _WESTERN
    foreign = [character for character in text if not character.isascii()]
    others = sum(
        character > _LAST_LATIN for character in foreign if character.isalpha()
    )
    is_other_script = guess["confidence"] >= _LIKELY and others >= len(foreign) / 2
    return codecs.lookup(name).name if is_other_script and keeps_structure else _WESTERN

"""Text files as lines of bytes, whatever their encoding."""

import io
import shutil
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from .base import MAX_RECORD, Source
from .encoding import CHUNK, Encoding, character_end, find_encoding


class Text(NamedTuple):
    """A file whose line ends are single bytes; its text begins at byte `begin`."""

    file: BinaryIO
    encoding: Encoding
    begin: int


def open_text(source: Source, must_be_utf8: bool = False) -> Text:
    """A text file, its encoding found if it is not known.

    Where needed it is a temporary copy in UTF-8; single bytes that are no text stay.
    """
    if source.start:
        encoding = Encoding(**source.start["encoding"])
    else:
        encoding = find_encoding(source.file, source.options.encoding)
    if encoding.is_wide or (must_be_utf8 and encoding.name != "utf-8"):
        return Text(_utf8_copy(source, encoding), encoding, 0)
    return Text(source.file, encoding, encoding.bom)


def byte_lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines with their ends (LF, CR or both); one beyond MAX_RECORD comes in pieces."""
    rest = b""
    while chunk := file.read(max(CHUNK, len(rest))):
        lines = (rest + chunk).splitlines(keepends=True)
        rest = lines.pop()
        yield from lines
        if len(rest) > MAX_RECORD:
            end = character_end(rest)
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest


def _utf8_copy(source: Source, encoding: Encoding) -> BinaryIO:
    errors = "replace" if encoding.is_wide else "surrogateescape"
    copy = source.temporary()
    source.file.seek(encoding.bom)
    text = io.TextIOWrapper(source.file, encoding.name, errors, newline="")
    target = io.TextIOWrapper(copy, "utf-8", errors, newline="")
    shutil.copyfileobj(text, target, CHUNK)
    text.detach()
    target.detach()
    return copy

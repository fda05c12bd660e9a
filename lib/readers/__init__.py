"""Readers of tables and records, one per file format."""

import codecs
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryFile
from typing import BinaryIO

from ..errors import FatalError
from ..message import _lt
from ..records import Position
from .base import Options, Reader, Row, Source
from .delimited import DelimitedReader
from .json_lines import JsonLinesReader
from .json_reader import JsonReader
from .spreadsheet import SpreadsheetReader

__all__ = ["Options", "Reader", "Row", "open_reader"]

_HEAD = 64 * 1024
_Opener = Callable[[Source], Reader]

_BY_EXTENSION: dict[str, _Opener] = {
    "csv": DelimitedReader,
    "tsv": DelimitedReader,
    "tab": DelimitedReader,
    "txt": DelimitedReader,
    "json": JsonReader,
    "jsonl": JsonLinesReader,
    "ndjson": JsonLinesReader,
    "xlsx": SpreadsheetReader,
    "xlsm": SpreadsheetReader,
}
_JSON = {"json", "jsonl", "ndjson"}
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\3\4"


@contextmanager
def open_reader(
    file: BinaryIO, name: str, options: Options, start: Position | None = None
) -> Iterator[Reader]:
    """The reader of a seekable file, after position `start` of an earlier one.

    Its format is told by the name's extension, unless the first bytes contradict.
    Raises FatalError for what cannot be read.
    """
    file.seek(0)
    open_format = _format(name, file.read(_HEAD), options)
    with ExitStack() as copies:

        def temporary() -> BinaryIO:
            return copies.enter_context(TemporaryFile())

        yield open_format(Source(file, name, options, start, temporary))


def _format(name: str, head: bytes, options: Options) -> _Opener:
    extension = name.rpartition(".")[2].lower()
    if head.startswith(_OLD_EXCEL):
        raise FatalError(
            _lt(
                "%(file)s is an old or password-protected Excel workbook: save it as "
                ".xlsx without a password.",
                file=name,
            )
        )
    if head.startswith(_ZIP):
        return SpreadsheetReader
    if extension not in _BY_EXTENSION:
        raise FatalError(
            _lt(
                "%(file)s is of no kind that can be read: %(kinds)s.",
                file=name,
                kinds=", ".join(_BY_EXTENSION),
            )
        )
    found = _BY_EXTENSION[extension]
    return _json_format(found, head, options) if extension in _JSON else found


def _json_format(found: _Opener, head: bytes, options: Options) -> _Opener:
    """A list is JSON under any name; JSON with an object on its first line is lines."""
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith(b"["):
        return JsonReader
    is_lines = not options.record_selector and _is_object(start.partition(b"\n")[0])
    return JsonLinesReader if is_lines else found


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False

"""A document that is a base64 text inside of JSON, without holding it in memory."""

import re
from base64 import b64decode
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from mmap import ACCESS_READ, mmap
from tempfile import TemporaryFile

CHUNK = 64 * 1024

_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|(.))")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_BLANKS = b" \t\r\n"


class Base64Body:
    """The bytes of `path` in a JSON text, kept in a temporary file.

    Only the last key of `path` counts; of several such texts the longest is taken.
    `size` is in bytes, None when there is no such text or it is not base64.
    """

    def __init__(self, path: str, body: Iterable[bytes]) -> None:
        self._file = TemporaryFile()  # noqa: SIM115
        for chunk in body:
            self._file.write(chunk)
        self._file.flush()
        self._text = self._mapped()
        self._first = bytes(self._text[:64]).removeprefix(BOM_UTF8).lstrip()[:1]
        self._start, self._end = self._find(path.rpartition(".")[2])
        self.size = self._measure()

    @property
    def is_cut_off(self) -> bool:
        """Whether the JSON text lacks its end."""
        end = bytes(self._text[-100:]).rstrip()[-1:]
        return self._first in (b"{", b"[", b"") and end not in (b"}", b"]")

    @property
    def is_page(self) -> bool:
        """Whether it is a web page instead of JSON."""
        return self._first == b"<"

    def close(self) -> None:
        """Removes the temporary file."""
        if isinstance(self._text, mmap):
            self._text.close()
        self._file.close()

    def chunks(self) -> Iterator[bytes]:
        """The bytes; ValueError when it is not base64."""
        left = b""
        for text in self._plain():
            left += text
            whole = len(left) // 4 * 4
            yield b64decode(left[:whole], validate=True)
            left = left[whole:]
        if left:
            yield b64decode(left + b"=" * (-len(left) % 4), validate=True)

    def _mapped(self) -> mmap | bytes:
        # An empty file cannot be mapped.
        is_empty = self._file.tell() == 0
        return b"" if is_empty else mmap(self._file.fileno(), 0, access=ACCESS_READ)

    def _find(self, key: str) -> tuple[int, int]:
        """Where the text begins and ends, both 0 when there is none."""
        opening = re.compile(rb'"%s"\s*:\s*"' % re.escape(key.encode()))
        starts = [found.end() for found in opening.finditer(self._text)]
        ends = [self._text.find(b'"', start) for start in starts]
        places = zip(starts, ends, strict=True)
        start, end = max(places, key=lambda place: place[1] - place[0], default=(0, 0))
        prefix = bytes(self._text[start : start + 128]).find(b"base64,")
        return (start if prefix < 0 else start + prefix + len("base64,")), end

    def _measure(self) -> int | None:
        if not self._start or self._end < self._start:
            return None
        try:
            return sum(map(len, self.chunks()))
        except ValueError:
            return None

    def _plain(self) -> Iterator[bytes]:
        """The base64 text without JSON's escapes and without blanks."""
        left = b""
        for at in range(self._start, self._end, CHUNK):
            text = left + self._text[at : min(at + CHUNK, self._end)]
            text, left = _whole_escapes(text, at + CHUNK >= self._end)
            if b"\\" in text:
                text = _ESCAPE.sub(_unescaped, text)
            yield text.translate(_URL_SAFE, _BLANKS)


def _whole_escapes(text: bytes, is_last: bool) -> tuple[bytes, bytes]:
    """The text, and an escape at its end that may go on in the next piece."""
    cut = text.find(b"\\", max(len(text) - 5, 0))
    return (text, b"") if is_last or cut < 0 else (text[:cut], text[cut:])


def _unescaped(found: re.Match[bytes]) -> bytes:
    code, letter = found.groups()
    if code:
        return bytes([int(code, 16) & 0xFF])
    return b"" if letter in b"nrt" else letter

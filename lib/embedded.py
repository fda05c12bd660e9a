"""Files that lie inside HTML as `data:` addresses, taken out of it."""

import base64
import binascii
import hashlib
import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

# src="data:image/png;base64,…" and href="data:…"; the value may be in either quotes.
_DATA = re.compile(
    r"(?P<name>src|href)\s*=\s*(?P<quote>[\"'])\s*data:(?P<type>[\w.+-]+/[\w.+-]+)?"
    r"(?P<params>(?:;[\w=.+-]+?)*?)(?P<base64>;base64)?,(?P<data>[^\"']*)(?P=quote)",
    re.IGNORECASE,
)
_EXTENSIONS = {"image/jpeg": ".jpg", "text/plain": ".txt", "image/svg+xml": ".svg"}


@dataclass(frozen=True)
class EmbeddedFile:
    """A file found in HTML; `is_image` when it is shown there."""

    name: str
    mimetype: str
    content: bytes
    is_image: bool


@dataclass(frozen=True)
class Extracted:
    """HTML with a mark in the place of each file, the files, and unreadable ones.

    The same file in two places is there once. `with_addresses` puts in where the
    files are by then.
    """

    html: str
    files: tuple[EmbeddedFile, ...]
    broken: int

    def with_addresses(self, address: Callable[[int], str]) -> str:
        """The HTML, with `address(number of the file)` in place of each mark."""
        return _MARK.sub(lambda found: address(int(found[1])), self.html)


_MARK = re.compile(r"case-migration-file:(\d+):")


def extract(html: str) -> Extracted:
    """Takes the embedded files out; what cannot be decoded is removed and counted."""
    if "data:" not in html.lower():
        return Extracted(html, (), 0)
    files: dict[str, EmbeddedFile] = {}
    broken = 0

    def replaced(found: re.Match[str]) -> str:
        nonlocal broken
        file = _file(found, len(files) + 1)
        if file is None:
            broken += 1
            return f'{found["name"]}=""'
        digest = hashlib.sha256(file.content).hexdigest()
        number = list(files).index(digest) if digest in files else len(files)
        files.setdefault(digest, file)
        return f'{found["name"]}="case-migration-file:{number}:"'

    text = _DATA.sub(replaced, html)
    return Extracted(text, tuple(files.values()), broken)


def _file(found: re.Match[str], number: int) -> EmbeddedFile | None:
    mimetype = (found["type"] or "text/plain").lower()
    data = found["data"]
    if found["base64"]:
        content = decoded(data)
        if content is None:
            return None
    else:
        content = unquote_to_bytes(data)
    is_image = found["name"].lower() == "src" and mimetype.startswith("image/")
    stem = "image" if is_image else "file"
    return EmbeddedFile(
        f"{stem}{number}{_extension(mimetype)}", mimetype, content, is_image
    )


def decoded(text: str) -> bytes | None:
    """The bytes of base64 in any of its spellings; None when it is none."""
    compact = re.sub(r"\s+", "", text).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _extension(mimetype: str) -> str:
    return _EXTENSIONS.get(mimetype) or mimetypes.guess_extension(mimetype) or ""

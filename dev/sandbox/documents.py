"""Documents: what is known of them, and their bytes."""

from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from .cases import owner_of
from .draw import WORDS, draw
from .pictures import jpeg
from .spread import Nested, Spread

if TYPE_CHECKING:
    from .firm import Firm

FILES = Spread(1, 0, 0, 0, 2, 0, 0, 0, 0, 0)
VERSIONS = Spread(1, 1, 2, 1, 1, 1, 3, 1, 1, 1)
CHILDREN = {"document": Nested(FILES, VERSIONS)}
OVERSIZE = 157_286_400  # declared, never sent

FOLDERS = ("Correspondence", "Pleadings/Drafts", "Medical Records", "Invoices", "")
STEMS = (
    "Retainer Agreement",
    "Complaint",
    "Police Report",
    "Medical Records 2nd request",
    "Settlement Offer",
    "Deposition Transcript",
    "Lettre à l'assureur",
    "Vollmacht (Übersetzung)",
    "证人陈述",
)


class Kind(NamedTuple):
    """A kind of file: its extension, media type, and how often it comes in 40."""

    name: str
    extension: str
    mimetype: str
    share: int


KINDS = (
    Kind("pdf", "pdf", "application/pdf", 22),
    Kind("text", "txt", "text/plain", 8),
    Kind("csv", "csv", "text/csv", 3),
    Kind("html", "html", "text/html", 2),
    Kind("svg", "svg", "image/svg+xml", 1),
    Kind("photo", "jpg", "image/jpeg", 1),
    Kind("empty", "txt", "text/plain", 1),
    Kind("bare", "", "application/octet-stream", 1),
    Kind("oversize", "mp4", "video/mp4", 1),
)
_IN_TURN = [kind for kind in KINDS for _ in range(kind.share)]


def kind_of(file: int) -> Kind:
    """Return the kind of a file; every 40 neighbours have them all."""
    return _IN_TURN[file * 17 % len(_IN_TURN)]


def _document(firm: "Firm", index: int, _rng: Random) -> dict[str, Any]:
    """Return one version of a file."""
    file = VERSIONS.parent(index)
    rng = draw(firm.seed, "file", file)
    kind = kind_of(file)
    case = FILES.parent(file)
    stem = rng.choice(STEMS)
    versions = VERSIONS.of(file)
    return {
        "case": case,
        "file": file,
        "version": index - versions[0] + 1,
        "current": index == versions[-1],
        "revision": 0,
        "stem": _scan(file) or stem,
        "extension": kind.extension,
        "mimetype": kind.mimetype,
        "folder": rng.choice(FOLDERS),
        "description": rng.choice(WORDS["sentences"]) if rng.random() < 0.3 else "",
        "author": owner_of(firm, case),
    }


def _scan(file: int) -> str:
    """Return the name that two files of a case share, in every second such case."""
    siblings = FILES.of(FILES.parent(file))
    shared = len(siblings) > 1 and siblings[0] // 3 % 2
    return f"Scan {siblings[0]:06d}" if shared else ""


def file_name(record: dict[str, Any]) -> str:
    """Return the name of a document with its extension."""
    return ".".join(filter(None, (record["stem"], record["extension"])))


def size_of(record: dict[str, Any]) -> int:
    """Return the declared size of a document in bytes."""
    oversize = kind_of(record["file"]).name == "oversize"
    return OVERSIZE if oversize else len(content(record))


def content(record: dict[str, Any]) -> bytes:
    """Return the bytes of a document."""
    title = "Document {file}, version {version}.{revision}".format_map(record)
    rng = draw(title)
    lines = [title, *(rng.choice(WORDS["sentences"]) for _ in range(12))]
    return _WRITERS[kind_of(record["file"]).name](lines)


def _text(lines: list[str]) -> bytes:
    return "\r\n".join([*lines, "Größe: naïve café 你好"]).encode()


def _csv(lines: list[str]) -> bytes:
    rows = (f'{number},"{line}"' for number, line in enumerate(lines))
    return "\n".join(["No,Text", *rows]).encode("utf-8-sig")


def _html(lines: list[str]) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><script>alert(1)</script><body>{body}</body></html>".encode()


def _svg(lines: list[str]) -> bytes:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40">'
        f'<text y="20">{lines[0]}</text></svg>'
    ).encode()


def _photo(lines: list[str]) -> bytes:
    """Return a photo wider than 1920 pixels, unlike any other by its trailer."""
    return _large_photo(len(lines[1]) % 80) + lines[0].encode()


@lru_cache(maxsize=4)
def _large_photo(shade: int) -> bytes:
    return jpeg(2600, 2000, shade)


def pdf(lines: list[str]) -> bytes:
    """Return a PDF of one page with a line of plain text for each of ``lines``."""
    shown = "".join(f"({_escaped(line)}) Tj T* " for line in lines)
    text = f"BT /F1 11 Tf 14 TL 60 760 Td {shown}ET".encode("latin-1", "replace")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R%s>>"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page % b"/Resources<</Font<</F1 5 0 R>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    return _pdf_file(objects)


def _pdf_file(objects: tuple[bytes, ...]) -> bytes:
    parts = [b"%PDF-1.4\n"]
    table = [b"0000000000 65535 f \n"]
    for number, body in enumerate(objects, 1):
        table.append(b"%010d 00000 n \n" % sum(map(len, parts)))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = sum(map(len, parts))
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    parts.append(b"xref\n0 %d\n" % len(table) + b"".join(table))
    parts.append(trailer % (len(table), start))
    return b"".join(parts)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


_WRITERS = {
    "pdf": pdf,
    "text": _text,
    "csv": _csv,
    "html": _html,
    "svg": _svg,
    "photo": _photo,
    "empty": lambda lines: b"",
    "bare": _text,
    "oversize": lambda lines: b"",
}


def _revise(record: dict[str, Any], step: int) -> None:
    record["revision"] = step


BUILDERS = {"document": _document}
REVISERS = {"document": _revise}

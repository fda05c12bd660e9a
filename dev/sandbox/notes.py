"""Notes on cases: plain text, HTML, with pictures inside, with files."""

from base64 import b64encode
from random import Random
from typing import TYPE_CHECKING, Any

from .cases import owner_of
from .documents import pdf
from .draw import WORDS
from .pictures import png
from .spread import Spread

if TYPE_CHECKING:
    from .firm import Firm

NOTES = Spread(2, 0, 1, 3, 0, 1, 0, 2, 1, 0)
CHILDREN = {"note": NOTES}
SUBJECTS = ("Call with client", "File note", "Negotiation", "Court", "Intake", "")


def _note(firm: "Firm", index: int, rng: Random) -> dict[str, Any]:
    case = NOTES.parent(index)
    sentences = rng.sample(WORDS["sentences"], rng.randrange(1, 4))
    html = index % 5 == 0
    return {
        "case": case,
        "author": owner_of(firm, case) if rng.random() < 0.7 else 0,
        "subject": rng.choice(SUBJECTS),
        "html": html,
        "body": _html(index, sentences) if html else "\n".join(sentences),
        "files": [_file(index)] if index % 33 == 6 else [],
    }


def _html(index: int, sentences: list[str]) -> str:
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    if index % 25 == 10:
        picture = b64encode(png(64, 32, index % 256)).decode()
        body += f'<p><img src="data:image/png;base64,{picture}" alt="sketch"/></p>'
    return body


def _file(index: int) -> dict[str, Any]:
    """Return a file that travels inside the note."""
    return {
        "name": f"Enclosure {index}.pdf",
        "mimetype": "application/pdf",
        "content": pdf([f"Enclosed with note {index}."]),
    }


def _append(record: dict[str, Any], step: int) -> None:
    record["body"] += f"\nAdded later ({step})."


BUILDERS = {"note": _note}
REVISERS = {"note": _append}

"""What a run of the bench works with: the databases, the export, the processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kit import database, headless, paths
from kit.bench import firm
from kit.progress import step
from kit.workshop import Workshop

INSIDE = paths.DEV / "kit" / "bench" / "inside.py"
FOLDER = paths.STATE / "bench"


@dataclass(frozen=True)
class Prepared:
    """A database with a firm that is ready to be loaded, to be cloned at will."""

    shop: Workshop
    mix: firm.Mix
    name: str
    key: str  # for JSON-2
    work: Path

    def inside(self, name: str, do: str, **parameters: Any) -> Any:
        """What a function of inside.py answers in the database `name`."""
        return inside(self.shop, name, do, work=str(self.work), **parameters)

    @contextmanager
    def clone(self, purpose: str) -> Iterator[str]:
        with database.scratch(self.name, f"bench_{purpose}") as name:
            yield name


@dataclass(frozen=True)
class Places:
    """The environment of a run, and its prepared databases, each of them made once."""

    shop: Workshop
    prepared: Callable[[firm.Mix], Prepared]


@contextmanager
def opened(shop: Workshop) -> Iterator[Places]:
    """The places of a run; what was prepared lives as long as the block."""
    with ExitStack() as stack:
        yield Places(shop, cache(lambda mix: stack.enter_context(prepared(shop, mix))))


@contextmanager
def prepared(shop: Workshop, mix: firm.Mix) -> Iterator[Prepared]:
    """A prepared database that lives as long as the block."""
    template = database.template((*database.BASE, paths.ADDON), skip_auto_install=True)
    export = export_of(mix)
    with database.scratch(template, _called(mix)) as name:
        with step("Reading and mapping it"):
            answer = inside(shop, name, "prepare", bundle=str(export))
        work = FOLDER / f"{_called(mix)}.json"
        yield Prepared(shop, mix, name, answer["key"], work)


def export_of(mix: firm.Mix) -> Path:
    """The export of such a firm, written when it is not there yet."""
    export = FOLDER / f"{_called(mix)}.zip"
    if not export.exists():
        with step(f"Writing a firm of {mix.records} records"):
            firm.write(export, mix)
    return export


def _called(mix: firm.Mix) -> str:
    return f"firm_{mix.records}_{mix.document_size}"


def inside(shop: Workshop, name: str, do: str, **parameters: Any) -> Any:
    options = {"do": do, "postmaster": postmaster(), **parameters}
    return headless.answer_alone(shop, name, INSIDE, options)


def postmaster() -> int:
    """The process id of PostgreSQL's first process."""
    file = paths.CLUSTER / "data" / "postmaster.pid"
    return int(file.read_text().splitlines()[0])

"""How far the reading of a list is, and whether the list stood still meanwhile."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from ..paginators import State
from .seen import Sifted, Trace

# So many records at the end of a page are looked for on the next one.
_OVERLAP = 50
# How often a list whose records move while it is read is read again.
_MAX_SWEEPS = 2


@dataclass(frozen=True)
class Progress:
    """What the position of a page holds, fit for JSON.

    `at` is the paginator's state. `pages` counts the pages, `idle` those in a row that
    brought nothing. `found` counts the different records of this sweep; `read` those
    of all sweeps, as far as they are known to be different: at least as many as the
    best sweep has found. `before` is what it was when this sweep began, and `sweep` how
    often the list was read before. `moved` tells that records may have slipped to a
    page that had been read already. `recent` are the traces of the last records and
    `mark` is the hash of the last page: they may come again.
    """

    at: State
    pages: int = 0
    idle: int = 0
    read: int = 0
    sweep: int = 0
    found: int = 0
    before: int = 0
    total: int | None = None
    moved: bool = False
    recent: Sequence[Trace] = ()
    mark: int = 0

    def position(self) -> dict[str, Any]:
        """The progress as JSON; `Progress(**position)` leads back."""
        return asdict(self)

    @property
    def missing(self) -> int:
        """How many records the source claims to have beyond those that it gave."""
        return max(self.total - self.read, 0) if self.total is not None else 0

    def after(
        self, page: Sifted, mark: int, total: int | None, is_idle: bool
    ) -> "Progress":
        """The progress when a page has been read; `at` is still to be set."""
        known = {key for key, _content in self.recent}
        overlaps = any(key in known for key, _content in page.traces)
        found = self.found + page.found
        return replace(
            self,
            pages=self.pages + 1,
            idle=self.idle + 1 if is_idle else 0,
            read=max(self.read + page.new, found),
            found=found,
            total=self.total if total is None else total,
            moved=self.moved or overlaps or self._has_shrunk(total),
            recent=page.traces[-_OVERLAP:] or self.recent,
            mark=mark,
        )

    def _has_shrunk(self, total: int | None) -> bool:
        return total is not None and self.total is not None and total < self.total

    def swept(self, start: State) -> "Progress | None":
        """The beginning of another reading, when this one may have missed something."""
        was_fruitful = self.sweep == 0 or self.read > self.before
        is_doubtful = self.moved or (self.missing > 0 and was_fruitful)
        if not is_doubtful or self.sweep >= _MAX_SWEEPS:
            return None
        return Progress(
            start,
            pages=self.pages,
            read=self.read,
            before=self.read,
            sweep=self.sweep + 1,
            total=self.total,
        )

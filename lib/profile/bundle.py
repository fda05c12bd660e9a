"""The bundle half of a profile: which files of an export hold which stream."""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from .rest import WhereSpec


@dataclass(frozen=True)
class BundleDefaults:
    """What holds for all files; what is null is found file by file and reported."""

    encoding: str | None = None
    delimiter: str | None = None
    date_order: Literal["day_first", "month_first", "year_first"] | None = None


@dataclass(frozen=True)
class SplitSpec:
    """Several values in one cell; with `roles` each may end in "(Role)"."""

    shorthand: ClassVar[str] = "separator"

    separator: str
    roles: bool = False


@dataclass(frozen=True)
class TreeSpec:
    """A tree of documents below `root`; each folder level fills one field.

    `rest` is the field that gets the deeper folders, joined by "/".
    """

    root: str
    levels: tuple[str, ...] = ()
    rest: str | None = None


@dataclass(frozen=True)
class BundleSpec:
    """The files of one stream.

    `files` are patterns that ignore case; `rename` leads from a column or raw path to
    the profile's field name; `split` and `where` are by column, too.
    """

    files: tuple[str, ...] = ()
    sheet: str | None = None
    record_selector: str | None = None
    where: WhereSpec | None = None
    rename: dict[str, str] = field(default_factory=dict)
    split: dict[str, SplitSpec] = field(default_factory=dict)
    tree: TreeSpec | None = None

"""The addon in a folder of its own, for tools that its place here confuses."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kit import paths, process


def tracked_files() -> list[Path]:
    """The checkout's files, without those that git ignores, relative to it."""
    listing = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = process.output(("git", "-C", paths.ROOT, *listing)).split("\0")
    return [Path(name) for name in names if name and (paths.ROOT / name).is_file()]


@contextmanager
def addon_copy() -> Iterator[Path]:
    """The addon, under its technical name, in a throw-away git repository."""
    with tempfile.TemporaryDirectory(dir=paths.STATE) as folder:
        addon = Path(folder, paths.ADDON)
        for file in tracked_files():
            if not (paths.ROOT / file).is_relative_to(paths.DEV):
                (addon / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(paths.ROOT / file, addon / file)
        process.output(("git", "-C", folder, "init", "--quiet"))
        process.output(("git", "-C", folder, "add", "--all"))
        yield addon

"""The export bundles of both systems."""

from pathlib import Path

from .backdocket import export
from .firm import Firm
from .the_case_file import backup

WRITERS = {"the_case_file": backup.write, "backdocket": export.write}


def write_bundle(system: str, firm: Firm, path: Path) -> None:
    """Write the export of a system as a ZIP file, with flat memory."""
    WRITERS[system](firm, path)

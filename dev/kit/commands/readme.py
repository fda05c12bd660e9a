"""`./dev/readme`: README.rst put together from the fragments in readme/."""

from __future__ import annotations

from kit import paths

SECTIONS = {
    "DESCRIPTION": None,
    "CONTEXT": "What is assumed",
    "INSTALL": "Installation",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "PROPOSALS": "How well a map is proposed",
    "ROADMAP": "Known issues",
    "CONTRIBUTORS": "Contributors",
    "CREDITS": "Credits",
}
TITLE = "Case Migration to CRM"


def main(arguments: list[str]) -> int:
    """Write README.rst; with ``--check`` only say whether it is current."""
    target = paths.ROOT / "README.rst"
    text = assembled()
    if "--check" in arguments:
        current = target.exists() and target.read_text(encoding="utf-8") == text
        if not current:
            print("README.rst is not current: run ./dev/readme")
        return 0 if current else 1
    target.write_text(text, encoding="utf-8")
    return 0


def assembled() -> str:
    """The text of README.rst."""
    rule = "=" * len(TITLE)
    parts = [f"{rule}\n{TITLE}\n{rule}\n"]
    for name, title in SECTIONS.items():
        fragment = paths.ROOT / "readme" / f"{name}.rst"
        if not fragment.exists():
            continue
        if title:
            parts.append(f"{title}\n{'=' * len(title)}\n")
        parts.append(fragment.read_text(encoding="utf-8").strip() + "\n")
    parts.append("License: LGPL-3 or later, see LICENSE.\n")
    return "\n".join(parts)

"""`./dev/pot`: write the template of the addon's translations."""

from __future__ import annotations

from kit import translations


def main(arguments: list[str]) -> int:
    """Export the texts of the addon as it is now."""
    text = translations.export()
    translations.TEMPLATE.parent.mkdir(exist_ok=True)
    translations.TEMPLATE.write_text(text)
    return 0

"""The translations of the addon: merged with the template, and looked through.

Runs in the environment, which has polib: ``python -m kit.po merge`` or ``check``.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polib

from kit import paths

FOLDER = paths.ROOT / "i18n"
TEMPLATE = FOLDER / f"{paths.ADDON}.pot"
LANGUAGES = {
    "fr": "nplurals=2; plural=(n > 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "de": "nplurals=2; plural=(n != 1);",
}
PLACEHOLDERS = re.compile(r"%(?:\(\w+\))?[sdfr]|%%|\$\{\w+\}")
SAME = json.loads((paths.DEV / "kit" / "same_words.json").read_text())
"""Texts that a language says alike: OCA's formatter leaves those empty."""
TAGS = re.compile(r"</?\w+")


def merge(folder: Path = FOLDER) -> list[str]:
    """Bring all languages up to the template.

    What has a translation keeps it, what the addon does not say any more goes. A
    language without a file gets one. The answer is a line for each language.
    """
    template = polib.pofile(str(folder / TEMPLATE.name))
    told = []
    for language in LANGUAGES:
        path = folder / f"{language}.po"
        file = polib.pofile(str(path)) if path.exists() else _new(language)
        file.merge(template)
        for entry in file.obsolete_entries():
            file.remove(entry)
        # A guess from a similar text is no translation.
        for entry in file.fuzzy_entries():
            entry.msgstr, entry.fuzzy = "", False
        file.sort(key=lambda entry: entry.msgid)
        file.save(str(path))
        told.append(f"{path.name}: {len(file.untranslated_entries())} to translate")
    return told


def problems(folder: Path = FOLDER) -> Iterator[str]:
    """What is wrong with the languages whose files exist."""
    template = {entry.msgid for entry in polib.pofile(str(folder / TEMPLATE.name))}
    for language in LANGUAGES:
        path = folder / f"{language}.po"
        if path.exists():
            yield from _problems_of(path, template)


def _problems_of(path: Path, template: set[str]) -> Iterator[str]:
    file = polib.pofile(str(path))
    entries = [entry for entry in file if not entry.obsolete]
    known = {entry.msgid for entry in entries}
    for missing in sorted(template - known):
        yield f"{path.name}: missing: {missing!r}"
    for left in sorted(known - template):
        yield f"{path.name}: not said any more: {left!r}"
    for entry in entries:
        if entry.fuzzy:
            yield f"{path.name}: fuzzy: {entry.msgid!r}"
        if not entry.msgstr and entry.msgid not in SAME.get(path.stem, ()):
            yield f"{path.name}: not translated: {entry.msgid!r}"
        elif entry.msgstr and (difference := _difference(entry.msgid, entry.msgstr)):
            yield f"{path.name}: {difference}: {entry.msgid!r} → {entry.msgstr!r}"


def _difference(text: str, translation: str) -> str:
    """What a translation must have in common with the text and has not."""
    for name, pattern in (("placeholders differ", PLACEHOLDERS), ("tags differ", TAGS)):
        if Counter(pattern.findall(text)) != Counter(pattern.findall(translation)):
            return name
    if text.strip() != text and _ends(text) != _ends(translation):
        return "blanks at the ends differ"
    return ""


def _ends(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def _new(language: str) -> polib.POFile:
    file = polib.POFile(wrapwidth=78)
    file.metadata = {
        "Project-Id-Version": "Odoo Server 19.0",
        "Report-Msgid-Bugs-To": "",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": LANGUAGES[language],
    }
    return file


def main(arguments: list[str]) -> int:
    """Merge, or print what is wrong and say so."""
    if arguments == ["merge"]:
        print("\n".join(merge()))
    found = list(problems())
    print("\n".join(found))
    return 1 if found and arguments == ["check"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

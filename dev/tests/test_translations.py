"""The translations: merged without losing one, and nothing wrong with them."""

import polib
import pytest

from kit import po

TEXT = "%(count)s records of <b>%(name)s</b>"


@pytest.fixture
def folder(tmp_path):
    """A template of two texts."""
    template = polib.POFile()
    template.extend(polib.POEntry(msgid=text) for text in (TEXT, "Run"))
    template.save(str(tmp_path / po.TEMPLATE.name))
    return tmp_path


def translate(folder, **texts):
    file = polib.pofile(str(folder / "de.po"))
    for msgid, msgstr in texts.items():
        file.find(TEXT if msgid == "text" else msgid).msgstr = msgstr
    file.save()


def of_german(folder):
    return [line for line in po.problems(folder) if line.startswith("de.po")]


def test_the_translations_of_the_addon_are_complete():
    assert list(po.problems()) == []


def test_without_files_there_is_nothing_to_complain_of(folder):
    assert not list(po.problems(folder))


def test_a_merge_keeps_what_is_translated_and_drops_what_is_not_said(folder):
    po.merge(folder)
    translate(folder, Run="Starten")
    template = polib.POFile()
    template.extend(polib.POEntry(msgid=text) for text in ("Run", "Running"))
    template.save(str(folder / po.TEMPLATE.name))
    told = po.merge(folder)
    german = polib.pofile(str(folder / "de.po"))
    assert {entry.msgid: entry.msgstr for entry in german} == {
        "Run": "Starten",
        "Running": "",
    }
    assert "de.po: 1 to translate" in told


def test_what_is_not_translated_is_named(folder):
    po.merge(folder)
    translate(folder, Run="Starten")
    assert len(of_german(folder)) == 1
    assert "not translated" in of_german(folder)[0]


@pytest.mark.parametrize(
    ("translation", "problem"),
    [
        ("%(count)s Datensätze von <b>%(name)s</b>", None),
        ("%(zahl)s Datensätze von <b>%(name)s</b>", "placeholders differ"),
        ("Datensätze von <b>%(name)s</b>", "placeholders differ"),
        ("%(count)s Datensätze von <i>%(name)s</i>", "tags differ"),
    ],
)
def test_a_translation_has_what_the_text_has(folder, translation, problem):
    po.merge(folder)
    translate(folder, Run="Starten", text=translation)
    found = of_german(folder)
    assert len(found) == (1 if problem else 0)
    assert not problem or problem in found[0]


def test_a_fuzzy_translation_is_none(folder):
    po.merge(folder)
    translate(folder, Run="Starten", text=TEXT)
    file = polib.pofile(str(folder / "de.po"))
    file.find("Run").flags.append("fuzzy")
    file.save()
    assert "fuzzy" in of_german(folder)[0]

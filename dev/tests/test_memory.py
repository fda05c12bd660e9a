"""Reading needs no more memory for a large firm than for a small one.

READ_CASES sets the number of cases; what memory may grow by is the same for any.
"""

import csv
import io
import os
import zipfile

import pytest

from kit import database, headless, paths, sandbox_source, workshop

SCRIPT = paths.DEV / "kit" / "shell" / "measure.py"
CASES = int(os.environ.get("READ_CASES", "4000"))
GROWTH = 40
"""MB between a tenth of the records and all of them: what has been read is remembered
in some 120 bytes a record, up to 200,000 of them."""
LOOKING = 100
"""MB for the look at the staged records: 5,000 at a time, and the values that occur."""
SYSTEM = "the_case_file"
TEXT = "The client called, and asked for an account of all that was done. " * 12


@pytest.fixture(scope="module")
def template():
    with workshop.opened():
        yield database.template((*database.BASE, paths.ADDON), skip_auto_install=True)


def measured(template, **source):
    with workshop.opened() as shop, database.scratch(template, "memory") as name:
        options = {"system": SYSTEM, "stream": "matters", **source}
        found = headless.answer_alone(shop, name, SCRIPT, options)
    speed = found["records"] / found["seconds"]
    print(f"\n{source['channel']}: {found}; {speed:.0f} records a CPU second")
    return found


def check(found):
    assert found["records"] == CASES
    assert found["late"] - found["early"] < GROWTH
    assert found["profiled"] - found["early"] < LOOKING


def test_over_the_api(template):
    with (
        workshop.opened() as shop,
        sandbox_source.reachable(SYSTEM, "rest", CASES, shop.variables()) as source,
    ):
        check(measured(template, channel="rest", **source))


def test_from_a_csv_file(template, tmp_path):
    path = tmp_path / "export.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("cases.csv", "w", force_zip64=True) as file,
    ):
        write_cases(io.TextIOWrapper(file, newline="", write_through=True))
    check(measured(template, channel="bundle", bundle=str(path)))


def write_cases(file):
    rows = csv.writer(file)
    rows.writerow(["TCF ID", "Case/Matter Name", "Open Date", "Description"])
    for number in range(CASES):
        day = f"{number % 12 + 1:02}/{number % 28 + 1:02}/2020"
        rows.writerow([number, f"Case {number}, in the matter of", day, TEXT])

import csv
import io
import json
import random
from dataclasses import asdict
from pathlib import Path

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_case_migration.lib import tables
from odoo.addons.crm_case_migration.lib.errors import ConfigError, MigrationError
from odoo.addons.crm_case_migration.lib.mapping import (
    Context,
    compile_lines,
    parse_line,
)
from odoo.addons.crm_case_migration.lib.profile import parse_profile
from odoo.addons.crm_case_migration.lib.transforms import TRANSFORMS

from .bundle_case import ReaderCase
from .fuzzing import JSON, SCALAR, TEXT, damaged, flipped, fuzzed

SHIPPED = [
    json.loads(file.read_text(encoding="utf-8"))
    for file in sorted((Path(__file__).parents[1] / "profiles").glob("*.json"))
]
CHANCE = st.integers(0, 2**32).map(random.Random)
TYPES = [
    "direct",
    "value_mapping",
    "transformed",
    "custom_field_required",
    "not_migrated",
]
NUMBER = st.integers(-(2**53), 2**53) | st.floats(-1e300, 1e300)
CELL = TEXT | NUMBER | st.none() | st.booleans() | st.dates() | st.datetimes()
TABLE = st.integers(1, 4).flatmap(
    lambda width: st.tuples(
        st.lists(st.text(max_size=8), min_size=width, max_size=width, unique=True),
        st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=4),
    )
)
STARTS_FORMULA = tuple("=+-@\t\r\n")


def _example(ending):
    if ending == "xlsx":
        book = openpyxl.Workbook()
        book.active.append(["id", "name", "on"])
        book.active.append([1, "Jane Doe", "=1+1"])
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()
    return {
        "csv": b'id;name;on\r\n1;"Doe; Jane";2020-01-02\r\n2;\xe9;\r\n',
        "tsv": b"id\tname\n1\tJane\n",
        "json": b'{"data": [{"id": 1, "name": "Jane", "tags": ["a", {"b": null}]}]}',
        "jsonl": b'{"id": 1, "name": "Jane"}\n{"id": 2, "name": "\\u00e9"}\n',
    }[ending]


EXAMPLES = {
    ending: _example(ending) for ending in ("csv", "tsv", "json", "jsonl", "xlsx")
}


@st.composite
def lines(draw):
    line = {
        "type": draw(st.sampled_from(TYPES)),
        "source": draw(st.sampled_from(["s", "r", "s.x", ["s", "r"]])),
        "target": draw(st.sampled_from(["name", "x_y", "partner_id"])),
        "transform": draw(st.none() | st.sampled_from(sorted(TRANSFORMS))),
        "options": draw(st.dictionaries(TEXT | st.just("values"), JSON, max_size=2)),
        "values": draw(st.dictionaries(TEXT, SCALAR, max_size=3)),
    }
    return {name: draw(JSON) if draw(st.integers(0, 9)) == 0 else value
            for name, value in line.items() if value not in (None, {})}  # fmt: skip


class TestFuzz(ReaderCase):
    """Whatever comes in: a result or a sentence, never a crash and never a hang."""

    @fuzzed
    @given(st.sampled_from(sorted(EXAMPLES)), CHANCE)
    def test_readers(self, ending, chance):
        content = flipped(EXAMPLES[ending], chance)
        try:
            rows = self.rows(f"a.{ending}", content)
        except MigrationError as error:
            self.assertTrue(error.message.endswith("."))
            return
        for row in rows:
            problems = [asdict(problem) for problem in row.problems]
            stored = json.dumps([row.values, problems], allow_nan=False)
            # A NUL, and not the letters of one that the source has escaped.
            self.assertNotIn("\\u0000", stored.replace("\\\\", ""))

    @fuzzed
    @given(st.sampled_from(SHIPPED), CHANCE, JSON)
    def test_profile_import(self, shipped, chance, strange):
        try:
            parse_profile(damaged(shipped, chance, strange))
        except ConfigError as error:
            self.assertTrue(str(error))

    @fuzzed
    @given(st.lists(lines(), max_size=3), JSON, JSON)
    def test_mapper(self, given_lines, one, other):
        try:
            mapper = compile_lines([parse_line(line) for line in given_lines])
        except ConfigError as error:
            self.assertTrue(str(error))
            return
        mapped = mapper.apply({"s": one, "r": other}, Context("America/New_York", None))
        for issue in mapped.issues:
            self.assertTrue(issue.message)

    @fuzzed
    @given(TABLE)
    def test_csv_export(self, table):
        columns, rows = table
        file = io.BytesIO()
        tables.write_csv([tables.Sheet("Data", columns, _storable(rows))], file)
        text = file.getvalue().decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                if cell.startswith(STARTS_FORMULA):
                    float(cell)  # a number is none

    @fuzzed
    @given(TABLE)
    def test_xlsx_export(self, table):
        columns, rows = table
        file = io.BytesIO()
        tables.write_xlsx([tables.Sheet("Data", columns, _storable(rows))], file)
        for row in openpyxl.load_workbook(file).active.iter_rows():
            self.assertNotIn("f", [cell.data_type for cell in row if cell.value])

    @fuzzed
    @given(TABLE)
    def test_json_export(self, table):
        columns, rows = table
        file = io.BytesIO()
        tables.write_json([tables.Sheet("Data", columns, _storable(rows))], file)
        self.assertEqual(len(json.loads(file.getvalue())), len(rows))


def _storable(rows):
    """What PostgreSQL can have given us: neither NUL nor half of a pair."""
    return [
        [
            cell.replace("\0", "").encode("utf-8", "ignore").decode()
            if isinstance(cell, str)
            else cell
            for cell in row
        ]
        for row in rows
    ]

import csv
import io
import json
import zipfile
from datetime import date, datetime
from unittest.mock import patch

import openpyxl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib import tables
from odoo.addons.crm_case_migration.lib.tables import Sheet, guarded, unguarded

DANGEROUS = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "-2+3",
    "\t=1",
    "\uff1d1",
    "\r=1",
)


def written(write, *sheets):
    stream = io.BytesIO()
    write(sheets, stream)
    return stream.getvalue()


def csv_rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def workbook(*sheets):
    return openpyxl.load_workbook(io.BytesIO(written(tables.write_xlsx, *sheets)))


class TestGuarded(BaseCase):
    def test_what_could_be_a_formula_is_text(self):
        for text in DANGEROUS:
            with self.subTest(text):
                self.assertEqual(guarded(text), f"'{text}")

    def test_numbers_stay_numbers(self):
        for text in ("-5", "+12.50", "-1,234.5", "3 %", "plain", "", "'quoted'"):
            with self.subTest(text):
                self.assertEqual(guarded(text), text)

    @given(st.text(alphabet="'=+-@\t\r\n1.,% a") | st.text())
    @example("'=1")
    @example("''-x")
    @settings(max_examples=300, deadline=None)
    def test_a_file_that_comes_back_says_what_was_sent(self, text):
        self.assertEqual(unguarded(guarded(text)), text)


class TestCsv(BaseCase):
    def test_excel_reads_it(self):
        content = written(
            tables.write_csv,
            Sheet("Clients", ["Name", "=Head"], [['Żółć, "x"\nline', None], ["=1", 5]]),
        )
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"))
        self.assertEqual(
            csv_rows(content),
            [["Name", "'=Head"], ['Żółć, "x"\nline', ""], ["'=1", "5"]],
        )

    def test_values(self):
        moment = datetime.fromisoformat("2026-03-29T01:30:05.000007")
        row = [True, 1.5, date(1890, 1, 2), moment, "-5"]
        [_head, cells] = csv_rows(written(tables.write_csv, Sheet("x", "abcde", [row])))
        self.assertEqual(
            cells, ["True", "1.5", "1890-01-02", "2026-03-29 01:30:05", "-5"]
        )

    def test_several_tables_are_a_zip(self):
        content = written(
            tables.write_csv, Sheet("A/b", ["x"], [["1"]]), Sheet("a-B", ["y"], [])
        )
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.assertEqual(archive.namelist(), ["A-b.csv", "a-B (2).csv"])
            self.assertEqual(csv_rows(archive.read("A-b.csv")), [["x"], ["1"]])


class TestXlsx(BaseCase):
    def test_texts_are_texts_and_dates_are_dates(self):
        moment = datetime.fromisoformat("2026-03-29T01:30")
        row = ["=1+1", "https://a.test", "007", date(2026, 1, 2), moment, 2.5, True]
        page = workbook(Sheet("x", "abcdefg", [row])).active
        cells = next(page.iter_rows(min_row=2))
        self.assertEqual([cell.data_type for cell in cells], list("sssddnb"))
        self.assertEqual(cells[0].value, "=1+1")
        self.assertEqual(cells[2].value, "007")
        self.assertEqual(cells[3].value, datetime.fromisoformat("2026-01-02"))
        self.assertEqual(cells[4].value, moment)

    def test_dates_before_the_format_begins(self):
        page = workbook(Sheet("x", "a", [[date(1890, 1, 2)]])).active
        self.assertEqual(page["A2"].value, "1890-01-02")

    def test_a_text_that_no_cell_takes_says_that_it_was_cut(self):
        page = workbook(Sheet("x", "a", [["y" * 40_000]])).active
        self.assertEqual(len(page["A2"].value), tables.MAX_TEXT)
        self.assertTrue(page["A2"].value.endswith(" … [40000]"))

    def test_more_rows_than_a_sheet_has(self):
        rows = ([number] for number in range(5))
        with patch.object(tables, "MAX_ROWS", 3):
            book = workbook(Sheet("x", "a", rows))
        self.assertEqual(book.sheetnames, ["x", "x (2)", "x (3)"])
        self.assertEqual([page["A2"].value for page in book], [0, 2, 4])
        self.assertEqual([page["A3"].value for page in book], [1, 3, None])

    def test_names_that_no_workbook_takes(self):
        long = "n" * 40
        book = workbook(*(Sheet(name, "a", []) for name in (long, long, "[a]", "", "")))
        self.assertEqual(
            book.sheetnames, ["n" * 31, "n" * 27 + " (2)", "-a-", "-", "- (2)"]
        )


class TestJson(BaseCase):
    def test_rows_are_objects(self):
        rows = [["=1", date(2026, 1, 2)], ["é", None]]
        self.assertEqual(
            json.loads(written(tables.write_json, Sheet("x", ["a", "b"], rows))),
            [{"a": "=1", "b": "2026-01-02"}, {"a": "é", "b": None}],
        )

    def test_several_tables(self):
        sheets = [Sheet("x", "a", [[1], [2]]), Sheet("y", "b", [])]
        self.assertEqual(
            json.loads(written(tables.write_json, *sheets)),
            {"x": [{"a": 1}, {"a": 2}], "y": []},
        )

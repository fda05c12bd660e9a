import io
import zipfile
from datetime import date, datetime, time
from unittest.mock import patch

import openpyxl

from odoo.addons.crm_case_migration.lib.errors import FatalError
from odoo.addons.crm_case_migration.lib.readers import spreadsheet

from .bundle_case import ReaderCase, zip_of


def workbook(*rows, sheet="Data", **sheets):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    for title, more in sheets.items():
        page = book.create_sheet(title)
        for row in more:
            page.append(row)
    return book


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(content, old, new):
    """The workbook with a text of its first worksheet replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        files = {name: book.read(name) for name in book.namelist()}
    name = "xl/worksheets/sheet1.xml"
    assert old in files[name]
    files[name] = files[name].replace(old, new)
    return zip_of(files).getvalue()


class TestSpreadsheetReader(ReaderCase):
    def test_rows_go_by_the_numbers_of_the_sheet(self):
        book = workbook(["Id", "Name"], [1, "A"], [], [2, "B"])
        rows = self.rows("a.xlsx", saved(book))
        self.assertEqual(rows[0], (2, {"Id": 1, "Name": "A"}, []))
        self.assertEqual(rows[1], (4, {"Id": 2, "Name": "B"}, []))

    def test_values_of_all_kinds(self):
        book = workbook(
            ["day", "moment", "time", "number", "money", "yes", "text", "nothing"],
            [
                date(2024, 2, 29),
                datetime.fromisoformat("2024-02-29T13:30"),
                time(8, 15),
                12.0,
                1234.5,
                True,
                "two_x000D_\nlines",
                None,
            ],
        )
        self.assertEqual(
            self.values("a.xlsx", saved(book)),
            [
                {
                    "day": "2024-02-29",
                    "moment": "2024-02-29T13:30:00",
                    "time": "08:15:00",
                    "number": 12,
                    "money": 1234.5,
                    "yes": True,
                    "text": "two\nlines",
                    "nothing": "",
                }
            ],
        )

    def test_the_sheet_that_the_profile_names(self):
        book = workbook(["a"], [1], Other=[["b"], [2]])
        content = saved(book)
        self.assertEqual(self.values("a.xlsx", content), [{"a": 1}])
        self.assertEqual(self.values("a.xlsx", content, sheet=" other"), [{"b": 2}])
        self.assertEqual(
            self.found("a.xlsx", content, sheet="other"), "worksheet Other"
        )
        with self.assertRaisesRegex(FatalError, "has no worksheet None of them"):
            self.rows("a.xlsx", content, sheet="None of them")

    def test_a_formula_has_its_stored_result(self):
        book = workbook(["Id", "Sum"], [1, "=A2+1"], [2, "=A3+1"], [3, '=""'])
        content = changed(
            saved(book),
            b'<c r="B2"><f>A2+1</f><v></v></c>',
            b'<c r="B2"><f>A2+1</f><v>2</v></c>',
        )
        content = changed(content, b'<c r="B4">', b'<c r="B4" t="str">')
        rows = self.rows("a.xlsx", content)
        self.assertEqual([row.values["Sum"] for row in rows], [2, "", ""])
        self.assertEqual([len(row.problems) for row in rows], [0, 1, 0])
        self.assertEqual(rows[1].problems[0].where, "a.xlsx, row 3, field Sum")
        self.assertIn("no stored result", rows[1].problems[0].message)

    def test_an_error_in_a_cell(self):
        book = workbook(["Id", "Sum"], [1, "#REF!"])
        (row,) = self.rows("a.xlsx", saved(book))
        self.assertEqual(row.values, {"Id": 1, "Sum": ""})
        (problem,) = row.problems
        self.assertEqual(problem.where, "a.xlsx, row 2, field Sum")
        self.assertEqual((problem.kind, problem.raw), ("cell", "#REF!"))

    def test_a_date_beyond_the_calendar(self):
        book = workbook(["Id", "Day"], [1, date(2024, 1, 1)])
        content = changed(saved(book), b"<v>45292</v>", b"<v>99999999999</v>")
        with self.assertWarns(UserWarning):
            (row,) = self.rows("a.xlsx", content)
        self.assertEqual(row.values["Day"], "")
        self.assertEqual(row.problems[0].where, "a.xlsx, row 2, field Day")

    def test_merged_cells_give_their_value_to_every_row(self):
        book = workbook(["Case", "Note"], ["A", 1], [None, 2], [None, 3], ["B", 4])
        book.active.merge_cells("A2:A4")
        rows = self.rows("a.xlsx", saved(book))
        self.assertEqual([row.values["Case"] for row in rows], ["A", "A", "A", "B"])
        self.assertEqual([len(row.problems) for row in rows], [1, 0, 0, 0])
        self.assertIn("A2 to A4 are merged", rows[0].problems[0].message)

    def test_a_title_above_the_header(self):
        known = frozenset({"id"})
        content = saved(workbook(["Export"], [], ["id", "by"], [1, "id"], [2, "x"]))
        remark, *rows = self.rows("a.xlsx", content, known=known)
        self.assertIn("“Export” stands above the header", remark.problems[0].message)
        self.assertEqual([row.number for row in rows], [4, 5])
        self.assertEqual(rows[0].values, {"id": 1, "by": "id"})
        self.assert_resumable("a.xlsx", content, known=known)
        rows = self.rows("a.xlsx", content, known=frozenset({"other"}))
        self.assertEqual(rows[0].values, {"Export": "id", "Column 2": "by"})

    def test_a_value_beyond_the_header_has_a_name(self):
        (row,) = self.rows("a.xlsx", saved(workbook(["Id"], [1, None, "x"])))
        self.assertEqual(row.values, {"Id": 1, "Column 2": "", "Column 3": "x"})

    def test_the_header(self):
        rows = self.rows("a.xlsx", saved(workbook([], [1, date(2024, 1, 1)], [2, 3])))
        self.assertIn("no header", rows[0].problems[0].message)
        self.assertEqual(rows[1].values, {"Column 1": 1, "Column 2": "2024-01-01"})
        rows = self.rows("a.xlsx", saved(workbook(["A", "A"], [1, 2])))
        self.assertIn("two columns are called A", rows[0].problems[0].message)
        self.assertEqual(rows[1].values, {"A": 1, "A (2)": 2})

    def test_an_empty_sheet(self):
        (problem,) = self.problems("a.xlsx", saved(workbook()))
        self.assertEqual(problem.message, "a.xlsx: the worksheet is empty.")

    def test_a_size_that_the_sheet_lies_about(self):
        content = saved(workbook(["Id"], [1], [2]))
        content = changed(content, b'ref="A1:A3"', b'ref="A1"')
        self.assertEqual(self.values("a.xlsx", content), [{"Id": 1}, {"Id": 2}])

    def test_a_row_number_beyond_any_sheet_ends_it(self):
        content = changed(
            saved(workbook(["Id"], [1], [2])), b'<row r="3">', b'<row r="99999999999">'
        )
        with patch.object(spreadsheet, "MAX_ROWS", 1_000):
            self.assertEqual(self.values("a.xlsx", content), [{"Id": 1}])

    def test_what_is_no_workbook(self):
        whole = saved(workbook(["Id"], [1]))
        for content, sentence in (
            (b"Name,Date\n", "a.xlsx: The file is not a ZIP file"),
            (b"\xd0\xcf\x11\xe0" + bytes(100), "old or password-protected"),
            (whole[:-40], "damaged or cut off"),
            (zip_of({"a.csv": "x"}).getvalue(), "cannot be read as an Excel workbook"),
            (changed(whole, b"</sheetData>", b""), "a.xlsx is damaged after row"),
        ):
            with self.subTest(sentence), self.assertRaisesRegex(FatalError, sentence):
                self.rows("a.xlsx", content)

    def test_a_workbook_under_another_name(self):
        content = saved(workbook(["Id"], [1]))
        self.assertEqual(self.values("a.csv", content), [{"Id": 1}])

    def test_a_bomb(self):
        content = zip_of({"xl/workbook.xml": b" " * 100_000_000}).getvalue()
        with self.assertRaisesRegex(FatalError, "a.xlsx: .* ZIP bomb"):
            self.rows("a.xlsx", content)

    def test_a_reader_goes_on_after_every_row(self):
        book = workbook(
            ["Case", "Note"], ["A", "=1"], [None, "#N/A"], [], [None, 3], ["B", "=2"]
        )
        book.active.merge_cells("A2:A5")
        self.assert_resumable("a.xlsx", saved(book))

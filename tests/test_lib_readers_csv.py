import csv
import io
from itertools import islice

from odoo.addons.crm_case_migration.lib.errors import FatalError

from .bundle_case import ReaderCase

MEGABYTE = 2**20


class TestDelimitedReader(ReaderCase):
    def test_rows_are_numbered_as_in_a_spreadsheet(self):
        rows = self.rows("a.csv", 'Name,Note\nA,"two\nlines"\n\nB,x\n')
        self.assertEqual([row.number for row in rows], [2, 4])
        self.assertEqual(rows[0].values, {"Name": "A", "Note": "two\nlines"})
        self.assertEqual(rows[1].values, {"Name": "B", "Note": "x"})

    def test_delimiter_quotes_and_encoding_are_found_and_told(self):
        for content, found in (
            ("a,b\n1,2\n", 'UTF-8, separated by commas, quoted by "'),
            ("a;b\n1;2,5\n", 'UTF-8, separated by semicolons, quoted by "'),
            ("a\tb\n1\t2,5\n", 'UTF-8, separated by tabs, quoted by "'),
            ("a|b\n1|2,5\n", 'UTF-8, separated by bars, quoted by "'),
            ("'a','b'\n'1','2'\n", "UTF-8, separated by commas, quoted by '"),
            ('a,b\n"x \\" y, z",2\n', 'UTF-8, separated by commas, quoted by " and \\'),
            ('a\tb\n6" x\t"5\n' * 9, "UTF-8, separated by tabs, without quotes"),
            ("sep=;\na,b;c\n1,5;2\n", 'UTF-8, separated by semicolons, quoted by "'),
            ("Name\nA\n", 'UTF-8, separated by commas, quoted by "'),
        ):
            with self.subTest(content):
                self.assertEqual(self.found("a.csv", content), found)
                self.assertEqual(self.problems("a.csv", content), [])

    def test_what_the_profile_states_is_not_looked_for(self):
        values = self.values(
            "a.csv", "a,b:c\nM\xfcller,x:1\n".encode("cp1252"), delimiter=":"
        )
        self.assertEqual(values, [{"a,b": "Müller,x", "c": "1"}])
        content = "שם,תיק\nא,ב\n".encode("cp1255")
        values = self.values("a.csv", content, encoding="windows-1255")
        self.assertEqual(values, [{"שם": "א", "תיק": "ב"}])
        with self.assertRaisesRegex(FatalError, "encoding klingon"):
            self.rows("a.csv", content, encoding="klingon")

    def test_line_ends_of_all_systems(self):
        for end in ("\n", "\r\n", "\r"):
            with self.subTest(repr(end)):
                content = f'a,b{end}1,"x{end}y"{end}2,z{end}'
                expected = [{"a": "1", "b": f"x{end}y"}, {"a": "2", "b": "z"}]
                self.assertEqual(self.values("a.csv", content), expected)

    def test_unbalanced_quotes_cost_one_row(self):
        content = 'Name,Note,Id\nA,ok,1\nB,"open,2\nC,"fine, too",3\nD,ok,4\n'
        rows = self.rows("a.csv", content)
        self.assertEqual(
            [row.values and row.values["Id"] for row in rows], ["1", None, "3", "4"]
        )
        (problem,) = rows[1].problems
        self.assertEqual(problem.kind, "row")
        self.assertEqual(problem.where, "a.csv, row 3, field Note")
        self.assertIn("quotation marks", problem.message)
        self.assertEqual(problem.raw, 'B,"open,2\n')

    def test_a_broken_row_of_several_lines_is_set_aside_as_a_whole(self):
        content = 'Id,Note,By\n1,"say "hi" there\nand more\nlast",me\n2,ok,me\n'
        broken, fine = self.rows("a.csv", content)
        self.assertIsNone(broken.values)
        raw = '1,"say "hi" there\nand more\nlast",me\n'
        self.assertEqual(broken.problems[0].raw, raw)
        self.assertEqual(broken.problems[0].where, "a.csv, row 2, field Note")
        self.assertEqual(fine.values, {"Id": "2", "Note": "ok", "By": "me"})

    def test_a_quote_that_is_never_closed_does_not_swallow_the_file(self):
        lines = "".join(f"{number},ok\n" for number in range(50_000))
        rows = self.rows("a.csv", f'Id,Note\nx,"open\n{lines}')
        self.assertEqual(len(rows), 50_001)
        self.assertEqual(rows[0].problems[0].raw, 'x,"open\n')

    def test_many_unbalanced_quotes_take_no_longer(self):
        content = "Id,Note\n" + '1,"open\n2,ok\n' * 20_000
        rows = self.rows("a.csv", content)
        lost = "".join(problem.raw for row in rows for problem in row.problems)
        kept = [row.values for row in rows if row.values]
        self.assertEqual(lost.count("open") + len(kept), 40_000 - lost.count("2,ok"))

    def test_a_cell_of_fifty_megabytes(self):
        big = "x" * (50 * MEGABYTE)
        for cell in (big, '"' + ("line " * 1000 + "\n") * 10_000 + '"'):
            with self.subTest(cell[:6]):
                content = f"Id,Note,By\n1,{cell},me\n2,ok,me\n"
                rows = self.rows("a.csv", content)
                self.assertEqual(rows[-1].values["Id"], "2")
                self.assertIsNone(rows[0].values)
                problem = rows[0].problems[0]
                self.assertEqual(problem.where, "a.csv, row 2, field Note")
                self.assertIn("longer than 16 MB", problem.message)
                self.assertEqual(self.kept(rows), f"1,{cell},me\n")

    def kept(self, rows):
        """What the problems of rows keep of the file."""
        return "".join(problem.raw for row in rows for problem in row.problems)

    def test_a_cell_in_pieces_goes_on_where_it_was(self):
        content = f"Id,Note\n1,{'é' * (17 * MEGABYTE)}\n2,ok\n"
        everything = self.rows("a.csv", content)
        self.assertEqual(self.kept(everything), content[8:-5])
        with self.reader("a.csv", content) as reader:
            next(iter(reader))
            rest = self.rows("a.csv", content, start=reader.position())
        self.assertEqual(rest, everything[1:])
        self.assertGreater(len(rest), 1)

    def test_a_large_cell_is_read(self):
        text = "x" * (10 * MEGABYTE)
        self.assertEqual(self.values("a.csv", f"Id\n{text}\n"), [{"Id": text}])
        self.assertGreater(csv.field_size_limit(), 10 * MEGABYTE)

    def test_nul_bytes_are_shown_and_told_with_their_field(self):
        (row,) = self.rows("a.csv", "Name,Note\nA,x\0y\n")
        self.assertEqual(row.values, {"Name": "A", "Note": "x\ufffdy"})
        (problem,) = row.problems
        self.assertEqual(problem.kind, "cell")
        self.assertEqual(problem.where, "a.csv, row 2, field Note")
        self.assertIn("NUL", problem.message)
        self.assertNotIn("\0", problem.raw)

    def test_more_cells_than_columns(self):
        content = "Name,Note\nA,x,y\nB,x,,\nC,x\n"
        rows = self.rows("a.csv", content)
        self.assertEqual([bool(row.values) for row in rows], [False, True, True])
        self.assertIn("has 3 cells under 2 column names", rows[0].problems[0].message)
        self.assertEqual(rows[0].problems[0].raw, "A,x,y\n")

    def test_fewer_cells_than_columns_are_empty_ones(self):
        self.assertEqual(
            self.values("a.csv", "a,b,c\n1\n1,2\n"),
            [{"a": "1", "b": "", "c": ""}, {"a": "1", "b": "2", "c": ""}],
        )

    def test_a_file_that_is_cut_off(self):
        whole, cut = self.rows("a.csv", "a,b,c\n1,2,3\n4,5")
        self.assertTrue(whole.values)
        self.assertIn("is cut off", cut.problems[0].message)
        self.assertEqual(cut.problems[0].raw, "4,5")

    def test_no_header(self):
        rows = self.rows("a.csv", "1,Doe,jane@example.com\n2,Roe,\n")
        self.assertIn("no header", rows[0].problems[0].message)
        values = {"Column 1": "1", "Column 2": "Doe", "Column 3": "jane@example.com"}
        self.assertEqual(rows[1], (1, values, ()))
        self.assertEqual(rows[2].number, 2)

    def test_a_column_that_the_profile_knows_makes_a_header(self):
        values = self.values("a.csv", "Id,2023,2024\n1,2,3\n", known={"id"})
        self.assertEqual(values, [{"Id": "1", "2023": "2", "2024": "3"}])

    def test_blank_lines_above_the_header(self):
        for start in ("\r\n", "sep=;\n\n", "\n"):
            content = f"{start}id;note\r\n1;a\r\n\r\n2;b\r\n"
            rows = self.rows("a.csv", content)
            expected = [
                (3, {"id": "1", "note": "a"}, ()),
                (5, {"id": "2", "note": "b"}, ()),
            ]
            self.assertEqual(rows, expected)
            self.assert_resumable("a.csv", content)

    def test_a_title_above_the_header(self):
        known = frozenset({"id"})
        for title in ("Case export 2026\n", 'By;"Doe\nCo"\n', "Of,2026-01-01\n"):
            content = f"{title}\nid;note;by\n1;id;me\n2;a,id,b,c;me\n"
            remark, *more = self.rows("a.csv", content, known=known)
            self.assertIn("stands above the header", remark.problems[0].message)
            rows = [row for row in more if row.number]
            self.assertEqual([row.number for row in rows], [4, 5])
            self.assertEqual(rows[0].values, {"id": "1", "note": "id", "by": "me"})
            self.assert_resumable("a.csv", content, known=known)

    def test_a_value_that_is_called_as_a_column_is_no_header(self):
        values = self.values("a.csv", "A,B\n1,id\n2,id\n", known=frozenset({"id"}))
        self.assertEqual(values, [{"A": "1", "B": "id"}, {"A": "2", "B": "id"}])

    def test_duplicate_headers_lose_nothing(self):
        first, *rows = self.rows("a.csv", "Name,Note,Note,,Note\nA,x,y,z,w\n")
        self.assertEqual(first.number, 0)
        self.assertIn("two columns are called Note", first.problems[0].message)
        self.assertEqual(
            rows[-1].values,
            {
                "Name": "A",
                "Note": "x",
                "Note (2)": "y",
                "Column 4": "z",
                "Note (3)": "w",
            },
        )

    def test_odd_characters_in_the_header(self):
        remark, row = self.rows("a.csv", "Na\0me,Note\nA,x\n")
        self.assertIn("the header held NUL", remark.problems[0].message)
        self.assertEqual(row.values, {"Na\ufffdme": "A", "Note": "x"})

    def test_a_header_that_cannot_be_read(self):
        with self.assertRaisesRegex(FatalError, "the first row, which names the col"):
            self.rows("a.csv", '"Name"x,Note\nA,x\n')

    def test_empty_files(self):
        for content in (b"", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b",,,\n"):
            with self.subTest(content):
                (row,) = self.rows("a.csv", content)
                self.assertEqual(row.problems[0].message, "a.csv: the file is empty.")
        self.assertEqual(self.rows("a.csv", "Name,Note\n"), [])

    def test_empty_rows_are_no_records(self):
        values = self.values("a.csv", "a,b\n,\n\n1,\n,\n")
        self.assertEqual(values, [{"a": "1", "b": ""}])

    def test_a_reader_goes_on_after_every_row(self):
        content = (
            'Name,Note\nA,"two\nlines"\nB,"open\nC,x\nD,\xe9\0\n\nE,1,2\nF,"a""b"\nG,c'
        )
        for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-32"):
            with self.subTest(encoding):
                self.assert_resumable("a.csv", content.encode(encoding))
        self.assert_resumable("a.csv", "1,2\n3,4\n5,6\n")
        self.assert_resumable("a.csv", "sep=;\na;b\n3;4\n5;6\n")

    def test_reading_on_does_not_need_the_beginning_again(self):
        content = b"a,b\n" + b"1,2\n" * 200_000
        with self.reader("a.csv", content) as reader:
            for _row in islice(reader, 150_000):
                pass
        file = CountingFile(content)
        self.rows("a.csv", file, start=reader.position())
        self.assertLess(file.count, len(content) / 2 + MEGABYTE)


class CountingFile(io.BytesIO):
    count = 0

    def read(self, size=-1):
        data = super().read(size)
        self.count += len(data)
        return data


class TestEncoding(ReaderCase):
    TEXT = "Name,Note\nMüller,“naïve” — 50 €\nplain,ascii\n"

    def assert_found(self, encoding, found, text=TEXT):
        content = text.encode(encoding)
        self.assertIn(f"{found}, separated", self.found("a.csv", content))
        self.assertEqual(self.problems("a.csv", content), [])
        expected = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual(self.values("a.csv", content), expected)

    def test_found_by_mark_or_content(self):
        marked = " (by its byte order mark)"
        self.assert_found("utf-8", "UTF-8")
        self.assert_found("utf-8-sig", "UTF-8" + marked)
        self.assert_found("utf-16", "UTF-16" + marked)
        self.assert_found("utf-32", "UTF-32" + marked)
        self.assert_found("cp1252", "Windows-1252 (guessed)")
        self.assert_found("utf-16-le", "UTF-16 (guessed)", "Name,Note\nA,B\n" * 9)
        self.assert_found("utf-16-be", "UTF-16 (guessed)", "Name,Note\nA,B\n" * 9)

    def test_another_script_is_guessed(self):
        text = "Name,Note\nשלום עולם,חוזה שכירות בין הצדדים נחתם בירושלים\n"  # noqa: RUF001
        self.assert_found("cp1255", "CP1255 (guessed)", text)

    def test_the_whole_file_is_looked_at(self):
        text = "Name,Note\n" + "plain,ascii\n" * 10_000 + "Müller,x\n"
        self.assert_found("cp1252", "Windows-1252 (guessed)", text)
        self.assert_found("utf-8", "UTF-8", text)

    def test_mixed_encodings(self):
        content = "Name,Note\nMüller,x\n".encode() + "Muñoz,“ü”\n".encode("cp1252")
        self.assertIn("some lines Windows-1252", self.found("a.csv", content))
        first, second = self.rows("a.csv", content)
        self.assertEqual((first.values["Name"], first.problems), ("Müller", ()))
        self.assertEqual(second.values, {"Name": "Muñoz", "Note": "“ü”"})
        (problem,) = second.problems
        self.assertEqual(problem.kind, "cell")
        self.assertEqual(problem.where, "a.csv, row 3, field Name, Note")

    def test_two_encodings_in_one_line(self):
        content = "Name,Note\nZoë,x\nMüller,".encode() + b"M\xfcller\n"
        _first, second = self.values("a.csv", content)
        self.assertEqual(second, {"Name": "Müller", "Note": "Müller"})

    def test_bytes_that_windows_1252_does_not_have(self):
        (row,) = self.rows("a.csv", b"Name,Note\nM\xfcller,\x81\n")
        self.assertEqual(row.values, {"Name": "Müller", "Note": "\x81"})
        self.assertEqual(row.problems[0].kind, "cell")

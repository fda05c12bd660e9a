import csv
import io
import json
from dataclasses import asdict

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from odoo.addons.crm_case_migration.lib.errors import MigrationError
from odoo.addons.crm_case_migration.lib.readers import Row

from .bundle_case import ReaderCase

# NUL and lone surrogates are told of and replaced: they have tests of their own.
TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
)
TRICKY = st.text(st.sampled_from("ab ,;\t|\"'\\\n\ré€"), max_size=8)
CELL = TEXT | TRICKY
HEADER = st.lists(
    st.from_regex(r"[A-Z][a-z]{1,6}", fullmatch=True),
    min_size=2,
    max_size=5,
    unique=True,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT | st.floats(-1e9, 1e9),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(TEXT, one, max_size=3),
    max_leaves=8,
)
NAMES = ("a.csv", "a.tsv", "a.json", "a.jsonl", "a.xlsx")
PIECES = [
    *(bytes([one]) for one in b'",\n\r{}[]:\\\0 1\xe9'),
    *(b"a,b\n", "é".encode(), b"\xff\xfe", b"PK\3\4", b'{"a": 1}', b"NaN", b"\\u"),
]
PIECED = st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join)
NOISE = st.binary(max_size=300) | PIECED
# Until Python 3.13 a minimal writer leaves line ends other than its own unquoted.
WAYS = [
    {"quoting": csv.QUOTE_MINIMAL},
    {"quoting": csv.QUOTE_ALL},
    {"quoting": csv.QUOTE_ALL, "lineterminator": "\n"},
    {"quoting": csv.QUOTE_NONNUMERIC, "lineterminator": "\r"},
]
ENCODINGS = ["cp1252", "cp1250", "cp1251", "latin-1", "shift_jis", "cp437"]


@st.composite
def tables(draw):
    header = draw(HEADER)
    row = st.lists(CELL, min_size=len(header), max_size=len(header))
    return header, draw(st.lists(row, max_size=8))


def written(header, rows, **dialect):
    file = io.StringIO(newline="")
    writer = csv.writer(file, **dialect)
    writer.writerow(header)
    writer.writerows(rows)
    return file.getvalue()


class TestProperties(ReaderCase):
    def assert_same(self, content, header, rows, **options):
        read = self.rows("a.csv", content, **options)
        self.assertEqual([row.problems for row in read if row.problems], [])
        expected = [dict(zip(header, row, strict=True)) for row in rows if any(row)]
        self.assertEqual([row.values for row in read], expected)

    @settings(max_examples=100)
    @given(
        tables(),
        st.sampled_from(",;\t|"),
        st.sampled_from(WAYS),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    )
    def test_what_a_csv_writer_writes_comes_back(self, table, delimiter, way, encoding):
        header, rows = table
        content = written(header, rows, delimiter=delimiter, **way)
        self.assert_same(content.encode(encoding), header, rows)

    @settings(max_examples=80)
    @given(
        st.lists(st.binary(min_size=1, max_size=20), max_size=8),
        st.sampled_from(ENCODINGS),
        st.sampled_from(",;\t|:"),
    )
    def test_any_encoding_that_is_stated_comes_back(self, cells, encoding, delimiter):
        texts = [cell.decode(encoding, "ignore").replace("\0", "") for cell in cells]
        rows = [[text, "x"] for text in texts]
        content = written(["A", "B"], rows, delimiter=delimiter)
        raw = content.encode(encoding)
        assume(raw.decode(encoding) == content)
        self.assert_same(raw, ["A", "B"], rows, encoding=encoding, delimiter=delimiter)  # pylint: disable=unreachable

    @settings(max_examples=60)
    @given(st.lists(st.dictionaries(TEXT, JSON, max_size=4), max_size=6), st.data())
    def test_json_comes_back_in_all_shapes(self, records, data):
        indent = data.draw(st.sampled_from([None, 0, 3]))
        ascii_only = data.draw(st.booleans())
        as_list = json.dumps(records, indent=indent, ensure_ascii=ascii_only)
        nested = json.dumps({"x": [{}], "a": {"b": records}, "y": 1}, indent=indent)
        lines = "\n".join(json.dumps(one, ensure_ascii=ascii_only) for one in records)
        expected = self.values("a.json", as_list)
        self.assertEqual(len(expected), len(records))
        self.assertEqual(self.problems("a.json", as_list), [])
        selected = self.values("a.json", nested, record_selector="a.b")
        self.assertEqual(selected, expected)
        if records:
            self.assertEqual(self.values("a.jsonl", lines), expected)
            self.assertEqual(self.values("a.json", lines), expected)

    @settings(max_examples=300)
    @given(st.sampled_from(NAMES), NOISE)
    def test_no_bytes_raise_anything_unexpected(self, name, content):
        try:
            rows = self.rows(name, content)
        except MigrationError as error:
            self.assertTrue(error.message.endswith("."))
            return
        for row in rows:
            self.assertIsInstance(row, Row)
            self.assertTrue(row.values is not None or row.problems)
            # What is read can be stored: as JSON in PostgreSQL, that is without NUL.
            problems = [asdict(problem) for problem in row.problems]
            stored = json.dumps(
                [row.values, problems], allow_nan=False, ensure_ascii=False
            )
            self.assertNotIn("\\u0000", stored)
            stored.encode()

    @settings(max_examples=100)
    @given(st.sampled_from(NAMES[:4]), NOISE)
    def test_a_reader_goes_on_after_any_row(self, name, content):
        try:
            self.rows(name, content)
        except MigrationError:
            return
        self.assert_resumable(name, content)

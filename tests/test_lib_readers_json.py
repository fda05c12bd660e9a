import json

from odoo.addons.crm_case_migration.lib.errors import FatalError

from .bundle_case import ReaderCase

MEGABYTE = 2**20


class TestJsonReader(ReaderCase):
    def test_the_outermost_list(self):
        rows = self.rows("a.json", '[{"a": 1}, {"a": {"b": 2, "c": [{"d": 3}]}}]')
        self.assertEqual(rows[0], (1, {"a": 1}, ()))
        self.assertEqual(rows[1], (2, {"a.b": 2, "a.c": [{"d": 3}]}, ()))

    def test_a_list_deep_in_the_file(self):
        content = """{"meta": {"items": [1, "]}"], "x": {"y": {}}}, "n": 1.5e3,
            "data": {"page": 1, "items": [{"a": 1}, {"a": 2}], "z": 0}, "items": [3]}"""
        values = self.values("a.json", content, record_selector="data.items")
        self.assertEqual(values, [{"a": 1}, {"a": 2}])

    def test_a_list_of_one_as_a_bare_object(self):
        content = '{"data": {"a": 1}, "meta": {"a": 2}}'
        self.assertEqual(
            self.values("a.json", content, record_selector="data"), [{"a": 1}]
        )
        self.assert_resumable("a.json", content, record_selector="data")

    def test_objects_one_after_the_other(self):
        content = '{"a":\n1}\n{"a": 2} {"a": 3},{"a": 4}'
        expected = [{"a": number} for number in (1, 2, 3, 4)]
        self.assertEqual(self.values("a.json", content), expected)

    def test_json_lines_by_another_name_and_the_reverse(self):
        self.assertEqual(
            self.values("a.json", '{"a": 1}\n{"a": }\n{"a": 3}\n'), [{"a": 1}, {"a": 3}]
        )
        self.assertEqual(
            self.values("a.jsonl", '[{"a": 1},\n{"a": 2}]'), [{"a": 1}, {"a": 2}]
        )

    def test_what_is_not_where_the_profile_says(self):
        for content, selector, sentence in (
            ('{"data": []}', "items", "has nothing at items"),
            ('{"data": [{"items": []}]}', "data.items", "has nothing at data.items"),
            ('{"data": 5}', "data", "holds no JSON objects at data"),
            ("5", None, "holds no JSON objects"),
            ("{5}", "a", "is not valid JSON"),
        ):
            with self.subTest(content), self.assertRaisesRegex(FatalError, sentence):
                self.rows("a.json", content, record_selector=selector)

    def test_an_empty_list_and_an_empty_file(self):
        self.assertEqual(self.rows("a.json", "[]"), [])
        self.assertEqual(self.rows("a.json", '{"a": []}', record_selector="a"), [])
        for name in ("a.json", "a.jsonl"):
            for content in ("", " \n", "\ufeff"):
                (problem,) = self.problems(name, content)
                self.assertEqual(problem.message, f"{name}: the file is empty.")

    def assert_one_broken(self, broken, sentence, field=""):
        """The row in the middle is set aside, in a list as well as in lines."""
        where = f", field {field}" if field else ""
        for name, content in (
            ("a.json", f'[{{"a": 1}}, {broken}, {{"a": 3}}]'),
            ("a.jsonl", f'{{"a": 1}}\n{broken}\n{{"a": 3}}\n'),
        ):
            with self.subTest(content):
                first, row, last = self.rows(name, content)
                self.assertEqual(first, (1, {"a": 1}, ()))
                self.assertEqual(last, (3, {"a": 3}, ()))
                self.assertIsNone(row.values)
                (problem,) = row.problems
                self.assertEqual(problem.where, f"{name}, row 2{where}")
                self.assertEqual(problem.kind, "row")
                self.assertIn(sentence, problem.message)
                self.assertEqual(problem.raw, broken)

    def test_values_that_json_does_not_have(self):
        self.assert_one_broken('{"a": NaN}', "NaN is no value", "a")
        self.assert_one_broken('{"a": {"b": [-Infinity]}}', "-Infinity", "a.b")
        self.assert_one_broken('{"a": 1e999}', "Infinity is no value", "a")
        self.assert_one_broken('{"a": ' + "9" * 5000 + "}", "a number that is too long")

    def test_a_key_that_is_there_twice(self):
        self.assert_one_broken('{"b": 1, "b": 2}', "twice with different values", "b")
        self.assertEqual(self.values("a.json", '[{"a": 1, "a": 1}]'), [{"a": 1}])

    def test_objects_that_are_broken(self):
        self.assert_one_broken('{"a": 2, }', "is not valid JSON")
        self.assert_one_broken('{"a": [1, 2}', "is not valid JSON")
        self.assert_one_broken('{"a": "x" "y, ]}"}', "is not valid JSON")
        self.assert_one_broken("nope", "is not valid JSON")

    def test_values_that_are_no_objects(self):
        for value in ("5", '"text"', "null", "[1]", "true"):
            self.assert_one_broken(value, "is not an object")

    def test_objects_that_are_nested_too_deeply(self):
        deep = '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}"
        self.assert_one_broken(deep, "nested too deeply")

    def test_brackets_that_do_not_match_take_no_longer(self):
        content = '[{"a": ' + "[" * 200_000 + "}" * 200_000 + ',{"a": 1}]'
        self.assertIsNone(self.rows("a.json", content)[0].values)

    def test_a_list_that_is_cut_off(self):
        first, second, end = self.rows("a.json", '[{"a": 1}, {"a": "x')
        self.assertEqual(first.values, {"a": 1})
        self.assertEqual(second.problems[0].raw, '{"a": "x')
        self.assertIn("is cut off", end.problems[0].message)

    def test_a_text_that_is_never_closed_ends_with_its_line(self):
        content = '[{"a": 1},\n{"a": "x},\n{"a": 3}]'
        self.assertEqual(self.values("a.json", content)[0], {"a": 1})
        self.assertIn('{"a": "x}', self.problems("a.json", content)[0].raw)

    def test_an_object_that_would_fill_the_memory(self):
        big = "x" * (20 * MEGABYTE)
        for name, content in (
            ("a.json", f'[{{"a": "{big}"}}, {{"a": 2}}]'),
            ("a.jsonl", f'{{"a": "{big}"}}\n{{"a": 2}}'),
        ):
            with self.subTest(name):
                *pieces, last = self.rows(name, content)
                problems = [problem for row in pieces for problem in row.problems]
                for problem in problems:
                    self.assertEqual(problem.where, f"{name}, row 1")
                    self.assertIn("longer than 16 MB", problem.message)
                kept = "".join(problem.raw for problem in problems)
                self.assertEqual(kept.strip(), f'{{"a": "{big}"}}')
                self.assertEqual(last.values, {"a": 2})
                self.assert_resumable(name, content)

    def test_characters_that_cannot_be_stored(self):
        for name in ("a.json", "a.jsonl"):
            content = '{"a": "x\\u0000y\\ud800z", "b": "\\ud83d\\ude00"}'
            (row,) = self.rows(name, f"[{content}]" if name == "a.json" else content)
            self.assertEqual(row.values, {"a": "x\ufffdy\ufffdz", "b": "😀"})
            (problem,) = row.problems
            self.assertEqual(problem.kind, "cell")
            self.assertEqual(problem.where, f"{name}, row 1, field a")

    def test_encodings(self):
        content = '[{"a": "Müller €"}]'
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"):
            with self.subTest(encoding):
                expected = [(1, {"a": "Müller €"}, ())]
                raw = content.encode(encoding)
                self.assertEqual(self.rows("a.json", raw), expected)
                line = content[1:-1].encode(encoding)
                self.assertEqual(self.rows("a.jsonl", line), expected)

    def test_mixed_encodings(self):
        one, other = '{"a": "Müller"}'.encode(), '{"a": "“Muñoz”"}'.encode("cp1252")
        for name, content in (
            ("a.json", b"[" + one + b"," + other + b"]"),
            ("a.jsonl", one + b"\n" + other),
        ):
            with self.subTest(name):
                first, second = self.rows(name, content)
                self.assertEqual(first, (1, {"a": "Müller"}, ()))
                self.assertEqual(second.values, {"a": "“Muñoz”"})
                self.assertEqual(second.problems[0].kind, "cell")

    def test_values_across_the_pieces_in_which_a_file_is_read(self):
        records = [
            {"id": number, "text": "é" * (number % 977), "n": [number, {"x": None}]}
            for number in range(3_000)
        ]
        content = json.dumps(records, ensure_ascii=False)
        self.assertEqual(self.values("a.json", content), records)

    def test_a_reader_goes_on_after_every_row(self):
        broken = '{"a": "é", "b": [1, 2}, {"a": NaN}'
        content = f'[{{"a": "Müller"}}, {broken}, 5, {{"a": "\\ud800"}},\n{{"a": 6}}]'
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
            with self.subTest(encoding):
                self.assert_resumable("a.json", content.encode(encoding))
                lines = content[1:].replace("}, ", "}\n").encode(encoding)
                self.assert_resumable("a.jsonl", lines)
        nested = '{"x": 1, "data": {"items": [{"a": 1}, {"a": 2}]}, "y": 2}'
        self.assert_resumable("a.json", nested, record_selector="data.items")


class TestJsonLinesReader(ReaderCase):
    def test_rows_go_by_their_line(self):
        rows = self.rows("a.jsonl", '{"a": 1}\n\n{"a": {"b": 2}}\r\n')
        self.assertEqual(rows, [(1, {"a": 1}, ()), (3, {"a.b": 2}, ())])

    def test_two_objects_on_a_line(self):
        (row,) = self.rows("a.jsonl", '{"a": 1} {"a": 2}')
        self.assertIsNone(row.values)
        self.assertEqual(row.problems[0].raw, '{"a": 1} {"a": 2}')

    def test_nul_bytes(self):
        (row,) = self.rows("a.jsonl", '{"a": "x\0y"}')
        self.assertEqual(row.values, {"a": "x\ufffdy"})
        self.assertIn("NUL", row.problems[0].message)

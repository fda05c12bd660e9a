import time
from datetime import date

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.errors import ConfigError
from odoo.addons.crm_case_migration.lib.lines import ByTeam, Line, NewField
from odoo.addons.crm_case_migration.lib.mapping import (
    Context,
    compile_lines,
    parse_line,
)

from .transform_case import at

UTC = Context("UTC", day_first=False)


class TestMapper(BaseCase):
    def apply(self, payload, *lines):
        return compile_lines(lines).apply(payload, UTC)

    def test_direct_is_a_line_of_text(self):
        mapped = self.apply({"title": " Doe v. Roe\n"}, Line("direct", "title", "name"))
        self.assertEqual(mapped.values, {"name": "Doe v. Roe"})

    def test_value_mapping(self):
        line = Line("value_mapping", "p", "priority", values={"High": "2"}, default="1")
        self.assertEqual(self.apply({"p": "HIGH"}, line).values, {"priority": "2"})
        self.assertEqual(self.apply({}, line).values, {"priority": "1"})

    def test_a_mapped_name_can_be_looked_up(self):
        line = Line("value_mapping", "s", "stage_id", "lookup", values={"Open": "New"})
        (found,) = self.apply({"s": "open"}, line).references
        self.assertEqual(
            (found.target, found.kind, found.key), ("stage_id", "lookup", "New")
        )
        self.assertEqual(self.apply({"s": "?"}, line).references, [])

    def test_values_of_a_team_come_before_those_of_all_teams(self):
        line = Line(
            "value_mapping",
            "status",
            "stage_id",
            "lookup",
            values={"Open": "New", "Closed": "Done"},
            default="Other",
            teams=ByTeam(("team_id", "team"), {"Trial": {"OPEN": "Hearing"}, "t2": {}}),
        )
        for payload, expected in (
            ({"status": "open", "team": " trial"}, "Hearing"),
            ({"status": "Closed", "team": "Trial"}, "Done"),
            ({"status": "odd", "team": "Trial"}, "Other"),
            ({"status": "open", "team_id": "t2", "team": "Trial"}, "New"),
            ({"status": "open", "team_id": "t9", "team": "Trial"}, "Hearing"),
            ({"status": "open", "team": "Claims"}, "New"),
            ({"status": "open", "team": ["Trial", "Claims"]}, "New"),
            ({"status": "open"}, "New"),
        ):
            with self.subTest(payload):
                (found,) = self.apply(payload, line).references
                self.assertEqual(found.key, expected)

    def test_values_of_a_team_may_be_part_of_a_profile(self):
        line = parse_line(
            {
                "source": "status",
                "target": "probability",
                "type": "value_mapping",
                "values": {"Open": 10},
                "teams": {"sources": ["team"], "values": {"Trial": {"Open": 60}}},
            }
        )
        mapped = self.apply({"status": "Open", "team": "Trial"}, line)
        self.assertEqual(mapped.values, {"probability": 60})

    def test_a_custom_field_is_transformed_by_its_type(self):
        for kind, value, expected in (
            ("char", 5, "5"),
            ("integer", "5", 5),
            ("float", "5,000.5", 5000.5),
            ("monetary", "$5", 5.0),
            ("date", "3/5/2024", date(2024, 3, 5)),
            ("datetime", "2024-03-05T01:00", at("2024-03-05 01:00")),
            ("boolean", "no", False),
            ("html", "a", "<p>a</p>"),
        ):
            line = Line("custom_field_required", "s", "x_f", field=NewField("F", kind))
            self.assertEqual(self.apply({"s": value}, line).values, {"x_f": expected})

    def test_a_custom_selection_takes_its_own_options_only(self):
        field = NewField("Type", "selection", ("PI", "Auto"))
        line = Line("custom_field_required", "s", "x_type", field=field)
        self.assertEqual(self.apply({"s": "auto"}, line).values, {"x_type": "Auto"})
        (issue,) = self.apply({"s": "Sea"}, line).issues
        self.assertEqual(issue.kind, "unknown_value")

    def test_not_migrated_lines_do_nothing(self):
        mapped = self.apply({"a": 1}, Line("not_migrated", "a", reason="internal"))
        self.assertEqual((mapped.values, mapped.issues, mapped.empty), ({}, [], []))

    def test_several_lines_share_a_source_field(self):
        mapped = self.apply(
            {"a": "1"}, Line("direct", "a", "x"), Line("direct", "a", "y")
        )
        self.assertEqual(mapped.values, {"x": "1", "y": "1"})

    def test_a_bad_value_leaves_its_field_empty_and_the_rest_stands(self):
        lines = Line("transformed", "e", "email", "email"), Line("direct", "n", "name")
        mapped = self.apply({"e": "none", "n": "Jane"}, *lines)
        self.assertEqual(mapped.values, {"name": "Jane"})
        self.assertEqual(mapped.empty, ["email"])
        (issue,) = mapped.issues
        self.assertEqual(issue[:3], ("bad_email", "e", "email"))
        self.assertEqual(issue.severity, "warning")
        self.assertFalse(mapped.failed)

    def test_a_required_field_without_a_value_fails_the_record(self):
        line = Line("direct", "n", "name", required=True)
        mapped = self.apply({"n": " "}, line)
        self.assertEqual([issue.kind for issue in mapped.issues], ["required"])
        self.assertTrue(mapped.failed)

    def test_lines_that_share_a_target_are_tried_in_their_order(self):
        lines = [
            Line("direct", source, "x", required=source == "a") for source in "abc"
        ]
        mapped = self.apply({"b": "second", "c": "third"}, *lines)
        self.assertEqual((mapped.values, mapped.issues), ({"x": "second"}, []))

    def test_references_of_lines_that_share_a_target_are_all_offered(self):
        lines = [Line("transformed", s, "tag_ids", "lookup") for s in "ab"]
        mapped = self.apply({"a": "PI", "b": "Auto"}, *lines)
        self.assertEqual([one.key for one in mapped.references], ["PI", "Auto"])

    def test_options_for_the_loader_are_left_to_it(self):
        line = Line("direct", "a", "x", options={"only_unmatched": True})
        self.assertEqual(self.apply({"a": "b"}, line).values, {"x": "b"})

    def test_false_and_zero_are_values(self):
        lines = (
            Line("transformed", "b", "b", "boolean", required=True),
            Line("transformed", "i", "i", "integer", required=True),
        )
        mapped = self.apply({"b": False, "i": 0}, *lines)
        self.assertEqual(mapped.values, {"b": False, "i": 0})
        self.assertFalse(mapped.failed)

    def test_messages_hold_no_more_of_a_value_than_40_characters(self):
        for transform in ("email", "integer", "boolean", "date", "url"):
            line = Line("transformed", "s", "t", transform)
            (issue,) = self.apply({"s": "secret " * 100}, line).issues
            self.assertLess(issue.message.count("secret"), 7)

    def test_thirty_plain_lines_take_less_than_a_millisecond(self):
        lines = [Line("direct", f"s{n}", f"t{n}") for n in range(24)]
        lines += [Line("transformed", f"d{n}", f"e{n}", "datetime") for n in range(6)]
        payload = {f"s{n}": "Some case value" for n in range(24)}
        payload |= {f"d{n}": "2024-05-05T10:00:00" for n in range(6)}
        mapper = compile_lines(lines)
        started = time.process_time()
        for _ in range(200):
            mapper.apply(payload, UTC)
        self.assertLess((time.process_time() - started) / 200, 0.001)


class TestCompiling(BaseCase):
    def problems(self, *lines):
        with self.assertRaises(ConfigError) as caught:
            compile_lines(lines)
        return caught.exception.problems

    def test_every_problem_is_named_with_its_place(self):
        problems = self.problems(
            Line("direct", "a", "x"),
            Line("transformed", "a", "y", "guess"),
            Line("transformed", "a", "z", "char", {"max": "ten", "cut": True}),
            Line("transformed", "a", "w", "reference"),
            Line("direct", "a"),
            Line("direct", None, "v"),
        )
        places = [problem.split(":")[0] for problem in problems]
        self.assertEqual(
            places,
            [
                "lines[1].transform",
                "lines[2].options.cut",
                "lines[2].options.max",
                "lines[3].options.object",
                "lines[4].target",
                "lines[5].source",
            ],
        )

    def test_a_line_is_read_from_json(self):
        line = parse_line(
            {
                "source": ["first", "last"],
                "target": "x_opened_on",
                "type": "custom_field_required",
                "field": {"label": "Opened on", "type": "date"},
            }
        )
        self.assertEqual(line.sources, ("first", "last"))
        self.assertEqual(line.field, NewField("Opened on", "date"))

    def test_a_wrong_line_is_refused_with_readable_problems(self):
        with self.assertRaises(ConfigError) as caught:
            parse_line({"source": 5, "typ": "direct"}, "maps[0].lines[2]")
        text = str(caught.exception)
        self.assertIn("maps[0].lines[2].type: is missing", text)
        self.assertIn("maps[0].lines[2].typ: is unknown", text)
        self.assertIn("maps[0].lines[2].source: must be", text)

"""Messages, and that `lib` says nothing to people in any other way."""

import ast
import copy
import re
import unittest
from pathlib import Path

from odoo.addons.crm_case_migration.lib.errors import ConfigError, FatalError
from odoo.addons.crm_case_migration.lib.message import Message, joined

LIB = Path(__file__).resolve().parent.parent / "lib"
_WORDS = re.compile(r"[^\W\d_]{2,}[,;:]? +[^\W\d_]{2,}")
_WORD = re.compile(r"\s[^\W\d_]{3,}|[^\W\d_]{3,}[,.:;]?\s")
_CODE = re.compile(r"[a-z_0-9.]*")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")

# What takes a sentence for people: functions, methods, classes.
_TAKERS = re.compile(
    r"(?!JSONDecode|Value)\w*Error|Bad\w+|UnknownRule|Failure|Noted|Problem|StreamCheck|Summary|Remark"
    r"|Candidate|Proposal|\w+Match|Draft|Feature|Header|Verdict|SkippedReader"
    r"|issue|wrong|problem|about_file|unreadable|refusal|sentence|_leave_out|_failed"
)
# What has words in it and is read by no person, by the constant or function it is in.
_NO_SENTENCES = {
    ("advising.py", "_TASK"),
    ("bundle/kept.py", "_place"),
    ("cells.py", "(ERROR, KEY, LIST)"),
    ("column_types.py", "_CODE_WORDS"),
    ("column_types.py", "_MONEY_WORDS"),
    ("column_types.py", "_PHONE_WORDS"),
    ("column_types.py", "_TIME_WORDS"),
    ("file_types.py", "PROGRAMS"),
    ("http/failures.py", "_is_of_header"),
    ("http/failures.py", "_of_tls"),
    ("http/jsontext.py", "_is_cut_off"),
    ("kinds.py", "_BOOLEANS"),
    ("naming.py", "_CYRILLIC_SPELLED"),
    ("naming.py", "_GREEK_SPELLED"),
    ("naming.py", "_LATIN_SPELLED"),
    ("readers/header.py", "read_header"),
    ("readers/json_lines.py", "_row_in"),
    ("readers/json_text.py", "_is_incomplete"),
    ("readers/spreadsheet.py", "_problems"),
    ("readers/spreadsheet.py", "_record"),
    ("rest/download.py", "_resumes"),
    ("rest/stream.py", "_problem"),
    ("tables.py", "write_xlsx"),
    ("transforms/date_parser.py", "_MONTHS"),
    ("transforms/numbers.py", "_NO"),
    ("transforms/numbers.py", "_YES"),
}


class TestMessage(unittest.TestCase):
    def test_a_message_is_its_english_sentence(self):
        message = Message(
            "“%(value)s” is no %(kind)s.", value="5 %", kind=Message("date")
        )
        self.assertEqual(message, "“5 %” is no date.")
        self.assertEqual(f"{message}", "“5 %” is no date.")
        self.assertEqual(str(FatalError(message)), "“5 %” is no date.")

    def test_a_message_keeps_its_template_and_its_values(self):
        message = Message("at %(place)s", place="here")
        self.assertEqual(message.template, "at %(place)s")
        self.assertEqual(message.values, {"place": "here"})

    def test_whole_numbers_get_separators_and_texts_do_not(self):
        message = Message("%(a)s and %(b)s and %(c)s", a=12345, b="12345", c=True)
        self.assertEqual(message, "12,345 and 12345 and True")

    def test_a_sentence_without_values_may_hold_a_percent_sign(self):
        self.assertEqual(Message("100 % of it"), "100 % of it")

    def test_messages_are_joined_and_stay_messages(self):
        both = joined([Message("one"), "two"], "; ")
        self.assertEqual(both, "one; two")
        self.assertEqual(both.values["part_0"].template, "one")

    def test_what_is_changed_in_the_values_is_changed_in_nested_ones_too(self):
        inner = Message("at %(host)s", host="key-secret.example.com")
        message = Message("secret: %(what)s", what=inner).altered(
            lambda text: text.replace("secret", "***")
        )
        self.assertEqual(message, "secret: at key-***.example.com")
        self.assertEqual(message.values["what"].template, "at %(host)s")

    def test_a_copy_is_the_same_message(self):
        message = Message("at %(place)s", place=Message("5 %% of %(all)s", all=7))
        again = copy.deepcopy(message)
        self.assertEqual(again, message)
        self.assertEqual(again.template, message.template)
        self.assertEqual(again.values["place"].values, {"all": 7})

    def test_the_problems_of_a_config_error_stay_messages(self):
        error = ConfigError([Message("one"), Message("two")])
        self.assertEqual(str(error), "one\ntwo")
        self.assertIsInstance(error.message.values["part_1"], Message)
        self.assertEqual(ConfigError(Message("alone")).message.template, "alone")


class TestSentences(unittest.TestCase):
    def test_every_sentence_of_lib_can_be_translated(self):
        found = [
            f"{name}:{node.lineno}: {ast.unparse(node)}"
            for name, place, node in _texts()
            if (name, place) not in _NO_SENTENCES and _is_sentence(node)
        ]
        self.assertEqual(found, [])

    def test_what_people_are_told_is_a_message(self):
        found = [
            f"{name}:{argument.lineno}: {ast.unparse(argument)}"
            for name, call in _calls()
            if _TAKERS.fullmatch(_name_of(call))
            for argument in _arguments(call)
            if _is_bare(argument)
        ]
        self.assertEqual(found, [])

    def test_templates_are_plain_texts_with_the_values_that_they_get(self):
        wrong = []
        for name, call in _calls():
            if _name_of(call) != "_lt":
                continue
            template, *others = call.args
            given = {one.arg for one in call.keywords}
            is_plain = isinstance(template, ast.Constant) and not others
            if is_plain and (None in given or given == _named(template.value)):
                continue
            wrong.append(f"{name}:{call.lineno}: {ast.unparse(call)}")
        self.assertEqual(wrong, [])

    def test_no_exception_is_left_over(self):
        used = {(name, place) for name, place, node in _texts() if _is_sentence(node)}
        self.assertEqual(_NO_SENTENCES - used, set())


def _named(template):
    return set(_PLACEHOLDER.findall(template))


def _trees():
    for path in sorted(LIB.rglob("*.py")):
        yield path.relative_to(LIB).as_posix(), ast.parse(path.read_text("utf-8"))


def _calls():
    for name, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield name, node


def _name_of(call):
    function = call.func
    return getattr(function, "id", None) or getattr(function, "attr", "")


def _arguments(call):
    """The arguments, also those that a condition chooses."""
    pending = [*call.args, *(one.value for one in call.keywords)]
    for argument in pending:
        if isinstance(argument, ast.IfExp):
            pending += [argument.body, argument.orelse]
        elif isinstance(argument, ast.List | ast.Tuple):
            pending += argument.elts
        else:
            yield argument


def _is_bare(argument):
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return not _CODE.fullmatch(argument.value)
    return isinstance(argument, ast.JoinedStr)


def _texts():
    """All texts outside of templates: file, constant or function, node."""
    for name, tree in _trees():
        for statement in tree.body:
            yield from ((name, *one) for one in _texts_in(statement, ""))


def _texts_in(node, place):
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        place = place or ast.unparse(targets[0])
    elif isinstance(node, ast.FunctionDef):
        place = node.name
    if isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    ):
        yield place, node
        return
    for child in _read_by_people(node):
        yield from _texts_in(child, place)


def _read_by_people(node):
    """The parts of a node, but for documentation, patterns, annotations, templates."""
    if isinstance(node, ast.Call) and _name_of(node) in ("_lt", "compile", "sub"):
        return [one.value for one in node.keywords] + node.args[1:]
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return []
    skipped = {"annotation", "returns"}
    return [
        child
        for field, value in ast.iter_fields(node)
        if field not in skipped
        for child in (value if isinstance(value, list) else [value])
        if isinstance(child, ast.AST)
    ]


def _is_sentence(node):
    if isinstance(node, ast.Constant):
        return bool(_WORDS.search(node.value))
    parts = [one.value for one in node.values if isinstance(one, ast.Constant)]
    return any(_WORD.search(part) for part in parts)

import ast
import json
from pathlib import Path
from typing import get_args

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path

from ..lib.column_types import ColumnType
from ..lib.kinds import Kind
from ..lib.transforms import TRANSFORMS
from ..models.mapping.transform_words import transforms
from ..models.support import names

# Where a code is what people write: descriptions of systems, and the map's own key.
WRITTEN = {
    ("case.migration.mapping", "object"),
    ("case.migration.profile.stream", "object"),
    ("case.migration.stream", "object"),
}
CODES = {
    "object",
    "res_model",
    "target_model",
    "transform",
    "custom_type",
    "field_type",
    "operation",
}


# Which argument of a call says the kind.
KIND_IN = {"note": 0, "problem": 0, "end": 1, "Problem": 1}


def _own_programs():
    addon = Path(file_path("crm_case_migration/__manifest__.py")).parent
    return [file for room in ("lib", "models") for file in (addon / room).rglob("*.py")]


def _kinds_said_in(file):
    """Yield what the calls that find something, or end a record's way, say of it."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            said = node.args[KIND_IN.get(name, len(node.args)) :][:1]
            yield from (one.value for one in said if isinstance(one, ast.Constant))


@tagged("post_install", "-at_install")
class TestNames(TransactionCase):
    """Codes are shown in words, in every list, group and chart."""

    def _kept(self):
        """The addon's models that have a table and are no wizards."""
        for name in self.env.registry:
            model = self.env[name]
            is_ours = name.startswith("case.migration.")
            if is_ours and not model._abstract and not model._transient:
                yield model

    def test_fields_that_hold_codes_are_choices(self):
        bare = {
            (model._name, name)
            for model in self._kept()
            for name in CODES & model._fields.keys()
            if model._fields[name].type != "selection"
        }
        self.assertEqual(bare - WRITTEN, set())

    def test_what_the_shipped_systems_have_has_words(self):
        for system in ("the_case_file", "backdocket"):
            file = file_path(f"crm_case_migration/profiles/{system}.json")
            profile = json.loads(Path(file).read_text())
            for stream in profile["streams"]:
                with self.subTest(stream["object"]):
                    self.assertIn(stream["object"], names.OBJECTS)

    def test_what_a_value_looks_like_has_words(self):
        labels = {names.value_label(self.env, kind) for kind in get_args(Kind)}
        self.assertLess({"Date", "E-mail address", "Amount of money"}, labels)
        self.assertFalse(labels & set(get_args(Kind)))

    def test_every_transformation_has_words(self):
        known = dict(transforms(self.env["case.migration.mapping.line"]))
        self.assertEqual(set(known), set(TRANSFORMS))

    def test_every_type_of_a_column_has_words(self):
        field = self.env["case.migration.field"]._fields["field_type"]
        self.assertEqual(
            {code for code, _words in field.selection}, set(get_args(ColumnType))
        )

    def test_every_kind_of_finding_and_reason_has_words(self):
        kinds = {kind for file in _own_programs() for kind in _kinds_said_in(file)}
        self.assertLess({"no_option", "recurrence_first", "row"}, kinds)
        self.assertLessEqual(kinds, set(self.env["case.migration.kinds"]._labels()))

    def test_every_kind_that_is_loaded_has_words(self):
        known = dict(names.odoo_models(self.env["case.migration.record"]))
        for name in ("crm.lead", "res.partner", "mail.message", "crm.stage"):
            self.assertIn(name, known)
            self.assertNotIn(".", known[name])

    def test_an_object_of_another_system_is_shown_and_can_be_searched(self):
        profile = self.env["case.migration.profile"].search([], limit=1)
        source = self.env["case.migration.source"].create(
            {"name": "Old", "profile_id": profile.id}
        )
        stream = source.stream_ids[0].copy({"name": "x", "object": "court_fee"})
        record = self.env["case.migration.record"].create(
            {
                "source_id": source.id,
                "stream_id": stream.id,
                "company_id": source.company_id.id,
                "object": "court_fee",
                "key": "7",
            }
        )
        self.assertEqual(record.display_name, "Court fee 7")
        choices = record.fields_get(["object"])["object"]["selection"]
        self.assertIn(("court_fee", "Court fee"), choices)

    def test_the_map_is_grouped_by_what_people_call_it(self):
        for model in self._kept():
            if "mapping_id" in model._fields:
                label = model._fields["mapping_id"].string
                self.assertIn("bject", label, model._name)

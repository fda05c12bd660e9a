import base64
import json
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, TransactionCase, tagged

MINIMAL = {
    "profile": 1,
    "code": "minimal",
    "name": "Minimal",
    "streams": [
        {
            "name": "people",
            "object": "contact",
            "primary_key": "id",
            "rest": {"path": "/people"},
        }
    ],
}


@tagged("post_install", "-at_install")
class TestProfile(TransactionCase):
    """Profiles in Odoo: looked at, copied, edited in forms, exported, imported."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.builtin = cls.env["case.migration.profile"].search(
            [("code", "=", "the_case_file")]
        )
        cls.profile = cls._import(json.dumps(MINIMAL))

    @classmethod
    def _import(cls, text):
        wizard = cls.env["case.migration.profile.import"].create(
            {"file": base64.b64encode(text.encode())}
        )
        return cls.env["case.migration.profile"].browse(
            wizard.action_import()["res_id"]
        )

    def test_it_is_made_ready_once_while_it_is_as_it_is(self):
        profile = self.profile._parsed()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.assertIs(self.profile._parsed(), profile)
        self.profile.definition = MINIMAL | {"name": "Less than minimal"}
        self.assertEqual(self.profile._parsed().name, "Less than minimal")
        place = "odoo.addons.crm_case_migration.models.source.case_migration_profile"
        with patch(f"{place}.MOST_PARSED", 1):
            self.builtin._parsed()
            self.assertEqual(self.profile._parsed().name, "Less than minimal")

    def test_a_form_being_filled_in_says_what_it_says(self):
        draft = self.env["case.migration.profile"].new(origin=self.profile)
        self.assertEqual(draft._parsed().name, "Minimal")
        draft.definition = MINIMAL | {"name": "Changed"}
        self.assertEqual(draft._parsed().name, "Changed")

    def test_each_list_has_a_form(self):
        names = [stream["name"] for stream in self.builtin.definition["streams"]]
        self.assertEqual(self.builtin.stream_ids.mapped("name"), names)

    def test_a_form_changes_the_definition(self):
        stream = self.profile.stream_ids
        stream.write({"path": "/persons", "files": "people*.csv, persons.xlsx"})
        definition = self.profile.definition["streams"][0]
        self.assertEqual(definition["rest"], {"path": "/persons"})
        self.assertEqual(definition["bundle"]["files"], ["people*.csv", "persons.xlsx"])
        self.assertEqual(stream.path, "/persons")

    def test_an_emptied_field_leaves_the_definition(self):
        self.profile.stream_ids.record_selector = "data.items"
        self.profile.stream_ids.record_selector = False
        self.assertEqual(
            self.profile.definition["streams"][0]["rest"], {"path": "/people"}
        )

    def test_a_changed_definition_changes_the_forms(self):
        definition = json.loads(json.dumps(MINIMAL))
        definition["streams"][0]["rest"]["path"] = "/all"
        self.profile.definition_text = json.dumps(definition)
        self.assertEqual(self.profile.stream_ids.path, "/all")

    # ---------------------------------------------------------------- the JSON itself

    def test_a_new_system_is_what_its_definition_says(self):
        definition = {**self.builtin.definition, "code": "pasted"}
        form = self._new("pasted")
        form.definition_text = json.dumps(definition)
        self.assertEqual(form.timezone, definition["timezone"])
        self.assertEqual(form.auth_type, definition["rest"]["auth"]["type"])
        profile = form.save()
        self.assertEqual(profile.definition, definition)
        names = [stream["name"] for stream in definition["streams"]]
        self.assertEqual(profile.stream_ids.mapped("name"), names)

    def test_what_is_changed_after_the_definition_was_pasted_counts(self):
        form = self._new("pasted")
        form.definition_text = json.dumps({**self.builtin.definition, "code": "pasted"})
        form.timezone = "Europe/Vienna"
        self.assertEqual(form.save().definition["timezone"], "Europe/Vienna")
        with Form(self.profile) as form:
            form.definition_text = json.dumps(MINIMAL | {"timezone": "Asia/Tokyo"})
            form.requests_per_minute = 30
        definition = self.profile.definition
        self.assertEqual(definition["timezone"], "Asia/Tokyo")
        self.assertEqual(definition["rest"], {"requests_per_minute": 30})

    def test_a_script_gives_the_text_alone(self):
        definition = {**self.builtin.definition, "code": "text"}
        vals = {"name": "Text", "code": "text", "timezone": False}
        profile = self.profile.create(
            [{**vals, "definition_text": json.dumps(definition)}]
        )
        self.assertEqual(profile.definition, definition)

    def test_a_new_system_without_a_right_definition_gets_a_sentence(self):
        wrong = json.dumps(MINIMAL | {"document_limit": "large"})
        for text, sentence in (
            ("{}", "is empty"),
            ("", "is empty"),
            ("[1]", "not a JSON object"),
            ('{"profile": 1', "not valid JSON"),
            ("[" * 100000, "not valid JSON"),
            (wrong, "document_limit"),
        ):
            form = self._new("wrong")
            form.definition_text = text
            with (
                self.subTest(text[:20]),
                self.assertRaisesRegex(ValidationError, sentence),
            ):
                form.save()

    def test_an_emptied_definition_gets_a_sentence(self):
        before = self.profile.definition
        for record in (self.profile, self.profile.stream_ids):
            for text, sentence in ((False, "is empty"), ("5", "not a JSON object")):
                with (
                    self.subTest(record._name),
                    self.assertRaisesRegex(ValidationError, sentence),
                ):
                    record.definition_text = text
        self.assertEqual(self.profile.definition, before)

    def test_a_list_is_added_by_its_fields_and_by_its_text(self):
        with Form(self.profile) as form, form.stream_ids.new() as line:
            line.name = "notes"
            line.object = "note"
            line.path = "/notes"
        added = {"name": "notes", "object": "note", "rest": {"path": "/notes"}}
        self.assertEqual(self.profile.definition["streams"][1], added)
        pasted = added | {"name": "files", "object": "document", "primary_key": "id"}
        with Form(self.profile) as form, form.stream_ids.new() as line:
            line.definition_text = json.dumps(pasted)
            self.assertEqual(line.path, "/notes")
        self.assertEqual(self.profile.definition["streams"][2], pasted)

    def _new(self, code):
        form = Form(self.env["case.migration.profile"])
        form.name = code
        form.code = code
        return form

    def test_a_wrong_setting_is_told_with_its_place(self):
        with self.assertRaisesRegex(ValidationError, "paginator"):
            self.profile.stream_ids.paginator_type = "pages"

    def test_a_form_changes_what_holds_for_all_lists(self):
        self.profile.write(
            {
                "auth_type": "api_key",
                "auth_name": "X-Key",
                "paginator_type": "offset",
                "page_size": 50,
                "requests_per_minute": 30,
                "timezone": "Europe/Vienna",
                "date_order": "day_first",
            }
        )
        definition = self.profile.definition
        auth = {"type": "api_key", "name": "X-Key"}
        paginator = {"type": "offset", "limit": 50}
        self.assertEqual(
            definition["rest"],
            {"auth": auth, "paginator": paginator, "requests_per_minute": 30},
        )
        self.assertEqual(definition["bundle"], {"date_order": "day_first"})
        self.assertEqual(definition["timezone"], "Europe/Vienna")
        self.profile.auth_type = False
        self.assertNotIn("auth", self.profile.definition["rest"])
        self.assertEqual(self.profile.page_size, 50)

    def test_what_a_form_does_not_show_stays(self):
        copy = self.builtin.copy()
        before = copy.definition
        copy.document_limit = 12
        self.assertEqual(copy.definition, {**before, "document_limit": 12})

    def test_a_login_that_cannot_work_says_what_is_missing(self):
        with self.assertRaisesRegex(ValidationError, r"rest\.auth\.token_url"):
            self.profile.auth_type = "oauth2_client_credentials"
        with self.assertRaisesRegex(ValidationError, r"rest\.auth\.type.*bearer"):
            self.profile.auth_type = "magic"

    def test_a_list_below_another_one_by_the_form(self):
        self.env["case.migration.profile.stream"].create(
            {
                "profile_id": self.profile.id,
                "sequence": 9,
                "name": "notes",
                "object": "note",
                "path": "/people/{person_id}/notes",
                "parent_stream": "people",
                "parent_field": "id",
                "parent_placeholder": "person_id",
                "cursor_field": "at",
                "cursor_param": "since",
                "changes_path": "/notes",
                "deleted_field": "gone",
            }
        )
        rest = self.profile._parsed().stream("notes").rest
        self.assertEqual(rest.parent.field, "id")
        self.assertEqual((rest.changes.path, rest.deleted.field), ("/notes", "gone"))

    def test_a_copy_is_free_to_be_changed(self):
        copy = self.builtin.copy()
        self.assertFalse(copy.builtin)
        self.assertEqual(copy.code, "the_case_file_copy")
        self.assertEqual(copy.definition["code"], "the_case_file_copy")
        self.assertEqual(len(copy.stream_ids), len(self.builtin.stream_ids))

    def test_what_is_exported_can_be_imported(self):
        exported = json.loads(base64.b64decode(self.builtin.export_file))
        self.assertEqual(exported, self.builtin.definition)
        exported["code"] = "again"
        imported = self._import(json.dumps(exported))
        self.assertEqual(imported.definition, exported)

    def test_a_file_that_is_no_profile_gets_a_sentence(self):
        for text, sentence in (
            ("<html>", "not JSON"),
            ("[]", "JSON object"),
            ('{"name": "x"}', "code"),
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, sentence):
                self._import(text)

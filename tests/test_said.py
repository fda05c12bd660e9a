import json
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import html2plaintext
from odoo.tools.translate import code_translations

from ..lib.errors import FatalError
from ..lib.message import Message, joined
from ..models.mapping.profile_reasons import REASONS
from ..models.support.words import said
from .asked_case import AskedCase, as_file
from .common import MigrationCase
from .plain_source import KEY, PlainSource, people, plain_profile
from .test_source_check import zipped

MODULE = "crm_case_migration"
FRENCH = {
    "%(where)s: %(place)s %(what)s; %(todo)s.": (
        "%(where)s : %(place)s %(what)s, %(todo)s."
    ),
    "%(refusal)s (%(status)s)": "%(refusal)s [%(status)s]",
    "refuses the credentials": "refuse les identifiants",
    "check the credentials of the source": "vérifiez les identifiants",
    "It can be reached and has %(amount)s records; the first is %(key)s.": (
        "Joignable, %(amount)s enregistrements, le premier est %(key)s."
    ),
    "%(file)s, row %(row)s": "%(file)s, ligne %(row)s",
    "%(where)s: %(what)s.": "%(where)s : %(what)s.",
    "has no %(fields)s": "n'a pas de %(fields)s",
    "is cut off: the file ends within it": "est tronquée",
    "%(place)s: %(problem)s": "%(place)s : %(problem)s",
    "must be %(kind)s, not %(value)s": "doit être %(kind)s et non %(value)s",
    "a text": "un texte",
    "is missing": "manque",
    "“%(value)s” is not an e-mail address.": "« %(value)s » n'est pas une adresse.",
    "“%(name)s” is unknown; allowed: %(allowed)s": (
        "« %(name)s » est inconnu ; possibles : %(allowed)s"
    ),
    "nothing in Odoo fits": "rien ne convient dans Odoo",
    "The file is %(kind)s, not a ZIP file: pack it again as ZIP.": (
        "Le fichier est %(kind)s et non un ZIP."
    ),
    "a PDF file": "un PDF",
    "Follows from the status.": "Découle du statut.",
}
# Reasons in profiles: of one that comes along, and of a firm's own.
OWN = ("Follows from the status.", "100 % of a firm's own")


def plant_french(case):
    """Translate the templates of `FRENCH`, and have the user of the tests read it."""
    case.env["res.lang"]._activate_lang("fr_FR")
    case.env.user.lang = "fr_FR"
    case.env = case.env(context={**case.env.context, "lang": "fr_FR"})
    known = code_translations.get_python_translations(MODULE, "fr_FR")
    planted = {(MODULE, "fr_FR"): {**known, **FRENCH}}
    case.startClassPatcher(patch.dict(code_translations.python_translations, planted))


@tagged("post_install", "-at_install")
class TestSaid(AskedCase):
    """What `lib` says of a source is told in the language of who asks it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plant_french(cls)

    def setUp(self):
        super().setUp()
        self.plain = PlainSource(people=people(3))
        self.plain.__enter__()
        self.addCleanup(self.plain.__exit__)
        self.profile = self.import_profile(plain_profile("people"))

    def _over_rest(self, **vals):
        vals = {"address": self.plain.url, "api_key": KEY, **vals}
        return self.job_of(self.profile, **vals)

    def _by_export(self, content):
        bundle = as_file(content)
        return self.job_of(self.profile, channel="bundle", bundle=bundle)

    def _tested(self, job):
        job.source_id.action_test()
        return html2plaintext(job.source_id.check_result)

    # ---------------------------------------------------------------- a message

    def test_a_message_and_the_messages_in_it(self):
        inner = Message(
            "must be %(kind)s, not %(value)s", kind=Message("a text"), value="%"
        )
        message = Message("%(place)s: %(problem)s", place="x.y", problem=inner)
        french = "x.y : doit être un texte et non %"
        self.assertEqual(said(self.env, message), french)
        self.assertEqual(said(self.env, FatalError(message)), french)
        both = joined([message, Message("is missing")], "; ")
        self.assertEqual(said(self.env, both), f"{french}; manque")

    def test_in_english_it_is_what_it_is(self):
        env = self.env(context={"lang": "en_US"})
        message = Message(
            "%(files)s of %(count)s", files=Message("a text"), count=12345
        )
        self.assertEqual(said(env, message), "a text of 12,345")
        self.assertEqual(str(message), "a text of 12,345")

    def test_numbers_are_written_as_the_reader_writes_them(self):
        message = Message("%(number)s of %(code)s", number=12345, code="12345")
        number, _of, code = said(self.env, message).rpartition(" of ")
        self.assertRegex(number, r"^12\s345$")
        self.assertEqual(code, "12345")

    def test_a_text_stays_as_it_is(self):
        self.assertEqual(said(self.env, "is missing"), "is missing")
        self.assertEqual(said(self.env, FatalError("a text")), "a text")

    # ---------------------------------------------------------------- the source

    def test_what_a_list_says(self):
        sentence = "Joignable, 3 enregistrements, le premier est 1."
        self.assertIn(sentence, self._tested(self._over_rest()))

    def test_a_wrong_key(self):
        found = self._tested(self._over_rest(api_key="other"))
        self.assertRegex(
            found, r"People : \S+/people refuse les identifiants \[401\], vérifiez les"
        )

    def test_a_wrong_key_in_the_wizard(self):
        source = self._over_rest(api_key="other").source_id
        with self.assertRaisesRegex(UserError, r"refuse les identifiants \[401\]"):
            source.action_start_test()

    def test_a_wrong_key_while_it_is_read(self):
        job = self._over_rest(api_key="other")
        self.step("action_discover", job)
        self.assertTrue(job.paused)
        self.assertIn("refuse les identifiants [401], vérifiez", job.problem)

    def test_a_file_of_another_kind(self):
        with self.assertRaisesRegex(UserError, "^Le fichier est un PDF et non un ZIP"):
            self._tested(self._by_export(b"%PDF-1.7"))

    def test_a_row_that_cannot_be_read(self):
        job = self._by_export(zipped(people="id,name\n4,Ada\n,Grace\n5"))
        self.step("action_discover", job)
        self.assertCountEqual(
            job.finding_ids.mapped("message"),
            [
                "people.csv, ligne 3 : n'a pas de id.",
                "people.csv, ligne 4 : est tronquée.",
            ],
        )

    def test_a_profile_that_is_wrong(self):
        other = {"code": "other", "description": 7}
        definition = json.loads(plain_profile("people")) | other
        del definition["streams"][0]["object"]
        with self.assertRaises(ValidationError) as refused:
            self.import_profile(json.dumps(definition))
        self.assertEqual(
            str(refused.exception),
            "streams[0].object : manque\ndescription : doit être un texte et non 7",
        )


@tagged("post_install", "-at_install")
class TestSaidOfValues(MigrationCase):
    """What is said of a value, and of a proposal, is told in the job's language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plant_french(cls)
        contact = {"id": "c1", "first_name": "Jane", "email": "none", "Shoe": "38"}
        cls.job = cls.job.with_env(cls.env)
        cls.connection.streams = {"contacts": [contact]}
        cls.step("action_discover")
        cls.step("action_propose")

    def _line(self, name):
        lines = self.job.line_ids
        return lines.filtered(lambda line: line.source_field == name)[:1]

    def test_a_value_that_does_not_fit(self):
        self.job.action_confirm()
        self.job.action_confirm_owners()
        self.step("action_apply_setup")
        self.step("action_run")
        messages = self.job.finding_ids.mapped("message")
        self.assertIn("« none » n'est pas une adresse.", messages)

    def test_why_a_line_is_proposed(self):
        self.assertIn("Rien ne convient dans Odoo", self._line("Shoe").reason)

    def test_why_a_profile_leaves_a_field_out(self):
        lines = [{"source": "id", "type": "not_migrated", "reason": one} for one in OWN]
        values = [
            self.env["case.migration.mapping.line"]._from_profile(
                self.job.mapping_ids[:1], line
            )
            for line in lines
        ]
        self.assertEqual(
            [one["reason"] for one in values],
            ["Découle du statut.", "100 % of a firm's own"],
        )

    def test_the_reasons_of_all_profiles_that_come_along_can_be_translated(self):
        profiles = self.env["case.migration.profile"].search([("builtin", "=", True)])
        reasons = {
            line["reason"]
            for profile in profiles
            for one_map in profile.definition["maps"]
            for line in one_map["lines"]
            if line.get("reason")
        }
        self.assertEqual(reasons, set(REASONS))

    def test_a_line_that_cannot_work(self):
        line = self._line("email").with_context(lang="fr_FR")
        line.write({"mapping_type": "transformed", "transform": "magic"})
        self.assertIn("transform : « magic » est inconnu ; possibles : ", line.problem)

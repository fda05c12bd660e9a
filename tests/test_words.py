from datetime import date

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.support import words
from .common import MigrationCase

DAY = date(2026, 2, 3)
MOMENT = fields.Datetime.to_datetime("2026-02-03 04:05:00")
# By language: how people write that day, and 1234567.5.
FORMS = {
    "en_US": ("02/03/2026", "1,234,567.5"),
    "de_DE": ("03.02.2026", "1.234.567,5"),
    "ja_JP": ("2026/02/03", "1,234,567.5"),
}


@tagged("post_install", "-at_install")
class TestWords(MigrationCase):
    """Numbers and days are written as the reader writes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in FORMS:
            cls.env["res.lang"]._activate_lang(code)

    def _readers(self):
        """:return: the environment of a reader of each language, and what he expects"""
        return [
            (self.env(context={"lang": code, "tz": "UTC"}), *forms)
            for code, forms in FORMS.items()
        ]

    def test_days_and_numbers(self):
        for env, day, number in self._readers():
            with self.subTest(env.lang):
                self.assertEqual(words.day(env, DAY), day)
                self.assertEqual(words.number(env, 1234567.5, 1), number)
                moment = words.moment(env, MOMENT)
                self.assertTrue(moment.startswith(day), moment)
                self.assertIn("05", moment)

    def test_one_and_several(self):
        for count, sentence in ((0, "0 are"), (1, "one is"), (1200, "1,200 are")):
            said = words.counted(self.env, count, "one is", "%(count)s are")
            self.assertEqual(said, sentence)

    def test_sentences_about_days(self):
        self.job.write(
            {"state": "done", "closed_on": DAY, "closed_by_id": self.env.uid}
        )
        self.source.removed_on = DAY
        for env, day, _number in self._readers():
            with self.subTest(env.lang):
                job = self.job.with_env(env)
                self.assertIn(day, job._sentence_on_end())
                with self.assertRaisesRegex(UserError, day):
                    job._plan([], "run")

    def test_the_summary(self):
        self.job.write({"started_on": DAY, "finished_on": DAY})
        for env, day, _number in self._readers():
            with self.subTest(env.lang):
                self.job.company_id.partner_id.lang = env.lang
                page = (
                    env["ir.actions.report"]
                    ._render_qweb_html(
                        "crm_case_migration.report_summary", self.job.ids
                    )[0]
                    .decode()
                )
                self.assertIn(day, page)
                separator = "," if env.lang == "de_DE" else "."
                self.assertRegex(page, rf"\b0\{separator}00\b")

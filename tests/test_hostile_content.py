from odoo.tests import HttpCase, tagged

from .loader_case import FIRM, LoaderCase

# Whatever runs marks the page that it runs in.
MARK = "top.document.documentElement.setAttribute('data-ran', '1')"
SCRIPT = f'<script>{MARK}</script><img src="x:" onerror="{MARK}">'
SVG = (
    f'<svg xmlns="http://www.w3.org/2000/svg" onload="{MARK}">'
    f"<script>{MARK}</script></svg>"
)
HTML = f'<!DOCTYPE html><html><body onload="{MARK}">{SCRIPT}</body></html>'
FILES = {"d1": SVG.encode(), "d2": HTML.encode(), "d3": b"text"}
# Leaves what would run the time to do so.
NOTHING_RAN = """
    setTimeout(() => document.documentElement.dataset.ran
        ? console.error("a script ran") : console.log("test successful"), 300);
"""
IT_RUNS = f"""
    const box = document.createElement("div");
    box.innerHTML = `<img src="x:" onerror="{MARK}">`;
    setTimeout(() => document.documentElement.dataset.ran
        ? console.log("test successful") : console.error("nothing ran"), 500);
"""


@tagged("post_install", "-at_install")
class TestHostileContent(LoaderCase, HttpCase):
    """Scripts in what a source gives do nothing in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        [case] = FIRM["cases"]
        jane, other = FIRM["contacts"]
        cls.load(
            FILES,
            contacts=[{**jane, "name": f"Jane {SCRIPT}"}, other],
            cases=[{**case, "title": f"Doe {SCRIPT}", "description": SCRIPT}],
            notes=[{"id": "n1", "case_id": "m1", "text": SCRIPT, "note": SCRIPT}],
            documents=[
                {"id": "d1", "case_id": "m1", "name": "a.svg"},
                {"id": "d2", "case_id": "m1", "name": "a.html"},
                {"id": "d3", "case_id": "m1", "name": f'"><{SCRIPT}.txt'},
            ],
        )

    def _assert_nothing_runs(self, path, ready=""):
        self.browser_js(path, NOTHING_RAN, ready, login="admin")

    def _in_form(self, path):
        self._assert_nothing_runs(path, "!!document.querySelector('.o_form_view')")

    def test_the_scripts_would_run_where_nothing_is_done_about_them(self):
        self.browser_js("/web/login", IT_RUNS)

    def test_nor_in_a_case_with_its_chatter_and_files(self):
        self._assert_nothing_runs(
            f"/odoo/crm.lead/{self.lead().id}",
            "!!document.querySelector('.o-mail-Message')",
        )

    def test_nor_in_a_contact(self):
        self._in_form(f"/odoo/res.partner/{self.target('contacts', 'c1').id}")

    def test_nor_in_the_source_record(self):
        record = self.record("cases", "m1")
        self._in_form(f"/odoo/case.migration.record/{record.id}")

    def test_nor_in_the_audit_log(self):
        line = self.env["case.migration.audit.log"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", self.lead().id)], limit=1
        )
        self._in_form(f"/odoo/case.migration.audit.log/{line.id}")

    def test_nor_in_a_file_that_is_opened(self):
        for key in ("d1", "d2"):
            file = self.target("documents", key)
            self.assertEqual(file.raw, FILES[key])
            with self.subTest(file.name):
                self._assert_nothing_runs(f"/web/content/{file.id}")

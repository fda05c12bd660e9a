from functools import partial

from odoo.tests import tagged

from .browser_case import Screen
from .hostile_case import MARK, SCRIPT, HostileCase
from .loader_case import FIRM

SVG = (
    f'<svg xmlns="http://www.w3.org/2000/svg" onload="{MARK}">'
    f"<script>{MARK}</script></svg>"
)
HTML = f'<!DOCTYPE html><html><body onload="{MARK}">{SCRIPT}</body></html>'
FILES = {"d1": SVG.encode(), "d2": HTML.encode(), "d3": b"text"}
FORM = "document.querySelector('.o_form_view')"


@tagged("post_install", "-at_install")
class TestHostileContent(HostileCase):
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

    def _pages(self):
        """The address of each page, and what is seen when it is there."""
        line = self.env["case.migration.audit.log"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", self.lead().id)], limit=1
        )
        forms = {
            "contact": self.target("contacts", "c1"),
            "source record": self.record("cases", "m1"),
            "audit line": line,
        }
        yield (
            "a case with its chatter and files",
            f"/odoo/crm.lead/{self.lead().id}",
            "document.querySelector('.o-mail-Message')",
        )
        for name, record in forms.items():
            yield name, f"/odoo/{record._name}/{record.id}", FORM
        for key in ("d1", "d2"):
            file = self.target("documents", key)
            self.assertEqual(file.raw, FILES[key])
            yield file.name, f"/web/content/{file.id}", ""

    def test_nothing_runs_that_would_run_where_nothing_is_done_about_it(self):
        self.look_at(
            [
                (name, partial(Screen.open, path=path, ready=ready))
                for name, path, ready in self._pages()
            ]
        )

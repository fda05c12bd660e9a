from functools import partial

from odoo.tests import tagged

from .browser_case import Screen
from .hostile_case import SCRIPT, HostileCase
from .loader_case import FIRM

FORM = ".o_form_view"
LIST = ".o_list_view, .o_kanban_view"
BEHIND_BUTTONS = (
    "map",
    "owners",
    "setup",
    "objects",
    "records",
    "sample",
    "diff",
    "findings",
    "files",
    "audit",
    "checks",
    "runs",
    "rollbacks",
)
SHOWN = {
    "the migration",
    "map",
    "owners",
    "setup",
    "records",
    "diff",
    "audit",
    "case.migration.field",
    "assessment_document",
    "specification_document",
    "summary",
}
PRINTS = ("assessment_document", "specification_document", "summary")


def _there(selector):
    return f"document.querySelector({selector!r})"


@tagged("post_install", "-at_install")
class TestHostileScreens(HostileCase):
    """Our own screens show what a source gives as text: its values, its names of
    fields and lists, people and files.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        [case] = FIRM["cases"]
        jane, _other = FIRM["contacts"]
        streams = {
            **FIRM,
            "users": [{"id": "u3", "email": "u3@firm.test", "name": SCRIPT}],
            "contacts": [{**jane, "name": f"Jane {SCRIPT}", "country": SCRIPT}],
            "cases": [
                {
                    **case,
                    "title": SCRIPT,
                    "status": SCRIPT,
                    "owner_id": "u3",
                    "revenue": SCRIPT,
                    "reason": SCRIPT,
                    SCRIPT: SCRIPT,
                    "form": [{"name": SCRIPT, "value": SCRIPT}],
                }
            ],
            "documents": [{"id": "d1", "case_id": "m1", "name": f"{SCRIPT}.exe"}],
        }
        for stream in cls.source.stream_ids:
            stream.enabled = stream.name in streams
            stream.label = f"{stream.label} {SCRIPT}"
        cls.source.name = cls.job.name = f"Move {SCRIPT}"
        cls.connection.documents = {"d1": b"MZ"}
        cls.prepare(streams)
        for step in ("sample", "run", "close_window", "validate", "plan_rollback"):
            cls.step(f"action_{step}")
        cls.source.action_test()

    def _pages(self):
        job = f"/odoo/case.migration.job/{self.job.id}"
        yield "the migration", partial(Screen.open, path=job, ready=_there(FORM))
        yield "the pages of its form", _turn_over
        for name in BEHIND_BUTTONS:
            action = getattr(self.job, f"action_open_{name}")()
            yield name, partial(_opened, action=action)
        for record in self._records():
            yield record._name, partial(_opened, action=_form(record), shown=FORM)
        for name in PRINTS:
            path = f"/report/html/crm_case_migration.report_{name}/{self.job.id}"
            yield name, partial(Screen.open, path=path, ready=_there("main, .page"))

    def _records(self):
        of_job = [("job_id", "=", self.job.id)]
        yield self.source
        for model in ("finding", "diff", "check", "rollback.plan", "mapping.line"):
            found = self.env[f"case.migration.{model}"].search(of_job, limit=1)
            self.assertTrue(found, model)
            yield found
        yield self.env["case.migration.field"].search(
            [("stream_id.source_id", "=", self.source.id), ("name", "like", "script")],
            limit=1,
        )

    def test_nothing_runs(self):
        shown = self.look_at(list(self._pages()))
        self.assertLessEqual(SHOWN, shown)


def _turn_over(screen):
    """Open each page of the form that is there."""
    screen.value(
        "Promise.all([...document.querySelectorAll('.o_notebook .nav-link')].map("
        "(tab, at) => new Promise((done) => setTimeout(() => done(tab.click()),"
        " 200 * at))))"
    )


def _opened(screen, action, shown=LIST):
    screen.value("document.querySelector('.o_action').dataset.before = '1'")
    screen.go_on_to(action, _there(f":is({shown}):not([data-before])"))


def _form(record):
    return {
        "type": "ir.actions.act_window",
        "name": record._name,
        "res_model": record._name,
        "res_id": record.id,
        "views": [[False, "form"]],
    }

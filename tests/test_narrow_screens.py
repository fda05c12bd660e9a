from odoo.tests import tagged

from .browser_case import BrowserCase
from .common import MigrationCase
from .test_thread import FIRM

TABLET = {"width": 820, "height": 1180, "deviceScaleFactor": 1, "mobile": False}
TOO_WIDE = """
    (() => {
        const list = document.querySelector(".o_list_renderer");
        return list.scrollWidth - list.clientWidth;
    })()
"""


@tagged("post_install", "-at_install")
class TestNarrowScreens(BrowserCase, MigrationCase):
    """On a tablet, nobody has to scroll a list sideways to decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.migrate(FIRM)
        cls.step("action_validate")

    def test_no_list_is_wider_than_a_tablet(self):
        actions = self.env["ir.actions.act_window"].search(
            [("res_model", "=like", "case.migration.%"), ("view_mode", "like", "list")]
        )
        with self.browsing("admin") as screen:
            screen.call("Emulation.setDeviceMetricsOverride", **TABLET)
            screen.open(
                "/odoo/case-migrations", "document.querySelector('.o_kanban_view')"
            )
            for model in sorted(set(actions.mapped("res_model"))):
                with self.subTest(model):
                    self._show(screen, model)
                    self.assertLessEqual(screen.value(TOO_WIDE), 0)

    def _show(self, screen, model):
        action = {
            "type": "ir.actions.act_window",
            "name": model,
            "res_model": model,
            "views": [[False, "list"]],
        }
        screen.go_on_to(
            action,
            f"document.title.startsWith({model!r})"
            " && document.querySelector('.o_list_renderer table th')",
        )

from lxml import etree, html

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open

# Fields that Odoo gives to every model, or that an inherited model brings along.
GIVEN_BY_ODOO = {
    "id",
    "display_name",
    "create_uid",
    "create_date",
    "write_uid",
    "write_date",
}
ADDON = "crm_case_migration"
# Fields that tell whether a record needs a person.
TELLING = {"state", "decision", "severity", "need", "problem", "failed", "done"}


@tagged("post_install", "-at_install")
class TestScreens(TransactionCase):
    """What every screen of the addon has, whoever adds one."""

    def _own_fields(self):
        """Each field that we have added to any model."""
        for model in self.env.values():
            if model._abstract:
                continue
            for field in model._fields.values():
                ours = set(field._modules) == {ADDON}
                if ours and field.name not in GIVEN_BY_ODOO and not field.inherited:
                    yield field

    def test_every_field_says_what_it_is(self):
        without = sorted({str(field) for field in self._own_fields() if not field.help})
        self.assertFalse(without, "Say in `help` what these are, in plain words.")

    def test_every_list_says_what_to_do_when_it_is_empty(self):
        actions = self.env["ir.actions.act_window"].search(
            [("res_model", "=like", "case.migration.%")]
        )
        for action in actions:
            lists = set(action.view_mode.split(",")) & {"list", "kanban"}
            if lists and not self.env[action.res_model]._transient:
                with self.subTest(action.name):
                    self.assertIn("o_view_nocontent", action.help or "")

    def test_every_list_can_be_searched_and_grouped(self):
        for name, model in self.env.items():
            if not name.startswith("case.migration.") or model._abstract:
                continue
            listed = self.env["ir.actions.act_window"].search_count(
                [("res_model", "=", name), ("view_mode", "like", "list")]
            )
            if listed:
                with self.subTest(name):
                    arch = etree.fromstring(model.get_view(view_type="search")["arch"])
                    self.assertTrue(arch.xpath("//filter[@domain]"))
                    self.assertTrue(
                        arch.xpath("//filter[contains(@context, 'group_by')]")
                    )

    def test_every_list_shows_in_colour_what_needs_a_person(self):
        lists = self.env["ir.ui.view"].search(
            [("model", "=like", "case.migration.%"), ("type", "=", "list")]
        )
        shown = set()
        for view in lists.filtered(lambda one: one.mode == "primary"):
            arch = etree.fromstring(self.env[view.model].get_view(view.id)["arch"])
            columns = set(arch.xpath("//list/field/@name"))
            if columns & TELLING:
                shown.add(view.model)
                with self.subTest(view.xml_id):
                    self.assertTrue(
                        arch.xpath("//@*[starts-with(name(), 'decoration-')]")
                    )
        self.assertLess({"case.migration.job", "case.migration.finding"}, shown)

    def test_pictures_of_the_page_in_the_store_keep_to_its_width_without_styles(self):
        with file_open(f"{ADDON}/static/description/index.html") as page:
            pictures = html.fromstring(page.read()).xpath("//img")
        self.assertTrue(pictures)
        for picture in pictures:
            with self.subTest(picture.get("src")):
                self.assertTrue(picture.get("alt"))
                self.assertRegex(picture.get("style", ""), r"width: 100%; max-width")

    def test_only_one_button_of_a_job_is_primary_at_a_time(self):
        arch = self.env["case.migration.job"].get_view(view_type="form")["arch"]
        buttons = etree.fromstring(arch).xpath(
            "//header/button[contains(@class, 'btn-primary')]"
        )
        self.assertTrue(buttons)
        for button in buttons:
            with self.subTest(button.get("name")):
                condition = button.get("invisible", "")
                self.assertRegex(condition, "next_step|paused")

    def test_pictograms_and_progress_have_words_for_screen_readers(self):
        for view in self.env["ir.ui.view"].search(
            [("model", "=like", "case.migration.%")]
        ):
            for icon in etree.fromstring(view.arch).xpath(
                "//i[contains(@class, 'fa')]"
            ):
                with self.subTest(view.name):
                    self.assertTrue(
                        icon.get("aria-hidden")
                        or icon.get("title")
                        or icon.get("aria-label")
                    )

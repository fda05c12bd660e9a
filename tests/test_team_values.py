import io

from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..lib.tables import write_xlsx
from .common import MigrationCase

TEAMS = [{"id": "t1", "name": "Trial"}, {"id": "t2", "name": "Notaries"}]


def _case(key, team, status="Open"):
    teams = {"t1": "Trial", "t2": "Notaries"}
    return {
        "id": key,
        "title": f"Case {key}",
        "status": status,
        "team_id": team,
        "team": teams.get(team),
    }


FIRM = {
    "teams": TEAMS,
    "stages": [{"id": "s1", "name": "Open", "category": "active", "sequence": 1}],
    "matters": [
        _case("m1", "t1"),
        _case("m2", "t1"),
        _case("m3", "t2"),
        _case("m4", None),
        _case("m5", "t2", "In Progress"),
    ],
}


@tagged("post_install", "-at_install")
class TestTeamValues(MigrationCase):
    """A status may mean one stage for one team and another for the next."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams = cls.connection.streams = FIRM
        cls.step("action_discover")
        cls.step("action_propose")

    def _line(self, target, job=None):
        lines = (job or self.job).line_ids
        return lines.filtered(
            lambda line: (
                line.source_field == "status"
                and line.target_field == target
                and line.mapping_id.object == "case"
            )
        )

    def _by_team(self, target="stage_id"):
        line = self._line(target)
        line.action_list_by_team()
        return line

    def _value(self, line, text, team=False):
        return line.value_ids.filtered(
            lambda one: (one.source_value, one.team) == (text, team)
        )

    def _load(self):
        self.job.action_confirm()
        self.job.action_confirm_owners()
        self.step("action_apply_setup")
        self.step("action_run")
        self.assertFalse(self.job.problem)

    # ---------------------------------------------------------------- the list

    def test_nothing_is_proposed_for_single_teams(self):
        self.assertFalse(any(self.job.line_ids.value_ids.mapped("team")))

    def test_the_list_has_what_occurs_with_what_holds_for_all(self):
        line = self._by_team("probability")
        self.assertEqual(
            {
                (one.team, one.source_value, one.target_value, one.source_count)
                for one in line.value_ids
                if one.team
            },
            {
                ("Trial", "Open", "50", 2),
                ("Notaries", "Open", "50", 1),
                ("Notaries", "In Progress", "70", 1),
            },
        )
        self.assertFalse(line.confirmed)

    def test_listing_again_adds_nothing(self):
        line = self._by_team("probability")
        before = line.value_ids
        line.action_list_by_team()
        self.assertEqual(line.value_ids, before)

    def test_only_a_list_can_differ_by_team(self):
        line = self.job.line_ids.filtered(lambda one: one.source_field == "title")
        self.assertFalse(line.can_differ_by_team)
        with self.assertRaises(UserError):
            line.action_list_by_team()

    # ---------------------------------------------------------------- loading

    def test_a_status_becomes_another_stage_for_one_team(self):
        line = self._by_team()
        self._value(line, "Open", "Trial").target_value = "Hearing"
        probability = self._by_team("probability")
        self._value(probability, "Open", "Trial").target_value = "65"
        self._load()
        stages = {key: self.target("matters", key).stage_id.name for key in _KEYS}
        self.assertEqual(
            stages,
            {
                "m1": "Hearing",
                "m2": "Hearing",
                "m3": "Open",
                "m4": "Open",
                "m5": "In Progress",
            },
        )
        self.assertEqual(self.target("matters", "m1").probability, 65)
        self.assertEqual(self.target("matters", "m3").probability, 50)

    def test_a_stage_of_the_own_team_comes_before_one_of_all(self):
        team = self.env["crm.team"].create({"name": "Trial"})
        self.env["crm.stage"].create({"name": "Open", "sequence": -5})
        own = self.env["crm.stage"].create(
            {"name": "Open", "sequence": 99, "team_ids": [(6, 0, team.ids)]}
        )
        self._by_team()
        self._load()
        self.assertEqual(self.target("matters", "m1").stage_id, own)
        self.assertNotEqual(self.target("matters", "m3").stage_id, own)

    # ---------------------------------------------------------------- the check

    def test_a_stage_of_another_team_is_told(self):
        team = self.env["crm.team"].create({"name": "Notaries"})
        self.env["crm.stage"].create(
            {"name": "Deed drawn up", "team_ids": [(6, 0, team.ids)]}
        )
        line = self._by_team()
        self._value(line, "Open", "Notaries").target_value = "Deed drawn up"
        self.assertFalse(line.problem)
        self._value(line, "Open", "Trial").target_value = "Deed drawn up"
        self.assertEqual(line.need, 1)
        self.assertIn("“Trial”", line.problem)
        self.assertIn("a stage of Notaries only", line.problem)

    def test_a_value_that_cannot_be_used_is_told(self):
        line = self._by_team("probability")
        self._value(line, "Open", "Trial").target_value = "soon"
        self.assertIn("“Trial”", line.problem)

    def test_a_team_that_the_source_does_not_have_is_told(self):
        line = self._by_team("probability")
        self._value(line, "Open", "Trial").team = "Trail"
        self.assertIn("no team “Trail”", line.problem)

    def test_without_a_team_in_the_map_it_is_told(self):
        line = self._by_team("probability")
        teams = self.job.line_ids.filtered(lambda one: one.target_field == "team_id")
        teams.write({"mapping_type": "not_migrated"})
        self.job.action_check_map()
        self.assertIn("No line of the map fills the team", line.problem)

    def test_stages_of_single_teams_are_on_the_checklist(self):
        line = self._by_team()
        self._value(line, "Open", "Trial").target_value = "Hearing"
        self.job.action_confirm()
        names = self.job.setup_item_ids.mapped("technical_name")
        self.assertIn("Hearing", names)

    # ---------------------------------------------------------------- taken along

    def test_it_goes_with_the_template_and_the_specification(self):
        line = self._by_team("probability")
        self._value(line, "Open", "Trial").target_value = "65"
        job = self.job.copy()
        self.step("action_discover", job)
        self.step("action_propose", job)
        job.template_id = self.job.action_save_template()["res_id"]
        job.action_load_template()
        loaded = self._line("probability", job)
        self.assertEqual(loaded._to_lib(), line._to_lib())
        self.assertEqual(self._value(loaded, "Open", "Trial").source_count, 2)
        stream = io.BytesIO()
        write_xlsx(self.job._exported("specification"), stream)
        values = load_workbook(stream)["Values"].iter_rows(values_only=True)
        self.assertIn(("Open", "Trial", "65", 2), [row[3:] for row in values])
        report = self.env["ir.actions.report"]._render_qweb_html(
            "crm_case_migration.report_specification_document", self.job.ids
        )[0]
        self.assertIn("Trial", report.decode())


_KEYS = ("m1", "m2", "m3", "m4", "m5")

from odoo.tests import tagged

from .loader_case import FIRM, LoaderCase


@tagged("post_install", "-at_install")
class TestLoaderCrmTeam(LoaderCase):
    """Teams and stages by name; nobody loses the team he is in."""

    def load_teams(self, *teams):
        self.load(
            teams=[
                {"id": name, "name": name, "member_ids": members}
                for name, members in teams
            ],
            cases=[],
        )

    def test_a_team_has_its_members(self):
        self.load_teams(("Litigation Z", ["u1", "u2"]))
        team = self.target("teams", "Litigation Z")
        self.assertEqual(team.member_ids, self.ann)
        self.assertFalse(team.user_id)

    def test_a_member_of_another_team_stays_there(self):
        other = self.env["crm.team"].create({"name": "Other", "member_ids": self.ann})
        member = other.crm_team_member_ids
        self.load_teams(("Litigation Z", ["u1"]))
        self.assertTrue(member.active)
        self.assertEqual(other.member_ids, self.ann)
        self.assertFalse(self.target("teams", "Litigation Z").member_ids)
        self.assertEqual(self.kinds("teams", "Litigation Z"), ["member_of_other_team"])

    def test_in_two_teams_of_the_source_he_is_in_the_first(self):
        self.load_teams(("First Z", ["u1"]), ("Second Z", ["u1"]))
        self.assertEqual(self.target("teams", "First Z").member_ids, self.ann)
        self.assertFalse(self.target("teams", "Second Z").member_ids)

    def test_or_in_both_where_odoo_allows_it(self):
        self.env["ir.config_parameter"].set_param("sales_team.membership_multi", "1")
        self.load_teams(("First Z", ["u1"]), ("Second Z", ["u1"]))
        self.assertEqual(self.target("teams", "First Z").member_ids, self.ann)
        self.assertEqual(self.target("teams", "Second Z").member_ids, self.ann)

    def test_a_team_of_that_name_is_found_and_left_alone(self):
        known = self.env["crm.team"].create({"name": "litigation  z"})
        self.load_teams(("Litigation Z", ["u1"]))
        self.assertEqual(self.target("teams", "Litigation Z"), known)
        self.assertFalse(known.member_ids)

    def test_a_rollback_takes_the_memberships_too(self):
        self.load_teams(("Litigation Z", ["u1"]))
        team = self.target("teams", "Litigation Z")
        members = team.crm_team_member_ids
        self.roll_back()
        self.assertFalse(self.job.problem)
        self.assertFalse(team.exists() or members.exists())

    # ------------------------------------------------- stages

    def test_stages_by_name_made_once(self):
        known = self.env["crm.stage"].create({"name": "Discovery Z"})
        statuses = [
            {"id": "1", "name": "DISCOVERY z", "probability": 30},
            {"id": "2", "name": "Trial Z", "probability": 60},
            {"id": "3", "name": "trial Z"},
        ]
        self.load(statuss=statuses, cases=[])
        self.assertEqual(self.target("statuss", "1"), known)
        trial = self.target("statuss", "2")
        self.assertEqual(trial.name, "Trial Z")
        self.assertEqual(self.target("statuss", "3"), trial)

    def test_a_stage_of_one_team_is_nobody_elses(self):
        team = self.env["crm.team"].create({"name": "Team Z"})
        own = self.env["crm.stage"].create({"name": "Trial Z", "team_ids": team})
        self.load(statuss=[*FIRM["statuss"], {"id": "3", "name": "Trial Z"}])
        self.assertNotEqual(self.target("statuss", "3"), own)

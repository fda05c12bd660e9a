from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .test_delta_objects import DeltaObjectsCase


@tagged("post_install", "-at_install")
class TestDeltaTeams(DeltaObjectsCase):
    """Who is in a team changes in the source, and in Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Ben is in a team that the source knows nothing of, Cid and Dee are in none.
        cls.ben, cls.cid, cls.dee = (
            new_test_user(cls.env, f"{name}@firm.test", email=f"{name}@firm.test")
            for name in ("ben", "cid", "dee")
        )
        cls.other = cls.env["crm.team"].create({"name": "Other"})
        cls.others = cls.env["crm.team.member"].create(
            {"crm_team_id": cls.other.id, "user_id": cls.ben.id}
        )
        users = [
            {"id": user.name[0], "email": user.email, "name": user.name}
            for user in (cls.ann, cls.ben, cls.cid, cls.dee)
        ]
        cls.load(
            users=users,
            teams=[{"id": "1", "name": "Litigation Z", "member_ids": ["A", "c"]}],
        )
        cls.team = cls.target("teams", "1")
        cls.streams_after = cls.connection.streams

    def setUp(self):
        super().setUp()
        self.connection.streams = self.streams_after

    def members(self):
        return self.team.crm_team_member_ids.user_id

    def of(self, user):
        """The user's memberships, archived ones included."""
        memberships = self.env["crm.team.member"].with_context(active_test=False)
        return memberships.search([("user_id", "=", user.id)])

    def change_members(self, *keys, **values):
        return self.change("teams", member_ids=list(keys), **values)

    def test_it_begins_with_two(self):
        self.assertEqual(self.members(), self.ann | self.cid)

    def test_one_is_added_logged_and_taken_back(self):
        lines = self.change_members("A", "c", "d")
        self.assertEqual(self.members(), self.ann | self.cid | self.dee)
        made = lines.filtered(lambda one: one.operation == "create")
        self.assertEqual(made.res_id, self.of(self.dee).id)
        self.assertEqual(made.after["user_id"], self.dee.id)
        self.assert_settled()
        self.roll_back()
        self.assertFalse(self.job.problem)
        self.assertFalse(self.team.exists() or self.of(self.dee))

    def test_one_is_taken_out_logged_and_put_back(self):
        member = self.of(self.cid)
        lines = self.change_members("A")
        self.assertEqual(self.members(), self.ann)
        self.assertFalse(member.active)
        line = lines.filtered(lambda one: one.res_model == "crm.team.member")
        self.assertEqual(
            (line.before, line.after), ({"active": True}, {"active": False})
        )
        run = self.job.run_ids[0]
        self.assert_settled()
        plan = self.take_back(run)
        self.assertEqual(plan.state, "done")
        self.assertTrue(member.active)
        self.assertEqual(self.members(), self.ann | self.cid)

    def test_an_addition_is_taken_back_by_itself(self):
        self.change_members("A", "c", "d")
        self.take_back(self.job.run_ids[0])
        self.assertEqual(self.members(), self.ann | self.cid)
        self.assertFalse(self.of(self.dee))

    def test_what_was_taken_back_is_picked_up_again(self):
        """But for those whom people have taken out since."""
        self.change_members("c", "d")
        self.take_back(self.job.run_ids[0])
        self.assertEqual(self.members(), self.ann | self.cid)
        self.of(self.cid).active = False
        self.step("action_delta")
        self.assertEqual(self.members(), self.dee)
        self.assert_settled()

    def test_whoever_comes_back_has_his_membership_again(self):
        member = self.of(self.cid)
        self.change_members("A")
        self.change_members("A", "c")
        self.assertEqual(self.of(self.cid), member)
        self.assertTrue(member.active)
        self.roll_back()
        self.assertFalse(member.exists())

    def test_nobody_is_taken_out_of_another_team(self):
        self.change_members("A", "c", "b")
        self.assertTrue(self.others.active)
        self.assertEqual(self.of(self.ben), self.others)
        self.assertEqual(self.kinds("teams"), ["member_of_other_team"])

    def test_unless_odoo_allows_several(self):
        self.env["ir.config_parameter"].set_param("sales_team.membership_multi", "1")
        self.change_members("A", "c", "b")
        self.assertTrue(self.others.active)
        self.assertEqual(self.members(), self.ann | self.ben | self.cid)

    def test_who_was_put_back_elsewhere_is_not_taken_out_by_a_rollback(self):
        member = self.of(self.cid)
        self.change_members("A")
        elsewhere = self.env["crm.team.member"].create(
            {"crm_team_id": self.other.id, "user_id": self.cid.id}
        )
        self.take_back(self.job.run_ids[0])
        self.assertTrue(elsewhere.active)
        self.assertFalse(member.active)

    def test_whom_people_have_added_stays(self):
        self.team.crm_team_member_ids = [Command.create({"user_id": self.dee.id})]
        self.change_members("A", "c", "d")  # both have come to the same
        self.assertEqual(len(self.of(self.dee)), 1)
        self.change_members("A", "c")
        self.assertIn(self.dee, self.members())
        self.assertEqual(self.kinds("teams"), ["member_kept"])

    def test_whom_people_have_taken_out_stays_out(self):
        self.of(self.cid).active = False
        self.change_members("A", "c", "d")
        self.assertEqual(self.members(), self.ann | self.dee)

    def test_whom_both_have_taken_out_is_nothing_to_speak_of(self):
        self.of(self.cid).active = False
        self.assertFalse(self.change_members("A"))
        self.assertFalse(self.kinds("teams"))

    def test_an_added_membership_that_people_have_changed_is_kept(self):
        self.change_members("A", "c", "d")
        self.of(self.dee).assignment_max = 77
        self.roll_back()
        self.assertTrue(self.of(self.dee).active)

    # ---------------------------------------------------------------- edited by people

    def test_a_membership_that_came_with_its_team_is_kept_when_edited(self):
        member = self.of(self.cid)
        self.change_members("A", "c", "d")
        member.assignment_max = 77
        plan = self.planned()
        line = plan.line_ids.filtered(lambda one: one.res_id == member.id)
        line = line.filtered(lambda one: one.res_model == member._name)
        self.assertEqual((line.action, line.reason), ("keep", "edited"))
        self.assertEqual(line.note, "Average Leads Capacity (on 30 days)")
        self.assertIn("edited", plan.question_ids.mapped("reason"))
        self.execute(plan)
        self.assertEqual((member.assignment_max, member.active), (77, True))
        self.assertEqual(self.members(), self.cid)

    def test_and_goes_when_so_decided(self):
        member = self.of(self.cid)
        member.assignment_max = 77
        plan = self.planned()
        plan.edited_decision = "force"
        plan.action_count()
        self.work(self.job)
        self.execute(plan)
        self.assertFalse(member.exists() or self.team.exists())

    def test_also_when_that_happens_after_the_plan(self):
        member = self.of(self.cid)
        plan = self.planned()
        member.assignment_max = 77
        self.execute(plan)
        self.assertEqual(self.members(), self.cid)

    def test_whom_people_have_taken_out_is_an_edit_too(self):
        member = self.of(self.cid)
        member.active = False
        self.roll_back()
        self.assertEqual(self.of(self.cid), member)

    def test_the_same_value_again_is_none(self):
        member = self.of(self.cid)
        before = member.assignment_max
        member.assignment_max = 77
        self.env.flush_all()
        member.assignment_max = before
        self.roll_back()
        self.assertFalse(member.exists() or self.team.exists())

    def test_a_team_that_is_gone_in_the_source_is_archived(self):
        self.assertFalse(self.remove_team().active)

    def test_but_not_when_people_have_changed_who_is_in_it(self):
        self.team.crm_team_member_ids = [Command.create({"user_id": self.dee.id})]
        self.assertTrue(self.remove_team().active)

    def test_nor_when_they_have_changed_a_membership(self):
        self.of(self.cid).assignment_max = 77
        self.assertTrue(self.remove_team().active)

    def test_nor_when_they_have_taken_somebody_out(self):
        self.of(self.cid).active = False
        self.assertTrue(self.remove_team().active)

    def remove_team(self):
        self.job.archive_deleted = True
        self.connection.streams = {**self.connection.streams, "teams": []}
        self.step("action_close_window")
        self.assertTrue(self.kinds("teams"))
        return self.team

    def test_a_team_has_another_name(self):
        lines = self.change("teams", name="Trials Z")
        self.assertEqual(self.team.name, "Trials Z")
        self.assertEqual(list(lines.after), ["name"])
        self.assert_settled()
        self.roll_back()
        self.assertFalse(self.team.exists())

    def test_a_name_that_people_have_given_is_not_overwritten(self):
        self.team.name = "Ours"
        self.change_members("A", "c", "d", name="Trials Z")
        self.assertEqual(self.team.name, "Ours")
        self.assertIn(self.dee, self.members())
        self.assertEqual(self.kinds("teams"), ["conflict"])

    def test_a_team_that_odoo_had_is_left_as_it_is(self):
        self.roll_back()
        team = self.env["crm.team"].create({"name": "Litigation Z"})
        self.migrate(self.connection.streams)
        self.assertEqual(self.target("teams", "1"), team)
        self.change_members("A", "c", "d")
        self.assertFalse(team.member_ids)
        self.assertEqual(self.kinds("teams"), ["matched_changed"])

    def take_back(self, run):
        plan = self.planned(run)
        self.execute(plan)
        return plan

    def planned(self, whole=None):
        action = (whole or self.job).action_plan_rollback()
        self.work(self.job)
        return self.env["case.migration.rollback.plan"].browse(action["res_id"])

    def execute(self, plan):
        plan.action_execute()
        self.work(self.job)
        self.assertFalse(self.job.problem)

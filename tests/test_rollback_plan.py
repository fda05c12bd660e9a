from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .plan_case import PLAN, PlanCase
from .test_rollback import FIRM

NOTES = [{"id": "n1", "case_id": "m1", "body": "<p>Called.</p>"}]


@tagged("post_install", "-at_install")
class TestRollbackPlan(PlanCase):
    """Before anything is taken back, a person sees what, and decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jim = cls.env["res.partner"].create(
            {"name": "James", "email": "jim@acme.test", "phone": "1"}
        )
        cls.migrate({**FIRM, "notes": NOTES})
        cls.lead = cls.target("matters", "m1")
        cls.estate = cls.target("matters", "m2")
        cls.jane = cls.target("contacts", "c1")
        cls.joe = cls.target("contacts", "c3")
        cls.acme = cls.target("companies", "co1")
        cls.manager = new_test_user(
            cls.env, "mm", groups="crm_case_migration.group_manager"
        )

    def _touch(self):
        """An edited case, a client whom a new case names, and a file on a case."""
        self.lead.name = "Doe v. Doe"
        self.mine = self.env["crm.lead"].create(
            {"name": "New", "partner_id": self.joe.id}
        )
        self.file = self.env["ir.attachment"].create(
            {"name": "a.txt", "res_model": "crm.lead", "res_id": self.estate.id}
        )

    # ---------------------------------------------------------------- counting

    def test_a_rollback_that_stands_still_says_why_and_goes_on(self):
        plan = self.plan()
        plan.action_execute()
        self.job.write({"paused": True, "problem": "The disk is full."})
        self.assertEqual((plan.paused, plan.problem), (True, "The disk is full."))
        plan.with_user(self.manager).action_resume()
        self.assertEqual((plan.paused, plan.problem), (False, False))
        reader = new_test_user(
            self.env, "reader", groups="crm_case_migration.group_user"
        )
        with self.assertRaises(AccessError):
            plan.with_user(reader).action_resume()
        self.work(self.job)
        self.assertEqual(plan.state, "done")

    def test_counting_changes_nothing(self):
        lines = self.env["case.migration.audit.log"].search_count([])
        state = self.job.state
        plan = self.plan()
        self.assertEqual(plan.state, "ready")
        self.assertTrue(self.lead.exists() and self.acme.exists())
        self.assertEqual(self.env["case.migration.audit.log"].search_count([]), lines)
        self.assertEqual(self.job.state, state)
        self.assertFalse(self.job.task)

    def test_the_plan_says_what_is_removed_and_which_links_go(self):
        plan = self.plan()
        self.assertEqual(self.outcome(plan, self.lead), ("remove", False))
        self.assertEqual(self.outcome(plan, self.acme), ("remove", False))
        match = plan.line_ids.filtered(lambda line: line.operation == "match")
        self.assertIn(self.jim.id, match.mapped("res_id"))
        self.assertEqual(set(match.mapped("action")), {"detach"})
        self.assertFalse(plan.question_ids)

    def test_the_plan_says_what_is_kept_and_why(self):
        self._touch()
        plan = self.plan()
        self.assertEqual(self.outcome(plan, self.lead), ("keep", "edited"))
        self.assertEqual(self.line(plan, self.lead).note, "Opportunity")
        self.assertEqual(self.outcome(plan, self.joe), ("keep", "used"))
        self.assertEqual(self.outcome(plan, self.estate), ("keep", "content"))

    def test_what_a_kept_record_refers_to_is_kept_in_the_plan_too(self):
        self.lead.name = "Doe v. Doe"
        plan = self.plan()
        for record in (self.jane, self.acme, self.lead.stage_id):
            self.assertEqual(self.outcome(plan, record), ("keep", "used"), record)
        self.assertEqual(self.outcome(plan, self.joe), ("remove", False))

    def test_the_numbers_are_those_of_the_rollback(self):
        self._touch()
        plan = self.plan()
        counts, summary = plan.counts, plan.summary
        question = self._question(plan)
        self.assertIn(summary, question)
        self.assertNotIn("of what is removed people", question)
        self.execute(plan)
        self.assertEqual(plan.counts, counts)
        self.assertEqual(plan.summary, summary)
        rows = {row["label"]: row for row in counts}
        self.assertEqual(rows["Cases"]["edited"], 1)
        self.assertEqual(rows["Cases"]["content"], 1)
        self.assertEqual(rows["Contacts"]["used"], 2)

    def test_the_table_names_them(self):
        self._touch()
        plan = self.plan()
        self.assertIn("Cases", plan.counts_table)
        self.assertRegex(plan.summary, r"Removed: \d+.*Kept: [1-9]")

    def test_a_case_that_is_kept_keeps_its_notes(self):
        self.lead.name = "Doe v. Doe"
        note = self.target("notes", "n1")
        plan = self.plan()
        self.assertEqual(self.outcome(plan, note), ("keep", "used"))
        self.execute(plan)
        self.assertTrue(note.exists())

    def test_the_job_stands_still_while_nobody_confirms(self):
        self.plan()
        self.work(self.job)
        self.assertTrue(self.lead.exists())
        self.assertFalse(self.job.task)

    # ---------------------------------------------------------------- decisions

    def _question(self, plan):
        """What is asked before the plan is carried out."""
        action = plan.action_ask_execute()
        question = self.env["case.migration.ask"].browse(action["res_id"])
        self.assertEqual(plan.state, "ready", "Nothing happens by asking.")
        return " ".join(str(question.message).split())

    def test_a_decision_is_counted_before_it_is_carried_out(self):
        self._touch()
        plan = self.plan()
        plan.edited_decision = "force"
        with self.assertRaisesRegex(UserError, "Count"):
            plan.action_execute()
        self.count(plan)
        self.assertEqual(self.outcome(plan, self.lead), ("remove", "edited"))
        self.assertEqual(self.outcome(plan, self.jane), ("remove", False))

    def test_what_is_edited_goes_by_force(self):
        self._touch()
        plan = self.count(self.plan(), edited="force")
        self.assertIn("1 of what is removed people have edited", self._question(plan))
        self.execute(plan)
        self.assertFalse(self.lead.exists() or self.jane.exists())
        self.assertTrue(self.estate.exists())

    def test_what_is_used_goes_by_force_and_the_emptied_link_is_logged(self):
        self._touch()
        plan = self.count(self.plan(), used="force", content="force")
        self.execute(plan)
        self.assertFalse(self.joe.exists())
        self.assertFalse(self.mine.partner_id)
        line = self.env["case.migration.audit.log"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", self.mine.id)]
        )
        self.assertEqual(line.operation, "detach")
        self.assertEqual(line.before, {"partner_id": self.joe.id})

    def test_so_is_a_list_that_gets_shorter_by_force(self):
        event = self.env["calendar.event"].create(
            {
                "name": "Lunch",
                "start": "2030-01-07 12:00:00",
                "stop": "2030-01-07 13:00:00",
                "partner_ids": (self.jim + self.joe).ids,
            }
        )
        self.execute(self.count(self.plan(), used="force", edited="force"))
        self.assertFalse(self.joe.exists())
        self.assertEqual(event.partner_ids, self.jim)
        line = self.env["case.migration.audit.log"].search(
            [("res_model", "=", "calendar.event"), ("res_id", "=", event.id)]
        )
        self.assertEqual(line.operation, "detach")
        self.assertEqual(line.before, {"partner_ids": (self.jim + self.joe).ids})
        self.assertEqual(line.after, {"partner_ids": self.jim.ids})

    def test_content_goes_with_its_record_by_force(self):
        self._touch()
        self.execute(self.count(self.plan(), content="force"))
        self.assertFalse(self.estate.exists() or self.file.exists())
        self.assertTrue(self.lead.exists())

    def test_a_detached_record_stays_and_nothing_leads_to_it(self):
        self._touch()
        self.execute(self.count(self.plan(), edited="detach"))
        self.assertEqual(self.lead.name, "Doe v. Doe")
        self.assertEqual(self.record("matters", "m1").state, "staged")
        self.assertFalse(self.target("matters", "m1"))
        # Its client is used by it, and that is decided otherwise.
        self.assertEqual(self.target("contacts", "c1"), self.jane)

    def test_a_kept_record_stays_linked_so_that_no_run_makes_it_twice(self):
        self._touch()
        self.execute(self.plan())
        self.assertEqual(self.target("matters", "m1"), self.lead)
        self.migrate(FIRM)
        self.assertEqual(self.target("matters", "m1"), self.lead)

    def test_one_record_may_be_decided_on_by_itself(self):
        self._touch()
        self.estate.name = "Estate of Joe"
        plan = self.plan()
        self.line(plan, self.lead).decision = "force"
        self.execute(self.count(plan))
        self.assertFalse(self.lead.exists())
        self.assertTrue(self.estate.exists())

    def test_a_second_decision_is_possible_later(self):
        self._touch()
        plan = self.plan()
        self.execute(plan)
        self.assertTrue(self.lead.exists())
        again = self.env[PLAN].browse(plan.action_decide_again()["res_id"])
        self.work(self.job)
        self.assertEqual(self.outcome(again, self.lead), ("keep", "edited"))
        self.execute(self.count(again, edited="force", used="force", content="force"))
        self.assertFalse((self.lead | self.estate).exists())
        self.assertFalse((self.jane | self.joe).exists())
        open_ones = self.job.finding_ids.filtered(
            lambda one: one.kind == "rollback_kept" and one.decision == "open"
        )
        self.assertFalse(open_ones)

    def test_what_is_done_is_not_decided_anew(self):
        plan = self.plan()
        self.execute(plan)
        with self.assertRaisesRegex(UserError, "decided"):
            plan.edited_decision = "force"

    # ---------------------------------------------------------------- who, and how

    def test_a_manager_can_do_it_all(self):
        self._touch()
        plan = self.plan(self.job.with_user(self.manager)).with_user(self.manager)
        plan.edited_decision = "force"
        plan.question_ids[0].decision = "keep"
        plan.action_count()
        self.work(self.job)
        plan.action_execute()
        self.work(self.job)
        self.assertEqual(plan.state, "done")

    def test_a_manager_changes_nothing_but_decisions(self):
        plan = self.plan().with_user(self.manager)
        with self.assertRaises(AccessError):
            plan.state = "done"
        with self.assertRaises(AccessError):
            plan.line_ids[0].action = "remove"

    def test_a_killed_count_and_a_killed_rollback_go_on(self):
        self._touch()
        self.job.batch_size = 1
        expected = self.plan().counts
        action = self.job.action_plan_rollback()
        plan = self.env[PLAN].browse(action["res_id"])
        self._live_step_by_step()
        self.assertEqual(plan.counts, expected)
        plan.action_execute()
        self._live_step_by_step()
        self.assertEqual(plan.counts, expected)
        self.assertEqual(self.job.state, "rolled_back")
        undone = self.env["case.migration.audit.log"].search([]).undoes_id
        self.assertEqual(len(undone), len(set(undone.ids)))

    def _live_step_by_step(self):
        """Each commit is the last one of its process."""
        for _life in range(200):
            if not self.job.task:
                return
            with self.background() as env:
                env["case.migration.batch"]._run_one(self.job.with_env(env), 0)
                env.cr.commit()
        self.fail(self.job.problem)

    def test_progress_is_told_object_by_object(self):
        plan = self.plan()
        self.job.batch_size = 1
        plan.action_execute()
        self.assertEqual(self.job.progress, 0)
        with self.background() as env:
            for _commit in range(3):
                env["case.migration.batch"]._run_one(self.job.with_env(env), 0)
                env.cr.commit()
        self.assertGreater(self.job.progress, 0)
        self.assertLess(self.job.progress, 100)
        objects = self.job.get_progress()["objects"]
        self.assertEqual(sum(one["done"] for one in objects), 3)
        self.assertIn("Companies", [one["label"] for one in objects])

    def test_a_count_can_be_given_up(self):
        self.job.action_plan_rollback()
        self.step("action_cancel")
        self.assertEqual(self.job.state, "delta")
        self.assertFalse(self.job.task)
        self.assertTrue(self.lead.exists())

    def test_a_rollback_can_be_paused_given_up_and_planned_anew(self):
        plan = self.plan()
        plan.action_execute()
        self.job.action_pause()
        self.work(self.job)
        self.assertTrue(self.lead.exists())
        self.job.action_cancel()
        self.assertEqual((self.job.state, plan.state), ("cancelled", "cancelled"))
        self.execute(self.plan())
        self.assertFalse(self.lead.exists())
        self.assertEqual(self.job.state, "rolled_back")

    # ---------------------------------------------------------------- two migrations

    def test_a_field_that_another_migration_fills_is_kept(self):
        other = self._other_migration()
        self.execute(self.plan())
        self.assertFalse(self.lead.exists())
        self.assertEqual(other.x_matter_number, "77")
        self.assertIn(
            "used",
            self.job.env[PLAN].search([], limit=1).question_ids.mapped("reason"),
        )

    def _other_migration(self):
        """:return: a case of another source, with a value in the same field"""
        source = self.source.copy({"name": "Second system"})
        job = self.env["case.migration.job"].create(
            {"name": "Second", "source_id": source.id}
        )
        firm = {"matters": [{"id": "m9", "title": "Other", "number": "77"}]}
        self.migrate(firm, job=job)
        return self.target("matters", "m9")

    # ---------------------------------------------------------------- one object

    def _mapping(self, name):
        return self.job.mapping_ids.filtered(lambda one: one.object == name)

    def test_one_object_is_taken_back_by_itself(self):
        plan = self.env[PLAN].browse(
            self._mapping("case").action_plan_rollback()["res_id"]
        )
        self.work(self.job)
        self.execute(plan)
        self.assertFalse((self.lead | self.estate).exists())
        self.assertTrue((self.jane | self.joe | self.acme).exists())
        self.assertEqual(self.job.state, "delta")
        self.assertIn("x_matter_number", self.env["crm.lead"]._fields)
        self.step("action_run")
        self.assertEqual(self.target("matters", "m1").name, "Doe v. Roe")

    def test_what_the_migration_has_hung_on_it_goes_with_it(self):
        note = self.target("notes", "n1")
        plan = self.plan(scope="object", mapping=self._mapping("case").id)
        self.assertEqual(self.outcome(plan, note), ("remove", False))
        self.execute(plan)
        self.assertFalse(note.exists() or self.lead.exists())
        self.assertEqual(self.record("notes", "n1").state, "staged")

    def test_clients_of_cases_that_stay_are_kept(self):
        plan = self.plan(scope="object", mapping=self._mapping("contact").id)
        self.assertEqual(self.outcome(plan, self.joe), ("keep", "used"))

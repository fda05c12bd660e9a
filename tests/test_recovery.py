from odoo import fields
from odoo.tests import tagged

from .asked_case import AskedCase
from .fake_source import Reply
from .plain_source import KEY, PlainSource, cut_body, people, plain_profile, web_page

SECOND_PAGE = ("/people", 2)


@tagged("post_install", "-at_install")
class TestRecovery(AskedCase):
    """A source that fails on the way: a sentence, and the same job goes on."""

    def setUp(self):
        super().setUp()
        self.plain = PlainSource(people=people(7)).__enter__()
        self.addCleanup(self.plain.__exit__)
        profile = self.import_profile(plain_profile("people"))
        self.job = self.job_of(profile, address=self.plain.url, api_key=KEY)
        self.pauses.clear()

    def _spoil_from_second_page(self, spoil):
        def second(call):
            offset = int(call.query.get("offset", 0))
            return spoil(call) if offset >= SECOND_PAGE[1] else None

        self.plain.spoil = second

    def _batch(self):
        return self.job.batch_ids.filtered(lambda batch: batch.kind == "extract")

    def _go_on(self):
        self.plain.spoil = lambda call: None
        self.plain.calls.clear()
        self.step("action_resume", self.job)

    def check_whole(self):
        """Everything is there once, and the first page was not asked for again."""
        self.assertEqual(self.job.state, "discovered")
        self.assertFalse(self.job.problem)
        staged = self.env["case.migration.record"].search(
            [("source_id", "=", self.job.source_id.id)]
        )
        self.assertEqual(staged.mapped("key"), [str(n) for n in range(1, 8)])
        self.assertEqual(self._batch().total, 7)
        self.assertNotIn(("/people", 0), self.plain.asked)

    def check_stop(self, spoil, sentence):
        """The job stands still with the sentence, and goes on when all is well."""
        self._spoil_from_second_page(spoil)
        self.step("action_discover", self.job)
        self.assertTrue(self.job.paused)
        self.assertRegex(self.job.problem, sentence)
        self.assertEqual(self._batch().state, "failed")
        self._go_on()
        self.check_whole()

    def test_a_web_page(self):
        self.check_stop(web_page, "^People: .* answers with a web page")

    def test_wrong_credentials(self):
        refusal = Reply({}, status=401)
        self.check_stop(lambda call: refusal, "refuses the credentials .401.; check")

    def test_a_list_that_is_not_there(self):
        self.check_stop(lambda call: Reply({}, status=404), "is not there .404.; check")

    def test_something_that_is_no_json(self):
        self.check_stop(lambda call: Reply(body=b"oops"), "does not answer with JSON")

    def test_a_body_that_is_always_cut_is_tried_again_by_itself(self):
        self._spoil_from_second_page(cut_body)
        self.step("action_discover", self.job)
        self.assertFalse(self.job.paused)
        self.assertIn("is cut off in the middle", self.job.problem)
        self.assertTrue(self._batch().wait_until)
        self.plain.spoil = lambda call: None
        self.plain.calls.clear()
        self._batch().wait_until = False
        self.work(self.job)
        self.check_whole()

    def test_a_short_pause_is_slept_through(self):
        refusals = [Reply({}, status=429, headers={"Retry-After": "3"})]
        self._spoil_from_second_page(lambda call: refusals.pop() if refusals else None)
        self.step("action_discover", self.job)
        self.assertEqual(self.pauses, [3])
        self.assertEqual(self.job.state, "discovered")

    def test_a_long_pause_is_left_to_the_scheduler(self):
        self._spoil_from_second_page(
            lambda call: Reply({}, status=429, headers={"Retry-After": "1800"})
        )
        before = fields.Datetime.now()
        self.step("action_discover", self.job)
        self.assertEqual(self.pauses, [], "No worker sleeps.")
        wait = (self._batch().wait_until - before).total_seconds()
        self.assertAlmostEqual(wait, 1800, delta=30)
        self.assertEqual(self._batch().state, "todo")
        self.assertIn("asked too often", self.job.problem)
        self._go_on()
        self.check_whole()

    def test_a_slip_is_nothing_to_speak_of(self):
        slips = [web_page, cut_body, lambda call: Reply({}, status=503)]
        self._spoil_from_second_page(lambda call: slips.pop()(call) if slips else None)
        self.step("action_discover", self.job)
        self.assertEqual(self.job.state, "discovered")
        self.assertFalse(self.job.finding_ids)
        self.assertEqual(len(self.pauses), 3)

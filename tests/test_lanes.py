import time
from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import LockNotAvailable, SerializationFailure
from psycopg2.extensions import STATUS_READY

from odoo import fields
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..models.engine.case_migration_batch_lanes import LONGEST_LOOK, LOOK, PATIENCE
from ..models.loaders.item import Item
from ..models.support.quiet import quiet_env
from ..models.support.structure import announce


class LaneCase(TransactionCase):
    """Jobs with batches that nobody works on."""

    @classmethod
    def _make_job(cls, env, name="Move"):
        source = env["case.migration.source"].create(
            {
                "name": name,
                "profile_id": env["case.migration.profile"].search([], limit=1).id,
                "address": "http://source.test",
            }
        )
        return env["case.migration.job"].create(
            {"name": name, "source_id": source.id, "task": "discover"}
        )

    @classmethod
    def _make_batch(cls, job, **vals):
        return job.env["case.migration.batch"].create(
            {
                "job_id": job.id,
                "company_id": job.company_id.id,
                "kind": "extract",
                "stream_id": job.source_id.stream_ids[0].id,
                **vals,
            }
        )


@tagged("post_install", "-at_install")
class TestLanes(LaneCase):
    """Which batch a lane takes next."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls._make_job(cls.env)
        cls.later = cls._make_batch(cls.job, sequence=2)
        cls.second = cls._make_batch(cls.job, sequence=1)
        cls.third = cls._make_batch(cls.job, sequence=1)

    def test_what_works_in_quiet_can_wake_the_other_lanes(self):
        triggers = self.env["ir.cron.trigger"].sudo()
        lanes = self.env["case.migration.lanes"]._present()
        triggers.search([("cron_id", "in", lanes.ids)]).unlink()
        env = quiet_env(self.env, self.env.user, self.env.company)
        self.job.with_env(env)._wake()
        woken = triggers.search([("cron_id", "in", lanes.ids)]).cron_id
        self.assertEqual(woken, lanes)

    def _claim(self, job=None):
        self.env.flush_all()
        return self.env["case.migration.batch"]._claim(job or self.job)

    def test_the_lowest_sequence_comes_first(self):
        self.assertEqual(self._claim(), self.second)

    def test_of_one_sequence_the_oldest_comes_first(self):
        self.second.state = "done"
        self.assertEqual(self._claim(), self.third)

    def test_the_next_sequence_begins_when_all_before_it_are_through(self):
        self.second.state = "done"
        self.third.state = "cancelled"
        self.assertEqual(self._claim(), self.later)

    def test_a_later_sequence_does_not_overtake_a_batch_that_waits(self):
        self.second.state = "done"
        self.third.wait_until = fields.Datetime.now() + timedelta(minutes=5)
        self.assertFalse(self._claim())

    def test_a_batch_of_the_same_sequence_does(self):
        self.second.wait_until = fields.Datetime.now() + timedelta(minutes=5)
        self.assertEqual(self._claim(), self.third)

    def test_a_batch_that_has_waited_is_taken(self):
        self.second.wait_until = fields.Datetime.now() - timedelta(minutes=5)
        self.assertEqual(self._claim(), self.second)

    def test_a_paused_job_is_passed_over(self):
        self.job.paused = True
        self.assertFalse(self._claim())

    def test_a_job_without_a_task_is_passed_over(self):
        self.job.task = False
        self.assertFalse(self._claim())

    def test_a_failed_batch_is_not_taken_by_itself(self):
        (self.second + self.third).state = "failed"
        self.assertNotIn(self._claim(), self.second + self.third)

    def test_a_lane_takes_any_job_that_is_ready(self):
        self.job.paused = True
        other = self._make_batch(self._make_job(self.env, "Second"))
        self.env.flush_all()
        self.assertEqual(self.env["case.migration.batch"]._claim(), other)

    def test_work_on_one_job_leaves_the_others_alone(self):
        other = self._make_job(self.env, "Second")
        self._make_batch(other)
        self.assertEqual(self._claim(), self.second)


@tagged("post_install", "-at_install")
class TestLanesWait(LaneCase):
    """A lane without a batch waits for the others, as long as it is worth it."""

    def setUp(self):
        super().setUp()
        self.job = self._make_job(self.env)
        self.lane = self.env["case.migration.batch"]
        self.slept = []
        self.startPatcher(patch.object(time, "sleep", self._sleep))
        self.startPatcher(patch.object(self.env.cr, "rollback", lambda: None))

    def _sleep(self, seconds):
        """Others do what there is to do, while this lane looks every few moments."""
        self.slept.append(seconds)
        if len(self.slept) == 3:
            self.others.state = "done"
            self.env.flush_all()

    def _waits(self, others):
        """:param others: the batches that other lanes are through with by and by"""
        self.others = others
        self.env.flush_all()
        return self._waits_after(self.lane._places(self.job))

    def test_until_the_next_sequence_begins(self):
        working = self._make_batch(self.job, sequence=1)
        self._make_batch(self.job, sequence=2)
        self.assertEqual(self._waits(working), (True, 3))

    def test_not_when_the_next_sequence_has_begun_meanwhile(self):
        working = self._make_batch(self.job, sequence=1)
        self._make_batch(self.job, sequence=2)
        self.env.flush_all()
        places = self.lane._places(self.job)
        working.state = "done"
        self.assertEqual(self._waits_after(places), (True, 0))

    def test_what_is_news_is_asked_where_there_was_no_batch(self):
        """Not later, when others have gone on already."""
        working = self._make_batch(self.job, sequence=1)
        self._make_batch(self.job, sequence=2)
        self.env.flush_all()

        def others_go_on(batch, *_args):
            working.state = "done"
            self.env.flush_all()
            return False

        def wait(batch, places, _job):
            asked.append(places)
            return False

        asked = []
        model = type(self.lane)
        with (
            patch.object(model, "_take_one", lambda lane, job: lane.browse()),
            patch.object(model, "_work_on_it", others_go_on),
            patch.object(model, "_wait_for_others", wait),
            patch.object(model, "_commit", lambda *_args, **_options: 1),
        ):
            self.lane._take_turns(self.job, 1)
        self.assertEqual(asked, [[(self.job.id, 1)]])

    def _waits_after(self, places):
        self.env.flush_all()
        return self.lane._wait_for_others(places, self.job), len(self.slept)

    def test_until_the_task_comes_to_its_end(self):
        self.assertEqual(self._waits(self._make_batch(self.job)), (True, 3))

    def test_not_for_a_batch_that_waits_itself(self):
        later = fields.Datetime.now() + timedelta(minutes=5)
        self._make_batch(self.job, wait_until=later)
        self.assertEqual(self._waits(self.lane), (False, 0))

    def test_not_for_a_job_that_stands_still(self):
        self._make_batch(self.job)
        self.job.paused = True
        self.assertEqual(self._waits(self.lane), (False, 0))
        self.job.write({"paused": False, "task": False})
        self.assertEqual(self._waits(self.lane), (False, 0))

    def test_not_for_ever(self):
        self._make_batch(self.job)
        moments = iter(range(100))
        with patch.object(time, "monotonic", lambda: next(moments)):
            waited, looks = self._waits(self.lane)
        self.assertFalse(waited)
        self.assertLess(looks, PATIENCE + 1)

    def test_it_looks_more_and_more_seldom(self):
        self._make_batch(self.job)
        with patch.object(time, "monotonic", lambda: sum(self.slept)):
            self.assertFalse(self._waits(self.lane)[0])
        self.assertEqual(self.slept[0], LOOK)
        self.assertEqual(self.slept, sorted(self.slept))
        self.assertEqual(self.slept[-1], LONGEST_LOOK)
        self.assertLess(len(self.slept), 70)
        # Late by about a tenth, at the most, of the time that it has waited for.
        for number, look in enumerate(self.slept):
            self.assertLess(look, 1.01 * LOOK + sum(self.slept[:number]) / 10)


class Killed(BaseException):
    """The process ends here."""


@tagged("post_install", "-at_install")
class TestNewFieldsAreTold(LaneCase):
    """Other processes learn of new fields, whenever the one that made them dies."""

    def _signals(self, cr):
        cr.execute("SELECT count(*) FROM orm_signaling_registry")
        return cr.fetchone()[0]

    def _make_field(self):
        self.addCleanup(self.registry.reset_changes)
        self.env["ir.model.fields"].create(
            {
                "name": "x_told",
                "model_id": self.env["ir.model"]._get_id("res.partner.category"),
                "ttype": "char",
            }
        )

    def _die_with_the_commit(self):
        """:return: how many signals the last transaction would leave, and others see"""
        dies = patch.object(self.env.cr, "commit", side_effect=Killed)
        with dies, suppress(Killed):  # assertRaises would roll back
            self.env["case.migration.batch"]._commit()
        with self.registry.cursor() as other:
            return self._signals(self.env.cr), self._signals(other)

    def test_in_the_transaction_that_makes_them(self):
        before = self._signals(self.env.cr)
        self._make_field()
        self.assertEqual(self._die_with_the_commit(), (before + 1, before))

    def test_no_later_signal_is_given_before_that_commit(self):
        """It would be taken for the last, and ours never be looked for."""
        self._make_field()
        self.assertTrue(announce(self.env))
        with self.registry.cursor() as other:
            self._signals(other)  # nobody waits who only looks
            other.execute("SET LOCAL lock_timeout = '100ms'")
            signal = "INSERT INTO orm_signaling_registry DEFAULT VALUES"
            with self.assertRaises(LockNotAvailable):
                other.execute(signal, log_exceptions=False)

    def test_nothing_is_told_where_nothing_has_changed(self):
        before = self._signals(self.env.cr)
        self.assertEqual(self._die_with_the_commit(), (before, before))


@tagged("post_install", "-at_install")
class TestLanesTogether(LaneCase):
    """Lanes are transactions of their own, here real ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.registry.cursor() as cr:
            job = cls._make_job(cls.env(cr=cr))
            cls.batches = [cls._make_batch(job).id for _number in range(2)]
            cls.job_id, cls.source_id = job.id, job.source_id.id
        cls.addClassCleanup(cls._remove)

    @classmethod
    def _remove(cls):
        with cls.registry.cursor() as cr:
            env = cls.env(cr=cr)
            env["case.migration.batch"].browse(cls.batches).unlink()
            env["case.migration.job"].browse(cls.job_id).unlink()
            env["case.migration.source"].browse(cls.source_id).unlink()

    def _claim(self, cr):
        env = self.env(cr=cr)
        job = env["case.migration.job"].browse(self.job_id)
        return env["case.migration.batch"]._claim(job).ids

    def test_two_lanes_do_not_take_the_same_batch(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            self.assertEqual(self._claim(one), self.batches[:1])
            self.assertEqual(self._claim(two), self.batches[1:])

    def test_a_commit_of_another_lane_is_in_nobodys_way(self):
        with self.registry.cursor() as one:
            one.execute("SELECT 1")  # from here on it sees what is there now
            with self.registry.cursor() as two:
                self._claim(two)
                self._end(two, self.batches[0])
            env = self.env(cr=one)
            job = env["case.migration.job"].browse(self.job_id)
            claimed = env["case.migration.batch"]._claim_afresh(job)
            self.assertEqual(claimed.ids, self.batches[1:])
        with self.registry.cursor() as cr:
            self._end(cr, self.batches[0], "todo")

    def _end(self, cr, batch_id, state="done"):
        """With the commit of the cursor."""
        self.env(cr=cr)["case.migration.batch"].browse(batch_id).state = state

    def test_the_claim_begins_a_transaction(self):
        """Whatever a lane reads before it makes the moment longer in which another
        lane's commit is in its way.
        """
        told = []
        claiming = type(self.env["case.migration.batch"])
        claim = claiming._claim

        def watched(batch, job):
            told.append(batch.env.cr._cnx.status)
            return claim(batch, job)

        with self.registry.cursor() as cr, patch.object(claiming, "_claim", watched):
            env = self.env(cr=cr)
            job = env["case.migration.job"].browse(self.job_id)
            job.paused = True
            env["case.migration.batch"]._run_lane(job)
            job.paused = False
        self.assertEqual(set(told), {STATUS_READY})

    def test_a_third_lane_does_not_wait_for_them(self):
        with (
            self.registry.cursor() as one,
            self.registry.cursor() as two,
            self.registry.cursor() as three,
        ):
            self._claim(one)
            self._claim(two)
            three.execute("SET LOCAL lock_timeout = '1s'")
            self.assertEqual(self._claim(three), [])

    def _match(self, cr, email):
        """:return: the contact of the firm that a source record is matched with"""
        env = self.env(cr=cr)
        item = Item(1, "c1", {}, "", "new", None, None)
        item.values = {"name": "J", "email": email}
        mapping = env["case.migration.mapping"].new({"job_id": self.job_id})
        loader = env["case.migration.loader.res_partner"]
        env["case.migration.loading"]._match(mapping, loader, [item])
        return item.res_id

    def test_two_lanes_do_not_match_the_same_contact(self):
        """Of a couple that shares an address, one is somebody else."""
        email = "couple@lanes.test"
        with self.registry.cursor() as cr:
            known = self.env(cr=cr)["res.partner"].create({"name": "J", "email": email})
        self.addCleanup(self._remove_partner, known.id)
        with self.registry.cursor() as one, self.registry.cursor() as two:
            self.assertEqual(self._match(one, email), known.id)
            two.execute("SELECT 1")  # from here on it sees what is there now
            one.commit()
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                self._match(two, email)
            two.rollback()
            self.assertEqual(self._match(two, email), known.id)  # we made no link

    def _remove_partner(self, partner_id):
        with self.registry.cursor() as cr:
            self.env(cr=cr)["res.partner"].browse(partner_id).unlink()

    def test_the_batch_of_a_lane_that_died_is_taken_up(self):
        with self.registry.cursor() as one:
            self._claim(one)
            one.rollback()
            with self.registry.cursor() as two:
                self.assertEqual(self._claim(two), self.batches[:1])

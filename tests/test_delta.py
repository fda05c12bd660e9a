from dataclasses import replace
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..lib.records import Problem
from .delta_case import DeltaCase

LATER = "2024-03-01T10:00:00Z"


@tagged("post_install", "-at_install")
class TestDelta(DeltaCase):
    """What the source has changed since the run arrives, and nothing else."""

    # ---------------------------------------------------------------- reading

    def test_a_source_is_asked_for_what_has_changed(self):
        self.delta()
        self.assertEqual(self.connection.since["contacts"], "2024-01-01T10:00:00Z")

    def test_a_list_without_a_change_date_is_read_in_full(self):
        self.delta()
        self.assertIsNone(self.connection.since["matter_statuses"])

    def test_the_last_reading_is_in_full(self):
        self.delta("action_close_window")
        self.assertIsNone(self.connection.since["contacts"])

    def test_the_next_reading_goes_on_where_the_last_has_ended(self):
        self.connection.change("contacts", "c1", phone="2")
        self.delta()
        self.delta()
        self.assertEqual(self.connection.since["contacts"], "2024-02-01T10:00:00Z")

    def test_a_date_to_come_does_not_hide_later_changes(self):
        self.connection.change("contacts", "c1", at="2099-01-01T00:00:00Z", phone="2")
        self.delta()
        self.delta()
        self.assertLess(self.connection.since["contacts"], "2099")

    def test_the_profile_is_read_once_for_all_lists(self):
        profiles = type(self.profile)
        with patch.object(
            profiles, "_parsed", autospec=True, side_effect=profiles._parsed
        ) as parsed:
            self.source.stream_ids._begin_reading(full=False)
        self.assertEqual(parsed.call_count, 1)

    # ---------------------------------------------------------------- nothing new

    def test_without_changes_nothing_is_written(self):
        before = len(self.findings())
        self.assertFalse(self.delta())
        self.assertEqual(len(self.findings()), before)

    def test_a_second_delta_does_nothing(self):
        self.connection.change("contacts", "c1", phone="2")
        self.connection.change("contacts", "c2", phone="8")
        self.connection.add("contacts", id="c4", first_name="Judy")
        self.connection.remove("contacts", "c3")
        self.delta("action_close_window")
        self.job.action_open_window()
        before = self.findings().ids
        self.assertFalse(self.delta("action_close_window"))
        self.assertEqual(self.findings().ids, before)

    def test_a_change_of_what_is_not_migrated_writes_nothing(self):
        self.connection.change("contacts", "c2", nobody_knows="this")
        self.assertFalse(self.delta())
        self.assertFalse(self.findings("matched_changed"))

    # ---------------------------------------------------------------- what is new

    def test_new_records_are_loaded_with_their_links(self):
        self.connection.add("contacts", id="c4", first_name="Judy")
        self.connection.add(
            "matters", id="m5", title="New", status="Open", client_id="c4"
        )
        self.delta()
        lead = self.target("matters", "m5")
        self.assertEqual(lead.partner_id, self.target("contacts", "c4"))

    def test_everything_is_accounted_for(self):
        self.connection.add("contacts", id="c4", first_name="Judy")
        self.connection.change("contacts", "c1", phone="2")
        self.connection.change("matters", "m3", title="Has one now")
        self.connection.remove("contacts", "c3")
        self.delta("action_close_window")
        for row in self.job.get_summary():
            outcomes = ("created", "matched", "updated", "skipped", "failed")
            self.assertEqual(row["source"], sum(row[name] for name in outcomes), row)
        contacts = {row["object"]: row for row in self.job.get_summary()}["contact"]
        self.assertEqual((contacts["created"], contacts["updated"]), (2, 1))

    def test_what_failed_is_tried_again_when_it_has_changed(self):
        self.assertEqual(self.record("matters", "m3").state, "failed")
        self.connection.change("matters", "m3", title="Has one now")
        self.delta()
        self.assertEqual(self.target("matters", "m3").name, "Has one now")

    def test_what_failed_and_has_not_changed_is_left(self):
        self.delta()
        last = self.job.batch_ids.sorted("id")[-1]
        self.assertFalse(last.only_new, "only the lists were read")

    # ---------------------------------------------------------------- what changed

    def test_only_the_changed_field_is_written(self):
        jane = self.target("contacts", "c1")
        self.connection.change("contacts", "c1", phone="2")
        lines = self.delta()
        self.assertEqual(jane.phone, "2")
        self.assertEqual(lines.operation, "write")
        self.assertEqual(lines.before["phone"], "1")
        self.assertEqual(lines.after["phone"], "2")
        self.assertNotIn("email", lines.after)
        self.assertEqual(lines.record_id, self.record("contacts", "c1"))

    def test_the_record_counts_as_updated(self):
        self.connection.change("contacts", "c1", phone="2")
        self.delta()
        record = self.record("contacts", "c1")
        self.assertEqual(record.state, "updated")
        self.assertEqual(record.loaded_digest, record.digest)
        self.assertFalse(record.loaded_payload)

    def test_an_emptied_field_is_emptied(self):
        self.connection.change("contacts", "c1", phone="")
        self.delta()
        self.assertFalse(self.target("contacts", "c1").phone)

    def test_what_odoo_writes_otherwise_is_no_change(self):
        """A web address gets its scheme from Odoo."""
        self.connection.change("companies", "co1", phone="5")
        lines = self.delta()
        self.assertNotIn("website", lines.after)

    def test_a_link_to_a_new_record(self):
        self.connection.add("contacts", id="c4", first_name="Judy")
        self.connection.change("matters", "m1", client_id="c4")
        self.delta()
        lead = self.target("matters", "m1")
        self.assertEqual(lead.partner_id, self.target("contacts", "c4"))

    def test_a_company_does_not_give_its_address_to_its_people(self):
        self.connection.change("companies", "co1", **{"address.city": "Boston"})
        lines = self.delta()
        self.assertEqual(self.target("companies", "co1").city, "Boston")
        self.assertFalse(self.target("contacts", "c3").city)
        self.assertEqual(len(lines), 1)

    def test_a_change_and_back_is_none(self):
        self.connection.change("contacts", "c1", phone="2")
        self.source.stream_ids._begin_reading(full=False)
        self.connection.change("contacts", "c1", at="2024-01-01T10:00:00Z", phone="1")
        self.assertFalse(self.delta("action_close_window"))

    def test_what_a_person_has_removed_is_a_finding(self):
        self.target("matters", "m1").unlink()
        self.connection.change("matters", "m1", title="Doe v. Doe")
        self.assertFalse(self.delta())
        self.assertEqual(
            self.findings("removed_in_odoo").record_id, self.record("matters", "m1")
        )

    def test_a_matched_record_is_not_written(self):
        self.connection.change("contacts", "c2", phone="8")
        self.assertFalse(self.delta())
        self.assertEqual(self.matched.phone, "7")
        finding = self.findings("matched_changed")
        self.assertEqual(finding.record_id, self.record("contacts", "c2"))

    def test_nobody_is_told(self):
        before = self.env["mail.message"].search_count([])
        self.connection.change("matters", "m1", title="New", owner_id="u1")
        own = self.job.message_ids
        self.delta()
        own = self.job.message_ids - own
        self.assertEqual(self.env["mail.message"].search_count([]), before + len(own))
        self.assertFalse(self.target("matters", "m1").message_follower_ids)

    # ---------------------------------------------------------------- stages

    def test_a_case_that_is_won(self):
        self.connection.change("matters", "m1", status="Resolved")
        self.delta()
        lead = self.target("matters", "m1")
        self.assertEqual((lead.won_status, lead.probability), ("won", 100))
        self.assertFalse(lead.date_closed, "The source does not say when.")

    def test_a_case_that_is_lost_on_a_date(self):
        self.connection.change(
            "matters", "m1", status="Declined", closed_on="2024-01-15"
        )
        self.delta()
        lead = self.target("matters", "m1")
        self.assertEqual(lead.won_status, "lost")
        self.assertEqual(str(lead.date_closed.date()), "2024-01-15")

    def test_a_case_that_is_open_again(self):
        for status in ("Resolved", "Declined"):
            with self.subTest(status):
                self.connection.change("matters", "m1", status=status)
                self.delta()
                at = f"2024-03-0{len(status) % 7 + 1}T10:00:00Z"
                self.connection.change("matters", "m1", at=at, status="Open")
                self.delta()
                lead = self.target("matters", "m1")
                self.assertTrue(lead.active)
                self.assertEqual(lead.won_status, "pending")
                self.assertEqual(lead.stage_id.name, "Open")
                self.assertLess(lead.probability, 100)
                self.assertFalse(lead.date_closed)

    # ---------------------------------------------------------------- deletions

    def test_a_deletion_is_listed(self):
        self.connection.remove("matters", "m1")
        self.assertFalse(self.delta("action_close_window"))
        lead = self.target("matters", "m1")
        self.assertTrue(lead.active)
        self.assertEqual(
            self.findings("deleted_in_source").record_id, self.record("matters", "m1")
        )

    def test_a_deletion_that_the_source_tells_of(self):
        self.connection.change("matters", "m1", deleted=True)
        self.delta()
        self.assertTrue(self.findings("deleted_in_source"))
        self.assertEqual(self.record("matters", "m1").payload["title"], "Doe v. Roe")

    def test_a_partial_reading_shows_no_deletion(self):
        self.connection.remove("matters", "m1")
        self.delta()
        self.assertFalse(self.findings("deleted_in_source"))

    def test_a_deletion_is_archived_when_so_chosen(self):
        self.job.archive_deleted = True
        self.connection.remove("matters", "m1")
        lines = self.delta("action_close_window")
        lead = self.target("matters", "m1")
        self.assertFalse(lead.active)
        self.assertEqual(lead.won_status, "pending", "Put away is not lost.")
        self.assertFalse(lead.date_closed)
        self.assertEqual(lines.operation, "write")

    def test_what_people_have_changed_is_not_archived(self):
        self.job.archive_deleted = True
        self.target("matters", "m1").name = "Mine"
        self.connection.remove("matters", "m1")
        self.assertFalse(self.delta("action_close_window"))
        self.assertTrue(self.target("matters", "m1").active)

    def test_a_record_that_is_back(self):
        self.job.archive_deleted = True
        payload = dict(self.connection.one("matters", "m1"))
        self.connection.remove("matters", "m1")
        self.delta("action_close_window")
        self.job.action_open_window()
        self.connection.streams["matters"].append(payload)
        self.delta("action_close_window")
        self.assertTrue(self.target("matters", "m1").active)
        self.assertFalse(self.findings("deleted_in_source"))

    def test_after_a_doubtful_reading_nothing_counts_as_deleted(self):
        self.connection.remove("matters", "m1")
        for kind in ("incomplete", "moved"):
            with self.subTest(kind):
                self._end_with_problem(kind)
                self.delta("action_close_window")
                self.assertFalse(self.findings("deleted_in_source"))
                self.assertTrue(self.findings(kind))
                self.job.action_open_window()
        del self.connection.pages
        self.delta("action_close_window")
        self.assertEqual(
            self.findings("deleted_in_source").record_id, self.record("matters", "m1")
        )

    def _end_with_problem(self, kind):
        """Have each list end as the REST client ends one that it cannot trust."""
        read = type(self.connection).pages

        def pages(stream, position=None, since=None):
            for page in read(self.connection, stream, position, since):
                problems = [Problem(stream, kind, "Something is missing.")]
                is_last = page.position is None
                yield replace(page, problems=problems) if is_last else page

        self.connection.pages = pages

    def test_the_progress_of_each_delta_begins_at_nothing(self):
        self.delta()
        self.job.action_delta()
        self.assertEqual(self.job.progress, 0)

    # ---------------------------------------------------------------- rollback

    def test_a_rollback_takes_the_changes_back_and_then_the_records(self):
        leads = self.target("matters", "m1") | self.target("matters", "m2")
        partners = self.target("contacts", "c1") | self.target("contacts", "c3")
        self.connection.change("contacts", "c1", phone="2")
        self.connection.change("matters", "m1", status="Resolved", title="New")
        self.connection.change("companies", "co1", **{"address.city": "Boston"})
        self.delta()
        self.step("action_rollback")
        kept = self.findings("rollback_kept")
        self.assertFalse(kept.mapped("message"))
        self.assertFalse(leads.exists())
        self.assertFalse(partners.exists())

    def test_a_rollback_knows_what_odoo_repeats_of_a_client_in_his_cases(self):
        """Twice changed, and once the client is another: phone, address, and what
        Odoo derives from them.
        """
        self._change_client(phone="+1 212 555 0100", email="one@x.test")
        self.connection.add(
            "matters", id="m5", title="New", status="Open", client_id="c1"
        )
        self.delta()
        self._change_client(phone="+1 212 555 0199", email="two@x.test")
        self.connection.change("matters", "m2", client_id="c1", at=LATER)
        self.delta()
        leads = self.env["crm.lead"].concat(
            *(self.target("matters", key) for key in ("m1", "m2", "m5"))
        )
        self.assertEqual(set(leads.mapped("phone_sanitized")), {"+12125550199"})
        self.assertEqual(set(leads.mapped("email_normalized")), {"two@x.test"})
        self.step("action_rollback")
        kept = self.findings("rollback_kept")
        self.assertFalse(kept, kept.mapped("message"))
        self.assertFalse(leads.exists())

    def test_what_odoo_derives_of_a_client_is_no_value_of_his_case(self):
        """His case may get another client then, and be put away, without a conflict."""
        self.job.archive_deleted = True
        self._change_client(phone="+1 212 555 0100", email="one@x.test")
        self.connection.add(
            "contacts", id="c5", first_name="Judy", phone="+1 212 555 0155"
        )
        self.delta()
        self.connection.change("matters", "m1", client_id="c5", at=LATER)
        self.delta()
        lead = self.target("matters", "m1")
        self.assertEqual(lead.partner_id, self.target("contacts", "c5"))
        self.assertEqual(lead.phone_sanitized, "+12125550155")
        self.assertFalse(self.findings("conflict"))
        lines = self.audit.search([("res_model", "=", "crm.lead")])
        for line in lines:
            self.assertNotIn("phone_sanitized", line.after or {})
        self.connection.remove("matters", "m1")
        self.delta("action_close_window")
        self.assertFalse(lead.active)

    def _change_client(self, **values):
        self.connection.change("contacts", "c1", at=LATER, **values)

    def test_what_a_rollback_keeps_stays_as_it_is(self):
        jane = self.target("contacts", "c1")
        self.connection.change("contacts", "c1", phone="2", email="new@x.test")
        self.delta()
        jane.email = "mine@x.test"
        self.step("action_rollback")
        self.assertTrue(jane.exists())
        self.assertEqual((jane.phone, jane.email), ("2", "mine@x.test"))

    # ---------------------------------------------------------------- going on

    def test_a_killed_delta_goes_on(self):
        self.connection.change("contacts", "c1", phone="2")
        self.job.action_delta()
        with self.background() as env:
            lane = env["case.migration.batch"]
            while not lane.search([("kind", "=", "update"), ("state", "=", "todo")]):
                lane._run_one(self.job.with_env(env), 0)
                env.cr.commit()
        self.assertEqual(self.target("contacts", "c1").phone, "1")
        self.work(self.job)
        self.assertEqual(self.target("contacts", "c1").phone, "2")
        self.assertFalse(self.delta())

    def test_a_change_that_odoo_refuses_is_tried_again(self):
        self.connection.change("companies", "co1", domain="new.test", phone="5")
        company = self.target("companies", "co1")
        refuses = type(self.env["case.migration.loader.res_partner"])
        with patch.object(refuses, "_update", side_effect=UserError("No.")):
            self.assertFalse(self.delta())
        self.assertEqual(self.findings("update_failed").severity, "3_error")
        self.delta()
        self.assertEqual(company.phone, "5")
        self.assertFalse(self.findings("update_failed"))

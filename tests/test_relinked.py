from odoo.tests import tagged

from ..models.support.snapshot import editable
from .loader_case import FIRM, LoaderCase

COMPANIES = [
    {"id": "o1", "name": "Bare Ltd", "street": "1 High Street"},
    {"id": "o2", "name": "Full Ltd", "street": "2 High Street", "tax_number": "T2"},
]
CONTACTS = [
    {
        "id": "p1",
        "name": "Own Address",
        "company_id": "o1",
        "street": "7 Low Street",
        "tax_number": "T1",
    },
    {"id": "p2", "name": "No Address", "company_id": "o2"},
    {
        "id": "c1",
        "name": "Jane Doe",
        "email": "jane@x.test",
        "phone": "+1 1",
        "country": "FR",
        "street": "3 High Street",
    },
    {"id": "c2", "name": "No Mail"},
]
CASES = [
    {
        "id": key,
        "title": f"Case {key}",
        "client_id": client,
        "owner_id": "u1",
        "email": "adjuster@x.test",
        "phone": "+1 222",
        "parties": [{"id": "c1", "role": "Plaintiff"}, {"id": "c2", "role": "Witness"}],
        **values,
    }
    for key, client, values in (
        ("m1", "c1", {}),
        ("m2", "c2", {"outcome": "lost", "closed_on": "2020-01-01T10:00:00"}),
        ("m3", "c2", {"outcome": "won", "closed_on": "2020-01-01T10:00:00"}),
    )
]
EVENT = {"start": "2030-01-07T10:00:00", "stop": "2030-01-07T11:00:00"}
EVENTS = [
    {"id": "e1", "name": "Hearing", "case_id": "m1", **EVENT},
    {
        "id": "e2",
        "name": "Meeting",
        "case_id": "m1",
        "rule": "FREQ=DAILY;COUNT=3",
        **EVENT,
    },
]
STREAMS = {
    "users": FIRM["users"],
    "companys": COMPANIES,
    "contacts": CONTACTS,
    "cases": CASES,
    "events": EVENTS,
}
KEPT = ("companys", "contacts", "cases", "events")
MOMENTS = ("start", "stop", "date_closed")


class RelinkedCase(LoaderCase):
    """The small firm, of which some lists are loaded before those that they name."""

    @classmethod
    def load_first(cls, *first, streams=None):
        streams = streams or STREAMS
        for stream in cls.source.stream_ids:
            stream.enabled = stream.name in streams
        cls.prepare(streams)
        for source_object in first:
            mapping = cls.job.mapping_ids.filtered(
                lambda one, name=source_object: one.object == name
            )
            mapping.action_run()
            cls.work(cls.job)
            assert not cls.job.problem, cls.job.problem

    @classmethod
    def missing(cls, stream, key):
        """:return: the kinds of the findings on links of a record"""
        kinds = cls.kinds(stream, key)
        return [kind for kind in kinds if kind.startswith("reference_")]


@tagged("post_install", "-at_install")
class TestRelinked(RelinkedCase):
    """A record that is linked later is as if it had found its links at once, and a
    rollback removes it without a question.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.load_first()
        cls.step("action_run")
        cls.at_once = cls._all_values()
        source = cls.source.copy()
        cls.roll_back()
        cls.job = cls.job.copy({"source_id": source.id})
        cls.source = source
        cls.load_first("event", "case", "contact")
        cls.lonely = cls.target("contacts", "p1").parent_id
        cls.step("action_run")

    @classmethod
    def record(cls, stream, key):
        return cls.env["case.migration.record"].search(
            [
                ("stream_id.name", "=", stream),
                ("key", "=", key),
                ("source_id", "=", cls.source.id),
            ]
        )

    @classmethod
    def _all_values(cls):
        cls.env.invalidate_all()
        return {
            (stream, payload["id"]): cls._values(stream, payload["id"])
            for stream in KEPT
            for payload in STREAMS[stream]
        }

    @classmethod
    def _values(cls, stream, key):
        record = cls.target(stream, key)
        values = {
            name: cls._value(record, name)
            for name in editable(record)
            if record._fields[name].store and cls._is_compared(record._fields[name])
        }
        return {**values, "findings": sorted(cls.kinds(stream, key))}

    @classmethod
    def _is_compared(cls, field):
        """Not the time of the load, nor what is drawn by lot."""
        if field.type == "datetime":
            return field.name in MOMENTS
        return field.name != "access_token" and field.type != "properties"

    @classmethod
    def _value(cls, record, name):
        if name == "res_id":
            return record.env[record.res_model].browse(record.res_id).display_name
        if name == "x_parties":
            return record[name] and record[name].striptags()
        value = record[name]
        return (
            value.mapped("display_name") if record._fields[name].relational else value
        )

    def test_it_was_linked_later(self):
        self.assertFalse(self.lonely)
        self.assertTrue(self.target("contacts", "p1").parent_id)

    def test_it_is_as_if_it_had_been_linked_at_once(self):
        later = self._all_values()
        for place, values in self.at_once.items():
            with self.subTest(place):
                names = [name for name in values if values[name] != later[place][name]]
                self.assertFalse(
                    names, [(values[name], later[place][name]) for name in names]
                )

    def test_all_events_of_a_series_have_their_case(self):
        lead = self.target("cases", "m1")
        events = self.target("events", "e2").recurrence_id.calendar_event_ids
        self.assertEqual(len(events), 3)
        self.assertEqual(events.opportunity_id, lead)
        self.assertEqual(set(events.mapped("res_id")), {lead.id})

    def test_a_rollback_removes_it_without_a_question(self):
        made = [self.target(*place) for place in self.at_once]
        self.roll_back()
        for record in made:
            with self.subTest(record):
                self.assertFalse(record.exists())


@tagged("post_install", "-at_install")
class TestRelinkingTrouble(RelinkedCase):
    """What people have done since the first load, and links that do not come."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        nobody = {"id": "m4", "title": "Case m4"}
        some = [{"id": "c2", "role": "Plaintiff"}, {"id": "c9", "role": "Witness"}]
        cases = [*CASES, {**nobody, "client_id": "c1", "parties": some}]
        contacts = [*CONTACTS, {"id": "c9", "name": ""}]
        streams = {**STREAMS, "cases": cases, "contacts": contacts}
        cls.load_first("case", streams=streams)

    def test_one_that_is_forgotten_is_left_out(self):
        self.record("cases", "m1").payload = None
        self.step("action_run")
        self.assertFalse(self.job.problem)
        self.assertFalse(self.target("cases", "m1").partner_id)
        self.assertTrue(self.target("cases", "m2").partner_id)

    def test_one_that_was_deleted_is_left_out(self):
        self.target("cases", "m1").unlink()
        self.step("action_run")
        self.assertFalse(self.job.problem)
        self.assertTrue(self.target("cases", "m2").partner_id)

    def test_a_list_in_a_text_is_completed(self):
        lead = self.target("cases", "m1")
        self.assertNotIn("/odoo/res.partner/", lead.x_parties)
        self.step("action_run")
        self.assertEqual(lead.x_parties.count("/odoo/res.partner/"), 2)
        self.assertFalse(self.missing("cases", "m1"))

    def test_a_finding_stays_while_a_link_is_missing(self):
        self.step("action_run")
        lead = self.target("cases", "m4")
        self.assertEqual(lead.x_parties.count("/odoo/res.partner/"), 1)
        self.assertEqual(self.missing("cases", "m4"), ["reference_not_migrated"])

    def test_what_people_have_written_stays(self):
        lead, other = self.target("cases", "m1"), self.target("cases", "m3")
        lead.x_parties = "<p>By hand</p>"
        lead.email_from = "hand@x.test"
        other.email_from = "hand@x.test"
        own = self.env["res.partner"].create({"name": "Chosen by hand"})
        self.target("cases", "m2").partner_id = own
        self.step("action_run")
        self.assertEqual(lead.x_parties, "<p>By hand</p>")
        self.assertEqual(self.target("cases", "m2").partner_id, own)
        self.assertEqual(self.target("contacts", "c1").email, "jane@x.test")
        self.assertEqual(other.email_from, "hand@x.test")
        self.assertFalse(self.target("contacts", "c2").email)

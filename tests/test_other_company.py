from odoo.tests import new_test_user, tagged

from .loader_case import LoaderCase
from .test_loader_calendar_event import EVENT
from .test_loader_mail_message import NOTE


@tagged("post_install", "-at_install")
class TestOtherCompany(LoaderCase):
    """A contact that belongs to another company of this Odoo is no contact of the firm,
    whatever e-mail address it has.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other firm"})
        cls.john = cls.env["res.partner"].create(
            {"name": "John", "email": "john@x.test", "company_id": cls.other.id}
        )
        cls.load(
            notes=[{"id": "1", "case_id": "m1", **NOTE, "author_email": "john@x.test"}],
            events=[
                {
                    "id": "1",
                    "case_id": "m1",
                    **EVENT,
                    "attendees": [{"name": "John", "email": "john@x.test"}],
                }
            ],
        )

    def _look_up(self, model, address):
        finder = self.env["case.migration.finder"]
        found = finder._find_lookup(self.source, model, {address})
        return [one.res_id for one in found.get(address, ())]

    def test_it_has_not_written_a_note(self):
        note = self.target("notes", "1")
        self.assertFalse(note.author_id)
        self.assertIn("john@x.test", note.email_from)

    def test_it_does_not_attend_an_event(self):
        event = self.target("events", "1")
        self.assertNotIn(self.john, event.partner_ids)
        self.assertIn("John", event.description)
        self.assertEqual(self.kinds("events"), ["attendee_unknown"])

    def test_it_is_not_what_an_address_means(self):
        self.assertFalse(self._look_up("res.partner", "john@x.test"))
        self.john.company_id = self.source.company_id
        self.assertEqual(self._look_up("res.partner", "john@x.test"), self.john.ids)

    def test_a_user_is_one_of_all_companies_that_he_works_for(self):
        user = new_test_user(
            self.env,
            login="both",
            email="both@x.test",
            company_id=self.other.id,
            company_ids=[self.other.id, self.source.company_id.id],
        )
        user.partner_id.company_id = self.other
        self.assertEqual(self._look_up("res.users", "both@x.test"), user.ids)

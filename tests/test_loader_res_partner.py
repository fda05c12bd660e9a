from odoo.tests import tagged

from ..models.support.snapshot import snapshot
from .loader_case import LoaderCase

ADDRESS = ("street", "city")


@tagged("post_install", "-at_install")
class TestLoaderResPartner(LoaderCase):
    """Nobody's address or number changes because of somebody else's."""

    def load_people(self, companies=(), contacts=()):
        self.load(companys=companies, contacts=contacts, cases=[])

    def address(self, stream, key):
        partner = self.target(stream, key)
        return partner.street or "", partner.city or ""

    def test_a_contact_keeps_its_own_address(self):
        self.load_people(
            [{"id": "1", "name": "Co", "street": "C 1", "city": "Rome"}],
            [{"id": "1", "name": "P", "company_id": "1", "street": "P 1"}],
        )
        self.assertEqual(self.address("contacts", "1"), ("P 1", ""))
        self.assertEqual(self.address("companys", "1"), ("C 1", "Rome"))

    def test_also_when_the_company_moves_later(self):
        self.load_people(
            [{"id": "1", "name": "Co", "street": "C 1"}],
            [
                {"id": "1", "name": "P", "company_id": "1", "street": "P 1"},
                {"id": "2", "name": "Q", "company_id": "1", "street": "Q 1"},
            ],
        )
        self.target("companys", "1").street = "New 1"
        self.target("contacts", "1").street = "Newer 1"
        self.assertEqual(self.target("companys", "1").street, "New 1")
        self.assertEqual(self.target("contacts", "2").street, "Q 1")

    def test_a_company_without_an_address_gets_none_from_its_people(self):
        self.load_people(
            [{"id": "1", "name": "Co"}],
            [{"id": "1", "name": "P", "company_id": "1", "street": "P 1"}],
        )
        self.assertEqual(self.address("companys", "1"), ("", ""))

    def test_one_without_an_address_gets_none_from_the_company(self):
        self.load_people(
            [{"id": "1", "name": "Co", "street": "C 1"}],
            [{"id": "1", "name": "P", "company_id": "1"}],
        )
        self.assertEqual(self.address("contacts", "1"), ("", ""))

    def test_a_company_that_was_there_is_not_touched(self):
        company = self.env["res.partner"].create(
            {"name": "Old Co", "is_company": True, "city": "Rome"}
        )
        names = ["street", "city", "vat", "phone", "email", "write_date"]
        before = snapshot(company, names)
        self.load_people(
            [{"id": "1", "name": "Old Co", "city": "Rome", "street": "Other 1"}],
            [{"id": "1", "name": "P", "company_id": "1", "street": "P 1"}],
        )
        self.assertEqual(self.target("companys", "1"), company)
        self.assertEqual(self.target("contacts", "1").parent_id, company)
        self.assertEqual(snapshot(company, names), before)

    # ------------------------------------------------- hierarchies

    def test_a_parent_that_comes_later_is_linked_in_the_end(self):
        self.load_people(
            [
                {"id": "1", "name": "Child", "parent_id": "2", "street": "C 1"},
                {"id": "2", "name": "Parent", "street": "P 1"},
            ]
        )
        child, parent = (self.target("companys", key) for key in "12")
        self.assertEqual(child.parent_id, parent)
        self.assertEqual(self.address("companys", "1"), ("C 1", ""))
        self.assertFalse(self.kinds("companys", "1"))

    def test_the_link_is_logged_and_taken_back(self):
        self.load_people(
            [
                {"id": "1", "name": "Child", "parent_id": "2"},
                {"id": "2", "name": "Parent"},
            ]
        )
        child = self.target("companys", "1")
        line = self.env["case.migration.audit.log"].search(
            [("res_id", "=", child.id), ("operation", "=", "write")]
        )
        self.assertEqual(line.before["parent_id"], False)
        self.assertEqual(line.after["parent_id"], self.target("companys", "2").id)
        self.roll_back()
        self.assertFalse(self.job.problem)
        self.assertFalse(child.exists())

    def test_a_company_that_is_its_own_parent(self):
        self.load_people([{"id": "1", "name": "Co", "parent_id": "1"}])
        self.assertFalse(self.target("companys", "1").parent_id)
        self.assertEqual(self.kinds("companys", "1"), ["cycle"])

    def test_a_company_that_calls_itself_its_parent(self):
        self.load_people([{"id": "1", "name": "Co", "parent": "Co"}])
        self.assertFalse(self.target("companys", "1").parent_id)
        self.assertEqual(self.kinds("companys", "1"), ["cycle"])

    def test_companies_that_go_in_a_circle(self):
        self.load_people(
            [
                {"id": "1", "name": "A", "parent_id": "2"},
                {"id": "2", "name": "B", "parent_id": "3"},
                {"id": "3", "name": "C", "parent_id": "1"},
            ]
        )
        self.assertFalse(self.job.problem)
        kinds = [kind for key in "123" for kind in self.kinds("companys", key)]
        self.assertEqual(kinds, ["cycle"])
        linked = [bool(self.target("companys", key).parent_id) for key in "123"]
        self.assertEqual(sum(linked), 2)

    def test_a_parent_that_fails_is_said_in_the_end(self):
        self.load_people(
            [
                {"id": "1", "name": "Child", "parent_id": "2"},
                {"id": "2", "name": ""},
            ]
        )
        self.assertEqual(self.kinds("companys", "1"), ["reference_not_migrated"])

    def test_what_a_person_has_filled_meanwhile_stays(self):
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        self.load_people(
            [
                {"id": "1", "name": "Child", "parent_id": "2"},
                {"id": "2", "name": ""},
            ]
        )
        child = self.target("companys", "1")
        child.parent_id = other
        record = self.record("companys", "2")
        record.payload = {"id": "2", "name": "Parent"}
        self.step("action_retry_failed")
        self.assertTrue(self.target("companys", "2"))
        self.assertEqual(child.parent_id, other)

    def test_a_record_put_right_later_is_linked_then(self):
        self.load_people(
            [
                {"id": "1", "name": "Child", "parent_id": "2"},
                {"id": "2", "name": ""},
            ]
        )
        self.record("companys", "2").payload = {"id": "2", "name": "Parent"}
        self.step("action_retry_failed")
        self.assertEqual(
            self.target("companys", "1").parent_id, self.target("companys", "2")
        )

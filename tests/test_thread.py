from odoo.tests import tagged

from .common import MigrationCase

FIRM = {
    "users": [
        {"id": "u1", "email": "ADMIN@example.com", "name": "Ann Admin"},
        {"id": "u2", "email": "gone@firm.test", "name": "Gil Gone"},
    ],
    "teams": [{"id": "t1", "name": "Litigation", "member_ids": ["u1", "u2"]}],
    "matter_statuses": [
        {"id": "s1", "name": "Open", "sequence": 1, "category": "active"},
        {"id": "s2", "name": "Resolved", "sequence": 5, "category": "closed"},
        {"id": "s3", "name": "Declined", "sequence": 6, "category": "closed"},
    ],
    "companies": [
        {
            "id": "co1",
            "name": "Acme Ltd",
            "domain": "acme.test",
            "industry": "Shipping",
            "address.city": "Boston",
            "address.country": "United States",
            "address.state": "Massachusetts",
        }
    ],
    "contacts": [
        {
            "id": "c1",
            "first_name": "Jane",
            "last_name": "Doe",
            "email": "jane@acme.test",
            "company_id": "co1",
            "address.street": "1 Own Street",
            "is_organization": False,
        },
        {"id": "c2", "first_name": "No", "last_name": "Company"},
    ],
    "matters": [
        {
            "id": "m1",
            "title": "Doe v. Roe",
            "status": "Open",
            "priority": "High",
            "client_id": "c1",
            "owner_id": "u1",
            "owner": "Ann Admin",
            "team_id": "t1",
            "opened_on": "2020-03-01",
        },
        {
            "id": "m2",
            "title": "Estate",
            "status": "Declined",
            "client_id": "c2",
            "owner_id": "u2",
            "owner": "Gil Gone",
        },
        {"id": "m3", "title": "Settled", "status": "Resolved", "client_id": "nobody"},
        {"id": "m4", "title": "", "status": "Open"},
    ],
}


@tagged("post_install", "-at_install")
class TestThread(MigrationCase):
    """The whole way of a small firm, in memory, which all tests look at."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams = FIRM
        cls.env.ref("base.user_admin").email = "admin@example.com"
        cls.before = cls._counts()
        cls.told_before = cls._told()
        cls.migrate(FIRM)

    def test_every_record_is_accounted_for(self):
        self.assertFalse(self.job.problem)
        summary = {row["object"]: row for row in self.job.get_summary()}
        for row in summary.values():
            outcomes = ("created", "matched", "updated", "skipped", "failed")
            self.assertEqual(row["source"], sum(row[name] for name in outcomes), row)
        self.assertEqual(summary["case"]["created"], 3)
        self.assertEqual(summary["case"]["failed"], 1)
        self.assertEqual(summary["user"]["matched"], 1)
        self.assertEqual(summary["user"]["skipped"], 1)
        self.assertEqual(self.job.state, "delta")

    def test_cases_arrive_with_what_they_refer_to(self):
        lead = self.target("matters", "m1")
        self.assertEqual(lead.name, "Doe v. Roe")
        self.assertEqual(lead.partner_id, self.target("contacts", "c1"))
        self.assertEqual(lead.user_id, self.env.ref("base.user_admin"))
        self.assertEqual(lead.team_id, self.target("teams", "t1"))
        self.assertEqual(lead.stage_id.name, "Open")
        self.assertEqual(lead.priority, "2")
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(str(lead.x_opened_on), "2020-03-01")
        self.assertFalse(lead.x_source_owner)

    def test_an_owner_without_a_user_leaves_a_name(self):
        lead = self.target("matters", "m2")
        self.assertEqual(lead.user_id, self.job.fallback_user_id)
        self.assertEqual(lead.x_source_owner, "Gil Gone")

    def test_won_lost_and_open(self):
        self.assertEqual(self.target("matters", "m1").won_status, "pending")
        self.assertEqual(self.target("matters", "m2").won_status, "lost")
        self.assertEqual(self.target("matters", "m3").won_status, "won")

    def test_a_link_that_leads_nowhere_is_a_finding(self):
        record = self.record("matters", "m3")
        findings = self.env["case.migration.finding"].search(
            [("record_id", "=", record.id)]
        )
        self.assertEqual(findings.mapped("kind"), ["reference_missing"])
        self.assertFalse(self.target("matters", "m3").partner_id)

    def test_a_case_without_a_title_fails_alone(self):
        record = self.record("matters", "m4")
        self.assertEqual(record.state, "failed")
        self.assertEqual(record.reason_kind, "required")
        self.assertIn("name", record.reason)

    def test_a_contact_keeps_its_own_address(self):
        contact = self.target("contacts", "c1")
        company = self.target("companies", "co1")
        self.assertEqual(contact.parent_id, company)
        self.assertEqual(contact.street, "1 Own Street")
        self.assertFalse(company.street)
        self.assertEqual(company.state_id.code, "MA")
        self.assertEqual(company.industry_id.name, "Shipping")

    def test_running_twice_creates_nothing_twice(self):
        before = self._counts()
        self.step("action_run")
        self.assertEqual(self._counts(), before)
        summary = {row["object"]: row for row in self.job.get_summary()}
        self.assertEqual(summary["contact"]["skipped"], 2)
        second = self.job.copy({"name": "Again"})
        self.migrate(job=second)
        self.assertEqual(self._counts(), before)

    def test_nobody_is_told(self):
        before = self.told_before
        # The job's own chatter apart.
        own = self.job.message_ids | self.job.source_id.message_ids
        after = self._told()
        after["mail.message"] -= len(own - own.browse())
        self.assertEqual(after["mail.mail"], before["mail.mail"])
        self.assertEqual(after["mail.notification"], before["mail.notification"])
        self.assertEqual(after["mail.followers"], before["mail.followers"])

    def test_every_link_has_an_audit_line(self):
        linked = self.env["case.migration.record"].search(
            [("job_id", "=", self.job.id), ("res_id", "!=", False)]
        )
        lines = self.env["case.migration.audit.log"].search(
            [("job_id", "=", self.job.id), ("record_id", "!=", False)]
        )
        self.assertEqual(lines.record_id, linked)
        self.assertEqual(len(lines), len(linked))

    def test_rollback_leaves_nothing(self):
        self.step("action_rollback")
        self.assertEqual(self.job.state, "rolled_back")
        self.assertFalse(self.job.problem)
        self.assertEqual(self._counts(), self.before)
        self.assertFalse(
            self.env["case.migration.record"].search(
                [("source_id", "=", self.source.id), ("res_id", "!=", False)]
            )
        )
        self.assertNotIn("x_opened_on", self.env["crm.lead"]._fields)

    @classmethod
    def _told(cls):
        models = ("mail.mail", "mail.notification", "mail.followers", "mail.message")
        return {model: cls.env[model].search_count([]) for model in models}

    @classmethod
    def _counts(cls):
        models = (
            "res.partner",
            "crm.lead",
            "crm.stage",
            "crm.team",
            "crm.team.member",
            "res.partner.industry",
            "ir.model.fields",
            "ir.ui.view",
            "mail.alias",
        )
        return {
            model: cls.env[model].with_context(active_test=False).search_count([])
            for model in models
        }

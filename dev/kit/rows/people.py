"""Rows of people: contacts, companies, users and teams."""

from __future__ import annotations

from kit.fidelity.compare import read_lines
from kit.fidelity.held import Row
from kit.rows.docket import JOINS, KNOWN, KNOWN_USERS, LEAVES
from kit.rows.read import digits, has_address, utc
from kit.rows.stages import Journey, Stage, is_as_before, unchanged

STRANGER = 0
"""The source's administrator, who has no user in Odoo."""


class Contacts:
    """People stand for themselves, or belong to their company."""

    def test_created(self, moved: Journey) -> None:
        for person, partner in moved.pairs("contact"):
            assert partner["name"] == person["name"]
            assert partner["is_company"] == person["organisation"]
            assert (partner["email"] or "") == person["email"]
            assert digits(partner["phone"]) == digits(person["phone"])
            assert digits(partner["x_phone_2"]) == digits(person["mobile"])
            assert (partner["x_fax"] or "") == person["fax"]
            assert (partner["function"] or "") == person["job_title"]
            assert partner["x_birthday"] == (
                person["birthday"] and person["birthday"].isoformat()
            )
            assert read_lines(partner["comment"]) == read_lines(person["notes"])
            assert partner["active"] == person["active"]
            assert partner["x_source_created_on"] == utc(person["created_at"])
            employer = moved.became(moved.run, "company", person["company"])
            assert partner["parent_id"] == employer.get("id")
            assert has_address(moved.run, partner, person["address"])

    def test_created_in_its_groups(self, moved: Journey) -> None:
        for person, partner in moved.pairs("contact"):
            rows = moved.run.where(
                "res_partner_res_partner_category_rel", "partner_id", partner["id"]
            )
            groups = [
                moved.run.named("res_partner_category", row["category_id"])
                for row in rows
            ]
            assert sorted(groups) == sorted(person["groups"])

    def test_matched(self, moved: Journey) -> None:
        """By e-mail address, and left as it is, whatever the source changes."""
        partner = moved.became(moved.run, "contact", KNOWN)
        email = moved.firm.record("contact", KNOWN)["email"]
        assert partner["email"].lower() == email.lower()
        assert moved.state(moved.run, "contact", KNOWN) == "matched"
        assert unchanged(moved.before, moved.run, "res_partner", {partner["id"]})
        assert unchanged(moved.before, moved.delta, "res_partner", {partner["id"]})
        assert "matched_changed" in moved.found(moved.delta, "contact", KNOWN)

    def test_updated(self, moved: Journey) -> None:
        person = moved.changed("contact")
        partner = moved.became(moved.delta, "contact", person["index"])
        assert digits(partner["phone"]) == digits(person["phone"])
        assert partner["function"] == person["job_title"]
        old = moved.became(moved.run, "contact", person["index"])
        assert moved.audited(partner, "phone", "res.partner") == (
            old["phone"],
            partner["phone"],
        )
        assert partner["street"] == old["street"]

    def test_rolled_back(self, moved: Journey) -> None:
        assert is_as_before(moved, "res_partner")
        assert is_as_before(moved, "res_partner_category")
        assert is_as_before(moved, "res_partner_res_partner_category_rel")


class Companies:
    """Companies, with their web domain, industry and figures."""

    def test_created(self, moved: Journey) -> None:
        for company, partner in moved.pairs("company"):
            assert partner["name"] == company["name"]
            assert partner["is_company"] is True
            assert partner["website"] == f"http://{company['domain']}"
            industry = moved.run.named("res_partner_industry", partner["industry_id"])
            assert industry.lower() == company["industry"].lower()
            assert partner["x_employee_count"] == company["employees"]
            assert partner["x_annual_revenue"] == company["revenue"]
            assert digits(partner["phone"]) == digits(company["phone"])
            assert partner["email"] == company["email"]
            assert partner["parent_id"] is None
            assert has_address(moved.run, partner, company["address"])

    def test_matched(self, moved: Journey) -> None:
        """By web domain."""
        partner = moved.became(moved.run, "company", KNOWN)
        assert moved.firm.record("company", KNOWN)["domain"] in partner["website"]
        assert moved.state(moved.run, "company", KNOWN) == "matched"
        assert unchanged(moved.before, moved.delta, "res_partner", {partner["id"]})
        assert "matched_changed" in moved.found(moved.delta, "company", KNOWN)

    def test_updated(self, moved: Journey) -> None:
        company = moved.changed("company")
        partner = moved.became(moved.delta, "company", company["index"])
        assert partner["x_employee_count"] == company["employees"]
        assert digits(partner["phone"]) == digits(company["phone"])
        old = moved.became(moved.run, "company", company["index"])
        assert moved.audited(partner, "x_employee_count", "res.partner") == (
            old["x_employee_count"],
            company["employees"],
        )

    def test_rolled_back(self, moved: Journey) -> None:
        assert is_as_before(moved, "res_partner")
        assert is_as_before(moved, "res_partner_industry")


class Users:
    """People of the firm are Odoo's users, by their e-mail addresses."""

    why_not = "no_user"
    """The reason why the source's administrator is left out."""

    def test_matched(self, moved: Journey) -> None:
        for index in KNOWN_USERS:
            user = moved.became(moved.run, "user", index)
            assert user["login"].lower() == moved.firm.record("user", index)["email"]
            assert moved.state(moved.run, "user", index) == "matched"
            # Odoo works out the team of a user anew when he joins one.
            old = moved.before.row("res_users", user["id"])
            new = moved.delta.row("res_users", user["id"])
            assert old == new | {"sale_team_id": old["sale_team_id"]}

    def test_created(self, moved: Journey) -> None:
        """By design not: a user is made only where the list of owners says so, see
        `test_owners`. Cases of those without one are the fallback user's, and keep
        the name.
        """
        assert len(moved.run.rows("res_users")) == len(moved.before.rows("res_users"))
        [job] = moved.run.rows("case_migration_job")
        some = False
        for case, lead in moved.pairs("case"):
            name = moved.firm.record("user", case["owner"])["name"]
            if case["owner"] in KNOWN_USERS:
                owner = moved.became(moved.run, "user", case["owner"])
                assert (lead["user_id"], lead["x_source_owner"]) == (owner["id"], None)
            else:
                some = True
                assert lead["user_id"] == job["fallback_user_id"]
                assert lead["x_source_owner"] == name
        assert some

    def test_left_out(self, moved: Journey) -> None:
        assert moved.state(moved.run, "user", STRANGER) == "skipped"
        staged = moved.staged(moved.run, "user", STRANGER)
        assert staged["reason_kind"] == self.why_not
        assert staged["reason"]

    def test_updated(self, moved: Journey) -> None:
        """By design not: what Odoo has of its users is Odoo's; it is a finding."""
        person = moved.changed("user")
        user = moved.became(moved.delta, "user", person["index"])
        name = moved.delta.named("res_partner", user["partner_id"])
        assert name != person["name"]
        found = moved.found(moved.delta, "user", person["index"])
        assert "matched_changed" in found

    def test_rolled_back(self, moved: Journey) -> None:
        assert is_as_before(moved, "res_users")


class Teams:
    """Teams, with the members whom Odoo takes out of no other team for it."""

    def test_created(self, moved: Journey) -> None:
        for team, row in moved.pairs("team"):
            assert moved.run.named("crm_team", row["id"]) == team["name"]
            leader = moved.became(moved.run, "user", team["leader"])
            assert row["user_id"] == leader.get("id")
            wanted = self.users(moved, set(KNOWN_USERS) & set(team["members"]))
            members = self.members(moved.run, row)
            elsewhere = {
                member["user_id"]
                for member in moved.before.rows("crm_team_member")
                if member["active"]
            }
            assert members == wanted - elsewhere
            told = "member_of_other_team" in moved.found(
                moved.run, "team", team["index"]
            )
            assert told == bool(wanted & elsewhere)

    def test_matched(self, moved: Journey) -> None:
        """By name; nobody loses or changes a team that he is in."""
        team = moved.became(moved.run, "team", KNOWN)
        assert moved.state(moved.run, "team", KNOWN) == "matched"
        assert unchanged(moved.before, moved.delta, "crm_team", {team["id"]})
        members = {row["id"] for row in moved.before.rows("crm_team_member")}
        assert unchanged(moved.before, moved.delta, "crm_team_member", members)

    def test_updated(self, moved: Journey) -> None:
        """A team that was renamed, that somebody has joined, and somebody has left."""
        team = moved.changed("team")
        row = moved.became(moved.delta, "team", team["index"])
        assert moved.delta.named("crm_team", row["id"]) == team["name"]
        assert LEAVES in moved.firm.record("team", team["index"])["members"]
        old = moved.run.named("crm_team", row["id"])
        assert moved.audited(row, "name", "crm.team") == (old, team["name"])
        assert self.members(moved.run, row) == self.users(moved, {LEAVES})
        assert self.members(moved.delta, row) == self.users(moved, {JOINS})

    def members(self, stage: Stage, team: Row) -> set[int]:
        """The users who are in a team."""
        rows = stage.where("crm_team_member", "crm_team_id", team["id"])
        return {row["user_id"] for row in rows if row["active"]}

    def users(self, moved: Journey, indexes: set[int]) -> set[int]:
        """The users of some people of the source."""
        return {moved.became(moved.run, "user", index)["id"] for index in indexes}

    def test_rolled_back(self, moved: Journey) -> None:
        assert is_as_before(moved, "crm_team")
        assert is_as_before(moved, "crm_team_member")

"""Rows of cases."""

from __future__ import annotations

from lxml import html

from kit.fidelity.compare import read_lines
from kit.fidelity.held import Row
from kit.rows.docket import KNOWN
from kit.rows.read import utc
from kit.rows.stages import Journey, Stage, is_as_before, unchanged
from sandbox.backdocket.claims import CASE_TYPES, reference_no
from sandbox.backdocket.claims import STATUSES as CLAIM_STATUSES
from sandbox.cases import STATUSES
from sandbox.firm import Record

STARS = {"Low": "0", "Normal": "1", "High": "2"}
KINDS = {name: kind for name, kind, _win in STATUSES}
CHANCES = {name: win for name, _kind, win in STATUSES}
CLAIM_CHANCES = {"Chase Call": 10, "No Decision": 20, "Active w/Contract": 60} | {
    "Referral Pending": 30
}


def is_won(stage: Stage, lead: Row) -> bool:
    """Whether Odoo counts a case as won."""
    is_won_stage = bool(stage.row("crm_stage", lead["stage_id"])["is_won"])
    return is_won_stage and lead["active"] and lead["probability"] == 100


def is_lost(lead: Row) -> bool:
    """Whether Odoo counts a case as lost."""
    return not lead["active"] and lead["won_status"] == "lost"


class Cases:
    """Cases of both systems; what differs between these is below."""

    def name_of(self, moved: Journey, case: Record) -> str:
        """What the lead is called."""
        raise NotImplementedError

    def stage_of(self, case: Record) -> str:
        """The stage of a case that is neither won nor lost."""
        raise NotImplementedError

    def chance_of(self, case: Record) -> float:
        """The probability of an open case."""
        raise NotImplementedError

    def test_created(self, moved: Journey) -> None:
        for case, lead in moved.pairs("case"):
            assert lead["name"] == self.name_of(moved, case)
            assert read_lines(lead["description"]) == read_lines(case["description"])
            assert lead["priority"] == STARS[case["priority"]]
            is_prospect = KINDS[case["status"]] == "prospect"
            assert lead["type"] == ("lead" if is_prospect else "opportunity")
            name, index = "contact", case["client"]
            if case["company_client"] is not None:
                name, index = "company", case["company_client"]
            assert lead["partner_id"] == moved.became(moved.run, name, index)["id"]
            team = moved.became(moved.run, "team", case["team"])
            assert lead["team_id"] == team["id"]
            assert lead["expected_revenue"] == case["expected_value"]
            assert lead["x_source_created_on"] == utc(case["created_at"])

    def test_created_with_all_its_dates(self, moved: Journey) -> None:
        for case, lead in moved.pairs("case"):
            closed = case["closed_on"] and case["closed_on"].isoformat()
            assert lead["x_opened_on"] == case["opened_on"].isoformat()
            assert lead["x_closed_on"] == closed
            assert lead["x_limitation_on"] == case["limitation_on"].isoformat()
            hearings = [f"{one['date']} {one['court']}" for one in case["hearings"]]
            assert (lead["x_court_dates"] or "").splitlines() == hearings
            if case["won"] is not None:
                assert lead["date_closed"][:10] == closed
            else:
                assert lead["date_closed"] is None

    def test_created_open_won_lost_or_put_away(self, moved: Journey) -> None:
        seen = set()
        for case, lead in moved.pairs("case"):
            seen.add(case["status"])
            closed = KINDS[case["status"]] == "closed"
            assert is_won(moved.run, lead) == (case["won"] is True)
            assert is_lost(lead) == (case["won"] is False)
            assert lead["active"] == (not closed or case["won"] is True)
            if case["won"] is False:
                reason = moved.run.named("crm_lost_reason", lead["lost_reason_id"])
                assert reason == case["loss_reason"]
            if not closed:
                stage = moved.run.named("crm_stage", lead["stage_id"])
                assert stage == self.stage_of(case)
                assert lead["probability"] == self.chance_of(case)
        assert {"Resolved", "Declined", "Closed"} < seen

    def test_created_with_its_parties(self, moved: Journey) -> None:
        """Everybody with a role, linked to the contact."""
        several = 0
        for case, lead in moved.pairs("case"):
            items = html.fromstring(lead["x_parties"]).iter("li")
            shown = [
                (one.text.split(":")[0], one.find("a").get("href")) for one in items
            ]
            wanted = [
                (party["role"], moved.became(moved.run, "contact", party["contact"]))
                for party in case["parties"]
            ]
            assert shown == [
                (role, f"/odoo/res.partner/{partner['id']}") for role, partner in wanted
            ]
            several += sum(party["role"] == "Client" for party in case["parties"]) > 1
        assert several

    def test_matched(self, moved: Journey) -> None:
        """By design not: nothing tells that a lead of the firm's is the same case. One
        of the same name is left alone.
        """
        case = moved.firm.record("case", moved.changed("case")["index"])
        name = self.name_of(moved, case)
        [own] = moved.before.where("crm_lead", "name", name)
        assert unchanged(moved.before, moved.delta, "crm_lead", {own["id"]})
        assert moved.became(moved.run, "case", case["index"])["id"] != own["id"]

    def test_updated(self, moved: Journey) -> None:
        """A case that was renamed, and won."""
        case = moved.changed("case")
        lead = moved.became(moved.delta, "case", case["index"])
        assert lead["name"] == self.name_of(moved, case)
        assert lead["priority"] == STARS[case["priority"]]
        assert is_won(moved.delta, lead)
        assert lead["date_closed"][:10] == case["closed_on"].isoformat()
        old = moved.became(moved.run, "case", case["index"])
        assert moved.audited(lead, "name", "crm.lead") == (old["name"], lead["name"])

    def test_nothing_is_made_twice(self, moved: Journey) -> None:
        assert len(moved.run.rows("crm_lead")) == len(moved.delta.rows("crm_lead"))

    def test_rolled_back(self, moved: Journey) -> None:
        assert is_as_before(moved, "crm_lead")
        assert is_as_before(moved, "crm_lost_reason")
        assert is_as_before(moved, "crm_tag")
        assert is_as_before(moved, "crm_tag_rel")

    def test_lead_scoring_learns_nothing(self, moved: Journey) -> None:
        table = "crm_lead_scoring_frequency"
        assert moved.before.rows(table)
        for stage in (moved.run, moved.delta, moved.back):
            assert stage.rows(table) == moved.before.rows(table)


class CaseFileCases(Cases):
    """Cases of The Case File: the status is the stage."""

    def name_of(self, moved: Journey, case: Record) -> str:
        """The title."""
        return case["title"]

    def stage_of(self, case: Record) -> str:
        """The status; Odoo has the first one, in its own spelling."""
        first = STATUSES[KNOWN][0]
        return first.upper() if case["status"] == first else case["status"]

    def chance_of(self, case: Record) -> float:
        """The percentage of the status."""
        return CHANCES[case["status"]]

    def test_created_with_number_and_tags(self, moved: Journey) -> None:
        for case, lead in moved.pairs("case"):
            assert lead["x_matter_number"] == case["number"]
            originator = moved.firm.record("user", case["originator"])
            assert lead["x_originating_attorney"] == originator["name"]
            assert _tags(moved.run, lead) == sorted(case["practice_areas"])


class Claims(Cases):
    """Claims of BackDocket: the type of the case is the stage."""

    def name_of(self, moved: Journey, case: Record) -> str:
        """The reference number and the caption."""
        return f"{reference_no(moved.firm, case['index'])} \N{EN DASH} {case['title']}"

    def stage_of(self, case: Record) -> str:
        """New for inquiries."""
        kind = CASE_TYPES.get(CLAIM_STATUSES[case["status"]], "Retained")
        return {"Inquiry": "New", "Retained": "Qualified"}[kind]

    def chance_of(self, case: Record) -> float:
        """The percentage that the map gives the status."""
        return CLAIM_CHANCES[CLAIM_STATUSES[case["status"]]]

    def test_found_by_its_number(self, moved: Journey) -> None:
        for case, lead in moved.pairs("case"):
            number = reference_no(moved.firm, case["index"])
            assert number in lead["name"]
            assert lead["x_claim_reference"] == number


def _tags(stage: Stage, lead: Row) -> list[str]:
    rows = stage.where("crm_tag_rel", "lead_id", lead["id"])
    return sorted(stage.named("crm_tag", row["tag_id"]) for row in rows)

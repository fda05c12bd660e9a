"""Rows of lists that cases refer to: statuses, claim types, lead sources."""

from __future__ import annotations

from kit.fidelity.held import Row
from kit.rows.docket import KNOWN
from kit.rows.stages import Journey, Stage, is_as_before, unchanged
from sandbox.backdocket.claims import claim_type_name
from sandbox.cases import STATUSES


class Stages:
    """Case statuses are stages."""

    def test_created(self, moved: Journey) -> None:
        for status, stage in moved.pairs("status"):
            assert moved.run.named("crm_stage", stage["id"]) == status["name"]
            assert stage["sequence"] == status["sequence"]
            assert stage["is_won"] == (status["name"] == "Resolved")
            assert bool(stage["fold"]) == (status["category"] == "closed")

    def test_matched(self, moved: Journey) -> None:
        """By name, whatever the case of its letters."""
        stage = moved.became(moved.run, "status", KNOWN)
        assert moved.state(moved.run, "status", KNOWN) == "matched"
        assert moved.run.named("crm_stage", stage["id"]) == STATUSES[KNOWN][0].upper()
        assert unchanged(moved.before, moved.delta, "crm_stage", {stage["id"]})

    def test_updated(self, moved: Journey) -> None:
        status = moved.changed("status")
        stage = moved.became(moved.delta, "status", status["index"])
        assert stage["sequence"] == status["sequence"]
        old = moved.became(moved.run, "status", status["index"])
        assert moved.audited(stage, "sequence", "crm.stage") == (
            old["sequence"],
            status["sequence"],
        )

    def test_rolled_back(self, moved: Journey) -> None:
        assert is_as_before(moved, "crm_stage")


class ClaimTypes:
    """Claim types are the options of a field of the case."""

    def shown(self, stage: Stage, lead: Row) -> str | None:
        """The claim type that a case shows."""
        field = stage.columns["crm.lead", "Claim Type"]
        return stage.option(field["id"], lead["x_claim_type"])

    def test_created(self, moved: Journey) -> None:
        field = moved.run.columns["crm.lead", "Claim Type"]
        assert (field["name"], field["ttype"]) == ("x_claim_type", "selection")
        options = moved.run.where("ir_model_fields_selection", "field_id", field["id"])
        names = {option["name"]["en_US"] for option in options}
        used = {
            claim_type_name(case["practice_areas"][0])
            for case in moved.firm.records("case")
        }
        assert used | {"Legal Matter"} <= names
        for case, lead in moved.pairs("case"):
            assert self.shown(moved.run, lead) == claim_type_name(
                case["practice_areas"][0]
            )

    def test_matched(self, moved: Journey) -> None:
        """With the options that the preparation has made: none is made with the run."""
        for claim_type, option in moved.pairs("claim_type", "matched"):
            assert option["name"]["en_US"] == claim_type_name(claim_type["name"])

    def test_updated(self, moved: Journey) -> None:
        case = moved.changed("case")
        lead = moved.became(moved.delta, "case", case["index"])
        wanted = claim_type_name(case["practice_areas"][0])
        assert self.shown(moved.delta, lead) == wanted
        old = moved.became(moved.run, "case", case["index"])
        assert self.shown(moved.run, old) != wanted

    def test_rolled_back(self, moved: Journey) -> None:
        assert is_as_before(moved, "ir_model_fields")
        assert is_as_before(moved, "ir_model_fields_selection")


class LeadSources:
    """Where clients come from."""

    def test_created(self, moved: Journey) -> None:
        for source, row in moved.pairs("lead_source"):
            assert moved.run.named("utm_source", row["id"]) == source["name"]
        for case, lead in moved.pairs("case"):
            source = moved.run.named("utm_source", lead["source_id"])
            assert source.lower() == case["lead_source"].lower()
            assert lead["medium_id"] is None
            assert lead["campaign_id"] is None

    def test_matched(self, moved: Journey) -> None:
        """By name, whatever the case of its letters."""
        row = moved.became(moved.run, "lead_source", KNOWN)
        assert moved.state(moved.run, "lead_source", KNOWN) == "matched"
        name = moved.firm.record("lead_source", KNOWN)["name"]
        assert moved.run.named("utm_source", row["id"]) == name.upper()
        assert unchanged(moved.before, moved.delta, "utm_source", {row["id"]})

    def test_updated(self, moved: Journey) -> None:
        """A source that was renamed, and a case that came from elsewhere."""
        source = moved.changed("lead_source")
        row = moved.became(moved.delta, "lead_source", source["index"])
        assert moved.delta.named("utm_source", row["id"]) == source["name"]
        case = moved.changed("case")
        lead = moved.became(moved.delta, "case", case["index"])
        shown = moved.delta.named("utm_source", lead["source_id"])
        assert shown == case["lead_source"]

    def test_rolled_back(self, moved: Journey) -> None:
        assert is_as_before(moved, "utm_source")

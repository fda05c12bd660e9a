"""BackDocket: where in Odoo each field of its records must be."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

from kit.fidelity import agenda, cases, chatter, compare, documents, people
from kit.fidelity.backdocket_records import IDS, records
from kit.fidelity.compare import clock, epoch, moment, ticks
from kit.fidelity.rules import (
    KEPT,
    KEY,
    Rule,
    Rules,
    at,
    named,
    names,
    person,
    person_name,
    refers,
    rich,
    stamps,
    state_of_country,
    titled,
)
from sandbox.custom_fields import CUSTOM_FIELDS
from sandbox.firm import Record

__all__ = ("HANDED_OVER", "NOTE", "RULES", "UNTOLD", "records")

ZONE = "America/Chicago"
LOCAL = clock(ZONE)
NOTE = ("claim_id", "written_on")
"""The fields of a note with its case and its time."""
ITS_OWN = agenda.zone_of("time_zone", ZONE)
OUTCOMES = {
    None: "open",
    "Settled": "won",
    "Verdict for Client": "won",
    "Referred Out": "archived",
    "No Recovery": "lost",
    "Client Withdrew": "lost",
    "Dismissed": "lost",
}
CHANCES = {
    "Chase Call": 10,
    "No Decision": 20,
    "Referral Pending": 30,
    "Active w/Contract": 60,
    "Closed": 100,
    "Referred": 0,
    "Rejected": 0,
}


def _kept(name: str, *fields: str) -> dict[str, Rule]:
    return {IDS[name]: KEY, **dict.fromkeys(fields, KEPT)}


def _named_file(here: Any, _value: Any) -> str:
    return ".".join(filter(None, (here.raw["name"], here.raw["extension"])))


def _enclosed(files: list[Record]) -> list[bytes]:
    return [base64.b64decode(file["content_base64"]) for file in files]


OWN_FIELDS = {
    f"intake.{field.label}": cases.own_field(field.label, field.kind, LOCAL, "intake.")
    for field in CUSTOM_FIELDS
}
TAGS = names("crm_tag_rel", "lead_id", "tag_id", "crm_tag", "tag_ids")
STAMPS = stamps("created", "modified", epoch, epoch)
TICKS = stamps("created", "modified", epoch, ticks)
ASSIGNED = titled("note", "Assigned to:")
ORGANIZED = titled("description", "Organizer:")
OWNER = titled("x_source_owner", "")
ON_CLAIM = {
    "claim.id": chatter.on_case(),
    "claim.reference_no": chatter.case_named("x_claim_reference"),
}

RULES: dict[str, dict[str, Rules]] = {
    "user": {
        **_kept("user", "phone", "position", "department_id"),
        # Only says who may be left out, and nobody is who has a user.
        "is_system_admin": Rule(
            lambda here: here.record["state"], lambda _, actual: actual == "matched"
        ),
        **dict.fromkeys(("enabled", "created", "modified"), KEPT),
        "display_name": people.user_named(),
        "email": at("login", compare.folded),
    },
    "team": {
        **_kept("team"),
        "title": at("name"),
        "head": refers("user_id", "user"),
        "members": people.members("staff_id"),
    },
    "lead_source": {**_kept("lead_source"), "title": at("name", compare.folded)},
    "claim_type": {
        **_kept("claim_type", "matter_types", "expected_events"),
        "name": at("name"),
    },
    "intake_field": {
        **dict.fromkeys(("code", "kind", "choices"), KEPT),
        "label": at("field_description", compare.ends_with),
    },
    "contact": {
        **_kept("contact"),
        "kind": at(
            "is_company", lambda value, actual: (value == "corporate") is actual
        ),
        **dict.fromkeys(
            ("display_name", "given_name", "middle_name", "family_name"),
            people.part_of_name(),
        ),
        "employer_id": refers("parent_id", "contact"),
        "parent_id": refers("parent_id", "contact"),
        "occupation": at("function"),
        "domain": at("website", compare.url),
        "website": at("website", compare.url),
        "industry": named("industry_id", "res_partner_industry"),
        "headcount": at("x_employee_count", compare.number),
        "yearly_revenue": at("x_annual_revenue", compare.number),
        "phones": people.phones("phone", "x_phone_2"),
        "fax": at("x_fax"),
        "email": at("email", compare.folded),
        "location.line1": at("street"),
        "location.line2": at("street2"),
        "location.city": at("city"),
        "location.region": state_of_country("location.country"),
        "location.postcode": at("zip"),
        "location.country": named("country_id", "res_country"),
        "date_of_birth": at("x_birthday", compare.day),
        "categories": names(
            "res_partner_res_partner_category_rel",
            "partner_id",
            "category_id",
            "res_partner_category",
            "category_id",
        ),
        "remarks": rich("comment"),
        "inactive": at("active", compare.negated),
        **STAMPS,
    },
    "case": {
        **_kept("case", "is_closed", "trust_balance", "assigned_to.email"),
        "reference_no": (at("x_claim_reference"), at("name", compare.part)),
        "caption": replace(at("name", compare.part), blank=lambda _: True),
        "claim_type": cases.own_field("Claim Type", "picklist", LOCAL),
        "case_type": (
            cases.stage({"Inquiry": "New", "Retained": "Qualified"}),
            cases.kind_of_lead({"Inquiry": "prospect"}),
        ),
        "status": (at("x_claim_status"), cases.probability(CHANCES)),
        "resolved_outcome": (at("x_resolved_outcome"), cases.outcome(OUTCOMES)),
        "close_reason": named("lost_reason_id", "crm_lost_reason"),
        "urgency": cases.priority(),
        "summary": rich("description"),
        "client_id": refers("partner_id", "contact"),
        "participants": people.parties("contact_id", "name", "role"),
        "assigned_to.id": person("user_id", OWNER, "x_source_owner"),
        "assigned_to.name": person_name("user_id", OWNER, "assigned_to.id"),
        "department_id": refers("team_id", "team"),
        "opened": at("x_opened_on", compare.day),
        "closed": (at("x_closed_on", compare.day), cases.closing()),
        "limitation": at("x_limitation_on", compare.day),
        "hearings": at("x_court_dates", compare.list_of_lines),
        "claim_value": at("expected_revenue", compare.number),
        "intake.Practice Area": (at("x_practice_area"), TAGS),
        "intake.Matter Type": at("x_matter_type"),
        "intake.Referral Source": named("source_id", "utm_source"),
        **OWN_FIELDS,
        **TICKS,
    },
    "activity": {
        **_kept("activity", "assigned_to.email"),
        **ON_CLAIM,
        "task_name": at("summary"),
        "category": named("activity_type_id", "mail_activity_type"),
        "details": rich("note", "Assigned to:", "Originally due:", "Result:"),
        "due": at("date_deadline", compare.day),
        "state": at(
            "active", lambda value, actual: (value == "Completed") is not actual
        ),
        "completed_on": (
            at("date_done", compare.local_day(LOCAL, ZONE)),
            chatter.told(LOCAL),
        ),
        "result": chatter.feedback(),
        "assigned_to.id": person("user_id", ASSIGNED, "note"),
        "assigned_to.name": person_name("user_id", ASSIGNED, "assigned_to.id"),
        **TICKS,
    },
    "note": {
        **_kept("note", "format"),
        "claim_id": chatter.on_case("model"),
        "topic": at("subject"),
        "text": rich("body"),
        "(pictures)": chatter.enclosed(list),
        "files": chatter.enclosed(_enclosed),
        "written_by.id": chatter.author("written_by.name"),
        "written_by.name": chatter.author_text(),
        "written_by.email": chatter.author_text(),
        "written_on": at("date", moment(LOCAL)),
        **STAMPS,
    },
    "document": {
        **_kept("document", "file_no", "latest", "added_by.id", "added_by.email"),
        **ON_CLAIM,
        "revision": documents.described("Version"),
        "name": Rule(lambda here: here.row["name"], want=_named_file),
        "extension": Rule(
            lambda here: here.row["name"].rpartition(".")[2], blank=lambda _: True
        ),
        "mime_type": documents.media_type(),
        "bytes": documents.size(),
        "(bytes)": documents.same_bytes(),
        "folders": documents.folders(),
        "caption": documents.described(),
        "added_by.name": documents.described("Author"),
        **documents.stamps("created", "modified", epoch, ticks),
    },
    "event": {
        **_kept("event", "category", "organizer.email"),
        **ON_CLAIM,
        "claim.id": chatter.on_case("res_model", "opportunity_id"),
        "subject": at("name"),
        "body": rich("description", "Organizer:", "Also attending:"),
        "place": at("location"),
        "all_day": at("allday", compare.flag),
        "start": agenda.when("start", ITS_OWN),
        "end": agenda.when("stop", ITS_OWN),
        "time_zone": agenda.zone(ZONE),
        "is_private": at(
            "privacy", lambda value, actual: value is (actual == "private")
        ),
        "organizer.id": person("user_id", ORGANIZED, "description"),
        "organizer.name": person_name("user_id", ORGANIZED, "organizer.id"),
        "attendees": agenda.guests(),
        "recurrence.pattern.frequency": agenda.of_series("rrule_type"),
        "recurrence.pattern.interval": agenda.of_series("interval"),
        "recurrence.pattern.days": agenda.weekdays(),
        "recurrence.pattern.occurrences": agenda.endless(),
        "recurrence.exceptions": agenda.exceptions(ZONE),
        **STAMPS,
    },
}
HANDED_OVER = (
    "billing",
    "time_entry",
    "expense",
    "trust_ledger",
    "check_approval",
    "workflow",
    "template",
)
"""Objects that are not loaded: their values are kept for the data sets."""

UNTOLD: dict[str, tuple[str, ...]] = {}
"""What the export does not have: nothing."""

"""BackDocket: its records in its own words, as the API gives them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kit.fidelity import chatter, documents
from sandbox.backdocket import VIEWS, claims
from sandbox.backdocket.work import note
from sandbox.documents import content
from sandbox.firm import Firm, Record
from sandbox.notes import NOTES

IDS = {
    "user": "staff_id",
    "team": "department_id",
    "lead_source": "source_id",
    "claim_type": "claim_type_id",
    "contact": "contact_id",
    "case": "claim_id",
    "activity": "task_id",
    "note": "note_id",
    "event": "event_id",
    "document": "document_id",
    "billing": "invoice_id",
    "time_entry": "time_id",
    "expense": "expense_id",
    "trust_ledger": "entry_id",
    "check_approval": "check_id",
    "workflow": "workflow_id",
    "template": "template_id",
}


def records(firm: Firm, name: str) -> Iterator[tuple[Any, Record]]:
    """(key, record as the API gives it) of all records of an object."""
    if name == "intake_field":
        yield from _intake_fields(firm)
        return
    for one in ("company", "contact") if name == "contact" else (name,):
        for record in firm.records(one):
            raw = _view(firm, one, record)
            yield raw[IDS[name]], raw


def _view(firm: Firm, name: str, record: Record) -> Record:
    raw = (note if name == "note" else VIEWS[name])(firm, record)
    if name == "claim_type":
        raw |= claims.claim_type_detail(firm, record)
    if name == "case":
        answers = raw.pop("intake")
        raw |= {f"intake.{one['label']}": one["value"] for one in answers}
    if name == "document":
        raw["(bytes)"] = documents.sha256(content(record))
    if name == "note":
        case = NOTES.parent(record["index"])
        raw["claim_id"] = claims.claim_link(firm, case)["id"]
        raw["(pictures)"] = chatter.pictures(raw["text"])
    return raw


def _intake_fields(firm: Firm) -> Iterator[tuple[str, Record]]:
    for record in firm.records("claim_type"):
        key = VIEWS["claim_type"](firm, record)["claim_type_id"]
        for raw in claims.intake_form(record["index"]):
            yield f"{key}|{raw['code']}", raw

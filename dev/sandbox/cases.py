"""Statuses, practice areas and cases."""

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from . import custom_fields
from .draw import WORDS, draw
from .people import clients, contact_name, is_organisation, unreferenced_from

if TYPE_CHECKING:
    from .firm import Firm

# name, category, probability in per cent
STATUSES = (
    ("New Inquiry", "prospect", 10),
    ("Consultation Scheduled", "prospect", 25),
    ("Open", "active", 50),
    ("In Progress", "active", 70),
    ("On Hold", "active", 40),
    ("Resolved", "closed", 100),
    ("Closed", "closed", 0),
    ("Declined", "closed", 0),
)
PRIORITIES = ("Low", "Normal", "Normal", "Normal", "High")
ROLES = ("Opposing Party", "Opposing Counsel", "Adjuster", "Witness")
LOSS_REASONS = ("No liability", "Outside jurisdiction", "Client withdrew", "Conflict")

COUNTS = {
    "status": lambda cases: len(STATUSES),
    "lead_source": lambda cases: len(WORDS["lead_sources"]),
    "claim_type": lambda cases: len(WORDS["practice_areas"]),
    "case": lambda cases: cases,
}


def _status(_firm: "Firm", index: int, _rng: Random) -> dict[str, Any]:
    name, category, probability = STATUSES[index]
    return {
        "name": name,
        "category": category,
        "probability": probability,
        "sequence": (index + 1) * 10,
    }


def _lead_source(_firm: "Firm", index: int, _rng: Random) -> dict[str, Any]:
    return {"name": WORDS["lead_sources"][index]}


def _claim_type(_firm: "Firm", index: int, _rng: Random) -> dict[str, Any]:
    name, matters = WORDS["practice_areas"][index]
    return {"name": name, "matters": matters}


def client_of(firm: "Firm", index: int) -> int:
    """Return the contact that is the first client of a case."""
    return index % clients(firm)


def practice_area(firm: "Firm", index: int) -> int:
    """Return the practice area of a case; a client's cases have different ones."""
    return (client_of(firm, index) * 5 + index // clients(firm)) % len(
        WORDS["practice_areas"]
    )


def case_title(firm: "Firm", index: int) -> str:
    """Return the name of a case (before any dirt), unlike any other's."""
    area = WORDS["practice_areas"][practice_area(firm, index)][1]
    round_ = index // clients(firm) // len(WORDS["practice_areas"])
    again = f" ({round_ + 1})" if round_ else ""
    name = contact_name(client_of(firm, index))
    return f"{name} - {area[index % len(area)]}{again}"


def case_number(firm: "Firm", index: int) -> str:
    """Return the matter number of a case."""
    return f"{firm.created_at('case', index).year}-{index + 1:06d}"


def owner_of(firm: "Firm", index: int) -> int:
    """Return the user in charge of a case; never the administrator."""
    rng = draw(firm.seed, "owner", index)
    return 1 + int((firm.base("user") - 1) * rng.random() ** 1.5)


def _case(firm: "Firm", index: int, rng: Random) -> dict[str, Any]:
    created = firm.created_at("case", index)
    opened = (created - timedelta(days=rng.randrange(10))).date()
    area = WORDS["practice_areas"][practice_area(firm, index)][0]
    owner = owner_of(firm, index)
    status = _stage(firm, index, rng)
    client = client_of(firm, index)
    return {
        "title": case_title(firm, index),
        "number": case_number(firm, index),
        "description": _description(rng),
        "status": STATUSES[status][0],
        "priority": rng.choice(PRIORITIES),
        "practice_areas": _areas(area, rng),
        "client": client,
        "company_client": _company_client(firm, client, rng),
        "parties": _parties(firm, client, rng),
        "owner": owner,
        "originator": rng.randrange(1, firm.base("user")),
        "team": owner % firm.base("team"),
        **_dates(status, opened, rng),
        **_result(status, rng),
        "expected_value": rng.randrange(5, 5000) * 100,
        "lead_source": rng.choice(WORDS["lead_sources"]),
        "custom": custom_fields.values(firm, index, opened),
    }


def _stage(firm: "Firm", index: int, rng: Random) -> int:
    """Return a status fitting the age of a case: old ones are closed."""
    age = 1 - min(index / firm.base("case"), 1)
    if rng.random() < age * 1.3:
        return rng.choices((5, 6, 7), (5, 3, 2))[0]
    if age < 0.1 and rng.random() < 0.6:
        return rng.randrange(2)
    return rng.choices((2, 3, 4), (3, 6, 1))[0]


def _description(rng: Random) -> str:
    sentences = rng.sample(WORDS["sentences"], rng.randrange(1, 4))
    if rng.random() < 0.2:
        return "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return "\n".join(sentences)


def _areas(first: str, rng: Random) -> list[str]:
    second = rng.choice(WORDS["practice_areas"])[0]
    return [first, second] if rng.random() < 0.1 and second != first else [first]


def _company_client(firm: "Firm", client: int, rng: Random) -> int | None:
    """Return the company that is the client instead of a person, for some cases."""
    if is_organisation(client) or rng.random() > 0.08:
        return None
    return client % firm.base("company")


def _parties(firm: "Firm", client: int, rng: Random) -> list[dict[str, Any]]:
    parties = [{"contact": client, "role": "Client"}]
    if rng.random() < 0.08:
        parties.append({"contact": (client + 1) % clients(firm), "role": "Client"})
    first, end = clients(firm), max(clients(firm) + 1, unreferenced_from(firm))
    others = rng.sample(ROLES, rng.randrange(4))
    return parties + [
        {"contact": rng.randrange(first, end), "role": role} for role in others
    ]


def _dates(status: int, opened: date, rng: Random) -> dict[str, Any]:
    closed = STATUSES[status][1] == "closed"
    lasted = timedelta(days=rng.randrange(40, 900))
    hearings = [
        {
            "court": rng.choice(WORDS["courts"]),
            "date": opened + timedelta(days=rng.randrange(60, 700)),
        }
        for _ in range(rng.choice((0, 0, 1, 2)))
    ]
    return {
        "opened_on": opened,
        "closed_on": min(opened + lasted, date(2026, 10, 31)) if closed else None,
        "limitation_on": opened + timedelta(days=rng.choice((730, 1095, 1460))),
        "hearings": hearings,
    }


def _result(status: int, rng: Random) -> dict[str, Any]:
    name = STATUSES[status][0]
    won = {"Resolved": True, "Declined": False}.get(name)
    reason = rng.choice(LOSS_REASONS)
    return {"won": won, "loss_reason": reason if won is False else ""}


def _reconsider(record: dict[str, Any], step: int) -> None:
    record["priority"] = "High" if record["priority"] != "High" else "Normal"
    record["description"] = f"{record['description']}\nReviewed again ({step})."


BUILDERS = {
    "status": _status,
    "lead_source": _lead_source,
    "claim_type": _claim_type,
    "case": _case,
}
REVISERS = {"case": _reconsider}

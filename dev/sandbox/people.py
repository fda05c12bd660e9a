"""Users, teams, companies and contacts."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from .draw import WORDS, address, combination, lot, phone, slug

if TYPE_CHECKING:
    from .firm import Firm

FIRM_DOMAIN = "alder-and-finch.test"
CLIENT_SHARE = 0.6  # of the contacts; the others are further parties of cases
UNREFERENCED_SHARE = 0.05  # contacts at the end whom no case mentions
COMPANY_OFFSET = 60_000  # keeps the names of organisations apart from companies


def _users(cases: int) -> int:
    return 12 + min(28, cases // 100)


def _teams(cases: int) -> int:
    return 3 + min(5, cases // 250)


COUNTS = {
    "user": _users,
    "team": _teams,
    "company": lambda cases: max(3, cases // 5),
    "contact": lambda cases: max(10, cases),
}


def clients(firm: "Firm") -> int:
    """Return how many contacts are clients: those with the lowest indexes."""
    return int(firm.base("contact") * CLIENT_SHARE)


def unreferenced_from(firm: "Firm") -> int:
    """Return the index from which on no case mentions a contact."""
    return int(firm.base("contact") * (1 - UNREFERENCED_SHARE))


def cases_of(firm: "Firm", contact: int) -> Iterator[int]:
    """Yield the indexes of the cases whose first client a contact is."""
    if contact < clients(firm):
        yield from range(contact, firm.count("case"), clients(firm))


def _user_names(index: int) -> list[str]:
    return combination(index + 900_000, WORDS["first_names"], WORDS["last_names"])


def user_name(index: int) -> str:
    """Return the full name of a user."""
    return " ".join(_user_names(index))


def _user(firm: "Firm", index: int, rng: Random) -> dict[str, Any]:
    first, last = _user_names(index)
    retired = index >= firm.base("user") - 2
    roles = ("Attorney", "Attorney", "Paralegal", "Staff")
    return {
        "first_name": first,
        "last_name": last,
        "name": f"{first} {last}",
        "email": f"{slug(first)}.{slug(last)}@{FIRM_DOMAIN}",
        "phone": phone(rng),
        "role": "Administrator" if index == 0 else roles[index % 4],
        "active": not retired,
        "rate": 150 + 25 * rng.randrange(12),
        "team": index % firm.base("team"),
    }


TEAM_NAMES = (
    "Injury & Accident",
    "Family & Estates",
    "Employment",
    "Immigration & Criminal",
    "Maritime",
    "Mass Tort",
    "Intake",
    "Appeals",
)


def _team(firm: "Firm", index: int, _rng: Random) -> dict[str, Any]:
    members = range(index, firm.base("user"), firm.base("team"))
    return {
        "name": TEAM_NAMES[index],
        "leader": members[1],
        "members": [user for user in members if user],
    }


def company_name(index: int) -> str:
    """Return the name of the ``index``-th company, unlike any other's."""
    last, noun, form = combination(
        index, WORDS["last_names"], WORDS["company_nouns"], WORDS["company_forms"]
    )
    return f"{last} {noun} {form}"


def _company(_firm: "Firm", index: int, rng: Random) -> dict[str, Any]:
    name = company_name(index)
    domain = f"{slug(name)}.test"
    return {
        "name": name,
        "domain": domain,
        "industry": rng.choice(WORDS["industries"]),
        "employees": int(rng.paretovariate(0.8) * 5) % 20_000,
        "revenue": rng.randrange(80, 90_000) * 1000,
        "phone": phone(rng),
        "fax": phone(rng) if rng.random() < 0.3 else "",
        "email": f"office@{domain}",
        "address": address(rng),
        "parent": None,
        "notes": rng.choice(WORDS["sentences"]) if rng.random() < 0.2 else "",
        "active": rng.random() > 0.03,
    }


def is_organisation(index: int) -> bool:
    """Tell whether a contact is an organisation and not a person."""
    return index % 13 == 7


def person_name(index: int) -> tuple[str, str, str]:
    """Return first, middle and last name of a contact, unlike any other's."""
    first, last, middle = combination(
        index, WORDS["first_names"], WORDS["last_names"], WORDS["middle_names"]
    )
    return first, middle, last


def contact_name(index: int) -> str:
    """Return the full name of a contact (before any dirt)."""
    if is_organisation(index):
        return company_name(COMPANY_OFFSET + index)
    return " ".join(filter(None, person_name(index)))


def mailbox(index: int) -> str:
    """Return the e-mail address of a contact (before any dirt)."""
    return f"{slug(contact_name(index)).replace('-', '.')}@mail.example.com"


def contact_company(firm: "Firm", index: int) -> int | None:
    """Return the company that a contact works for."""
    if is_organisation(index) or lot(firm.seed, "employer", index) % 100 >= 35:
        return None
    return index % firm.base("company")


def _contact(firm: "Firm", index: int, rng: Random) -> dict[str, Any]:
    organisation = is_organisation(index)
    first, middle, last = ("", "", "") if organisation else person_name(index)
    name = contact_name(index)
    company = contact_company(firm, index)
    return {
        "name": name,
        "first_name": first,
        "middle_name": middle,
        "last_name": last,
        "organisation": organisation,
        "company": company,
        "job_title": rng.choice(WORDS["job_titles"]) if company is not None else "",
        "email": mailbox(index) if rng.random() < 0.9 else "",
        "phone": phone(rng),
        "mobile": phone(rng) if rng.random() < 0.6 else "",
        "fax": phone(rng) if rng.random() < 0.05 else "",
        "website": f"https://{slug(name)}.example.org" if organisation else "",
        "address": address(rng),
        "birthday": None if organisation else _birthday(rng),
        "groups": _groups(firm, index, rng),
        "notes": rng.choice(WORDS["sentences"]) if rng.random() < 0.15 else "",
        "active": rng.random() > 0.02,
    }


def _birthday(rng: Random) -> date:
    return date(1938, 1, 1) + timedelta(days=rng.randrange(25_000))


def _groups(firm: "Firm", index: int, rng: Random) -> list[str]:
    groups = ["Client"] if index < clients(firm) else ["Other Party"]
    if rng.random() < 0.1:
        groups.append("Newsletter")
    return groups


def _move(record: dict[str, Any], step: int) -> None:
    record["phone"] = f"(212) 555-01{step:02d}"


BUILDERS = {"user": _user, "team": _team, "company": _company, "contact": _contact}
REVISERS = {"company": _move, "contact": _move}

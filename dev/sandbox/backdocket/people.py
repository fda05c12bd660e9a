"""Staff, departments and contacts as BackDocket shows them."""

from typing import Any

from ..firm import Firm
from .format import day, id_of, stamps

Record = dict[str, Any]


def _staff(_firm: Firm, record: Record) -> Record:
    return {
        "staff_id": id_of("user", record["index"]),
        "display_name": record["name"],
        "email": record["email"],
        "phone": record["phone"],
        "position": record["role"],
        "is_system_admin": record["index"] == 0,
        "department_id": id_of("team", record["team"]),
        "enabled": record["active"],
        **stamps(record),
    }


def _department(_firm: Firm, record: Record) -> Record:
    return {
        "department_id": id_of("team", record["index"]),
        "title": record["name"],
        "head": id_of("user", record["leader"]),
        "members": [{"staff_id": id_of("user", user)} for user in record["members"]],
    }


def _location(address: Record) -> Record:
    return {
        "line1": address["street"],
        "line2": address["street2"],
        "city": address["city"],
        "region": address["state"],
        "postcode": address["postal_code"],
        "country": address["country"],
    }


def _corporate(_firm: Firm, record: Record) -> Record:
    return {
        "contact_id": id_of("company", record["index"]),
        "kind": "corporate",
        "display_name": record["name"],
        "domain": record["domain"],
        "industry": record["industry"],
        "headcount": record["employees"],
        "yearly_revenue": record["revenue"],
        "phones": [record["phone"]],
        "fax": record["fax"],
        "email": record["email"],
        "location": _location(record["address"]),
        "parent_id": id_of("company", record["parent"]),
        "remarks": record["notes"],
        "inactive": not record["active"],
        **stamps(record),
    }


def _contact(_firm: Firm, record: Record) -> Record:
    person = {} if record["organisation"] else _person(record)
    return {
        "contact_id": id_of("contact", record["index"]),
        "kind": "corporate" if record["organisation"] else "person",
        "display_name": record["name"],
        **person,
        "phones": [number for number in (record["phone"], record["mobile"]) if number],
        "fax": record["fax"],
        "email": record["email"],
        "website": record["website"],
        "location": _location(record["address"]),
        "categories": record["groups"],
        "remarks": record["notes"],
        "inactive": not record["active"],
        **stamps(record),
    }


def _person(record: Record) -> Record:
    return {
        "given_name": record["first_name"],
        "middle_name": record["middle_name"],
        "family_name": record["last_name"],
        "employer_id": id_of("company", record["company"]),
        "occupation": record["job_title"],
        "date_of_birth": day(record["birthday"]),
    }


VIEWS = {
    "user": _staff,
    "team": _department,
    "company": _corporate,
    "contact": _contact,
}

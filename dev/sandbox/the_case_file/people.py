"""Users, teams, companies and contacts as The Case File shows them."""

from typing import Any

from ..firm import Firm
from .format import day, id_of, link, stamps

Record = dict[str, Any]


def _address(address: Record) -> Record:
    return {
        "street": address["street"],
        "street_2": address["street2"],
        "city": address["city"],
        "state": address["state"],
        "zip_code": address["postal_code"],
        "country": address["country"],
    }


def _user(_firm: Firm, record: Record) -> Record:
    return {
        "id": id_of(record["index"]),
        "first_name": record["first_name"],
        "last_name": record["last_name"],
        "full_name": record["name"],
        "email": record["email"],
        "work_phone": record["phone"],
        "user_type": record["role"],
        "default_rate": f"{record['rate']}.00",
        "is_active": record["active"],
        **stamps(record),
    }


def _team(_firm: Firm, record: Record) -> Record:
    return {
        "id": id_of(record["index"]),
        "name": record["name"],
        "leader_id": id_of(record["leader"]),
        "member_ids": [id_of(user) for user in record["members"]],
        **stamps(record),
    }


def _company(_firm: Firm, record: Record) -> Record:
    return {
        "id": id_of(record["index"]),
        "company_name": record["name"],
        "web_domain": record["domain"],
        "industry": record["industry"],
        "number_of_employees": record["employees"],
        "annual_revenue": record["revenue"],
        "main_phone": record["phone"],
        "fax": record["fax"],
        "email": record["email"],
        "address": _address(record["address"]),
        "parent_company_id": id_of(record["parent"]),
        "private_notes": record["notes"],
        "archived": not record["active"],
        **stamps(record),
    }


def _contact(firm: Firm, record: Record) -> Record:
    organisation = record["organisation"]
    return {
        "id": id_of(record["index"]),
        "is_organization": organisation,
        "full_name": record["name"],
        "first_name": record["first_name"],
        "middle_name": record["middle_name"],
        "last_name": record["name"] if organisation else record["last_name"],
        "company": link(firm, "company", record["company"]),
        "job_title": record["job_title"],
        "email": record["email"],
        "work_phone": record["phone"],
        "mobile_phone": record["mobile"],
        "fax": record["fax"],
        "web_page": record["website"],
        "address": _address(record["address"]),
        "birthday": day(record["birthday"]),
        "groups": record["groups"],
        "private_notes": record["notes"],
        "archived": not record["active"],
        **stamps(record),
    }


VIEWS = {"user": _user, "team": _team, "company": _company, "contact": _contact}

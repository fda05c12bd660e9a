"""Users, staff groups, companies and contacts in the backup."""

from ...firm import Firm
from ...people import cases_of
from ..format import id_of
from .sheet import (
    Cell,
    Record,
    Sheet,
    blank,
    day_of,
    flag,
    moment_of,
    name_in,
    name_of,
    plain,
)


def _id(firm: Firm, record: Record) -> int | None:
    return id_of(record["index"])


def _address(part: str) -> Cell:
    return lambda firm, record: record["address"][part]


def _members(firm: Firm, record: Record) -> str:
    return "\n".join(name_of(firm, "user", user) for user in record["members"])


def _last_name(firm: Firm, record: Record) -> str:
    """Return the last name; an organisation has its whole name there."""
    return record["name"] if record["organisation"] else record["last_name"]


def _cases(firm: Firm, record: Record) -> str:
    numbers = cases_of(firm, record["index"])
    return "\n".join(firm.name("case", number) for number in numbers)


def _case_ids(firm: Firm, record: Record) -> str:
    return "\n".join(str(id_of(number)) for number in cases_of(firm, record["index"]))


LAWYERS = Sheet(
    "lawyers.csv",
    "user",
    {
        "First name": plain("first_name"),
        "Middle Name": blank,
        "Last name": plain("last_name"),
        "Email": plain("email"),
        "User Type": plain("role"),
        "Street": blank,
        "Street 2": blank,
        "City": blank,
        "State": blank,
        "Postal Code": blank,
        "Country/Region": blank,
        "Home phone": blank,
        "Cell phone": blank,
        "Work phone": plain("phone"),
        "Fax phone": blank,
        "TCF ID": _id,
        "Archived": flag("active", "false", "true"),
        "Default rate": plain("rate"),
        "Cases": blank,
        "Created Date": moment_of("created_at"),
        "Updated Date": moment_of("changed_at"),
    },
    "cp1252",
)
STAFF_GROUPS = Sheet(
    "staff_groups.csv",
    "team",
    {
        "Name": plain("name"),
        "Leader": name_in("leader", "user"),
        "Members": _members,
        "TCF ID": _id,
    },
    "cp1252",
)
COMPANIES = Sheet(
    "companies.csv",
    "company",
    {
        "TCF ID": _id,
        "Company": plain("name"),
        "Business Street": _address("street"),
        "Business Street 2": _address("street2"),
        "Business City": _address("city"),
        "Business State": _address("state"),
        "Business Postal Code": _address("postal_code"),
        "Business Country/Region": _address("country"),
        "Business Fax": plain("fax"),
        "Company Main Phone": plain("phone"),
        "E-mail Address": plain("email"),
        "Web Page": plain("domain"),
        "Outstanding Trust Balance": blank,
        "Archived": flag("active", "0", "1"),
        "Private Notes": plain("notes"),
        "Non-Trust Credit Balance": blank,
        "Contacts": blank,
        "Cases": blank,
        "Case Link IDs": blank,
        ":Notes": blank,
        "Created Date": moment_of("created_at"),
        "Updated Date": moment_of("changed_at"),
        "Industry": plain("industry"),
        "Employees": plain("employees"),
        "Annual Revenue": plain("revenue"),
        "Parent Company": name_in("parent", "company"),
    },
    "cp1252",
)
CLIENTS = Sheet(
    "clients.csv",
    "contact",
    {
        "TCF ID": _id,
        "First Name": plain("first_name"),
        "Middle Name": plain("middle_name"),
        "Last Name": _last_name,
        "Company": name_in("company", "company"),
        "Job Title": plain("job_title"),
        "Home Street": _address("street"),
        "Home Street 2": _address("street2"),
        "Home City": _address("city"),
        "Home State": _address("state"),
        "Home Postal Code": _address("postal_code"),
        "Home Country/Region": _address("country"),
        "Home Fax": plain("fax"),
        "Work Phone": plain("phone"),
        "Home Phone": blank,
        "Mobile Phone": plain("mobile"),
        "Contact Group": lambda firm, record: "\n".join(record["groups"]),
        "E-mail Address": plain("email"),
        "Web Page": plain("website"),
        "Outstanding Trust Balance": blank,
        "Login Enabled": lambda firm, record: "FALSE",
        "Archived": flag("active", "FALSE", "TRUE"),
        "Birthday": day_of("birthday"),
        "Private Notes": plain("notes"),
        "License Number": blank,
        "License State": blank,
        "Welcome Message": blank,
        "Non-Trust Credit Balance": blank,
        ":Notes": blank,
        "Cases": _cases,
        "Case Link IDs": _case_ids,
        "Created Date": moment_of("created_at"),
        "Updated Date": moment_of("changed_at"),
        "Organization": flag("organisation", "Yes", "No"),
    },
    "utf-8-sig",
)
SHEETS = (LAWYERS, STAFF_GROUPS, COMPANIES, CLIENTS)

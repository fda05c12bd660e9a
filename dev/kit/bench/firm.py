"""A made-up law firm of a given mix, as an export of The Case File.

Every run writes the same bytes. Names are unique, since the export's lists refer to
each other by name.
"""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

USERS = 10
WITHOUT_USER = 2
"""Colleagues, and how many of them have no user in Odoo."""

STAGES = ("Open", "In Progress", "On Hold", "Resolved", "Closed", "Declined")
WORDS = re.findall(
    r"\w+",
    "the client called about her claim and asked for an account of what was done so "
    "far before the court the other side has offered a settlement that does not cover "
    "medical expenses we shall answer by letter within two weeks and file a motion",
)
TOWNS = (
    ("Boston", "Massachusetts", "02108"),
    ("Albany", "New York", "12207"),
    ("Denver", "Colorado", "80202"),
    ("Austin", "Texas", "78701"),
)
AREAS = ("Personal Injury", "Family Law", "Immigration", "Real Estate")


@dataclass(frozen=True)
class Mix:
    """How many records of each object the firm has."""

    companies: int
    contacts: int
    cases: int
    activities: int
    notes: int
    documents: int
    events: int
    document_size: int = 50_000

    def times(self, factor: float) -> Mix:
        """The same mix, larger or smaller; documents keep their size."""
        counts = [
            max(1, round(count * factor))
            for name, count in vars(self).items()
            if name != "document_size"
        ]
        return Mix(*counts, self.document_size)

    @property
    def records(self) -> int:
        return sum(vars(self).values()) - self.document_size


FULL = Mix(2_000, 10_000, 10_000, 10_000, 10_000, 2_000, 1_000)


def write(path: Path, mix: Mix) -> None:
    """Write the firm's export to a ZIP file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w") as archive:
        for name, rows in sheets(mix):
            _write_sheet(archive, name, rows)
        for name, content in files(mix):
            archive.writestr(name, content)
    partial.rename(path)


def sheets(mix: Mix) -> Iterator[tuple[str, Iterable[dict]]]:
    """The lists of the export, each with its rows."""
    yield "lawyers.csv", map(_user, range(USERS))
    yield "case_stages.csv", [{"TCF ID": 1 + n, "Name": s} for n, s in _numbered()]
    yield "companies.csv", (_company(n) for n in range(mix.companies))
    yield "clients.csv", (_contact(n, mix) for n in range(mix.contacts))
    yield "cases.csv", (_case(n, mix) for n in range(mix.cases))
    yield "tasks.csv", (_task(n, mix) for n in range(mix.activities))
    yield "notes.csv", (_note(n, mix) for n in range(mix.notes))
    yield "events.csv", (_event(n, mix) for n in range(mix.events))


def files(mix: Mix) -> Iterator[tuple[str, bytes]]:
    """The documents of the export: path and bytes."""
    for number in range(mix.documents):
        case = number * 7 % mix.cases
        folder = f"{contact_name(case % mix.contacts)}/{case_title(case)}/Letters"
        content = random.Random(number).randbytes(mix.document_size)  # noqa: S311
        yield f"documents/{folder}/Scan {number}.pdf", content


def user_name(number: int) -> str:
    return f"Lawyer Number{number % USERS}"


def user_email(number: int) -> str:
    return f"lawyer{number % USERS}@firm.example"


def company_name(number: int) -> str:
    return f"Company {number} Ltd"


def contact_name(number: int) -> str:
    return f"Client Number{number}"


def case_title(number: int) -> str:
    return f"Case {number}, in the matter of"


def _numbered() -> Iterator[tuple[int, str]]:
    return enumerate(STAGES)


def _user(number: int) -> dict:
    return {
        "TCF ID": 100 + number,
        "First name": "Lawyer",
        "Last name": f"Number{number}",
        "Email": user_email(number),
    }


def _address(number: int, kind: str) -> dict:
    city, state, code = TOWNS[number % len(TOWNS)]
    return {
        f"{kind} Street": f"{number} High Street",
        f"{kind} City": city,
        f"{kind} State": state,
        f"{kind} Postal Code": code,
        f"{kind} Country/Region": "United States",
    }


def _stamps(number: int) -> dict:
    return {
        "Created Date": f"0{number % 9 + 1}/15/2021 09:{number % 60:02}",
        "Updated Date": f"0{number % 9 + 1}/15/2023 16:{number % 60:02}",
    }


def _company(number: int) -> dict:
    return {
        "TCF ID": 1_000_000 + number,
        "Company": company_name(number),
        **_address(number, "Business"),
        "Company Main Phone": f"+1 617 555 {number % 10_000:04}",
        "E-mail Address": f"office@company{number}.example",
        "Web Page": f"www.company{number}.example",
        **_stamps(number),
    }


def _contact(number: int, mix: Mix) -> dict:
    """Half of them belong to a company, six of ten have an address of their own."""
    return {
        "TCF ID": 2_000_000 + number,
        "First Name": "Client",
        "Last Name": f"Number{number}",
        "Company": company_name(number % mix.companies) if number % 2 else "",
        "Job Title": "Director" if number % 2 else "",
        **(_address(number, "Home") if number % 10 < 6 else {}),
        "Mobile Phone": f"+1 212 555 {number % 10_000:04}",
        "E-mail Address": f"client{number}@mail.example",
        **_stamps(number),
    }


def _case(number: int, mix: Mix) -> dict:
    stage = STAGES[number % 3 if number % 10 < 7 else 3 + number % 3]
    closed = {"Closed Date": f"0{number % 9 + 1}/20/2022", "Case Closed": "true"}
    return {
        "TCF ID": 3_000_000 + number,
        "Case/Matter Name": case_title(number),
        "Number": f"2021-{number:06}",
        "Open Date": f"0{number % 9 + 1}/12/2021",
        "Practice Area": AREAS[number % len(AREAS)],
        "Case Description": _text(number, 40),
        "Lead Attorney": user_name(number),
        "Billing Contact": contact_name(number % mix.contacts),
        "Case Stage": stage,
        "Priority": ("Low", "Normal", "High")[number % 3],
        "Estimated Value": 1000 + number % 9000,
        **(closed if stage in STAGES[3:] else {}),
        **_stamps(number),
    }


def _task(number: int, mix: Mix) -> dict:
    return {
        "TCF ID": 4_000_000 + number,
        "Name": f"Task {number}",
        "Notes": _text(number, 12),
        "Due date": f"0{number % 9 + 1}/12/2031",
        "Complete": "No",
        "Case Name": case_title(number % mix.cases),
        "Assigned To": user_name(number),
        "Task Type": ("Call", "Meeting", "To-Do")[number % 3],
        **_stamps(number),
    }


def _note(number: int, mix: Mix) -> dict:
    return {
        "Case Name": case_title(number % mix.cases),
        "Created By": user_name(number),
        "Created at": f"0{number % 9 + 1}/15/2021 09:{number % 60:02}",
        "Subject": f"Note {number}",
        "Note": f"<p>{_text(number, 30)}</p><p>{_text(number + 1, 30)}</p>",
    }


def _event(number: int, mix: Mix) -> dict:
    """Somebody attends: Odoo's import fails on events without attendees."""
    return {
        "TCF ID": 5_000_000 + number,
        "Name": f"Event {number}",
        "Start Time": f"0{number % 9 + 1}/15/2031 09:{number % 60:02}",
        "End Time": f"0{number % 9 + 1}/15/2031 11:{number % 60:02}",
        "All day": "0",
        "Case Name": case_title(number % mix.cases),
        "Organizer": user_name(number % (USERS - WITHOUT_USER)),
        "Location": f"Room {number % 20}",
        **_stamps(number),
    }


def _text(number: int, words: int) -> str:
    chance = random.Random(number)  # noqa: S311 - to be repeated
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def _write_sheet(archive: zipfile.ZipFile, name: str, rows: Iterable[dict]) -> None:
    rows = iter(rows)
    first = next(rows)
    names = list(first) + [name for name in _ALL.get(name, ()) if name not in first]
    with archive.open(name, "w", force_zip64=True) as file:
        text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
        table = csv.DictWriter(text, names, restval="")
        table.writeheader()
        table.writerow(first)
        table.writerows(rows)


# Columns that the first row of a list may not have.
_ALL = {
    "clients.csv": tuple(_address(0, "Home")),
    "cases.csv": ("Closed Date", "Case Closed"),
}

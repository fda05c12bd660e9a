"""The firm in the source: as it is when it is migrated, and as it is later.

Each kind of record has one that the firm changes after the run. The first records of
some kinds are in Odoo before the migration.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sandbox.firm import Firm, Record

CASES = 30
KNOWN_USERS = range(1, 6)
"""The people of the source who have a user in Odoo; its administrator has none."""
JOINS, LEAVES = 3, 4
"""People who join, and leave, the team that changes."""
KNOWN = 0
"""The team, status, company, contact and lead source that Odoo has before the run."""
CLOSED_ON = date(2026, 10, 28)
DONE_AT = datetime(2026, 10, 28, 15, tzinfo=UTC)
RESCHEDULED = datetime(2026, 12, 4, 16, tzinfo=UTC)
ONE_LINE = {"description": "Appeal", "tenths": 20, "price": 30_000, "amount": 60_000}

Changes = Mapping[tuple[str, int], Record]


class Docket(Firm):
    """A firm some of whose records are other than drawn by lot.

    :param later: values that are other from one moment on: (object, index) → values
    :param since: that moment
    """

    def __init__(
        self, later: Changes | None = None, since: datetime | None = None
    ) -> None:
        super().__init__(CASES)
        self.later = later or {}
        self.since = since

    def evolve(self, at: datetime | None = None, kinds: Collection[str] = ()) -> Docket:
        """The firm after its changes."""
        now = (at or datetime.now(UTC)).replace(microsecond=0)
        return Docket(changes(self), now)

    def record(self, name: str, index: int) -> Record:
        """A record, with what has changed."""
        record = super().record(name, index)
        for field, value in self.later.get((name, index), {}).items():
            record[field] = {**record[field], **value} if field == "custom" else value
        return record

    def name(self, name: str, index: int) -> str:
        """What others call a record."""
        values = self.later.get((name, index), {})
        title = values.get("title" if name == "case" else "name")
        return title or super().name(name, index)

    def changed_at(self, name: str, index: int) -> datetime:
        """When a record was last changed."""
        if self.since and (name, index) in self.later:
            return self.since
        return super().changed_at(name, index)

    def first(self, name: str, **wanted: Any) -> int:
        """The index of the first clean record with some values, the known one aside."""
        return next(
            index
            for index in self.indexes(name)
            if index != KNOWN
            and not self.dirt(name, index)
            and wanted.items() <= self.record(name, index).items()
        )


def changes(firm: Firm) -> dict[tuple[str, int], Record]:
    """What the firm changes after the run, one record of each kind."""
    docket = Docket()
    open_case = docket.first("case", status="In Progress")
    plain_note = docket.first("note", html=False, files=[])
    return {
        ("user", KNOWN_USERS[0]): {
            **dict.fromkeys(("first_name", "last_name"), "Another"),
            "name": "Another Another",
        },
        ("team", 1): {"name": "Renamed", "members": [KNOWN_USERS[0], JOINS]},
        ("status", 1): {"sequence": 25},
        ("lead_source", 1): {"name": "Renamed Source"},
        ("custom_field", 0): {"label": "Contract Value"},
        ("company", KNOWN): {"phone": "(212) 555-0170"},
        ("company", 1): {"phone": "(212) 555-0171", "employees": 4711},
        ("contact", KNOWN): {"phone": "(212) 555-0172"},
        ("contact", 2): {"phone": "(212) 555-0173", "job_title": "Foreman"},
        ("case", open_case): {
            "title": "Appeal of the Same",
            "status": "Resolved",
            "priority": "Low",
            "closed_on": CLOSED_ON,
            "won": True,
            "practice_areas": ["Immigration"],
            "lead_source": firm.record("lead_source", 2)["name"],
            "custom": {"Incident Location": "Elsewhere"},
        },
        ("activity", docket.first("activity", done=False)): {
            "done": True,
            "done_at": DONE_AT,
            "feedback": "Settled by telephone.",
        },
        ("note", plain_note): {"body": "Rewritten."},
        ("document", docket.first("document", extension="pdf")): {"revision": 1},
        ("event", docket.first("event", all_day=False, recurrence=None)): {
            "location": "Annex",
            "start": RESCHEDULED,
            "stop": RESCHEDULED.replace(hour=17),
        },
        ("billing", docket.first("billing")): {"lines": [ONE_LINE], "total": 60_000},
    }

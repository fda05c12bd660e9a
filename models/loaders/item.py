from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Made:
    """Something done beside an item's own record, with an audit line of its own."""

    operation: str  # create or write
    res_model: str
    res_id: int
    before: dict[str, Any] | None
    after: dict[str, Any]

    def columns(self):
        """:return: its part of a line of the audit log"""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True, eq=False)
class Item:
    """A source record on its way through a batch. Lives no longer than the batch."""

    id: int  # of the case.migration.record row
    key: str
    payload: dict[str, Any]
    digest: str
    state: str
    res_model: str | None
    res_id: int | None
    values: dict[str, Any] = field(default_factory=dict)
    references: list = field(default_factory=list)
    # Field → model of the record that a reference has led to.
    models: dict[str, str] = field(default_factory=dict)
    # Field → what a reference to several has led to, see the resolver's Link.
    links: dict[str, list] = field(default_factory=dict)
    # Field → name of the person in the source who has no user.
    unmatched: dict[str, str] = field(default_factory=dict)
    # What the item's loader keeps from one of its steps to the next.
    memo: dict[str, Any] = field(default_factory=dict)
    # Opens the document that the record describes; for loaders that read documents.
    open_document: Callable | None = None
    findings: list[dict[str, str]] = field(default_factory=list)
    # What the record needs, and what hangs on it: made (and logged) before and after
    # the record itself, and taken back in the opposite order.
    made_first: list[Made] = field(default_factory=list)
    made_then: list[Made] = field(default_factory=list)
    # A line for the chatter that waits for its place, see the telling.
    waiting: dict[str, Any] | None = None
    outcome: str | None = None
    reason_kind: str | None = None
    reason: str | None = None
    details: str | None = None
    after: dict[str, Any] | None = None

    def end(self, outcome, kind=None, reason=None, details=None):
        """The record's way ends here: created, matched, skipped or failed."""
        self.outcome = outcome
        self.reason_kind = kind
        self.reason = reason
        self.details = details

    def reopen(self, findings):
        """Forget what a load has done that was rolled back.

        :param findings: how many findings there were before it
        """
        self.end(None)
        self.res_model = self.res_id = self.after = self.waiting = None
        self.made_first.clear()
        self.made_then.clear()
        del self.findings[findings:]

    def link(self, outcome, record):
        self.end(outcome)
        self.res_model = record._name
        self.res_id = record.id

    def note(self, kind, message, source_field=None, severity="2_warning"):
        """Add a finding, once: something that a person should look at."""
        finding = {
            "kind": kind,
            "message": message,
            "field": source_field,
            "severity": severity,
        }
        if finding not in self.findings:
            self.findings.append(finding)

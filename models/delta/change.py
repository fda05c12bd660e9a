from dataclasses import dataclass, field
from typing import Any

from ..loaders.item import Item


@dataclass(slots=True, eq=False)
class Change:
    """A record of the source that is linked and not as it was when it was loaded.

    Lives no longer than the batch that brings Odoo up to date.
    """

    new: Item
    old: Item | None  # as it was loaded; None: unknown, so that Odoo decides
    deleted: bool
    reported: bool  # there is a finding that says that it is deleted
    record: Any = None  # the Odoo record, empty when it does not exist
    # Values of an update that was taken back, where it is not known how it was loaded.
    put_back: dict[str, Any] = field(default_factory=dict)
    # What the source has changed, as the ORM takes it.
    values: dict[str, Any] = field(default_factory=dict)
    written: bool = False
    failed: bool = False
    findings: list[dict[str, Any]] = field(default_factory=list)

    @property
    def id(self):
        return self.new.id

    def note(self, kind, message, severity="2_warning", **columns):
        """Add a finding; ``columns`` are further values of it."""
        self.findings.append(
            {
                "kind": kind,
                "message": message,
                "severity": severity,
                "field": None,
                "target_field": None,
                "odoo_value": None,
                "source_value": None,
                **columns,
            }
        )


def read_changes(env, rows):
    """:param rows: (Item columns…, loaded_payload, deleted, reported)"""
    changes = []
    for *row, loaded, deleted, reported in rows:
        new = Item(*row)
        old = Item(*row) if loaded is not None else None
        if old:
            old.payload = loaded
        changes.append(Change(new, old, deleted, reported))
    _browse(env, changes)
    return changes


def _browse(env, changes):
    """Give the changes their records, of which people may have removed some."""
    by_model = {}
    for change in changes:
        by_model.setdefault(change.new.res_model, []).append(change.new.res_id)
    for model, ids in by_model.items():
        existing = set(env[model].browse(ids).exists().ids)
        for change in changes:
            if change.new.res_model == model:
                change.record = env[model].browse(existing & {change.new.res_id})

"""The ways of loading that are compared, and the work that all of them are given.

The work is what our own pipeline was seen to write, so that every way writes the same
records: a list of dicts with ``object`` (of the source), ``model``, ``context``,
``values`` (as JSON) and ``ids``, those that the records had in our run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

PIPELINE = "crm_case_migration"
TUNED = "create(), tuned"
PLAIN = "create(), quiet"
LOAD = "load() of the import screen"
XMLRPC = "XML-RPC"
XMLRPC_QUIET = "XML-RPC, quiet"
JSON2_QUIET = "JSON-2, quiet"
ORDER = (XMLRPC, XMLRPC_QUIET, JSON2_QUIET, LOAD, PLAIN, TUNED, PIPELINE)
NEAREST = (XMLRPC_QUIET, TUNED, PIPELINE)
"""The ways that come nearest: enough to see how far away they are."""
SLOWEST = (XMLRPC, LOAD)
"""The ways that take most of the time: nothing is switched off for them."""
REMOTE = (XMLRPC, XMLRPC_QUIET, JSON2_QUIET)

BATCH = {LOAD: 2_000, TUNED: 500}
"""Records of one call: the import screen's own size, and the best for create()."""
USUAL_BATCH = 100

QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_activity_quick_update": True,
    "no_mail_to_attendees": True,
    "dont_notify": True,
    "skip_contact_description": True,
    "image_no_postprocess": True,
}

TARGETS = {
    "company": "res.partner",
    "contact": "res.partner",
    "case": "crm.lead",
    "activity": "mail.activity",
    "note": "mail.message",
    "document": "ir.attachment",
    "event": "calendar.event",
}
"""What becomes of each object; the objects that are measured."""

# What we give to create() so that Odoo need not work it out, or look for it.
_WORKED_OUT = {
    "mail.message": ("reply_to",),
    "crm.lead": ("iap_enrich_done", "email_from", "phone"),
    "res.partner": ("lang",),
    "calendar.event": ("alarm_ids", "need_sync", "need_sync_m"),
    "ir.attachment": ("company_id",),
}

Call = dict[str, Any]


def calls(work: list[Call], way: str) -> Iterator[Call]:
    """The work in calls of the size that is usual for a way.

    Only our own values have what a loader knows; other ways leave it to Odoo.
    """
    size = BATCH.get(way, USUAL_BATCH)
    for call in _joined(work):
        values = call["values"]
        if way != TUNED:
            values = [plain(call["model"], one, way) for one in values]
        for start in range(0, len(values), size):
            part = slice(start, start + size)
            yield call | {"values": values[part], "ids": call["ids"][part]}


def plain(model: str, values: dict[str, Any], way: str) -> dict[str, Any]:
    """Values as somebody gives them who does not know Odoo by heart."""
    values = dict(values)
    for name in _WORKED_OUT.get(model, ()):
        values.pop(name, None)
    # In a file it cannot be left out for some.
    if model == "mail.message" and values.get("author_id") and way != LOAD:
        values.pop("email_from", None)
    if model == "crm.lead" and not values.get("team_id"):
        values.pop("team_id", None)
    return values


def _joined(work: list[Call]) -> Iterator[Call]:
    """Neighbouring calls of the same kind in one."""
    current: Call = {}
    for call in work:
        if current and all(current[n] == call[n] for n in ("object", "model")):
            current["values"] = current["values"] + call["values"]
            current["ids"] = current["ids"] + call["ids"]
        else:
            if current:
                yield current
            current = dict(call)
    if current:
        yield current


class NewIds:
    """The ids of the records of this run for those of the run that was recorded."""

    def __init__(self, relations: dict[str, dict[str, str]]) -> None:
        """
        :param relations: ``{model: {field: model that it leads to}}``
        """
        self._relations = relations
        self._known: dict[str, dict[int, int]] = {}

    def remember(self, call: Call, ids: list[int]) -> None:
        known = self._known.setdefault(call["model"], {})
        known.update(zip(call["ids"], ids, strict=True))

    def renewed(self, call: Call) -> list[dict[str, Any]]:
        """The values of a call with the ids that are right in this run."""
        relations = self._relations[call["model"]]
        return [
            {
                name: self._renew(relations.get(name), value, values)
                for name, value in values.items()
            }
            for values in call["values"]
        ]

    def _renew(self, model: str | None, value: Any, values: dict[str, Any]) -> Any:
        if model == "":
            model = values.get("model") or values.get("res_model") or "crm.lead"
        known = self._known.get(model or "")
        if not known or not value:
            return value
        if isinstance(value, int):
            return known.get(value, value)
        return [
            known.get(one, one)
            if isinstance(one, int)
            else [*one[:-1], [known.get(each, each) for each in one[-1]]]
            for one in value
        ]

"""What a source has and Odoo rebuilds by hand, told in one form for all systems.

`blueprint.schema.json` documents the form. A blueprint holds the record as it came,
and beside it an outline: what most systems have, under the same names.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from .errors import TransformError
from .message import Message, _lt
from .transforms.common import Context
from .transforms.numbers import BooleanOptions, boolean

FORMAT = "crm_case_migration/blueprint/1"
# {{client.name}}, ${client.name}, [[client.name]], <<client.name>>, «client.name»
_PLACEHOLDER = re.compile(
    r"\{\{\s*(.+?)\s*\}\}|\$\{\s*(.+?)\s*\}|\[\[\s*(.+?)\s*\]\]|<<\s*(.+?)\s*>>|«\s*(.+?)\s*»"
)
_CONTEXT = Context()
# Names by which systems call the parts of what they do by themselves.
_TRIGGER = ("trigger", "event", "starts_on", "when")
_STEPS = ("steps", "actions", "tasks", "do")
_CONDITIONS = ("conditions", "condition", "filters", "only_if", "if")
_ACTIVE = ("active", "is_active", "enabled")
_KIND = ("kind", "type", "medium", "category")
_SUBJECT = ("subject",)
_BODY = ("body", "text", "content", "html")
_APPLIES_TO = ("applies_to", "scope", "for")
_METHOD = ("method", "basis", "billing_type", "type")
_RATE = ("rate", "price", "amount", "fee", "percentage")
_NOTE = ("note", "memo", "description", "terms")


class Feature(NamedTuple):
    """Where in Odoo something is rebuilt: the feature's name, and its model if the
    feature has one."""

    name: Message
    model: str | None


FEATURES = {
    "workflow": Feature(_lt("Automation rules"), "base.automation"),
    "automation_rule": Feature(_lt("Automation rules"), "base.automation"),
    "email_template": Feature(_lt("E-mail templates"), "mail.template"),
    "document_template": Feature(_lt("Reports, or Documents and Sign"), None),
    "billing_rule": Feature(_lt("Products and price lists"), "product.pricelist"),
    "expected_events": Feature(_lt("Activity plans"), "mail.activity.plan"),
    "check_approval": Feature(_lt("Approvals, or vendor payments"), None),
}
# The objects of a source that are handed over one by one.
OBJECTS = ("workflow", "automation_rule", "template", "billing_rule")


def feature_of(kind: str) -> Feature:
    """Where a blueprint of this kind is rebuilt."""
    return FEATURES[kind]


def kind_of(source_object: str, payload: Mapping[str, Any]) -> str:
    """The kind of a blueprint: the object, and of templates whether they are mails."""
    if source_object != "template":
        return source_object
    told = str(_first(payload, _KIND) or "").lower()
    is_mail = "mail" in told or (not told and bool(_first(payload, _SUBJECT)))
    return "email_template" if is_mail else "document_template"


def outline(kind: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the payload says, under the names that the schema documents."""
    if kind.endswith("_template"):
        return _of_template(payload)
    if kind in ("workflow", "automation_rule"):
        return _of_workflow(payload)
    return _of_billing_rule(payload) if kind == "billing_rule" else {}


def _of_workflow(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "trigger": _as_text(_first(payload, _TRIGGER)),
        "conditions": steps(_first(payload, _CONDITIONS)),
        "steps": steps(_first(payload, _STEPS)),
        "active": _as_flag(_first(payload, _ACTIVE)),
    }


def _of_billing_rule(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "applies_to": _as_text(_first(payload, _APPLIES_TO)),
        "method": _as_text(_first(payload, _METHOD)),
        "rate": _as_text(_first(payload, _RATE)),
        "note": _as_text(_first(payload, _NOTE)),
    }


def _of_template(payload: Mapping[str, Any]) -> dict[str, Any]:
    subject = _as_text(_first(payload, _SUBJECT))
    body = _as_text(_first(payload, _BODY))
    return {
        "subject": subject,
        "body": body,
        "placeholders": placeholders(f"{subject} {body}"),
    }


def steps(value: Any) -> list[str]:
    """The steps in their order, a sentence each, from texts or from objects."""
    if value is None:
        return []
    items = value if isinstance(value, list) else [value]
    if items and all(isinstance(item, dict) and "position" in item for item in items):
        items = sorted(items, key=lambda item: _position(item["position"]))
    return [text for text in map(_step, items) if text]


def placeholders(text: str) -> list[str]:
    """The names in brackets that the source fills in, each once, in their order."""
    names = (next(filter(None, found)) for found in _PLACEHOLDER.findall(text))
    return list(dict.fromkeys(names))


def document(system: str, blueprints: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The file that holds blueprints, see the schema."""
    return {"format": FORMAT, "system": system, "blueprints": list(blueprints)}


def _step(item: Any) -> str:
    if not isinstance(item, dict):
        return _as_text(item)
    told = {name: one for name, one in item.items() if name != "position"}
    if len(told) == 1:
        return _as_text(next(iter(told.values())))
    return ", ".join(f"{name}: {_as_text(one)}" for name, one in told.items() if one)


def _position(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return float("inf")


def _first(payload: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next(
        (payload[name] for name in names if payload.get(name) is not None), None
    )


def _as_flag(value: Any) -> bool | None:
    """True or false, also where an export writes it as a word."""
    try:
        return boolean(value, BooleanOptions(), _CONTEXT) if value is not None else None
    except TransformError:
        return None


def _as_text(value: Any) -> str:
    return "" if value is None else str(value).strip()

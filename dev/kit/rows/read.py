"""How the tests of the rows read values: of the source, and of Odoo's tables."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from kit.fidelity.held import Held, Row


def digits(value: Any) -> str:
    """A telephone number without what people put between its digits."""
    return re.sub(r"\D", "", value or "")


def utc(moment: datetime) -> str:
    """A time as Odoo's tables have it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat()


def has_address(stage: Held, partner: Row, address: dict[str, str]) -> bool:
    """Whether a contact has an address, country and state being records."""
    state = stage.row("res_country_state", partner["state_id"])
    country = stage.row("res_country", partner["country_id"])
    lines = [partner[name] or "" for name in ("street", "street2", "city", "zip")]
    names = ("street", "street2", "city", "postal_code")
    return (
        lines == [address[name] for name in names]
        and address["state"] in (state.get("code", ""), state.get("name"))
        and state.get("country_id") in (None, country["id"])
        and address["country"] in (country["name"]["en_US"], country["code"])
    )


def day_in(moment: datetime, zone: str) -> str:
    """The day of a moment on the clock of a zone."""
    return moment.astimezone(ZoneInfo(zone)).date().isoformat()


def is_near(one: float, other: float) -> bool:
    """Whether two amounts of money are the same."""
    return abs(one - other) < 0.005


def is_own(row: Row) -> bool:
    """Whether a row belongs to the migration itself: its chatter, its files."""
    model = row.get("model") or row.get("res_model") or ""
    return model.startswith("case.migration.")

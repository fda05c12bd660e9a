"""When a record was last changed, and how to ask for what has changed since."""

from datetime import datetime, time, timedelta, timezone, tzinfo
from typing import Any

from .errors import TransformError
from .profile.rest import CursorSpec
from .transforms.date_parser import Moment, parse, parse_format

_TICKS_EPOCH = datetime(1, 1, 1, tzinfo=timezone.utc)


def changed_at(value: Any, spec: CursorSpec, zone: tzinfo) -> str | None:
    """The moment as ISO 8601 in UTC; None when it is empty or unreadable.

    `zone` is that of moments that come without one.
    """
    if value is None or value == "":
        return None
    try:
        moment = _read(value, spec.format)
        return _utc(moment, zone).isoformat(timespec="seconds") + "Z"
    except (TransformError, OverflowError):
        return None


def _read(value: Any, form: str) -> Moment:
    if form in ("iso", "date"):
        try:
            return datetime.fromisoformat(value)
        except (TypeError, ValueError):
            return parse(value, None).moment
    try:
        return parse_format(value, [form]).moment
    except TransformError:
        return parse(value, None).moment


def _utc(moment: Moment, zone: tzinfo) -> datetime:
    """A naive datetime in UTC."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(timezone.utc).replace(tzinfo=None)


def since_param(since: str, spec: CursorSpec) -> dict[str, str]:
    """The parameter that asks for what changed after `since` (ISO 8601, UTC)."""
    if not spec.param:
        return {}
    moment = _utc(_read(since, "iso"), timezone.utc).replace(tzinfo=timezone.utc)
    moment -= timedelta(seconds=spec.lookback)
    return {spec.param: spec.template.replace("{since}", _WRITERS[spec.format](moment))}


def _iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _date(moment: datetime) -> str:
    return moment.date().isoformat()


def _epoch(moment: datetime) -> str:
    return str(int(moment.timestamp()))


def _epoch_ms(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))


def _ticks(moment: datetime) -> str:
    return str((moment - _TICKS_EPOCH) // timedelta(microseconds=1) * 10)


_WRITERS = {
    "iso": _iso,
    "date": _date,
    "epoch": _epoch,
    "epoch_ms": _epoch_ms,
    "ticks": _ticks,
}

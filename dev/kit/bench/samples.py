"""Made-up values for the fields of a labelled schema, always the same for a seed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

FIRST_NAMES = "James Mary Robert Linda Wei Sofía Ahmed Olga John Aisha Pedro Hannah"
LAST_NAMES = "Smith Nguyen García Müller Okafor Rossi Kim Johnson Lee Brown Davis"
TALK = "the client was treated after an accident and asks for advice about costs"
FIRST, LAST, WORDS = FIRST_NAMES.split(), LAST_NAMES.split(), TALK.split()
STREETS = ("Main St", "Oak Avenue", "5th Ave", "Elm Street", "Broadway", "Lake Rd")
CITIES = ("Albany", "Newark", "Buffalo", "Austin", "Trenton", "Yonkers", "Utica")
STATES = ("NY", "NJ", "TX", "CA", "FL", "PA", "CT", "MA")
COUNTRIES = ("United States", "United States", "United States", "Canada")
TASKS = ("Call client", "File motion", "Draft complaint", "Order records", "Send bill")
USERS = ("Jane Doe", "Sam Hill", "Ana Ruiz", "Tom Baker", "Lily Chen")
START = datetime(2019, 1, 1, tzinfo=timezone.utc)


class Sampler:
    """Values by kind; `pick:a|b` and `tags:a|b` carry their own words."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 (made-up data)

    def value(self, kind: str) -> Any:
        """One value as the source would send it."""
        name, _, words = kind.partition(":")
        if name == "pick":
            return self._random.choice(words.split("|"))
        if name == "tags":
            return self._random.sample(words.split("|"), self._random.randint(1, 2))
        return _MAKERS[name](self._random)


def _person(chance: random.Random) -> str:
    return f"{chance.choice(FIRST)} {chance.choice(LAST)}"


def _people(chance: random.Random) -> str:
    return f"{_person(chance)} (Client)\n{_person(chance)} (Witness)"


def _money(chance: random.Random) -> str:
    return f"${chance.randint(0, 99_999):,}.{chance.randint(0, 99):02}"


def _matter_number(chance: random.Random) -> str:
    return f"20{chance.randint(18, 25)}-{chance.randint(1, 9999):05}"


def _email(chance: random.Random) -> str:
    name = _person(chance).lower().replace(" ", ".")
    ascii_name = name.encode("ascii", "ignore").decode()
    return f"{ascii_name}{chance.randint(1, 99)}@example{chance.randint(1, 9)}.com"


def _phone(chance: random.Random) -> str:
    return f"({chance.randint(201, 989)}) 555-{chance.randint(0, 9999):04}"


def _company(chance: random.Random) -> str:
    return f"{chance.choice(LAST)} {chance.choice(['LLC', 'Inc.', '& Sons', 'Group'])}"


def _case_title(chance: random.Random) -> str:
    return f"{chance.choice(LAST)} v. {_company(chance)}"


def _moment(chance: random.Random) -> datetime:
    return START + timedelta(minutes=chance.randint(0, 3_000_000))


def _sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=12)).capitalize() + "."


def _paragraph(chance: random.Random) -> str:
    return "\n".join(_sentence(chance) for _line in range(chance.randint(2, 5)))


def _uuid(chance: random.Random) -> str:
    digits = f"{chance.getrandbits(128):032x}"
    return "-".join(
        (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    )


def _digits(first: int, last: int) -> Callable[[random.Random], int]:
    return lambda chance: chance.randint(first, last)


def _dated(form: str) -> Callable[[random.Random], str]:
    return lambda chance: _moment(chance).strftime(form)


def _words(*words: Any) -> Callable[[random.Random], Any]:
    return lambda chance: chance.choice(words)


def _ticks(chance: random.Random) -> int:
    return 621_355_968_000_000_000 + int(_moment(chance).timestamp()) * 10_000_000


_MAKERS: dict[str, Callable[[random.Random], Any]] = {
    "id": _digits(10_000, 9_999_999),
    "ref_id": _digits(10_000, 99_999),
    "uuid": _uuid,
    "etag": lambda chance: f'"{chance.getrandbits(64):x}"',
    "code": lambda chance: f"{chance.choice('ABC')}-{chance.randint(100, 999)}-X",
    "person": _person,
    "person_roles": _people,
    "first": _words(*FIRST),
    "middle": _words("A.", "Lee", "Marie", "J."),
    "last": _words(*LAST),
    "company": _company,
    "user": _words(*USERS),
    "username": lambda chance: chance.choice(USERS).lower().replace(" ", "."),
    "email": _email,
    "emails": lambda chance: [_email(chance), _email(chance)],
    "phone": _phone,
    "areacode": _words("212", "718", "973"),
    "street": lambda chance: f"{chance.randint(1, 999)} {chance.choice(STREETS)}",
    "street2": lambda chance: f"Apt {chance.randint(1, 99)}",
    "city": _words(*CITIES),
    "state": _words(*STATES),
    "zip": lambda chance: f"{chance.randint(501, 99950):05}",
    "country": _words(*COUNTRIES),
    "url": lambda chance: f"https://www.example{chance.randint(1, 999)}.com/about",
    "ssn": lambda chance: f"{chance.randint(100, 899)}-{chance.randint(10, 99)}-1234",
    "date_iso": _dated("%Y-%m-%d"),
    "date_iso_midnight": _dated("%Y-%m-%dT00:00:00Z"),
    "date_us": _dated("%m/%d/%Y"),
    "datetime_iso": _dated("%Y-%m-%dT%H:%M:%SZ"),
    "datetime_naive": _dated("%Y-%m-%dT%H:%M:%S"),
    "datetime_us": _dated("%m/%d/%Y %I:%M %p"),
    "dotnet": lambda chance: f"/Date({int(_moment(chance).timestamp()) * 1000})/",
    "ticks": _ticks,
    "money": _money,
    "amount": lambda chance: chance.randint(0, 9_999_999) / 100,
    "percent": _words(10, 25, 40, 60, 75, 90, 100),
    "int": _digits(1, 5000),
    "flag": _words(True, False),
    "TRUE": _words("TRUE", "FALSE", ""),
    "TF": _words("T", "F"),
    "sentence": _sentence,
    "paragraph": _paragraph,
    "html": lambda chance: f"<p>{_sentence(chance)}</p><p>{_sentence(chance)}</p>",
    "task": lambda chance: f"{chance.choice(TASKS)} {chance.randint(1, 400)}",
    "case_title": _case_title,
    "matter_number": _matter_number,
    "filename": lambda chance: f"{chance.choice(TASKS)} {chance.randint(1, 999)}.pdf",
    "tz": _words("America/New_York", "America/Chicago"),
    "rrule": _words("FREQ=WEEKLY;BYDAY=MO", "FREQ=MONTHLY;COUNT=6"),
    "empty": _words(None),
}  # fmt: skip


def payloads(fields: list[list[Any]], count: int, seed: int) -> list[dict[str, Any]]:
    """`count` records of [name, kind, gold, fill rate] fields."""
    sampler = Sampler(seed)
    chance = random.Random(seed)  # noqa: S311 (made-up data)
    records = []
    for _number in range(count):
        record = {}
        for name, kind, _gold, *fill in fields:
            is_filled = chance.random() < (fill[0] if fill else 1.0)
            record[name] = sampler.value(kind) if is_filled else None
        records.append(record)
    return records


def load(path: Any) -> dict[str, Any]:
    """One labelled schema."""
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema

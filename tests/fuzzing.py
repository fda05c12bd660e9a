"""How much the fuzzers try: little with every run of the tests, and as much as
CASE_MIGRATION_FUZZ (cases of each kind) says where that is set.
"""

import os
import random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

CASES = int(os.environ.get("CASE_MIGRATION_FUZZ", "40"))
# A case that takes longer than this, in seconds, counts as a hang.
LONGEST = 10

fuzzed = settings(
    max_examples=CASES,
    deadline=LONGEST * 1000,
    suppress_health_check=list(HealthCheck),
)

NASTY = st.sampled_from(
    [
        "",
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "'; DROP TABLE res_users; --",
        "%(name)s %s {0} {name} ${7*7} {{7*7}}",
        "__import__('os').system('id')",
        "../../../../etc/passwd",
        "\u202egnp.exe",
        "\0",
        "\ud800",
        "٣٤",
        "NaN",
        "1e999",
        "9" * 400,
        "a" * 70_000,
        "/Date(99999999999999)/",
        "0000-00-00",
        "true",
    ]
)
TEXT = NASTY | st.text(max_size=20)
SCALAR = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from([10**400, -(2**63), 2**31])
    | TEXT
)
JSON = st.recursive(
    SCALAR,
    lambda one: st.lists(one, max_size=4) | st.dictionaries(TEXT, one, max_size=4),
    max_leaves=10,
)


def damaged(data, chance: random.Random, strange):
    """A copy of a JSON document with something in it replaced, renamed or removed."""
    if chance.random() < 0.15 or not isinstance(data, list | dict) or not data:
        return strange
    if isinstance(data, list):
        at = chance.randrange(len(data))
        copy = list(data)
        copy[at] = damaged(copy[at], chance, strange)
        return copy if chance.random() < 0.9 else copy[:at]
    name = chance.choice(list(data))
    copy = dict(data)
    value = damaged(copy.pop(name), chance, strange)
    if chance.random() < 0.9:
        copy[name if chance.random() < 0.9 else f"{name}_"] = value
    return copy


def flipped(content: bytes, chance: random.Random) -> bytes:
    """A copy of a file with a few bytes changed, cut out or repeated."""
    raw = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        if not raw:
            break
        at = chance.randrange(len(raw))
        way = chance.randrange(3)
        if way == 0:
            raw[at] = chance.randrange(256)
        elif way == 1:
            del raw[at : at + chance.randint(1, 40)]
        else:
            raw[at:at] = raw[at : at + chance.randint(1, 40)]
    return bytes(raw)

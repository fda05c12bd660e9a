"""Whoever is killed after every page gets all from a source that does all wrong."""

import json
from contextlib import suppress
from dataclasses import replace
from time import sleep

import addon_lib  # noqa: F401 (finds lib)
import pytest

from kit import paths
from lib.connection import connect
from lib.errors import RetriableError
from lib.profile import parse_profile
from lib.records import digest
from lib.settings import Settings
from sandbox.firm import Firm
from sandbox.misbehaviour import KINDS
from sandbox.server import SandboxServer

CASES = {"the_case_file": 450, "backdocket": 60}
"""Enough for several pages of both."""

STANDING_STILL = [kind for kind in KINDS if "while_reading" not in kind]
LONGEST_PAUSE = 0.02


@pytest.mark.parametrize("system", CASES)
def test_nothing_is_lost_between_two_readers(system):
    file = paths.ROOT / "profiles" / f"{system}.json"
    profile = _hurried(parse_profile(json.loads(file.read_text(encoding="utf-8"))))
    firm = Firm(CASES[system])
    with SandboxServer(system, firm) as server:
        expected = _read(profile, server, pages=None)
    with SandboxServer(system, firm, misbehave=STANDING_STILL) as server:
        found = _read(profile, server, pages=1)
    assert found == expected


def _hurried(profile):
    rest = replace(profile.rest, requests_per_minute=None, requests_per_second=None)
    return replace(profile, rest=rest)


def _read(profile, server, pages):
    """The digests of all records by stream and key."""
    settings = Settings(
        base_url=server.address,
        secrets=server.credentials,
        allowed_private=("127.0.0.1",),
        sleep=lambda seconds: sleep(min(seconds, LONGEST_PAUSE)),
    )
    return {
        stream.name: dict(_records(profile, settings, stream.name, pages))
        for stream in profile.streams
        if stream.rest
    }


def _records(profile, settings, stream, pages):
    position, is_finished = None, False
    while not is_finished:
        with suppress(RetriableError), connect(profile, "rest", settings) as source:
            for number, page in enumerate(source.pages(stream, position), start=1):
                for record in page.records:
                    yield record.key, digest(record.payload)
                position = json.loads(json.dumps(page.position))
                is_finished = position is None
                if number == pages:
                    break

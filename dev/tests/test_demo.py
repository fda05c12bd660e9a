"""./dev/demo moves a firm, accounts for every record, and says so to programs."""

import json
import subprocess

import pytest

from kit import paths

OBJECTS = {"user", "team", "status", "company", "contact", "case"}
SCALE = 20


def demo(*arguments):
    """:return: all that was printed, and the last line as JSON"""
    command = (paths.DEV / "demo", "--once", "--json", "--scale", str(SCALE))
    done = subprocess.run(
        (*command, *arguments), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout, json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("channel", ["rest", "bundle"])
def test_every_record_is_accounted_for_and_taken_back(channel):
    printed, told = demo("--channel", channel, "--rollback")
    assert set(told) == {"system", "channel", "objects", "mails", "seconds"}
    assert (told["system"], told["channel"]) == ("the_case_file", channel)
    assert told["mails"] == 0
    assert set(told["objects"]) >= OBJECTS
    assert told["objects"]["case"]["source"] == SCALE
    for name, numbers in told["objects"].items():
        source = numbers.pop("source")
        assert set(numbers) == {"created", "matched", "skipped", "failed"}
        assert source == sum(numbers.values()), name
    assert "after the rollback: nothing is left" in printed

"""The command line of the sandbox."""

import json
import signal
import subprocess
import sys
import zipfile

import pytest
import requests

from kit import paths


def command(*arguments):
    return [sys.executable, "-m", "sandbox", "--scale", "20", *map(str, arguments)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_serves_and_ends_when_told(number):
    with subprocess.Popen(
        command("--system", "the_case_file"), cwd=paths.DEV, stdout=subprocess.PIPE
    ) as process:
        ready = json.loads(process.stdout.readline())
        headers = {"X-Api-Key": ready["credentials"]["api_key"]}
        address = f"{ready['address']}/api/v2/matters"
        answer = requests.get(address, headers=headers, timeout=10)
        assert answer.json()["meta"]["total"] == 20
        process.send_signal(number)
        assert process.wait(10) == 0


@pytest.mark.parametrize("system", ["the_case_file", "backdocket"])
def test_it_writes_a_bundle_and_stops(system, tmp_path):
    bundle = tmp_path / "bundle.zip"
    arguments = command("--system", system, "--bundle", bundle)
    subprocess.run(arguments, cwd=paths.DEV, check=True, timeout=60)
    assert zipfile.ZipFile(bundle).testzip() is None


@pytest.mark.parametrize(
    "arguments", [("--misbehave", "sulk"), ("--system", "unknown"), ("--scale", "x")]
)
def test_a_wrong_argument_is_named(arguments):
    done = subprocess.run(
        command(*arguments),
        cwd=paths.DEV,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert arguments[1] in done.stderr

"""An export of more than 2 GB is uploaded to a real server, which stays small.

Its beginning is nothing, and lies on the server's disk already; its end comes over the
network, past the number of bytes that Odoo's own column can hold.
UPLOAD_GIGABYTES=3 sends all of a file of that size.
"""

import os
import re
import zipfile
from pathlib import Path

import pytest
import requests

from kit import database, paths, server, workshop

WHOLE = int(os.environ.get("UPLOAD_GIGABYTES", "0"))
MEGABYTE = 2**20
SIZE = WHOLE * 1024 * MEGABYTE or 2**31 + MEGABYTE
SENT = SIZE if WHOLE else 64 * MEGABYTE
PIECE = 8 * MEGABYTE
ROOM = 48
"""MB by which the server may grow: a few pieces, whatever the size of the file."""
FOLDER = "case_migration_uploads"
NAME = "export.zip"
SOURCE = "case.migration.source"


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    """A ZIP file behind so much nothing that its files lie beyond 2 GB."""
    path = tmp_path_factory.mktemp("export") / NAME
    with path.open("wb") as file:
        file.truncate(SIZE)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("clients.csv", "TCF ID,First Name\n7,Ada\n8,Grace\n")
    return path


@pytest.fixture(scope="module")
def odoo():
    with workshop.opened() as shop:
        template = database.template(
            (*database.BASE, paths.ADDON), skip_auto_install=True
        )
        log = paths.LOGS / "upload.log"
        with (
            database.scratch(template, "upload") as name,
            server.running(shop, name, log, "--max-cron-threads=0") as running,
        ):
            yield running


class Browser:
    """What the form of a source does in a browser."""

    def __init__(self, odoo):
        self._address = odoo.address
        self._session = requests.Session()
        login = {"db": odoo.database, "login": server.LOGIN, "password": server.LOGIN}
        answer = self._session.post(
            f"{odoo.address}/web/session/authenticate",
            json={"jsonrpc": "2.0", "params": login},
            timeout=60,
        )
        assert "error" not in answer.json()
        page = self._session.get(f"{odoo.address}/odoo", timeout=60).text
        self._token = re.search(r'csrf_token: "(\w+)"', page)[1]

    def send(self, source, piece, offset, total):
        """Send a piece, and tell from where to go on."""
        answer = self._session.post(
            f"{self._address}/crm_case_migration/upload/{source}",
            params={
                "name": NAME,
                "offset": offset,
                "total": total,
                "csrf_token": self._token,
            },
            data=piece,
            headers={"Content-Type": "application/octet-stream"},
            timeout=600,
        )
        answer.raise_for_status()
        return answer.json()["received"]


def new_source(odoo):
    [profile] = odoo.call(
        "case.migration.profile", "search", [("code", "=", "the_case_file")]
    )
    vals = {"name": "Large", "profile_id": profile, "channel": "bundle"}
    return odoo.call(SOURCE, "create", vals)


def highest(odoo):
    """Return the most memory that the server has had, in MB."""
    status = Path(f"/proc/{odoo.child.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def lay_down(odoo, source, size):
    """Have so many bytes of nothing arrived already."""
    folder = paths.FILESTORE / odoo.database / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{source}-2").open("wb") as file:
        file.truncate(size)


def test_it_is_read_where_it_has_arrived_and_memory_stays_flat(odoo, export):
    source = new_source(odoo)
    browser = Browser(odoo)
    total = export.stat().st_size
    assert total > 2**31
    # What a first request costs in any case.
    assert browser.send(source, b"x" * PIECE, 0, total) == PIECE
    before = highest(odoo)

    at = max(total - SENT, 0)
    lay_down(odoo, source, at)
    with export.open("rb") as file:
        while at < total:
            file.seek(at)
            at = browser.send(source, file.read(PIECE), at, total)

    grown = highest(odoo) - before
    print(f"\n{total / MEGABYTE:.0f} MB, {SENT / MEGABYTE:.0f} sent: {grown:.0f} MB")
    assert grown < ROOM
    odoo.call(SOURCE, "action_test", [source])
    [found] = odoo.call(SOURCE, "read", [source], ["bundle_name", "check_result"])
    assert found["bundle_name"] == NAME
    assert re.search(r">2</td>\s*<td>7</td>", found["check_result"])

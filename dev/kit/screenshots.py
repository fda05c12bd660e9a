"""Pictures of the addon's screens, taken in a real browser from a running Odoo.

Runs in the environment: ``python -m kit.screenshots ADDRESS DATABASE BROWSER``. It
speaks the browser's own protocol, so that no further package is needed.
"""

from __future__ import annotations

import base64
import io
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
import websocket
from PIL import Image

from kit import paths

FOLDER = paths.ROOT / "static" / "description"
SIZE = (1280, 800)
COLOURS = 128
SECONDS = 60
SCREENS = {
    "start": ("case-migration-start", ".card"),
    "job": ("case-migrations/2", ".o_case_migration_progress .progress-bar"),
    "map": ("case-migration-map", ".o_data_row"),
    "jobs": ("case-migrations", ".o_kanban_record"),
}
"""The path below /odoo/ and what is on the page when it is ready, by picture."""


class Page:
    """A page of the browser, spoken to over its websocket."""

    def __init__(self, address: str) -> None:
        self._socket = websocket.create_connection(address, suppress_origin=True)
        self._numbers = itertools.count(1)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What the browser answers to a command."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == number:
                return answer.get("result", {})

    def shows(self, selector: str) -> bool:
        """Whether something like that is on the page."""
        expression = f"!!document.querySelector({json.dumps(selector)})"
        answer = self.call("Runtime.evaluate", expression=expression)
        return answer["result"].get("value", False)

    def wait_for(self, selector: str) -> None:
        """Return when it is on the page, and the page had a moment to settle."""
        end = time.monotonic() + SECONDS
        while not self.shows(selector):
            if time.monotonic() > end:
                raise TimeoutError(f"{selector} did not appear")
            time.sleep(0.2)
        time.sleep(1)

    def picture(self) -> Image.Image:
        """What is seen."""
        data = self.call("Page.captureScreenshot")["data"]
        return Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")


@contextmanager
def browsing(browser: str) -> Iterator[Page]:
    """An empty page in a browser of its own."""
    with tempfile.TemporaryDirectory() as profile:
        options = (
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--remote-debugging-port=0",
            f"--user-data-dir={profile}",
            f"--window-size={SIZE[0]},{SIZE[1]}",
        )
        child = subprocess.Popen((browser, *options), stderr=subprocess.DEVNULL)
        try:
            port = _port(Path(profile, "DevToolsActivePort"))
            tabs = requests.get(f"http://127.0.0.1:{port}/json", timeout=SECONDS).json()
            page = Page(
                next(tab for tab in tabs if tab["type"] == "page")[
                    "webSocketDebuggerUrl"
                ]
            )
            width, height = SIZE
            page.call(
                "Emulation.setDeviceMetricsOverride",
                width=width,
                height=height,
                deviceScaleFactor=1,
                mobile=False,
            )
            yield page
        finally:
            child.terminate()
            child.wait()


def _port(file: Path) -> str:
    end = time.monotonic() + SECONDS
    while not (file.exists() and file.read_text()):
        if time.monotonic() > end:
            raise TimeoutError("The browser did not start")
        time.sleep(0.1)
    return file.read_text().splitlines()[0]


def log_in(page: Page, address: str, database: str) -> None:
    """Have the page be the administrator's."""
    session = requests.Session()
    params = {"db": database, "login": "admin", "password": "admin"}
    session.post(
        f"{address}/web/session/authenticate",
        json={"jsonrpc": "2.0", "params": params},
        timeout=SECONDS,
    ).raise_for_status()
    cookie = session.cookies["session_id"]
    page.call("Network.setCookie", name="session_id", value=cookie, url=address)


def main(arguments: list[str]) -> int:
    """Take all pictures."""
    address, database, browser = arguments
    with browsing(browser) as page:
        log_in(page, address, database)
        for name, (path, ready) in SCREENS.items():
            page.call("Page.navigate", url=f"{address}/odoo/{path}")
            page.wait_for(ready)
            file = FOLDER / f"{name}.png"
            page.picture().quantize(COLOURS).save(file, optimize=True)
            print(f"{file.name}: {file.stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

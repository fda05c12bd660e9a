"""A page in a real browser, driven over the browser's own protocol.

So no further package is needed. Runs in the environment.
"""

from __future__ import annotations

import base64
import io
import itertools
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
import websocket
from PIL import Image

SECONDS = 60

PRESS = """
(() => {
    const find = () => [...document.querySelectorAll(%s)].find(
        (one) => one.offsetParent !== null
    );
    const more = document.querySelector(".o_button_more, .o_cp_burger");
    const found = find() || more;
    found && found.click();
    return Boolean(found) && found !== more;
})()
"""


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

    def value(self, expression: str) -> Any:
        """What an expression of JavaScript is."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True
        )
        return answer["result"].get("value")

    def shows(self, selector: str) -> bool:
        """Whether something like that is on the page."""
        return bool(self.value(f"!!document.querySelector({json.dumps(selector)})"))

    def wait_for(self, selector: str) -> None:
        """Return when it is on the page, and the page had a moment to settle."""
        end = time.monotonic() + SECONDS
        while not self.shows(selector):
            if time.monotonic() > end:
                raise TimeoutError(f"{selector} did not appear")
            time.sleep(0.2)
        time.sleep(1)

    def press(self, selector: str) -> None:
        """Click on what is seen, also when a narrow screen has it under More."""
        end = time.monotonic() + SECONDS
        while not self.value(PRESS % json.dumps(selector)):
            if time.monotonic() > end:
                raise TimeoutError(f"{selector} cannot be pressed")
            time.sleep(0.4)
        time.sleep(1)

    def type(self, selector: str, text: str) -> None:
        """Write into a field."""
        self.value(f"document.querySelector({json.dumps(selector)}).select()")
        self.call("Input.insertText", text=text)

    def resize(self, width: int, height: int) -> None:
        """Give the page another size."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def log_in(self, address: str, database: str, login: str = "admin") -> None:
        """Be somebody whose password is the login."""
        session = requests.Session()
        params = {"db": database, "login": login, "password": login}
        session.post(
            f"{address}/web/session/authenticate",
            json={"jsonrpc": "2.0", "params": params},
            timeout=SECONDS,
        ).raise_for_status()
        self.set_cookie(address, "session_id", session.cookies["session_id"])

    def set_cookie(self, address: str, name: str, value: str) -> None:
        """Have the browser send a cookie."""
        self.call("Network.setCookie", name=name, value=value, url=address)

    def picture(self) -> Image.Image:
        """What is seen."""
        data = self.call("Page.captureScreenshot")["data"]
        return Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")


@contextmanager
def browsing(browser: str, width: int, height: int) -> Iterator[Page]:
    """An empty page in a browser of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = (
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--remote-debugging-port=0",
            f"--user-data-dir={profile}",
            f"--window-size={width},{height}",
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
            page.resize(width, height)
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

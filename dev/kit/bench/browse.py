"""How long screens take to open in a real browser.

Runs in the environment: ``python -m kit.bench.browse ADDRESS DATABASE BROWSER SCREENS
PIDS``, the latter two as JSON: the path below /odoo/ and what is on the page when it is
ready, by name, and the processes of Odoo and PostgreSQL. Prints wall and CPU seconds.
"""

from __future__ import annotations

import json
import sys
import time

from kit.bench.meter import Stopwatch
from kit.page import SECONDS, Page, browsing


def opened(page: Page, url: str, ready: str, watch: Stopwatch) -> dict[str, float]:
    """Seconds until the page shows what it is ready with."""
    page.call("Page.navigate", url=url)
    end = time.monotonic() + SECONDS
    while not page.shows(ready):
        if time.monotonic() > end:
            raise TimeoutError(f"{url}: {ready} did not appear")
        time.sleep(0.02)
    return watch.read()


def main(arguments: list[str]) -> int:
    """Open every screen twice; the first time the browser fetches the programs."""
    address, database, browser, screens, pids = arguments
    found = {}
    with browsing(browser, 1280, 800) as page:
        page.log_in(address, database)
        for name, (path, ready) in json.loads(screens).items():
            for _time in range(2):
                page.call("Page.navigate", url="about:blank")
                watch = Stopwatch(json.loads(pids))
                found[name] = opened(page, f"{address}/odoo/{path}", ready, watch)
    print("RESULT", json.dumps(found), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

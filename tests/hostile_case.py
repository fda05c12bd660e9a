"""Scripts as a source may give them, and a browser that must not run them."""

import time

from .browser_case import BrowserCase
from .loader_case import LoaderCase

# Whatever runs marks the page that it runs in.
MARK = "top.document.documentElement.setAttribute('data-ran', '1')"
SCRIPT = f'<script>{MARK}</script><img src="x:" onerror="{MARK}">'
IT_RUNS = f"""
    (() => {{
        const box = document.createElement("div");
        box.innerHTML = `<img src="x:" onerror="{MARK}">`;
    }})()
"""
RAN = "document.documentElement.dataset.ran === '1'"
IT_IS_READ = "document.body?.innerText.includes('data-ran')"
# Leaves what would run the time to do so.
MOMENT = 0.3


class HostileCase(LoaderCase, BrowserCase):
    """Looks at pages, and fails where something of the source has run."""

    def look_at(self, pages):
        """:param pages: of each its name and a function that opens it on a screen
        :return: the names of those on which the script can be read
        """
        shown = set()
        with self.browsing("admin") as screen:
            screen.open("/web/login", "document.body")
            screen.value(IT_RUNS)
            screen.wait_for(RAN)  # it would be seen
            for name, opened in pages:
                with self.subTest(name):
                    opened(screen)
                    time.sleep(MOMENT)
                    self.assertFalse(screen.value(RAN))
                if screen.value(IT_IS_READ):
                    shown.add(name)
        return shown

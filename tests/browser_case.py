import json
import time
from contextlib import contextmanager
from urllib.parse import urljoin

from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser

PATIENCE = 60


class Screen:
    """A page of a real browser, in which somebody is logged in."""

    def __init__(self, test, browser):
        self.test, self.browser = test, browser

    def open(self, path, ready=""):
        """Go there, until this expression of JavaScript is true.

        :param ready: nothing, for what the browser may download instead of showing it
        """
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=urljoin(self.test.base_url(), path))
        if ready:
            self.wait_for(f"location.href !== 'about:blank' && !!({ready})")

    def go_on_to(self, action, ready):
        """Open another screen within the page, as a menu does."""
        services = "odoo.__WOWL_DEBUG__.root.env.services"
        self.value(f"void {services}.action.doAction({json.dumps(action)})")
        self.wait_for(ready)

    def value(self, expression):
        """:return: what an expression of JavaScript is; of a promise, what it gives"""
        answer = self.call(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
            userGesture=True,
        )
        self.test.assertNotIn("exceptionDetails", answer, expression)
        return answer["result"].get("value")

    def call(self, method, **parameters):
        """:return: what the browser answers to a command of its protocol"""
        return self.browser._websocket_request(
            method, params=parameters, timeout=PATIENCE
        )

    def wait_for(self, expression):
        """Return when it is true."""
        end = time.monotonic() + PATIENCE
        tried = f"(() => {{ try {{ return !!({expression}) }} catch {{}} }})()"
        while not self.value(tried):
            self.test.assertLess(time.monotonic(), end, f"never: {expression}")
            time.sleep(0.1)

    def text(self, selector):
        """:return: what is read there, its blanks made one; None if it is not there"""
        return self.value(
            f"document.querySelector({json.dumps(selector)})"
            "?.textContent.replace(/\\s+/g, ' ').trim()"
        )


class BrowserCase(HttpCase):
    """One browser for several looks, moved on from Python."""

    @contextmanager
    def browsing(self, login=None):
        """:return: Screen"""
        browser = ChromeBrowser(self)
        try:
            with self.allow_requests(browser=browser):
                self.authenticate(login, login, browser=browser)
                self.cr.flush()
                self.cr.clear()
                screen = Screen(self, browser)
                yield screen
                screen.call("Page.navigate", url="about:blank")
                self._wait_remaining_requests()
        finally:
            browser.stop()

import logging
import re

from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests import test_js as odoo_test_js

SUITE = "@crm_case_migration"
PASSED = re.compile(r"Passed (\d+) tests")


class Lines(logging.Handler):
    """Keeps what is logged, which the log has as well."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


@tagged("post_install", "-at_install")
class TestJavaScript(HttpCase):
    """The unit tests of static/tests, all in one browser."""

    def test_the_components(self):
        log = Lines()
        browser = self._logger.getChild("browser")
        browser.addHandler(log)
        browser.setLevel(logging.INFO)
        self.addCleanup(browser.removeHandler, log)
        self.addCleanup(browser.setLevel, logging.NOTSET)
        try:
            self._run()
        except AssertionError as error:
            self.fail("\n".join([*log.lines, str(error)]))
        [passed] = PASSED.findall("\n".join(log.lines))
        self.assertGreater(int(passed), 30)

    def _run(self):
        suite = odoo_test_js.HOOTCommon._generate_hash(self, SUITE)
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=odoo_test_js.unit_test_error_checker,
        )

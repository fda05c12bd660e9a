"""A pytest plugin that names the browser tests that were not run; in CI they fail."""

from __future__ import annotations

import os

import pytest

REASONS = ("Chrome", "chrome", "websocket-client")
"""What Odoo's reason for skipping a test speaks of when it has no browser."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List them by name."""
    names = _not_run(terminalreporter)
    if names:
        terminalreporter.section("not run for want of a browser")
        for name in names:
            terminalreporter.write_line(name)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run where nobody would notice otherwise."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    # A process that runs a share of the tests has no reporter.
    if os.environ.get("CI") == "true" and reporter and _not_run(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _not_run(reporter: pytest.TerminalReporter) -> list[str]:
    skipped = reporter.stats.get("skipped", [])
    return [
        report.nodeid
        for report in skipped
        if any(reason in str(report.longrepr) for reason in REASONS)
    ]

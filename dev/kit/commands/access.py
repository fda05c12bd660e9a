"""`./dev/access`: write readme/ACCESS.md, who may do what, from a running Odoo."""

from __future__ import annotations

import os

from kit import paths
from kit.commands import test as test_command

TEST = paths.ROOT / "tests" / "test_security.py"


def main(arguments: list[str]) -> int:
    """Renew the page; git shows what has changed in it."""
    os.environ["CASE_MIGRATION_RENEW_ACCESS"] = "1"
    page = "test_the_documented_table_is_what_the_system_answers"
    return test_command.main([f"{TEST}::TestSecurity::{page}", "-q", *arguments])

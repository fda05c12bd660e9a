"""With Odoo's accounting: drafts of invoices, the queries that it takes to make them,
and the import of the billing data set.

The other tests run where there is none.
"""

from kit import database, paths, workshop
from kit.commands import test as test_command

WITH_ACCOUNTING = (*database.BASE, "account", "base_import", paths.ADDON)
TESTS = (
    "test_loader_account_move.py",
    "test_loader_queries.py",
    "test_billing_import.py",
)


def test_drafts_and_the_import_where_accounting_is_installed():
    with workshop.opened() as shop:
        source = database.template(WITH_ACCOUNTING, skip_auto_install=True)
        with database.scratch(source, "accounting") as name:
            status = test_command._pytest(
                paths.ADDON_LINK,
                (
                    *test_command.PLUGINS,
                    f"--odoo-database={name}",
                    "-q",
                    *(str(paths.ADDON_LINK / "tests" / test) for test in TESTS),
                ),
                shop.variables(),
            )
    assert status == 0

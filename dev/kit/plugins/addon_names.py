"""A pytest plugin for tests without a database: modules are named as inside Odoo.

pytest-odoo does the same, but only with a database; its own adjustments are used here.
"""

import pytest_odoo

import odoo.addons

from kit import paths

odoo.addons.__path__.append(str(paths.ADDONS))
pytest_odoo.support_subtest()
pytest_odoo.disable_odoo_test_retry()
pytest_odoo.monkey_patch_resolve_pkg_root_and_module_name()

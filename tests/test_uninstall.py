from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from odoo.tests import tagged

from ..hooks import uninstall_hook
from ..models.source import case_migration_source_upload
from .common import MigrationCase


@tagged("post_install", "-at_install")
class TestUninstall(MigrationCase):
    """What goes and what stays is said before."""

    def _asked(self, name):
        module = self.env["ir.module.module"].search([("name", "=", name)])
        return self.env["base.module.uninstall"].create({"module_ids": module.ids})

    def test_it_says_in_numbers_what_goes(self):
        self.migrate({"contacts": [{"id": "c1", "first_name": "Jane"}]})
        for name in ("crm_case_migration", "crm"):
            wizard = self._asked(name)
            self.assertTrue(wizard.takes_migrations)
            self.assertEqual((wizard.migration_count, wizard.migrated_count), (1, 1))
        arch = wizard.get_view(view_type="form")["arch"]
        self.assertIn("What was migrated stays as it is", arch)

    def test_exports_that_are_half_uploaded_go(self):
        with TemporaryDirectory() as folder:
            uploads = Path(folder, "uploads")
            # Beside those of other tests.
            with patch.object(case_migration_source_upload, "FOLDER", uploads):
                self.source._receive("export.zip", 0, 1000, b"x")
                self.assertEqual(len([*uploads.iterdir()]), 1)
                uninstall_hook(self.env)
                self.assertFalse(uploads.exists())
                uninstall_hook(self.env)

    def test_it_says_nothing_when_others_go(self):
        wizard = self._asked("iap")
        self.assertFalse(wizard.takes_migrations)

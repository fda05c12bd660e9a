import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.bundle import kept_open
from odoo.addons.crm_case_migration.lib.connection import Settings, connect
from odoo.addons.crm_case_migration.lib.errors import FatalError

from .bundle_case import profile_of


class TestKeptOpen(BaseCase):
    """Batches after each other find a ZIP file open, and never an old one."""

    def setUp(self):
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.export = self.folder / "export.zip"
        self.export_with("1")
        self.profile = profile_of({"name": "cases", "bundle": {"files": ["cases.csv"]}})

    def export_with(self, *keys):
        new = self.folder / "new.zip"
        with zipfile.ZipFile(new, "w") as archive:
            archive.writestr("cases.csv", "\n".join(["id", *keys]))
        new.replace(self.export)

    def connect(self, place=None):
        path = str(place or self.export)
        return connect(
            self.profile, "bundle", Settings(path=path, allowed_roots=(self.folder,))
        )

    def test_one_after_the_other_is_the_same(self):
        with kept_open():
            with self.connect() as first:
                self.assertEqual(first.count("cases"), 1)
            with self.connect() as second:
                self.assertIs(first, second)
                self.assertEqual(second.count("cases"), 1)
        self.assertRaises(FatalError, first.count, "cases")

    def test_without_a_turn_each_has_its_own(self):
        with self.connect() as first:
            pass
        with self.connect() as second:
            self.assertIsNot(first, second)

    def test_a_file_that_was_replaced_is_opened_anew(self):
        with kept_open():
            with self.connect() as first:
                self.assertEqual(first.count("cases"), 1)
            self.export_with("1", "2")
            with self.connect() as second:
                self.assertEqual(second.count("cases"), 2)

    def test_a_file_that_must_not_be_read_any_more_is_not(self):
        with kept_open():
            with self.connect():
                pass
            settings = Settings(path=str(self.export), allowed_roots=("/elsewhere",))
            with self.assertRaisesRegex(Exception, "not below a directory"):
                connect(self.profile, "bundle", settings)

    def test_a_folder_is_looked_at_each_time(self):
        place = self.folder / "export"
        place.mkdir()
        (place / "cases.csv").write_text("id\n1")
        with kept_open():
            with self.connect(place) as first:
                self.assertEqual(first.count("cases"), 1)
            (place / "more").mkdir()
            (place / "more" / "cases.csv").write_text("id\n2")
            with self.connect(place) as second:
                self.assertEqual(second.count("cases"), 2)

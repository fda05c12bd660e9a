import tempfile
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.source.case_migration_source import ALLOWED_FOLDERS_PARAMETER
from .asked_case import AskedCase
from .plain_source import plain_profile

TABLE = "id,name\n1,Ada\n2,Grace\n"


@tagged("post_install", "-at_install")
class TestSourceFolders(AskedCase):
    """An export on the server: only where the system administrator has allowed it."""

    def setUp(self):
        super().setUp()
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.allowed = Path(place.name, "allowed")
        self.other = Path(place.name, "other")
        for folder in (self.allowed, self.other):
            (folder / "export").mkdir(parents=True)
            (folder / "export" / "people.csv").write_text(TABLE)
        self.profile = self.import_profile(plain_profile("people"))

    def _allow(self, *folders):
        self.env["ir.config_parameter"].set_param(
            ALLOWED_FOLDERS_PARAMETER, ":".join(map(str, folders))
        )

    def _job(self, path):
        return self.job_of(self.profile, channel="bundle", bundle_path=str(path))

    def _refused(self, path):
        """The sentence with which reading a place ends."""
        job = self._job(path)
        self.step("action_discover", job)
        self.assertFalse(job.record_count)
        with self.assertRaises(UserError) as refused:
            job.source_id.action_test()
        self.assertEqual(str(refused.exception), job.problem)
        return job.problem

    def test_a_folder_that_is_allowed(self):
        self._allow(self.other / "else", self.allowed)
        job = self._job(self.allowed / "export")
        self.step("action_discover", job)
        self.assertEqual((job.state, job.record_count), ("discovered", 2))

    def test_without_permission_nothing_is_read(self):
        self.assertIn("has allowed for imports", self._refused(self.allowed / "export"))

    def test_a_folder_beside_is_refused(self):
        self._allow(self.allowed)
        sentence = "is not below a directory that the system administrator has allowed"
        for path in (
            self.other / "export",
            self.allowed / ".." / "other" / "export",
            Path(f"{self.allowed}-2"),
            "/etc",
        ):
            with self.subTest(path):
                self.assertIn(sentence, self._refused(path))

    def test_a_link_that_leads_out_is_refused(self):
        self._allow(self.allowed)
        link = self.allowed / "link"
        link.symlink_to(self.other / "export")
        self.assertIn("is not below a directory", self._refused(link))

    def test_a_place_that_is_not_there(self):
        self._allow(self.allowed)
        self.assertIn("nowhere.zip", self._refused(self.allowed / "nowhere.zip"))

import base64
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.tests import HttpCase, tagged
from odoo.tools import file_path

from .source_server import serving
from .test_thread import FIRM


@tagged("post_install", "-at_install")
class TestTourWay(HttpCase):
    """The whole way through the screens, in a real browser, with a lane at work."""

    def setUp(self):
        # Runs last: the fields that the test has made are rolled back by then.
        self.addCleanup(self._forget_new_fields)
        super().setUp()
        self.env["ir.config_parameter"].set_param(
            "crm_case_migration.allowed_private_hosts", "127.0.0.1"
        )
        self.cases = self.env["crm.lead"].with_context(active_test=False)
        self.before = self.cases.search_count([])

    def _forget_new_fields(self):
        self.registry._setup_models__(self.cr)
        self.registry.registry_invalidated = False

    def _offer(self, name, content):
        """Have the browser find a file under ``/case_migration_tour/<name>``."""
        self.env["ir.attachment"].create(
            {
                "name": name,
                "url": f"/case_migration_tour/{name}",
                "type": "binary",
                "raw": content,
                "public": True,
            }
        )

    @contextmanager
    def _lane(self):
        """What a cron worker does, from the first call for it until the end."""
        called, stop = threading.Event(), threading.Event()
        batches = type(self.env["case.migration.batch"])
        worker = threading.Thread(target=self._work, args=(called, stop), daemon=True)
        worker.start()
        with patch.object(batches, "_wake_lanes", lambda *_a, **_k: called.set()):
            try:
                yield
            finally:
                stop.set()
                called.set()
                worker.join()

    def _work(self, called, stop):
        # Until a page has called, the test itself uses the cursor that all share.
        called.wait()
        while not stop.wait(0.05):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["case.migration.batch"]._run_one(None, time.monotonic() + 1)

    def _tour(self, name):
        with self._lane():
            self.start_tour("/odoo/settings", name, login="admin", timeout=600)
        self.env.invalidate_all()
        return self.env["case.migration.job"].search([], limit=1)

    def test_the_case_file_over_its_api_and_back(self):
        with serving(FIRM) as address:
            self._offer("address.txt", address.encode())
            job = self._tour("case_migration_the_case_file")
        self.assertEqual(job.state, "rolled_back")
        self.assertTrue(job.audit_count)
        self.assertEqual(self.cases.search_count([]), self.before)

    def test_backdocket_from_an_upload_and_back(self):
        path = Path(file_path("crm_case_migration/demo/backdocket.zip"))
        self._offer("export.zip", base64.b64encode(path.read_bytes()))
        job = self._tour("case_migration_backdocket")
        self.assertEqual(job.source_id.channel, "bundle")
        self.assertEqual(job.state, "rolled_back")
        self.assertTrue(job.audit_count)
        self.assertFalse(job.problem)
        self.assertEqual(self.cases.search_count([]), self.before)

    def test_the_usual_mistakes(self):
        with serving(FIRM) as address:
            self._offer("address.txt", address.encode())
            job = self._tour("case_migration_mistakes")
        self.assertEqual(job.state, "delta")
        self.assertFalse(job.problem)
        self.assertGreater(self.cases.search_count([]), self.before)

    def test_files_that_are_no_export(self):
        job = self._tour("case_migration_wrong_files")
        self.assertFalse(job)

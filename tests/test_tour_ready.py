import base64
import io
import json
import zipfile
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .common import FakeConnection
from .test_thread import FIRM

STAFF = "staff_id,display_name,email,enabled\n1,Ann Admin,ann@firm.test,yes\n"
CLAIMS = (
    {
        "claim_id": 7,
        "reference_no": "BD-7",
        "caption": "Doe v. Roe",
        "case_type": "Inquiry",
        "urgency": "High",
    },
)


@tagged("post_install", "-at_install")
class TestTourReady(HttpCase):
    """From the connection to where a click would load, through the screens alone;
    only the background work is done by the test.
    """

    def setUp(self):
        # Runs last: the fields that the test has made are rolled back by then.
        self.addCleanup(self._forget_new_fields)
        super().setUp()

    def _forget_new_fields(self):
        self.registry._setup_models__(self.cr)
        self.registry.registry_invalidated = False

    def _work(self, job):
        self.env.flush_all()
        with self.registry.cursor() as cr:
            job.with_env(self.env(cr=cr)).work_now()
        self.env.invalidate_all()

    def _go_the_way(self, connect):
        self.start_tour("/odoo/case-migration-start", connect, login="admin")
        job = self.env["case.migration.job"].search([], order="id desc", limit=1)
        self._work(job)
        self.assertEqual(job.state, "discovered", job.problem)
        job.name = "Move"
        address = f"/odoo/case-migrations/{job.id}"
        self.start_tour(address, "case_migration_decide", login="admin")
        self.env.invalidate_all()
        self._work(job)
        self.assertFalse(job.task, job.problem)
        self.start_tour(address, "case_migration_ready", login="admin")
        return job

    def test_the_case_file_over_its_api(self):
        connected = patch.object(
            type(self.env["case.migration.source"]),
            "_connection",
            lambda source: FakeConnection(FIRM),
        )
        self.startPatcher(connected)
        job = self._go_the_way("case_migration_connect_api")
        self.assertEqual(job.source_id.profile_id.code, "the_case_file")

    def test_backdocket_from_an_export(self):
        export = io.BytesIO()
        with zipfile.ZipFile(export, "w") as archive:
            archive.writestr("staff.csv", STAFF)
            archive.writestr("claims.jsonl", "\n".join(map(json.dumps, CLAIMS)))
        attachment = self.env["ir.attachment"].create(
            {"name": "export.zip", "datas": base64.b64encode(export.getvalue())}
        )
        self.env["ir.model.data"].create(
            {
                "module": "crm_case_migration",
                "name": "tour_export",
                "model": "ir.attachment",
                "res_id": attachment.id,
            }
        )
        job = self._go_the_way("case_migration_connect_upload")
        self.assertEqual(job.source_id.profile_id.code, "backdocket")
        self.assertEqual(job.source_id.channel, "bundle")

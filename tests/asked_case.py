"""A job whose source is really asked: over HTTP on this machine, or in files."""

import json
from base64 import b64encode
from unittest.mock import patch

from odoo.tools import file_open

from ..models.source.case_migration_source import ALLOWED_HOSTS_PARAMETER
from ..models.source.case_migration_source_connection import (
    CaseMigrationSourceConnection,
)
from .common import MigrationCase
from .fake_source import Sleep


class AskedCase(MigrationCase):
    """No connection is made up; only the pauses between requests are.

    ``pauses`` has the seconds that the client would have slept.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        model = type(cls.env["case.migration.source"])
        cls.startClassPatcher(
            patch.object(
                model, "_connection", CaseMigrationSourceConnection._connection
            )
        )

        def settings(source):
            return cls._without_pauses(source)

        cls.startClassPatcher(patch.object(model, "_settings", settings))
        cls.env["ir.config_parameter"].set_param(
            ALLOWED_HOSTS_PARAMETER, "127.0.0.1 localhost"
        )
        cls.pauses = []

    @classmethod
    def _without_pauses(cls, source):
        settings = CaseMigrationSourceConnection._settings(source)
        settings.sleep = Sleep()
        settings.sleep.pauses = cls.pauses
        settings.clock = settings.sleep.clock
        return settings

    @classmethod
    def import_profile(cls, definition):
        """The profile that the import wizard makes of a JSON text."""
        wizard = cls.env["case.migration.profile.import"].create(
            {"file": as_file(definition), "file_name": "profile.json"}
        )
        return cls.env["case.migration.profile"].browse(
            wizard.action_import()["res_id"]
        )

    @classmethod
    def job_of(cls, profile, **source):
        """A job on a new source with this profile."""
        vals = {"name": profile.name, "profile_id": profile.id, **source}
        return cls.env["case.migration.job"].create(
            {
                "name": f"Move from {profile.name}",
                "source_id": cls.env["case.migration.source"].create(vals).id,
            }
        )


def profile_text(name):
    """The JSON text of a profile in ``tests/files``."""
    with file_open(f"crm_case_migration/tests/files/{name}.json") as file:
        return file.read()


def as_file(text):
    """What the web client sends for a file with this text."""
    content = text if isinstance(text, bytes) else text.encode()
    return b64encode(content)


def lists(*streams, **rest):
    """The JSON text of a profile with these streams and nothing unusual."""
    definition = {
        "profile": 1,
        "code": "plain",
        "name": "Plain",
        "rest": rest,
        "streams": streams,
    }
    return json.dumps(definition)

"""A job on the made-up source of ``loader_map``, and its small firm."""

import io
from contextlib import contextmanager

from .common import FakeConnection, MigrationCase
from .loader_map import PROFILE

FIRM = {
    "users": [
        {"id": "u1", "email": "ann@firm.test", "name": "Ann"},
        {"id": "u2", "email": "gone@firm.test", "name": "Gil Gone"},
    ],
    "statuss": [
        {"id": "s1", "name": "Open"},
        {"id": "s2", "name": "Resolved", "is_won": True},
    ],
    "contacts": [
        {"id": "c1", "name": "Jane Doe", "email": "jane@x.test", "phone": "+1 1"},
        {"id": "c2", "name": "Wit Ness", "email": "wit@x.test"},
    ],
    "cases": [
        {
            "id": "m1",
            "title": "Doe v. Roe",
            "status": "Open",
            "client_id": "c1",
            "owner_id": "u1",
        }
    ],
}


class Document(io.BytesIO):
    """The body of a document as a connection hands it out."""

    def __init__(self, content, mimetype=None, size=None):
        super().__init__(content)
        self.name, self.mimetype, self.size = "", mimetype, size


class DocumentConnection(FakeConnection):
    """A source whose documents are in ``documents``, by key: bytes, a Document, or
    an error that is raised.
    """

    documents = {}

    @contextmanager
    def open_document(self, stream, payload):
        found = self.documents[payload["id"]]
        if isinstance(found, Exception):
            raise found
        yield found if isinstance(found, Document) else Document(found)


class LoaderCase(MigrationCase):
    """A job on the made-up source; ``Ann`` is a user, ``Gil Gone`` is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile = cls.env["case.migration.profile"].create(
            {
                "name": PROFILE["name"],
                "code": PROFILE["code"],
                "definition": PROFILE,
            }
        )
        cls.source = cls.env["case.migration.source"].create(
            {
                "name": "Old system",
                "profile_id": cls.profile.id,
                "address": "http://source.test",
            }
        )
        cls.job = cls.env["case.migration.job"].create(
            {"name": "Move", "source_id": cls.source.id}
        )
        cls.ann = (
            cls.env["res.users"]
            .with_context(no_reset_password=True)
            .create({"name": "Ann", "login": "ann@firm.test", "email": "ann@firm.test"})
        )
        cls.connection = DocumentConnection({})

    def setUp(self):
        super().setUp()
        type(self).connection = DocumentConnection(self.streams)

    @classmethod
    def load(cls, contents=None, **streams):
        """Migrate the small firm with more or other records: ``notes=[{…}]``.

        :param contents: bytes of documents by their key
        """
        cls.connection.documents = contents or {}
        streams = {**FIRM, **streams}
        for stream in cls.source.stream_ids:
            stream.enabled = stream.name in streams
        cls.migrate(streams)

    @classmethod
    def load_one(cls, source_object, contents=None, **payload):
        """Migrate one further record.

        :return: the Odoo record that it became
        """
        payload = {"id": "1", "case_id": "m1", **payload}
        streams = {f"{source_object}s": [payload]}
        cls.load(contents, **streams)
        return cls.target(f"{source_object}s", "1")

    @classmethod
    def lead(cls):
        return cls.target("cases", "m1")

    @classmethod
    def kinds(cls, stream, key="1"):
        """The kinds of the findings on a source record, in order."""
        record = cls.record(stream, key)
        findings = cls.env["case.migration.finding"].search(
            [("record_id", "=", record.id)], order="id"
        )
        return findings.mapped("kind")

    @classmethod
    def roll_back(cls):
        cls.step("action_rollback")

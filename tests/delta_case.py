from copy import deepcopy

from .common import FakeConnection, MigrationCase

FIRM = {
    "users": [{"id": "u1", "email": "admin@example.com", "name": "Ann Admin"}],
    "matter_statuses": [
        {"id": "s1", "name": "Open", "sequence": 1, "category": "active"},
        {"id": "s2", "name": "Resolved", "sequence": 5, "category": "closed"},
        {"id": "s3", "name": "Declined", "sequence": 6, "category": "closed"},
    ],
    "companies": [
        {"id": "co1", "name": "Acme Ltd", "domain": "acme.test"},
        {"id": "co2", "name": "Brick Ltd", "phone": "3", "address.city": "Paris"},
    ],
    "contacts": [
        {"id": "c1", "first_name": "Jane", "email": "jane@x.test", "phone": "1"},
        {"id": "c2", "first_name": "Jim", "email": "jim@x.test"},
        {"id": "c3", "first_name": "Joe", "company_id": "co1"},
    ],
    "matters": [
        {"id": "m1", "title": "Doe v. Roe", "status": "Open", "client_id": "c1"},
        {"id": "m2", "title": "Estate", "status": "Open", "client_id": "c3"},
        {"id": "m3", "title": "", "status": "Open"},
        {"id": "m4", "title": "Past", "status": "Declined", "closed_on": "2020-02-02"},
    ],
}
FIRST_TIME = "2024-01-01T10:00:00Z"


class ChangingSource(FakeConnection):
    """A source that can tell what has changed; ``since`` has what it was asked."""

    def __init__(self, streams, **options):
        super().__init__(deepcopy(streams), **options)
        self.since = {}
        for payloads in self.streams.values():
            for payload in payloads:
                payload.setdefault("updated_at", FIRST_TIME)

    def pages(self, stream, position=None, since=None):
        self.since[stream] = since
        everything = self.streams.get(stream, [])
        try:
            self.streams[stream] = [
                payload
                for payload in everything
                if since is None or payload["updated_at"] >= since
            ]
            yield from super().pages(stream, position)
        finally:
            self.streams[stream] = everything

    def one(self, stream, key):
        return next(one for one in self.streams[stream] if one["id"] == key)

    def change(self, stream, key, at="2024-02-01T10:00:00Z", **values):
        self.one(stream, key).update(values, updated_at=at)

    def add(self, stream, **payload):
        payload.setdefault("updated_at", "2024-02-01T10:00:00Z")
        self.streams[stream].append(payload)

    def remove(self, stream, key):
        self.streams[stream].remove(self.one(stream, key))


class DeltaCase(MigrationCase):
    """A firm that has been migrated, and goes on working in its old system."""

    firm = FIRM
    reads_empty_lists = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.user_admin").email = "admin@example.com"
        cls.matched = cls.env["res.partner"].create(
            {"name": "James", "email": "jim@x.test", "phone": "7"}
        )
        cls.connection = ChangingSource(cls.firm)
        cls.migrate()
        cls.streams_after = cls.connection.streams
        cls.audit = cls.env["case.migration.audit.log"]

    def setUp(self):
        super().setUp()
        type(self).connection = ChangingSource(self.streams_after)

    def delta(self, action="action_delta"):
        """Run a delta; return the audit lines that it has written."""
        last = self.audit.search([], limit=1).id or 0
        self.step(action)
        self.assertFalse(self.job.problem)
        self.assertFalse(self.job.task)
        return self.audit.search([("id", ">", last)], order="id")

    def findings(self, kind=None):
        domain = [("job_id", "=", self.job.id)]
        if kind:
            domain.append(("kind", "=", kind))
        return self.env["case.migration.finding"].search(domain)

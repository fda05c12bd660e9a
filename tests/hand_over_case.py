"""A firm with what is handed over: money, workflows, templates."""

from .common import MigrationCase

FIRM = {
    "users": [
        {"id": "u1", "first_name": "Ann", "last_name": "Law", "email": "ann@f.test"}
    ],
    "contacts": [
        {"id": "c1", "name": "Jane Doe", "first_name": "Jane", "last_name": "Doe"},
        {"id": "c2", "name": "Jim Poe", "first_name": "Jim", "last_name": "Poe"},
    ],
    "matters": [
        {"id": "m1", "title": "Doe v. Roe", "client_id": "c1"},
        {"id": "m2", "title": "Estate of Poe", "client_id": "c2"},
    ],
    "workflows": [
        {
            "id": "w1",
            "name": "New case",
            "trigger": "case_created",
            "steps": [
                {"position": 2, "task": "Letter"},
                {"position": 1, "task": "Check"},
            ],
            "is_active": True,
        }
    ],
    "templates": [
        {
            "id": "t1",
            "name": "Welcome",
            "kind": "email",
            "subject": "Welcome, {{client.name}}",
            "body": "<p>Dear {{client.name}}, see you at {{event.place}}</p>",
        },
        {"id": "t2", "name": "Retainer", "kind": "document", "body": "{{firm.name}}"},
    ],
    "trust_entries": [
        {
            "id": "e1",
            "case_id": "m1",
            "client_id": "c1",
            "date": "2024-01-01",
            "amount": "100.10",
            "balance": "100.10",
        },
        {
            "id": "e2",
            "case_id": "m1",
            "client_id": "c1",
            "date": "2024-01-09",
            "amount": "-40.05",
            "balance": "60.05",
        },
        {
            "id": "e3",
            "case_id": "m2",
            "client_id": "c2",
            "date": "2024-01-01",
            "amount": "10",
            "balance": "10",
        },
        {
            "id": "e4",
            "case_id": "m2",
            "client_id": "c2",
            "date": "2024-01-02",
            "amount": "-25",
            "balance": "12.34",
        },
        {
            "id": "e5",
            "case_id": "gone",
            "client_id": "c2",
            "date": "2024-01-02",
            "amount": "1",
            "balance": "1",
            "currency": "qqq",
        },
    ],
    "invoices": [
        {
            "id": "i1",
            "case_id": "m1",
            "client_id": "c1",
            "number": "INV-1",
            "issued_on": "2024-01-05",
            "due_on": "2024-02-04",
            "currency": "USD",
            "lines": [
                {"description": "Research", "quantity": 1.5, "price": "200.00"},
                {"description": "=Filing", "amount": "75.50"},
            ],
            "total": "375.50",
            "paid": "0",
        }
    ],
    "time_entries": [
        {
            "id": "t1",
            "case_id": "m1",
            "user_id": "u1",
            "date": "2024-01-04",
            "activity": "Research",
            "description": "Read the file",
            "hours": 1.5,
            "rate": "200.00",
            "amount": "300.00",
            "billable": True,
        },
        {"id": "t2", "case": "doe v. roe", "date": "2024-01-05", "hours": 0.5},
    ],
    "expenses": [
        {
            "id": "x1",
            "case_id": "m1",
            "user_id": "u1",
            "date": "2024-01-04",
            "category": "Copies",
            "description": "40 pages",
            "amount": "12.10",
            "billable": False,
        },
        {"id": "x2", "date": "2024-01-04", "amount": "1"},
    ],
}


class HandOverCase(MigrationCase):
    """The firm, migrated once for all tests of a class."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams = {name: [dict(one) for one in rows] for name, rows in FIRM.items()}
        cls.migrate(cls.streams)

    def setUp(self):
        super().setUp()
        self.connection.streams = self.streams

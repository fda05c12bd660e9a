"""The records of a firm that has something for every loader."""

from base64 import b64encode

from .loader_case import FIRM

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))
PICTURE = f'<img src="data:image/png;base64,{b64encode(PNG).decode()}"/>'
CASES = [
    *FIRM["cases"],
    {
        "id": "m2",
        "title": "Won",
        "status": "Resolved",
        "outcome": "won",
        "client_id": "c1",
        "closed_on": "2020-05-05T12:00:00",
        "type": "Auto",
        "source": "Radio Z",
        "parties": [{"id": "c2", "role": "Witness"}],
    },
    {"id": "m3", "title": "Lost", "status": "Open", "outcome": "lost", "reason": "X"},
    {"id": "m4", "title": "Put away", "status": "Open", "outcome": "archived"},
]
EVERYTHING = {
    **FIRM,
    "teams": [{"id": "t1", "name": "Litigation Z", "member_ids": ["u1"]}],
    "lead_sources": [{"id": "r1", "name": "Radio Z"}, {"id": "r2", "name": "radio z"}],
    "companys": [
        {"id": "o1", "name": "Child Ltd", "parent_id": "o2", "city": "Rome"},
        {"id": "o2", "name": "Parent Ltd", "city": "Oslo", "email": "p@o.test"},
    ],
    "contacts": [
        *FIRM["contacts"],
        {"id": "c3", "name": "At Work", "company_id": "o2", "street": "Own 1"},
    ],
    "cases": CASES,
    "activitys": [
        {
            "id": f"a{number}",
            "case_id": f"m{number % 4 + 1}",
            "type": "Call",
            "summary": f"Call {number}",
            "user_id": ("u1", "u2")[number % 2],
            "due_on": "2024-01-01",
            "done": number % 3 == 0,
            "done_at": "2024-02-01T10:00:00" if number % 3 == 0 else "",
        }
        for number in range(8)
    ],
    "notes": [
        {
            "id": f"n{number}",
            "case_id": f"m{number % 4 + 1}",
            "body": f"<p>Note {number} {PICTURE if number % 2 else ''}</p>",
            "date": f"2020-01-{number + 1:02d}T10:00:00",
            "author_email": "ann@firm.test",
        }
        for number in range(8)
    ],
    "documents": [
        {"id": f"d{number}", "case_id": "m1", "name": f"{number}.html"}
        for number in range(4)
    ],
    "events": [
        {
            "id": "e1",
            "case_id": "m1",
            "name": "Hearing",
            "start": "2030-01-07T10:00:00",
            "stop": "2030-01-07T11:00:00",
            "user_id": "u1",
            "attendees": [{"email": "jane@x.test"}],
        },
        {
            "id": "e2",
            "case_id": "m1",
            "name": "Weekly",
            "start": "2030-01-07T10:00:00",
            "stop": "2030-01-07T11:00:00",
            "user_id": "u1",
            "frequency": "weekly",
            "days": ["MO"],
            "count": 4,
            "exceptions": [{"date": "2030-01-14", "action": "deleted"}],
            "attendees": [{"email": "jane@x.test"}],
        },
    ],
    "billings": [{"id": "b1", "case_id": "m1", "client_id": "c1", "number": "1"}],
    "custom_fields": [{"id": "f1", "label": "parties"}, {"id": "f2", "label": "else"}],
    "claim_types": [{"id": "k1", "name": "Auto"}, {"id": "k2", "name": "Admiralty"}],
}
BYTES = {f"d{number}": b"<p>%d</p>" % number for number in range(4)}

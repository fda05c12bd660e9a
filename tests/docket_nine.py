"""An invented system that the addon knows nothing of: its API and its export.

Unlike the two that are shipped: a login for a session that ends in mid-run, paging by
headers, a search that is posted, values by the number of their field, files in UTF-16.
"""

import io
import json
import zipfile

from .fake_source import FakeSource, Reply

CREDENTIALS = {"username": "clerk", "password": "open sesame"}
SESSION_USES = 4

PARTIES = [
    ("p1", "P", "Ada", "Lovelace", "ada@example.com"),
    ("b1", "B", "", "Analytical Engines Ltd", ""),
    ("p2", "P", "Grace", "Hopper", "grace@example.com"),
    ("p3", "P", "Zoë", "Müller", "zoe@example.com"),
    ("p4", "P", "Alan", "Turing", "alan@example.com"),
]
# key, title, client, begun, urgency, court
MATTERS = [
    ("m1", "Lovelace v. Babbage", "p1", "03.04.2021", "A", "Wien"),
    ("m2", "Estate of Hopper", "p2", "31.12.2022", "B", "Graz"),
    ("m3", "Müller, visa", "p3", "01.02.2023", "C", "Wien"),
]
COURTS = {"71": "Wien", "72": "Graz"}
# key, matter, text, moment on the firm's own clock
ENTRIES = [
    ("e1", "m1", "Called the <b>court</b>.", "2021-04-05T09:30:00"),
    ("e2", "m1", "Sent the brief.", "2021-07-06T10:00:00"),
    ("e3", "m3", "Passport received.", "2023-02-03T08:15:00"),
]
# key, matter, name, bytes
SCANS = [
    ("s1", "m1", "brief.txt", b"The brief."),
    ("s2", "m3", "passport.bin", bytes(range(256)) * 300),
]


class DocketNine(FakeSource):
    """The API, to be used as a context manager. `logins` counts the sessions."""

    def __init__(self):
        super().__init__(self._respond)
        self.logins = 0
        self._uses = {}

    def _respond(self, call):
        if call.path == "/session":
            return self._log_in(call)
        if call.path.startswith("/bytes/"):
            return self._bytes(call)
        if not self._is_logged_in(call):
            return Reply({"why": "no session"}, status=401)
        if call.path == "/matters/search":
            return self._found_matters(json.loads(call.body))
        return self._listed(call)

    def _log_in(self, call):
        wanted = {"login": CREDENTIALS["username"], "secret": CREDENTIALS["password"]}
        if call.form != wanted:
            return Reply({"why": "who are you"}, status=403)
        self.logins += 1
        self._uses[f"session-{self.logins}"] = SESSION_USES
        return {"session": {"key": f"session-{self.logins}", "seconds": 600}}

    def _is_logged_in(self, call):
        key = call.headers.get("X-Session")
        left = self._uses.get(key, 0)
        self._uses[key] = left - 1
        return left > 0

    def _found_matters(self, asked):
        start = int(asked.get("after", 0))
        end = start + asked["size"]
        hits = [self._matter(row) for row in MATTERS[start:end]]
        choices = [{"no": no, "text": text} for no, text in COURTS.items()]
        fields = [{"no": 7, "caption": "Court", "choices": choices}]
        headers = {"X-Next": str(end)} if end < len(MATTERS) else {}
        return Reply({"found": {"hits": hits, "fields": fields}}, headers=headers)

    def _matter(self, row):
        key, title, party, begun, urgency, court = row
        number = next(no for no, text in COURTS.items() if text == court)
        return {
            "uid": key,
            "caption": title,
            "party": party,
            "begun": begun,
            "urgency": urgency,
            "extra": {"7": number},
        }

    def _listed(self, call):
        _empty, name, *rest = call.path.split("/")
        if name == "parties":
            return self._parties(int(call.query.get("from", 0)), call)
        if name == "matters":
            return self._entries(rest[0], int(call.query.get("from", 0)))
        if name == "scans" and rest:
            return self._scan(rest[0])
        return [key for key, *_scan in SCANS]

    def _parties(self, start, call):
        end = start + int(call.query.get("per", 2))
        page = [
            {
                "uid": key,
                "kind": kind,
                "naming": {"given": given, "family": family},
                "reach": [{"via": "mail", "to": mail}] if mail else [],
            }
            for key, kind, given, family, mail in PARTIES[start:end]
        ]
        link = f'<{self.url}/parties?per=2&from={end}>; rel="next"'
        return Reply(page, headers={"Link": link} if end < len(PARTIES) else {})

    def _entries(self, matter, start):
        rows = [row for row in ENTRIES if row[1] == matter]
        page = [
            {"uid": key, "words": words, "moment": moment}
            for key, _matter, words, moment in rows[start : start + 1]
        ]
        url = f"/matters/{matter}/entries?from={start + 1}"
        more = {"X-Continue": url} if start + 1 < len(rows) else {}
        # A list of one is a bare object.
        return Reply(page[0] if len(page) == 1 else page, headers=more)

    def _scan(self, wanted):
        key, matter, name, _content = next(row for row in SCANS if row[0] == wanted)
        link = f"{self.elsewhere}/bytes/{key}"
        return {"id": key, "matter_id": matter, "name": name, "link": link}

    def _bytes(self, call):
        if "X-Session" in call.headers:
            return Reply({"why": "not your session"}, status=400)
        content = next(row[3] for row in SCANS if call.path.endswith(row[0]))
        return Reply(body=content)


def export():
    """The bytes of the system's export: a ZIP file of texts, JSON and a tree."""
    titles = {row[0]: row[1] for row in MATTERS}
    names = {row[0]: f"{row[2]} {row[3]}" for row in PARTIES}
    matters = [
        {
            "uid": key,
            "caption": title,
            "party": names[party],
            "begun": begun,
            "urgency": urgency,
            "Court": court,
        }
        for key, title, party, begun, urgency, court in MATTERS
    ]
    entries = [
        {"uid": key, "matter": matter, "words": words, "moment": moment}
        for key, matter, words, moment in ENTRIES
    ]
    files = {
        "parties.txt": _table(["No.", "Kind", "Given", "Family", "Mail"], PARTIES),
        "dump.json": json.dumps({"export": {"matters": matters, "entries": entries}}),
        "scans.txt": _table(["No.", "File"], [(row[0], row[2]) for row in SCANS]),
    }
    for _key, matter, name, content in SCANS:
        files[f"scans/Top/{titles[matter]}/{name}"] = content
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def _table(header, rows):
    """Columns with bars in between, in UTF-16."""
    lines = ["|".join(row) for row in (header, *rows)]
    return "\r\n".join(lines).encode("utf-16")

"""The full backup of a real system, with the headers that its makers write.

Nothing is edited: neither the files nor the profile that comes with the addon.
"""

import io
import json
from datetime import date
from pathlib import Path

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.bundle import BundleConnection
from odoo.addons.crm_case_migration.lib.mapping import Context, compile_lines
from odoo.addons.crm_case_migration.lib.profile import parse_profile
from odoo.addons.crm_case_migration.lib.settings import Settings

from .bundle_case import zip_of

PROFILE = Path(__file__).parent.parent / "profiles" / "the_case_file.json"
HEADERS = {
    "cases.csv": "Case/Matter Name,Number,Open Date,Practice Area,Case Description,"
    "Case Closed,Closed Date,Lead Attorney,Originating Attorney,SOL Date,"
    "Outstanding Balance,TCF ID,Contacts,Billing Type,Billing Contact,Flat fee,"
    "Case Stage,Case Balance,Conflict Check?,Conflict Check Notes,Archived",
    "notes.csv": "Case Name,Created By,Date,Created at,Updated at,Subject,Note",
    "clients.csv": "TCF ID,First Name,Middle Name,Last Name,Company,Job Title,"
    "Home Street,Home Street 2,Home City,Home State,Home Postal Code,"
    "Home Country/Region,Home Fax,Work Phone,Home Phone,Mobile Phone,Contact Group,"
    "E-mail Address,Web Page,Outstanding Trust Balance,Login Enabled,Archived,Birthday,"
    "Private Notes,License Number,License State,Welcome Message,"
    "Non-Trust Credit Balance,:Notes,Cases,Case Link IDs,Created Date",
    "companies.csv": "TCF ID,Company,Business Street,Business Street 2,Business City,"
    "Business State,Business Postal Code,Business Country/Region,Business Fax,"
    "Company Main Phone,E-mail Address,Web Page,Outstanding Trust Balance,Archived,"
    "Private Notes,Non-Trust Credit Balance,Contacts,Cases,Case Link IDs,:Notes,"
    "Created Date",
    "lawyers.csv": "First name,Middle Name,Last name,Email,User Type,Street,Street 2,"
    "City,State,Postal Code,Country/Region,Home phone,Cell phone,Work phone,Fax phone,"
    "TCF ID,Archived,Default rate,Cases",
    "tasks.csv": "Name,Notes,Due date,Complete,Priority,Case Name,Assigned By,"
    "Completed By,Completed at,Archived,TCF ID,Assigned To",
    "events.csv": "Name,Description,Start Time,End Time,All day,Case Name,Location,"
    "Private?,Archived,TCF ID,Comments,Shared With,Event Type",
    "documents.csv": "Name,Description,Case Name,Archived,Template,TCF ID,Tags,"
    "Versions,Comments,Shared With",
    "trust_activities.csv": "Date,Related To,Contact,Case Name,Entered By,Notes,"
    "Payment Method,Refund,Refunded,Rejection,Rejected,Amount,Trust,Trust payment,"
    "Credit,Operating Credit,Total,TCF ID",
}
CASE = {
    "Case/Matter Name": "Müller v. Roe",
    "Number": "2024-1",
    "Open Date": "01/31/24",
    "Practice Area": "PI",
    "Case Closed": "FALSE",
    "Lead Attorney": "Ann Lee",
    "Originating Attorney": "Bob Kim",
    "SOL Date": "12/30/9999",
    "TCF ID": "77",
    "Contacts": "Jane Doe (Client)\r\nCity Bank (Opposing Party (lender))\r\nJoe",
    "Billing Contact": "Jane Doe",
    "Case Stage": "Discovery",
    "Conflict Check?": "TRUE",
    "Archived": "0",
}
ROWS = {
    "cases.csv": [CASE],
    "notes.csv": [
        {
            "Case Name": "Müller v. Roe",
            "Created By": "Ann Lee",
            "Date": "07/04/2024",
            "Created at": "07/04/2024 09:30 AM",
            "Subject": "Call",
            "Note": "Said “yes” — twice.",
        }
    ],
    "clients.csv": [
        {
            "TCF ID": "5",
            "First Name": "Jane",
            "Last Name": "Doe",
            "Company": "Works Ltd",
            "Home State": "NY",
            "Home Country/Region": "US",
            "Work Phone": "(212) 555-0100",
            "Contact Group": "Client",
            "E-mail Address": "jane@x.test",
            "Archived": "Yes",
            "Birthday": "01/01/1970",
            ":Notes": "odd column",
        }
    ],
    "companies.csv": [{"TCF ID": "6", "Company": "Works Ltd", "Archived": "false"}],
    "lawyers.csv": [{"TCF ID": "9", "First name": "Ann", "Last name": "Lee"}],
    "tasks.csv": [
        {
            "TCF ID": "11",
            "Name": "File the brief",
            "Due date": "02/29/2024",
            "Complete": "true",
            "Case Name": "Müller v. Roe",
            "Assigned To": "Ann Lee",
        }
    ],
    "trust_activities.csv": [
        {"TCF ID": "31", "Date": "03/01/24", "Amount": "$1,234.50", "Total": "1234.5"}
    ],
}
# As such backups are: one office's computer writes one encoding, another's another.
ENCODINGS = {"notes.csv": "windows-1252", "cases.csv": "utf-8-sig"}


def table(name):
    header = HEADERS[name].split(",")
    lines = [HEADERS[name]]
    for row in ROWS.get(name, ()):
        assert not row.keys() - set(header)
        cells = [row.get(column, "").replace('"', '""') for column in header]
        lines.append(",".join(f'"{cell}"' for cell in cells))
    # Of an object without records, there is nothing at all.
    text = "\r\n".join(lines) + "\r\n" if name in ROWS else ""
    return text.encode(ENCODINGS.get(name, "utf-8"))


class TestFullBackup(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile = parse_profile(json.loads(PROFILE.read_text(encoding="utf-8")))
        files = {f"backup/{name}": table(name) for name in HEADERS}
        files["backup/Jane Doe/Müller v. Roe/Letters/a.txt"] = b"Dear"
        settings = Settings(fileobj=io.BytesIO(zip_of(files).getvalue()))
        cls.connection = BundleConnection(cls.profile, settings)
        cls.addClassCleanup(cls.connection.close)

    def records(self, stream):
        pages = list(self.connection.pages(stream))
        self.assertEqual([one for page in pages for one in page.problems], [])
        return [record for page in pages for record in page.records]

    def mapped(self, stream):
        [record] = self.records(stream)
        spec = self.profile.stream(stream)
        [lines] = [one.lines for one in self.profile.maps if one.object == spec.object]
        context = Context(self.profile.timezone, day_first=False)
        return record, compile_lines(lines).apply(record.payload, context).values

    def test_a_case_with_all_that_it_names(self):
        record, values = self.mapped("matters")
        self.assertEqual((record.key, record.name), ("77", "Müller v. Roe"))
        self.assertEqual(values["x_opened_on"], date(2024, 1, 31))
        self.assertFalse(values.get("x_limitation_on"))
        self.assertEqual(values["x_originating_attorney"], "Bob Kim")
        self.assertEqual(record.payload["client"], "Jane Doe")
        self.assertEqual(record.payload["owner"], "Ann Lee")
        self.assertEqual(
            record.payload["parties"],
            [
                {"name": "Jane Doe", "role": "Client"},
                {"name": "City Bank (Opposing Party (lender))", "role": ""},
                {"name": "Joe", "role": ""},
            ],
        )

    def test_a_note_without_any_id(self):
        record, values = self.mapped("notes")
        self.assertEqual(record.payload["case"], "Müller v. Roe")
        self.assertIn("Said “yes” — twice.", values["body"])

    def test_people_and_companies(self):
        record, values = self.mapped("contacts")
        self.assertEqual(values["name"], "Jane Doe")
        self.assertIs(values["active"], False)
        self.assertFalse(values.get("x_birthday"))
        self.assertEqual(record.payload[":Notes"], "odd column")
        self.assertEqual(self.mapped("companies")[1]["name"], "Works Ltd")
        self.assertEqual(self.mapped("users")[1]["name"], "Ann Lee")

    def test_a_task(self):
        _record, values = self.mapped("tasks")
        self.assertEqual(values["date_deadline"], date(2024, 2, 29))
        self.assertIs(values["done"], True)

    def test_a_ledger(self):
        [entry] = self.records("trust_entries")
        self.assertEqual(entry.payload["amount"], "$1,234.50")

    def test_an_empty_file_is_an_empty_list_and_told(self):
        [page] = self.connection.pages("calendar_entries")
        self.assertEqual(page.records, [])
        self.assertIn("events.csv: the file is empty", page.problems[0].message)

    def test_every_list_of_it_is_found(self):
        streams = [
            stream
            for stream in self.profile.streams
            if stream.bundle
            and any(f.replace("*", "") in HEADERS for f in stream.bundle.files)
        ]
        self.assertEqual(len(streams), len(HEADERS))
        told = {one.stream: one for one in self.connection.check()}
        for stream in streams:
            self.assertTrue(told[stream.name].reachable, told[stream.name].message)

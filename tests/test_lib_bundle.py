import io
import json
import tempfile
from pathlib import Path

from odoo.addons.crm_case_migration.lib.archive import Limits
from odoo.addons.crm_case_migration.lib.bundle import BundleConnection
from odoo.addons.crm_case_migration.lib.bundle.contents import name_test
from odoo.addons.crm_case_migration.lib.canonical import canonical
from odoo.addons.crm_case_migration.lib.errors import ConfigError, FatalError
from odoo.addons.crm_case_migration.lib.settings import Settings

from .bundle_case import BundleCase, profile_of, zip_of

# The header of a real full backup, as published; nothing in it is made easier.
CASES = (
    "Case/Matter Name,Number,Open Date,Practice Area,Case Description,Case Closed,"
    "Closed Date,Lead Attorney,Originating Attorney,SOL Date,Outstanding Balance,"
    "MyCase ID,Contacts,Billing Type,Billing Contact,Flat fee,Case Stage,Case Balance,"
    "Conflict Check?,Conflict Check Notes,Archived\r\n"
    "Doe v. Roe,2024-1,01/31/24,PI,Rear-end crash,FALSE,,Ann Lee,Bob Kim,12/30/9999,"
    '"$1,234.50",77,"Jane Doe (Client)\r\nCity Bank (Opposing Party (lender))\r\nJoe",'
    "Hourly,Jane Doe,,Discovery,0.00,TRUE,,0\r\n"
)
CASE_STREAM = {
    "name": "cases",
    "name_field": "title",
    "bundle": {
        "files": ["cases*.csv"],
        "rename": {
            "MyCase ID": "id",
            "Case/Matter Name": "title",
            "Open Date": "opened_on",
            "Contacts": "parties",
        },
        "split": {"Contacts": {"separator": "\n", "roles": True}},
    },
}
NOTES = {
    "name": "notes",
    "object": "note",
    "bundle": {"files": ["notes*.csv"], "rename": {"Case Name": "case"}},
}


def stream(name, **bundle):
    return {"name": name, "bundle": {"files": [f"{name}*"], **bundle}}


class TestStreams(BundleCase):
    def test_a_real_header_works_as_it_is(self):
        connection = self.connection({"backup/Cases.CSV": CASES}, CASE_STREAM)
        (record,), problems = self.read(connection, "cases")
        self.assertEqual(problems, [])
        self.assertEqual((record.key, record.name), ("77", "Doe v. Roe"))
        self.assertEqual(
            record.payload["parties"],
            [
                {"name": "Jane Doe", "role": "Client"},
                {"name": "City Bank (Opposing Party (lender))", "role": ""},
                {"name": "Joe", "role": ""},
            ],
        )
        self.assertEqual(record.payload["opened_on"], "01/31/24")
        self.assertEqual(record.payload["Outstanding Balance"], "$1,234.50")
        self.assertEqual(len(record.payload), 21)

    def test_several_files_in_the_order_of_their_paths(self):
        connection = self.connection(
            {
                "b/cases.csv": "id\n3\n",
                "a/cases-2.csv": "id\n2\n",
                "a/cases-1.csv": "id\n1\n",
            },
            stream("cases"),
        )
        records, _problems = self.read(connection, "cases")
        self.assertEqual([record.key for record in records], ["1", "2", "3"])

    def test_all_formats_give_the_same_payloads(self):
        records = [{"id": "1", "address": {"city": "X"}, "Tags": ["a", "b"]}]
        connection = self.connection(
            {
                "a.csv": 'id,ADDRESS.City,tags\n1,X,"a\nb"\n',
                "b.json": json.dumps({"data": records}),
                "c.jsonl": json.dumps(records[0]),
            },
            *(
                stream(
                    name,
                    rename={"address.city": "city"},
                    split={"Tags": "\n"},
                    record_selector="data" if name == "b" else None,
                )
                for name in "abc"
            ),
        )
        for name in "abc":
            (record,), _problems = self.read(connection, name)
            expected = {"id": "1", "city": "X", "Tags": ["a", "b"]}
            self.assertEqual(record.payload, expected, name)

    def test_a_path_into_a_list_can_be_renamed(self):
        record = {"id": 1, "a": {"phones": [{"n": "5"}, {"n": "6"}]}}
        connection = self.connection(
            {"cases.jsonl": json.dumps(record)},
            stream("cases", rename={"a.phones.0.n": "phone", "a.phones.*.n": "phones"}),
        )
        (found,), _problems = self.read(connection, "cases")
        self.assertEqual(found.payload["phone"], "5")
        self.assertEqual(found.payload["phones"], ["5", "6"])

    def test_two_columns_for_one_field_lose_nothing(self):
        connection = self.connection(
            {"cases.csv": "id,Cell,Mobile\n1,,5\n2,6,7\n3,8,\n"},
            stream("cases", rename={"Cell": "mobile", "Mobile": "mobile"}),
        )
        records, _problems = self.read(connection, "cases")
        self.assertEqual([one.payload["mobile"] for one in records], ["5", "6", "8"])
        self.assertEqual(records[1].payload["Mobile"], "7")

    def test_one_file_with_several_objects(self):
        connection = self.connection(
            {"contacts.csv": "id,Type\n1,Person\n2,COMPANY\n3,person\n4,\n"},
            {"name": "persons", "bundle": self.typed("Person")},
            {"name": "companies", "bundle": self.typed(["Company", "Court"])},
        )
        for name, keys in (("persons", ["1", "3"]), ("companies", ["2"])):
            records, _problems = self.read(connection, name)
            self.assertEqual([record.key for record in records], keys)
            self.assertEqual(connection.count(name), len(keys))

    def typed(self, equals):
        return {"files": ["contacts.csv"], "where": {"field": "Type", "equals": equals}}

    def test_what_the_profile_states_of_all_files(self):
        connection = self.connection(
            {"cases.csv": "id:name\n1:M\xfcller\n".encode("latin-1")},
            stream("cases"),
            delimiter=":",
            encoding="cp1252",
        )
        (record,), _problems = self.read(connection, "cases")
        self.assertEqual(record.payload, {"id": "1", "name": "Müller"})

    def test_names_of_several_parts(self):
        connection = self.connection(
            {"people.csv": "id,first,middle,last\n1,Ann,,Lee\n"},
            {**stream("people"), "name_field": ["first", "middle", "last"]},
        )
        (record,), _problems = self.read(connection, "people")
        self.assertEqual(record.name, "Ann Lee")

    def test_a_profile_without_files_for_a_stream(self):
        connection = self.connection({}, {"name": "cases", "rest": {"path": "/cases"}})
        with self.assertRaisesRegex(ConfigError, "names no files for “cases”"):
            list(connection.pages("cases"))


class TestKeys(BundleCase):
    def test_rows_without_ids_go_by_their_content(self):
        content = "Case Name,Note\nA,hi\nB,hi\nA,hi\nA,ho\nA,hi\n"
        connection = self.connection({"notes.csv": content}, NOTES)
        records, problems = self.read(connection, "notes")
        self.assertEqual(problems, [])
        first, *_rest = (record.key.partition("-")[0] for record in records)
        numbers = [record.key for record in records if record.key.startswith(first)]
        self.assertEqual(numbers, [f"{first}-1", f"{first}-2", f"{first}-3"])
        self.assertEqual(len({record.key for record in records}), 5)
        for record in records:
            self.assertEqual(record.text, canonical(record.payload))
        moved = "Case Name,Note\nX,y\nA,ho\n" + content.partition("\n")[2]
        connection = self.connection({"notes.csv": moved}, NOTES)
        keys = {record.key for record in self.read(connection, "notes")[0]}
        self.assertTrue(keys.issuperset({record.key for record in records}))

    def test_they_stay_the_same_when_reading_goes_on(self):
        rows = "".join(f"A,{number % 700}\n" for number in range(2_000))
        connection = self.connection(
            {
                "notes-1.csv": f"Case Name,Note\n{rows}",
                "notes-2.csv": "Case Name,Note\nA,5\n",
            },
            NOTES,
        )
        pages = list(connection.pages("notes"))
        keys = [record.key for page in pages for record in page.records]
        self.assertEqual(len(set(keys)), 2_001)
        for done, page in enumerate(pages[:-1], 1):
            rest = connection.pages("notes", json.loads(json.dumps(page.position)))
            self.assertEqual(list(rest), pages[done:])

    def test_a_row_whose_id_is_empty_is_a_problem(self):
        connection = self.connection({"cases.csv": "id,x\n1,a\n,b\n"}, stream("cases"))
        records, (problem,) = self.read(connection, "cases")
        self.assertEqual([record.key for record in records], ["1"])
        self.assertEqual(problem.message, "cases.csv, row 3: has no id.")
        self.assertEqual(json.loads(problem.raw), {"id": "", "x": "b"})

    def test_a_key_of_several_fields(self):
        connection = self.connection(
            {"cases.csv": "a,b\n1,x\n1,y\n"},
            {**stream("cases"), "primary_key": ["a", "b"]},
        )
        records, _problems = self.read(connection, "cases")
        self.assertEqual([record.key for record in records], ["1|x", "1|y"])


class TestPages(BundleCase):
    FILES = {
        "cases-1.csv": "id,x\n" + "".join(f"{number},a\n" for number in range(1_200)),
        "cases-2.json": json.dumps([{"id": number} for number in range(1_200, 1_800)]),
        "cases-3.csv": "id,x\n",
    }

    def test_pages_of_a_thousand_that_can_be_gone_on_after(self):
        connection = self.connection(self.FILES, stream("cases"))
        pages = list(connection.pages("cases"))
        sizes = [len(page.records) for page in pages]
        self.assertEqual(sizes, [1000, 200, 600])
        self.assertIsNone(pages[-1].position)
        for done, page in enumerate(pages[:-1], 1):
            position = json.loads(json.dumps(page.position))
            rest = list(
                self.connection(self.FILES, stream("cases")).pages("cases", position)
            )
            self.assertEqual(rest, pages[done:])

    def test_pages_of_long_rows_are_shorter(self):
        text = "x" * 2**20
        rows = "".join(f"{number},{text}\n" for number in range(40))
        connection = self.connection(
            {"cases.csv": f"id,x\n{rows}"}, stream("cases"), limits=Limits(ratio=2_000)
        )
        sizes = [len(page.records) for page in connection.pages("cases")]
        self.assertEqual(sizes, [16, 16, 8])

    def test_what_changed_since_makes_no_difference(self):
        connection = self.connection({"cases.csv": "id\n1\n"}, stream("cases"))
        (page,) = connection.pages("cases", since="2026-01-01T00:00:00Z")
        self.assertEqual(len(page.records), 1)

    def test_a_stream_without_rows_or_files(self):
        for files in ({"cases.csv": "id\n"}, {}):
            connection = self.connection(files, stream("cases"))
            (page,) = connection.pages("cases")
            self.assertEqual((page.records, page.position), ([], None))
            self.assertEqual(connection.count("cases"), 0)
        (problem,) = page.problems
        self.assertEqual(problem.kind, "file")
        self.assertEqual(problem.message, "The export has no cases*.")

    def test_problems_come_with_their_page(self):
        connection = self.connection(
            {"cases.csv": 'id,x\n1,"a\n2,b\n3,c,d\n4,\0\n', "../cases.csv": ""},
            stream("cases"),
        )
        (page,) = connection.pages("cases")
        self.assertEqual([record.key for record in page.records], ["2", "4"])
        kinds = [problem.kind for problem in page.problems]
        self.assertEqual(kinds, ["file", "row", "row", "cell"])
        self.assertEqual(connection.count("cases"), 4)

    def test_a_position_in_a_file_that_is_gone(self):
        connection = self.connection({"cases.csv": "id\n1\n"}, stream("cases"))
        position = {"file": "old.csv", "at": {}, "seen": None}
        with self.assertRaisesRegex(FatalError, "old.csv is no longer in the bundle"):
            list(connection.pages("cases", position))

    def test_a_list_of_which_no_file_can_be_read_stops_with_a_sentence(self):
        connection = self.connection({"cases.xlsx": "nonsense"}, stream("cases"))
        with self.assertRaisesRegex(FatalError, "cases.xlsx"):
            list(connection.pages("cases"))

    def test_the_other_files_of_a_list_are_read(self):
        files = {
            "cases1.xlsx": "nonsense",
            "cases2.csv": "id\n2\n",
            "cases3.xlsx": "nonsense",
            "cases4.csv": "id\n4\n",
        }
        connection = self.connection(files, stream("cases"))
        pages = list(connection.pages("cases"))
        keys = [record.key for page in pages for record in page.records]
        problems = [one for page in pages for one in page.problems]
        self.assertEqual(keys, ["2", "4"])
        self.assertEqual(
            [(one.kind, one.where) for one in problems],
            [("unread_file", "cases1.xlsx"), ("unread_file", "cases3.xlsx")],
        )
        self.assertIn("It is not read", problems[0].message)
        self.assertEqual(connection.count("cases"), 2)
        (check,) = connection.check()
        self.assertTrue(check.reachable)
        self.assertIn("the first: cases1.xlsx", check.message)
        # Each page is followed by what came after it, also behind a file left out.
        for number, page in enumerate(pages[:-1], 1):
            rest = connection.pages("cases", json.loads(json.dumps(page.position)))
            self.assertEqual(list(rest), pages[number:])

    def test_nothing_is_taken_from_a_file_that_is_damaged_near_its_end(self):
        """What comes before may be damaged too: only the checksum at the end tells."""
        rows = "".join(f"{number},{hash(number * 7.1)}\n" for number in range(50_000))
        files = {"cases1.csv": f"id,text\n{rows}", "cases2.csv": "id,text\na,b"}
        raw = bytearray(zip_of(files).getvalue())
        raw[-3000:-2900] = bytes(100)
        for defaults in ({}, {"encoding": "utf-8"}):
            with BundleConnection(
                profile_of(stream("cases"), **defaults),
                Settings(fileobj=io.BytesIO(raw)),
            ) as connection:
                (record,), (problem,) = self.read(connection, "cases")
            self.assertEqual(record.key, "a")
            self.assertEqual(problem.kind, "unread_file")
            self.assertIn("cases1.csv is damaged", problem.message)


class TestCheck(BundleCase):
    def check(self, files, *streams):
        return {one.stream: one for one in self.connection(files, *streams).check()}

    def test_every_stream_in_a_sentence(self):
        checks = self.check(
            {
                "cases.csv": "id;x\n1;a\n2;b\n3;c;d\n",
                "notes.csv": "Note\nhi\n",
                "people.xlsx": "nonsense",
                "invoices.csv": "id\n1\n",
            },
            stream("cases"),
            stream("notes"),
            stream("people"),
            stream("events"),
        )
        cases = checks["cases"]
        self.assertTrue(cases.reachable)
        self.assertEqual((cases.count, cases.first_key), (3, "1"))
        self.assertEqual(
            cases.message,
            'Records: 3, in cases.csv (UTF-8, separated by semicolons, quoted by "). '
            "Problems: 1, the first: cases.csv, row 4: has 3 cells under 2 column "
            "names.",
        )
        self.assertTrue(checks["notes"].first_key.endswith("-1"))
        self.assertFalse(checks["people"].reachable)
        self.assertIn("people.xlsx", checks["people"].message)
        self.assertFalse(checks["events"].reachable)
        self.assertEqual(checks["events"].message, "The export has no events*.")
        self.assertEqual(
            checks[""].message, "Files that no stream reads (1): invoices.csv."
        )

    def test_an_encrypted_file_is_told(self):
        raw = bytearray(zip_of({"cases.csv": "id\n1\n"}).getvalue())
        for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            raw[raw.index(mark) + at] |= 1
        with tempfile.TemporaryDirectory() as place:
            path = Path(place, "export.zip")
            path.write_bytes(raw)
            settings = Settings(path=str(path), allowed_roots=(place,))
            with BundleConnection(profile_of(stream("cases")), settings) as connection:
                (check,) = connection.check()
        self.assertIn("protected by a password", check.message)

    def test_what_is_no_archive(self):
        for settings in (Settings(path="/etc"), Settings(fileobj=zip_of({}), path="/")):
            try:
                BundleConnection(profile_of(stream("cases")), settings)
            except FatalError as error:
                self.assertIn("is not below a directory", error.message)


class TestPatterns(BundleCase):
    def test_patterns_are_about_the_name_or_the_end_of_the_path(self):
        for pattern, path, fits in (
            ("cases*.csv", "Backup/CASES-2024.csv", True),
            ("cases*.csv", "cases/old.csv", False),
            ("cases*.csv", "mycases.csv", False),
            ("data/cases.csv", "x/Data/cases.csv", True),
            ("data/cases.csv", "olddata/cases.csv", False),
            ("data/*.csv", "data/cases.csv", True),
            ("[ab].csv", "B.csv", True),
        ):
            with self.subTest(pattern, path=path):
                self.assertEqual(name_test(pattern)(path), fits)

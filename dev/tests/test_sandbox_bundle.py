"""The export bundles can be read with nothing but the usual tools."""

import csv
import io
import json
import zipfile
from collections import Counter

import openpyxl
import pytest

from sandbox.archive import Names, safe_name
from sandbox.bundle import write_bundle
from sandbox.dirt import MISSING
from sandbox.documents import OVERSIZE, content, size_of
from sandbox.firm import Firm

CASES = 260


@pytest.fixture(scope="module")
def firm():
    return Firm(CASES)


@pytest.fixture(scope="module")
def backup(firm, tmp_path_factory):
    path = tmp_path_factory.mktemp("bundle") / "the_case_file.zip"
    write_bundle("the_case_file", firm, path)
    with zipfile.ZipFile(path) as opened:
        yield opened


@pytest.fixture(scope="module")
def export(firm, tmp_path_factory):
    path = tmp_path_factory.mktemp("bundle") / "backdocket.zip"
    write_bundle("backdocket", firm, path)
    with zipfile.ZipFile(path) as opened:
        yield opened


def rows(archive, name, encoding, delimiter=","):
    text = io.StringIO(archive.read(name).decode(encoding), newline="")
    return list(csv.DictReader(text, delimiter=delimiter))


def existing_documents(firm):
    return [
        record
        for record in firm.records("document")
        if record["case"] < MISSING and size_of(record) != OVERSIZE
    ]


class TestTheCaseFile:
    def test_each_file_has_its_encoding_and_a_row_for_each_record(self, firm, backup):
        encodings = {"lawyers": "cp1252", "companies": "cp1252", "clients": "utf-8-sig"}
        files = {
            "lawyers": "user",
            "companies": "company",
            "clients": "contact",
            "cases": "case",
            "notes": "note",
            "tasks": "activity",
            "events": "event",
            "documents": "document",
            "invoices": "billing",
            "time_entries": "time_entry",
            "expenses": "expense",
            "trust_activities": "trust_ledger",
            "workflows": "workflow",
            "automation_rules": "automation_rule",
            "billing_rules": "billing_rule",
            "templates": "template",
        }
        for file, name in files.items():
            encoding = encodings.get(file, "utf-8-sig")
            read = rows(backup, f"{file}.csv", encoding)
            assert len(read) == firm.count(name), file

    def test_some_files_are_empty(self, backup):
        assert backup.read("flat_fees.csv") == b""
        assert rows(backup, "locations.csv", "utf-8") == []

    def test_files_in_windows_1252_are_not_utf_8(self, backup):
        with pytest.raises(UnicodeDecodeError):
            backup.read("companies.csv").decode()

    def test_people_are_named_as_their_own_row_spells_them(self, firm, backup):
        clients = Counter(
            " ".join(filter(None, (r["First Name"], r["Middle Name"], r["Last Name"])))
            for r in rows(backup, "clients.csv", "utf-8-sig")
        )
        for case in rows(backup, "cases.csv", "utf-8"):
            for line in filter(None, case["Contacts"].split("\n")):
                name, _, role = line.rpartition(" (")
                assert role.rstrip(")") != role
                assert clients[name] or not name

    def test_children_name_their_case(self, backup):
        titles = {r["Case/Matter Name"] for r in rows(backup, "cases.csv", "utf-8")}
        for file in ("notes.csv", "tasks.csv", "events.csv", "invoices.csv"):
            for row in rows(backup, file, "utf-8-sig"):
                assert row["Case Name"] in titles | {"Deleted case"}

    def test_dates_have_the_month_first(self, firm, backup):
        read = rows(backup, "cases.csv", "utf-8")
        for row, case in zip(read, firm.records("case"), strict=True):
            if not firm.dirt("case", case["index"]):
                assert row["Open Date"] == case["opened_on"].strftime("%m/%d/%Y")

    def test_custom_fields_are_further_columns(self, backup):
        read = rows(backup, "cases.csv", "utf-8")
        assert {row["Injury Severity"] for row in read} > {"Minor", "Severe", ""}
        assert any(row["Contract Value"].startswith("$") for row in read)

    def test_the_tree_holds_every_document_that_was_exported(self, firm, backup):
        names = [n for n in backup.namelist() if n.startswith("documents/")]
        expected = Counter(content(record) for record in existing_documents(firm))
        assert Counter(backup.read(name) for name in names) == expected
        assert not any(".." in name.split("/") for name in names)
        assert len(names) == len(set(names))

    def test_the_levels_of_the_tree_are_client_and_matter(self, backup):
        titles = {
            safe_name(row["Case/Matter Name"])
            for row in rows(backup, "cases.csv", "utf-8")
        }
        names = [n for n in backup.namelist() if n.startswith("documents/")]
        assert {name.split("/")[2] for name in names} <= titles


class TestBackDocket:
    def test_tables_have_their_delimiters(self, firm, export):
        staff = rows(export, "staff.csv", "utf-8", ";")
        tasks = rows(export, "tasks.tsv", "utf-8", "\t")
        assert [row["display_name"] for row in staff] == [
            user["name"] for user in firm.records("user")
        ]
        assert len(tasks) == firm.count("activity")
        assert tasks[0]["claim.id"] == "clm-000000"

    def test_json_and_json_lines_have_every_record(self, firm, export):
        claims = [json.loads(line) for line in export.open("claims.jsonl")]
        assert len(claims) == CASES
        assert all(isinstance(claim["intake"], dict) for claim in claims)
        notes = [json.loads(line) for line in export.open("notes.jsonl")]
        assert len(notes) == firm.count("note")
        invoices = json.loads(export.read("invoices.json"))["invoices"]
        assert len(invoices) == firm.count("billing")

    def test_workbooks_have_their_sheets(self, firm, export):
        book = openpyxl.load_workbook(io.BytesIO(export.read("contacts.xlsx")))
        assert book.sheetnames == ["Corporates", "Persons"]
        rows_ = sum(sheet.max_row - 1 for sheet in book)
        assert rows_ == firm.count("company") + firm.count("contact")
        money = openpyxl.load_workbook(io.BytesIO(export.read("money.xlsx")))
        header, first, *_ = money["Time"].iter_rows()
        day = [cell.value for cell in header].index("day")
        assert first[day].is_date

    def test_the_tree_has_a_folder_for_each_claim(self, firm, export):
        names = [n for n in export.namelist() if n.startswith("files/")]
        expected = Counter(content(record) for record in existing_documents(firm))
        assert Counter(export.read(name) for name in names) == expected
        numbers = {
            json.loads(line)["reference_no"] for line in export.open("claims.jsonl")
        }
        assert {name.split("/")[1] for name in names} <= numbers


@pytest.mark.parametrize("system", ["the_case_file", "backdocket"])
def test_a_tiny_firm_has_a_bundle_too(system, tmp_path):
    write_bundle(system, Firm(1), tmp_path / "tiny.zip")
    with zipfile.ZipFile(tmp_path / "tiny.zip") as archive:
        assert archive.testzip() is None


def test_the_same_firm_gives_the_same_backup(firm, tmp_path):
    for name in ("one.zip", "two.zip"):
        write_bundle("the_case_file", firm, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_names_are_made_safe_and_unique():
    assert safe_name("../../out<side>?") == "_.._out_side__"
    assert safe_name(" . ") == "Untitled"
    names = Names()
    given = [names.unique(name) for name in ("a.pdf", "A.pdf", "a.pdf", "b")]
    assert given == ["a.pdf", "A (2).pdf", "a (3).pdf", "b"]

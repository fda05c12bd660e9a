import unicodedata

from odoo.addons.crm_case_migration.lib.errors import SkipError

from .bundle_case import BundleCase

TREE = {
    "root": "documents",
    "levels": ["client", "case", "category"],
    "rest": "folder",
}
FILES = {
    "documents/Doe/Doe v. Roe/Letters/2024/May/note.docx": b"12345",
    "documents/Doe/Doe v. Roe/scan.pdf": b"1",
    "documents/read me": b"",
}


def documents(**bundle):
    return {"name": "documents", "object": "document", "bundle": bundle}


class TestDocumentTree(BundleCase):
    def test_levels_have_the_meaning_that_the_profile_gives_them(self):
        connection = self.connection(FILES, documents(tree=TREE))
        records, problems = self.read(connection, "documents")
        self.assertEqual(problems, [])
        self.assertEqual([record.key for record in records], list(FILES))
        self.assertEqual(
            records[0].payload,
            {
                "path": "documents/Doe/Doe v. Roe/Letters/2024/May/note.docx",
                "name": "note.docx",
                "client": "Doe",
                "case": "Doe v. Roe",
                "category": "Letters",
                "folder": "2024/May",
                "size": 5,
                "mimetype": "application/vnd.openxmlformats-officedocument"
                ".wordprocessingml.document",
            },
        )
        self.assertEqual(records[1].payload["category"], "")
        self.assertEqual(records[1].payload["mimetype"], "application/pdf")
        self.assertEqual(records[2].payload["client"], "")
        self.assertEqual(records[2].payload["mimetype"], "application/octet-stream")

    def test_the_path_counts_from_the_root(self):
        wrapped = {f"Backup 2026/Export/{name}": body for name, body in FILES.items()}
        wrapped["Backup 2026/Export/x/documents/inner.txt"] = b""
        wrapped = {
            name.replace("/documents/Doe", "/DOCUMENTS/Doe"): body
            for name, body in wrapped.items()
        }
        connection = self.connection(wrapped, documents(tree=TREE))
        records, _problems = self.read(connection, "documents")
        self.assertEqual(len(records), 3)
        self.assertEqual(records[-1].key, "documents/read me")
        self.assertEqual(records[0].payload["case"], "Doe v. Roe")
        with connection.open_document("documents", records[0].payload) as body:
            self.assertEqual(body.read(), b"12345")
        (_documents, unread) = connection.check()
        self.assertIn("x/documents/inner.txt", unread.message)

    def test_a_tree_below_a_tree_of_folders(self):
        tree = {"root": "files/cases/", "levels": ["case"]}
        connection = self.connection(
            {"files/cases/A/x/y.txt": b"", "files/other.txt": b""}, documents(tree=tree)
        )
        ((record,), _problems) = self.read(connection, "documents")
        self.assertEqual(record.payload["case"], "A")
        self.assertEqual(record.payload["name"], "y.txt")

    def test_files_of_the_tree_are_no_tables(self):
        files = {"documents/cases.csv": "id\n1\n", "cases.csv": "id\n2\n"}
        cases = {"name": "cases", "bundle": {"files": ["cases.csv"]}}
        connection = self.connection(files, documents(tree=TREE), cases)
        ((record,), _problems) = self.read(connection, "cases")
        self.assertEqual(record.key, "2")

    def test_reading_goes_on_after_a_page(self):
        files = {f"documents/{number % 7}/{number}.txt": b"" for number in range(1_200)}
        connection = self.connection(files, documents(tree=TREE))
        pages = list(connection.pages("documents"))
        self.assertEqual([len(page.records) for page in pages], [1000, 200])
        for done, page in enumerate(pages[:-1], 1):
            rest = list(connection.pages("documents", page.position))
            self.assertEqual(rest, pages[done:])

    def test_the_bytes_of_a_document(self):
        connection = self.connection(FILES, documents(tree=TREE))
        payload = {"path": "documents/Doe/Doe v. Roe/scan.pdf", "name": "scan.pdf"}
        with connection.open_document("documents", payload) as body:
            self.assertEqual(
                (body.name, body.size, body.mimetype), ("scan.pdf", 1, None)
            )
            self.assertEqual((body.read(10), body.read()), (b"1", b""))
        for path in ("", None, "documents/none", "../documents/read me", "/etc/passwd"):
            with (
                self.assertRaisesRegex(SkipError, "no file for this document"),
                connection.open_document("documents", {"path": path}),
            ):
                self.fail("opened")

    def test_a_refused_file_is_told_with_its_stream(self):
        connection = self.connection(
            {**FILES, "documents/../../etc/x.pdf": b"", "../y.csv": b""},
            documents(tree=TREE),
        )
        _records, (problem,) = self.read(connection, "documents")
        self.assertIn("leads out of the archive", problem.message)
        (check, unread) = connection.check()
        self.assertIn("leads out of the archive", check.message)
        self.assertIn("../y.csv", unread.message)

    def test_no_tree(self):
        connection = self.connection({"a.txt": b""}, documents(tree=TREE))
        (page,) = connection.pages("documents")
        self.assertEqual(page.problems[0].message, "The export has no documents/.")


class TestListedDocuments(BundleCase):
    LIST = {
        "files": ["documents.csv"],
        "tree": TREE,
        "rename": {"ID": "id", "Name": "name", "Case Name": "case", "No": "version"},
    }

    def listed(self, rows, files, header="ID,Name,Case Name,No"):
        table = {"documents.csv": "\n".join([header, *rows, ""])}
        bodies = {f"documents/Doe/{name}": name.encode() for name in files}
        return self.connection({**table, **bodies}, documents(**self.LIST))

    def paths(self, connection):
        records, problems = self.read(connection, "documents")
        prefix = "documents/Doe/"
        found = {
            record.key.removeprefix(prefix): record.payload["path"].removeprefix(prefix)
            for record in records
        }
        return found, problems

    def test_each_row_finds_its_file_and_no_file_is_left_out(self):
        connection = self.listed(
            ["1,scan.pdf,A,", "2,gone.pdf,A,", "3,scan.pdf,B: x,"],
            ["A/scan.pdf", "B_ x/Letters/scan.pdf", "B_ x/more.pdf"],
        )
        found, problems = self.paths(connection)
        self.assertEqual(
            found,
            {
                "1": "A/scan.pdf",
                "2": "",
                "3": "B_ x/Letters/scan.pdf",
                "B_ x/more.pdf": "B_ x/more.pdf",
            },
        )
        self.assertEqual(problems, [])
        records, _problems = self.read(connection, "documents")
        self.assertEqual(records[2].payload["case"], "B: x")
        self.assertEqual(records[2].payload["category"], "Letters")
        self.assertEqual(records[2].payload["size"], len(b"B_ x/Letters/scan.pdf"))
        with connection.open_document("documents", records[0].payload) as body:
            self.assertEqual(body.read(), b"A/scan.pdf")

    def test_the_parted_letters_of_a_mac(self):
        stored = unicodedata.normalize("NFD", "Jäger/C/Müller.pdf")
        for row in ("1,Müller.pdf,Jäger,", "1,,,documents/Doe/Jäger/C/Müller.pdf"):
            header = "ID,Name,Case Name,path"
            connection = self.listed([row], [stored], header)
            self.assertEqual(self.paths(connection), ({"1": stored}, []))

    def test_numbers_and_versions_of_files_with_one_name(self):
        connection = self.listed(
            [
                "1,x.pdf,A,1",
                "2,x.pdf,A,2",
                "3,y.pdf,A,",
                "4,y.pdf,A,",
                "5,y (7).pdf,A,",
            ],
            ["A/x.pdf", "A/x (v1).pdf", "A/y.pdf", "A/y (2).pdf", "A/y (7).pdf"],
        )
        found, problems = self.paths(connection)
        self.assertEqual(
            found,
            {
                "1": "A/x (v1).pdf",
                "2": "A/x.pdf",
                "3": "A/y.pdf",
                "4": "A/y (2).pdf",
                "5": "A/y (7).pdf",
            },
        )
        self.assertEqual(problems, [])

    def test_a_choice_is_told(self):
        connection = self.listed(["1,x.pdf,A,"], ["A/a/x.pdf", "A/b/x.pdf"])
        found, (problem,) = self.paths(connection)
        self.assertEqual(found["1"], "A/a/x.pdf")
        self.assertEqual(problem.where, "documents.csv, row 2")
        self.assertIn("several files fit", problem.message)

    def test_a_path_in_the_list_is_believed(self):
        connection = self.listed(
            ["1,Letter,Doe\\A\\x.pdf", "2,Letter,documents/Doe/A/y.pdf", "3,x,/etc/x"],
            ["A/x.pdf", "A/y.pdf"],
            header="ID,Name,path",
        )
        found, _problems = self.paths(connection)
        self.assertEqual(found, {"1": "A/x.pdf", "2": "A/y.pdf", "3": ""})

    def test_reading_goes_on_after_a_page(self):
        files = [f"A/{number}.pdf" for number in range(900)]
        rows = [f"{number},{number % 300}.pdf,A," for number in range(600)]
        pages = list(self.listed(rows, files).pages("documents"))
        self.assertEqual(sum(len(page.records) for page in pages), 600 + 600)
        for done, page in enumerate(pages[:-1], 1):
            rest = list(self.listed(rows, files).pages("documents", page.position))
            self.assertEqual(rest, pages[done:])

import io
import os
import random
import stat
import struct
import tempfile
import zipfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.archive import Limits, open_archive
from odoo.addons.crm_case_migration.lib.errors import ConfigError, FatalError

from .bundle_case import zip_of

UNIX = 3


def special(name, kind):
    """A ZIP entry for something that is no ordinary file."""
    info = zipfile.ZipInfo(name)
    info.create_system = UNIX
    info.external_attr = (kind | 0o644) << 16
    return info


def zip_of_empty_files(count):
    """A ZIP file with very many files, written faster than zipfile does."""
    names = [b"documents/%d/%d.txt" % (number % 997, number) for number in range(count)]
    local = b"".join(
        struct.pack("<4s5H12x2H", b"PK\3\4", 20, 0, 0, 0, 33, len(name), 0) + name
        for name in names
    )
    directory = io.BytesIO()
    offset = 0
    for name in names:
        sizes = (0, 0, 0, len(name), 0, 0, 0, 0, 0, offset)
        entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 33, *sizes)
        directory.write(entry + name)
        offset += 30 + len(name)
    size = directory.tell()
    place = struct.pack("<4sLQL", b"PK\6\7", 0, len(local) + size, 1)
    end_64 = struct.pack(
        "<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, len(local)
    )
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, size, offset, 0)
    return io.BytesIO(local + directory.getvalue() + end_64 + place + end)


class ArchiveCase(BaseCase):
    def zip(self, files, limits=None):
        archive = open_archive(fileobj=zip_of(files), limits=limits)
        self.addCleanup(archive.close)
        return archive

    def folder(self, files):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        root = Path(place.name).resolve()
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return root

    def names(self, archive):
        return [member.name for member in archive.members()]

    def reasons(self, archive):
        return {problem.where: problem.message for problem in archive.refused()}

    def read(self, archive, name):  # pylint: disable=method-required-super
        with archive.open(archive.get(name)) as file:
            return file.read()

    def assert_refused(self, sentence, **how):
        with self.assertRaisesRegex(FatalError, sentence):
            open_archive(**how)


class TestZipArchive(ArchiveCase):
    def test_files_come_folder_by_folder(self):
        archive = self.zip({"b.csv": "", "a/z.txt": "", "a.csv": "", "a/b/c.txt": ""})
        names = ["a/b/c.txt", "a/z.txt", "a.csv", "b.csv"]
        self.assertEqual(self.names(archive), names)

    def test_a_file_is_read_by_its_path_with_its_size(self):
        archive = self.zip({"a/b.csv": b"hello"})
        self.assertEqual(archive.get("a/b.csv").size, 5)
        self.assertEqual(self.read(archive, "a/b.csv"), b"hello")
        self.assertIsNone(archive.get("c.csv"))

    def test_bytes_can_be_sought(self):
        archive = self.zip({"a": b"0123456789" * 100_000})
        with archive.open(archive.get("a")) as file:
            file.seek(999_995)
            self.assertEqual(file.read(), b"56789")
            file.seek(3)
            self.assertEqual(file.read(2), b"34")

    def test_a_file_without_a_name_is_refused(self):
        raw = zip_of({"?x": "hello"}).getvalue().replace(b"?x", b"\0x")
        archive = open_archive(fileobj=io.BytesIO(raw))  # names end at a NUL
        self.assertEqual(self.names(archive), [])
        self.assertIn("has no name", self.reasons(archive)[""])

    def test_folders_and_litter_are_no_files(self):
        archive = self.zip(
            {"a/": "", "__MACOSX/._a.csv": "", "x/.DS_Store": "", "Thumbs.db": ""}
        )
        self.assertEqual(self.names(archive), [])
        self.assertEqual(self.reasons(archive), {})

    def test_paths_are_written_in_one_way(self):
        archive = self.zip({"./a//b.csv": "", "docs\\c.csv": ""})
        self.assertEqual(self.names(archive), ["a/b.csv", "docs/c.csv"])

    def test_a_name_in_utf8_is_read_even_if_not_declared_as_such(self):
        raw = zip_of({"M__ller.csv": ""}).getvalue()
        file = io.BytesIO(raw.replace(b"M__ller", "Müller".encode()))
        self.assertEqual(self.names(open_archive(fileobj=file)), ["Müller.csv"])

    def test_unsafe_names_are_refused_one_by_one(self):
        archive = self.zip(
            {
                "ok.csv": "",
                "../up.csv": "",
                "a/../../up.csv": "",
                "..\\up.txt": "",
                "/etc/passwd": "",
                "C:\\x.csv": "",
                "\\\\server\\x.csv": "",
                "a\x07.csv": "",
            }
        )
        self.assertEqual(self.names(archive), ["ok.csv"])
        reasons = self.reasons(archive)
        self.assertEqual(len(reasons), 7)
        self.assertIn("leads out of the archive", reasons["../up.csv"])
        self.assertIn("leads out of the archive", reasons["../up.txt"])
        self.assertIn("is absolute", reasons["/etc/passwd"])
        self.assertIn("drive letter", reasons["C:/x.csv"])
        self.assertIn("control characters", reasons["a?.csv"])

    def test_links_and_devices_are_refused(self):
        archive = self.zip(
            {
                special("link", stat.S_IFLNK): "/etc/passwd",
                special("pipe", stat.S_IFIFO): "",
                special("file", stat.S_IFREG): "ok",
            }
        )
        self.assertEqual(self.names(archive), ["file"])
        reasons = self.reasons(archive)
        self.assertIn("it is a link", reasons["link"])
        self.assertIn("it is not an ordinary file", reasons["pipe"])

    def test_of_two_files_with_one_path_the_later_counts(self):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive, self.assertWarns(UserWarning):
            archive.writestr("a.csv", "old")
            archive.writestr("a.csv", "new")
        archive = open_archive(fileobj=file)
        self.assertEqual(self.read(archive, "a.csv"), b"new")
        self.assertIn("later file", self.reasons(archive)["a.csv"])

    def test_a_hundred_thousand_files(self):
        archive = open_archive(fileobj=zip_of_empty_files(100_000))
        self.assertEqual(sum(1 for _member in archive.members()), 100_000)

    def test_too_many_files_are_refused(self):
        files = {str(number): "" for number in range(20)}
        self.assert_refused(
            "more than 10 files", fileobj=zip_of(files), limits=Limits(files=10)
        )

    def test_a_list_of_files_that_would_fill_the_memory_is_not_read(self):
        raw = bytearray(zip_of({"a": ""}).getvalue())
        struct.pack_into("<L", raw, len(raw) - 10, 2**31)
        self.assert_refused("more than 500,000 files", fileobj=io.BytesIO(raw))

    def test_a_bomb_is_refused_by_what_it_says_of_itself(self):
        file = zip_of({"a.csv": b"\0" * 10_000_000})
        self.assert_refused("ZIP bomb", fileobj=file, limits=Limits(harmless=1_000_000))

    def test_a_bomb_among_other_files_is_stopped_while_it_is_read(self):
        noise = random.Random(1).randbytes(1_000_000)
        limits = Limits(harmless=1_000_000)
        archive = self.zip({"a.csv": b"\0" * 10_000_000, "noise": noise}, limits)
        with self.assertRaisesRegex(FatalError, "a.csv is refused: far more"):
            self.read(archive, "a.csv")
        with (
            archive.open(archive.get("a.csv")) as file,
            self.assertRaisesRegex(FatalError, "a.csv is refused"),
        ):
            file.seek(9_000_000)

    def test_files_that_overlap_are_a_bomb(self):
        file = zip_of({"a": random.Random(1).randbytes(5_000), "b": b"1"})
        raw = bytearray(file.getvalue())
        entry = raw.index(b"PK\1\2", raw.index(b"PK\1\2") + 1)
        struct.pack_into("<L", raw, entry + 20, 5_000)
        self.assert_refused("ZIP bomb", fileobj=io.BytesIO(raw))

    def test_an_encrypted_file_is_refused_when_it_is_opened(self):
        raw = bytearray(zip_of({"a.csv": "hello"}).getvalue())
        for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            raw[raw.index(mark) + at] |= 1
        archive = open_archive(fileobj=io.BytesIO(raw))
        with self.assertRaisesRegex(FatalError, "a.csv is protected by a password"):
            self.read(archive, "a.csv")

    def test_a_way_of_packing_that_is_unknown_is_named(self):
        raw = bytearray(zip_of({"a.csv": "hello"}).getvalue())
        for mark, at in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
            struct.pack_into("<H", raw, raw.index(mark) + at, 9)
        archive = open_archive(fileobj=io.BytesIO(raw))
        with self.assertRaisesRegex(FatalError, "a.csv is packed by method 9"):
            self.read(archive, "a.csv")

    def test_damage_in_a_file_is_told_while_it_is_read(self):
        noise = random.Random(1).randbytes(100_000)
        raw = bytearray(zip_of({"a.csv": noise}).getvalue())
        raw[50_000:50_100] = bytes(100)
        archive = open_archive(fileobj=io.BytesIO(raw))
        with self.assertRaisesRegex(FatalError, "a.csv is damaged"):
            self.read(archive, "a.csv")

    def test_what_is_no_zip_file_is_named(self):
        whole = zip_of({"a.csv": "hello" * 1000}).getvalue()
        for content, sentence in (
            (b"", "The file is empty"),
            (b"Name,Date\n", "not a ZIP file"),
            (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
            (b"Rar!\x1a\x07", "a RAR archive"),
            (whole[:-30], "damaged or cut off"),
            (whole[: len(whole) // 2], "damaged or cut off"),
        ):
            with self.subTest(sentence):
                self.assert_refused(sentence, fileobj=io.BytesIO(content))

    @settings(max_examples=200)
    @given(st.data())
    def test_a_damaged_archive_never_raises_anything_else(self, data):
        files = {"a.csv": "Name\nx\n" * 50, "b/c.txt": "hi"}
        raw = bytearray(zip_of(files).getvalue())
        byte = st.tuples(st.integers(0, len(raw) - 1), st.integers(0, 255))
        for at, value in data.draw(st.lists(byte, min_size=1, max_size=5)):
            raw[at] = value
        try:
            archive = open_archive(fileobj=io.BytesIO(raw))
            for member in archive.members():
                with archive.open(member) as file:
                    file.read()
        except FatalError as error:
            self.assertTrue(error.message.endswith("."))


class TestFolderArchive(ArchiveCase):
    FILES = {"b.csv": b"hello", "a/z.txt": b"", "a.csv": b"", "a/b/c.txt": b""}

    def open(self, root):
        return open_archive(str(root), allowed_roots=(str(root.parent),))

    def test_files_come_in_the_order_of_a_zip_file(self):
        archive = self.open(self.folder(self.FILES))
        zipped = self.zip(self.FILES)
        self.assertEqual(self.names(archive), self.names(zipped))
        self.assertEqual(self.read(archive, "b.csv"), b"hello")
        self.assertEqual(archive.get("b.csv").size, 5)
        self.assertIsNone(archive.get("c.csv"))
        self.assertIsNone(archive.get("a"))

    def test_links_and_pipes_are_refused(self):
        root = self.folder(self.FILES)
        (root / "file").symlink_to("/etc/passwd")
        (root / "folder").symlink_to("/etc")
        os.mkfifo(root / "pipe")
        archive = self.open(root)
        self.assertEqual(len(self.names(archive)), 4)
        self.assertEqual(
            self.reasons(archive),
            {
                "file": "file is not read: it is a link.",
                "folder": "folder is not read: it is a link.",
                "pipe": "pipe is not read: it is not an ordinary file.",
            },
        )
        self.assertIsNone(archive.get("file"))
        self.assertIsNone(archive.get("folder/passwd"))

    def test_no_path_leads_out_of_the_folder(self):
        root = self.folder({"in/a.csv": b"", "secret.txt": b"x"})
        archive = self.open(root / "in")
        for name in ("../secret.txt", f"{root}/secret.txt", "", "in/../../secret.txt"):
            self.assertIsNone(archive.get(name), name)

    def test_a_file_that_becomes_a_link_is_not_opened(self):
        root = self.folder(self.FILES)
        archive = self.open(root)
        member = archive.get("b.csv")
        (root / "b.csv").unlink()
        (root / "b.csv").symlink_to("/etc/passwd")
        with self.assertRaisesRegex(FatalError, "has become a link"):
            archive.open(member)

    def test_a_name_that_is_no_text_is_refused(self):
        root = self.folder({"ok.csv": b""})
        Path(os.fsdecode(bytes(root) + b"/M\xfcller.csv")).write_bytes(b"")
        archive = self.open(root)
        self.assertEqual(self.names(archive), ["ok.csv"])
        self.assertIn("M?ller.csv", self.reasons(archive))

    def test_too_many_files_are_refused(self):
        root = self.folder(self.FILES)
        archive = open_archive(
            str(root), allowed_roots=(str(root),), limits=Limits(files=3)
        )
        with self.assertRaisesRegex(FatalError, "more than 3 files"):
            list(archive.members())

    def test_only_places_that_are_allowed(self):
        root = self.folder({"allowed/a.csv": b"", "allowed-not/b.csv": b""})
        (root / "allowed" / "way-out").symlink_to(root / "allowed-not")
        for path in (
            "/",
            str(root / "allowed-not"),
            str(root / "allowed" / ".." / "allowed-not"),
            str(root / "allowed" / "way-out"),
        ):
            with self.subTest(path):
                self.assert_refused(
                    "is not below a directory",
                    path=path,
                    allowed_roots=(str(root / "allowed"),),
                )
        self.assert_refused("is not below a directory", path=str(root))

    def test_no_place_at_all(self):
        with self.assertRaisesRegex(ConfigError, "no export yet: upload"):
            open_archive(allowed_roots=("/",))

    def test_a_zip_file_in_an_allowed_place(self):
        root = self.folder({"export.zip": zip_of({"a.csv": "x"}).getvalue()})
        path = str(root / "export.zip")
        archive = open_archive(path, allowed_roots=(str(root),))
        self.assertEqual(self.names(archive), ["a.csv"])
        archive.close()
        self.assert_refused(
            "No such file", path=str(root / "none"), allowed_roots=(str(root),)
        )

import json
import tempfile
import tracemalloc
import zipfile
from pathlib import Path
from time import process_time

from odoo.addons.crm_case_migration.lib.bundle import BundleConnection
from odoo.addons.crm_case_migration.lib.records import digest
from odoo.addons.crm_case_migration.lib.settings import Settings

from .bundle_case import BundleCase, profile_of

MEGABYTE = 2**20
HEADER = "Title,Number,Opened,Area,Description,Owner,Balance,id,Contacts,Status,Note\n"
ROW = (
    'Doe {0} v. Müller {0},2024-{0},01/31/2024,Injury,"Rear-end collision, see {0}",'
    'Ann Lee,"$1,234.50",{0},"Jane Doe {0} (Client)\nCity Bank (Opposing)",Open,x\n'
)


class TestScale(BundleCase):
    """What holds for a few megabytes here was measured for hundreds of them."""

    def setUp(self):
        super().setUp()
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.path = Path(place.name, "export.zip")

    def write(self, name, count):  # pylint: disable=method-required-super
        """An export with so many rows, written without holding them."""
        with (
            zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open(name, "w") as file,
        ):
            is_table = name.endswith(".csv")
            file.write(HEADER.encode() if is_table else b"[")
            for number in range(count):
                row = ROW.format(number)
                record = json.dumps({"id": number, "text": row})
                file.write((row if is_table else f"{record},").encode())
            file.write(b"" if is_table else b"]")

    def connect(self, primary_key="id"):
        stream = {
            "name": "cases",
            "primary_key": primary_key,
            "bundle": {
                "files": ["cases.*"],
                "rename": {"Title": "title"},
                "split": {"Contacts": {"separator": "\n", "roles": True}},
            },
        }
        settings = Settings(path=str(self.path), allowed_roots=(str(self.path.parent),))
        return BundleConnection(profile_of(stream), settings)

    def peaks(self, name, count, primary_key):
        """The most memory in use for the first and for the second half of the rows."""
        self.write(name, count)
        peaks = []
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        with self.connect(primary_key) as connection:
            read = 0
            for page in connection.pages("cases"):
                read += len(page.records)
                if not peaks and read >= count / 2:
                    peaks.append(tracemalloc.get_traced_memory()[1])
                    tracemalloc.reset_peak()
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        self.assertEqual(read, count)
        return peaks

    def test_memory_does_not_grow_with_the_file(self):
        for name, key in (("cases.csv", None), ("cases.json", "id")):
            with self.subTest(name):
                self.peaks(name, 10, key)
                first, second = self.peaks(name, 10_000, key)
                self.assertLess(second, first + MEGABYTE / 2)
                self.assertLess(second, 10 * MEGABYTE)

    def test_ten_thousand_records_a_second(self):
        self.write("cases.csv", 5_000)
        rates = []
        for _try in range(3):
            started = process_time()
            with self.connect() as connection:
                for page in connection.pages("cases"):
                    for record in page.records:
                        digest(record.payload)
            rates.append(5_000 / (process_time() - started))
        self.assertGreater(max(rates), 10_000)

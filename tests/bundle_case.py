"""What the tests of the bundle channel share: archives and profiles in memory."""

import io
import zipfile

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.bundle import BundleConnection
from odoo.addons.crm_case_migration.lib.profile import parse_profile
from odoo.addons.crm_case_migration.lib.readers import Options, open_reader
from odoo.addons.crm_case_migration.lib.settings import Settings


def zip_of(files):
    """A ZIP file of ``{name or ZipInfo: text or bytes}``."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return file


def profile_of(*streams, **bundle):
    """A profile of streams given as dicts; what they leave out has a default."""
    defaults = {"object": "case", "primary_key": "id"}
    return parse_profile(
        {
            "profile": 1,
            "code": "test",
            "name": "Test",
            "bundle": bundle,
            "streams": [{**defaults, **stream} for stream in streams],
        }
    )


class ReaderCase(BaseCase):
    """Reads files by their name and bytes."""

    def reader(self, name, content, start=None, **options):
        """A reader for a `with` block."""
        if isinstance(content, str):
            content = content.encode()
        file = content if hasattr(content, "read") else io.BytesIO(content)
        return open_reader(file, name, Options(**options), start)

    def found(self, name, content, **options):
        with self.reader(name, content, **options) as reader:
            return reader.found()

    def rows(self, name, content, start=None, **options):
        with self.reader(name, content, start, **options) as reader:
            return list(reader)

    def values(self, name, content, **options):
        rows = self.rows(name, content, **options)
        return [row.values for row in rows if row.values is not None]

    def problems(self, name, content, **options):
        rows = self.rows(name, content, **options)
        return [problem for row in rows for problem in row.problems]

    def assert_resumable(self, name, content, **options):
        """After every row a new reader goes on as the first one does."""
        everything = self.rows(name, content, **options)
        with self.reader(name, content, **options) as reader:
            positions = [(row.number, reader.position()) for row in reader]
        for done, (number, position) in enumerate(positions, 1):
            if number:
                rest = self.rows(name, content, start=position, **options)
                self.assertEqual(rest, everything[done:])


class BundleCase(BaseCase):
    """Reads streams out of archives."""

    def connection(self, files, *streams, limits=None, **bundle):
        settings = Settings(fileobj=zip_of(files))
        connection = BundleConnection(profile_of(*streams, **bundle), settings, limits)
        self.addCleanup(connection.close)
        return connection

    def read(self, connection, stream, position=None):  # pylint: disable=method-required-super
        """All records and problems of a stream."""
        pages = list(connection.pages(stream, position))
        records = [record for page in pages for record in page.records]
        return records, [problem for page in pages for problem in page.problems]

"""A profile with one stream of cases, and what comes out of it."""

from .fake_source import SourceCase


def cases(**rest):
    """A profile's part with one stream of cases."""
    stream = {
        "name": "cases",
        "object": "case",
        "label": "Cases",
        "primary_key": "id",
        "name_field": "title",
        "rest": {"path": "/cases", **rest},
    }
    return {"timezone": "America/New_York", "streams": [stream]}


class RestCase(SourceCase):
    def connected(self, profile, *replies, **options):
        """A connection to a source that gives these answers, and the source."""
        source = self.source(*replies)
        connection = source.connection(profile, **options)
        self.addCleanup(connection.close)
        return connection, source

    def read(self, profile, *replies, since=None):  # pylint: disable=method-required-super
        """All records of the stream of cases, and all problems."""
        connection, _source = self.connected(profile, *replies)
        pages = list(connection.pages("cases", since=since))
        return (
            [record for page in pages for record in page.records],
            [problem for page in pages for problem in page.problems],
        )

    def payloads(self, profile, *replies):
        records, problems = self.read(profile, *replies)
        self.assertEqual(problems, [])
        return [record.payload for record in records]

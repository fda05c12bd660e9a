import json
import threading

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.crm_case_migration.lib.errors import FatalError, RetriableError

from .fake_source import Reply, SourceCase


def below(parent, placeholder, path, name, primary_key="id", **rest):
    """A stream that is read once for every record of `parent`."""
    up = {"stream": parent, "field": "id", "placeholder": placeholder}
    return {
        "name": name,
        "object": "note",
        "primary_key": primary_key,
        "rest": {"path": path, "parent": up, **rest},
    }


PAGES = {"type": "offset", "limit_param": "limit", "limit": 3, "total": "total"}
CASES = {
    "name": "cases",
    "object": "case",
    "primary_key": "id",
    "rest": {"path": "/cases", "record_selector": "data", "paginator": PAGES},
}
NOTES = below(
    "cases",
    "case_id",
    "/cases/{case_id}/notes",
    "notes",
    record_selector="data",
    paginator=PAGES,
)
FILES = below(
    "notes",
    "note_id",
    "/cases/{case_id}/notes/{note_id}/files",
    "files",
    ["note_id", "id"],
)


class Firm:
    """A source with cases, their notes and the files of those."""

    def __init__(self, notes_per_case, files_per_note=0):
        self.notes_per_case = notes_per_case
        self.files_per_note = files_per_note
        self.gone = set()

    def __call__(self, call):
        parts = call.path.strip("/").split("/")
        if len(parts) == 1:
            return self._page(call, range(len(self.notes_per_case)))
        case = int(parts[1])
        if case in self.gone:
            return Reply(status=404)
        if len(parts) == 3:
            numbers = range(self.notes_per_case[case])
            return self._page(call, [f"{case}-{number}" for number in numbers])
        return [{"id": number} for number in range(self.files_per_note)]

    def _page(self, call, ids):
        start, size = int(call.query["offset"]), int(call.query["limit"])
        rows = [{"id": one} for one in ids][start : start + size]
        return {"data": rows, "total": len(ids)}


class ChildrenCase(SourceCase):
    def connected(self, firm, *streams, **options):
        source = self.source(firm)
        profile = {"streams": [CASES, *streams]}
        connection = source.connection(profile, **options)
        self.addCleanup(connection.close)
        return connection, source

    def keys(self, pages):
        return [record.key for page in pages for record in page.records]


class TestChildren(ChildrenCase):
    def test_every_parent_s_list_is_read(self):
        connection, _source = self.connected(Firm([2, 0, 4, 1]), NOTES)
        pages = list(connection.pages("notes"))
        self.assertEqual(
            self.keys(pages), ["0-0", "0-1", "2-0", "2-1", "2-2", "2-3", "3-0"]
        )
        self.assertEqual(pages[0].records[0].payload, {"id": "0-0", "case_id": 0})
        self.assertIsNone(pages[-1].position)

    def test_short_lists_share_a_page(self):
        connection, _source = self.connected(Firm([1] * 3), NOTES)
        sizes = [len(page.records) for page in connection.pages("notes")]
        self.assertEqual(sizes, [3, 0])

    def test_grandchildren_know_all_above_them(self):
        connection, source = self.connected(Firm([1, 2], 2), NOTES, FILES)
        pages = list(connection.pages("files"))
        self.assertEqual(
            self.keys(pages), ["0-0|0", "0-0|1", "1-0|0", "1-0|1", "1-1|0", "1-1|1"]
        )
        self.assertEqual(
            pages[0].records[0].payload, {"id": 0, "note_id": "0-0", "case_id": 0}
        )
        self.assertIn("/cases/1/notes/1-1/files", source.paths)

    def test_a_parent_that_is_gone_has_no_children(self):
        firm = Firm([1, 1, 1])
        firm.gone = {1}
        connection, _source = self.connected(firm, NOTES)
        self.assertEqual(self.keys(connection.pages("notes")), ["0-0", "2-0"])

    def test_the_profile_may_take_that_for_an_error(self):
        firm = Firm([1, 1, 1])
        firm.gone = {1}
        strict = {**NOTES, "rest": {**NOTES["rest"], "on_status": {"404": "fail"}}}
        connection, _source = self.connected(firm, strict)
        with self.assertRaises(FatalError):
            list(connection.pages("notes"))

    def test_a_parent_without_the_field_is_a_problem(self):
        up = {"stream": "cases", "field": "number", "placeholder": "case_id"}
        stream = {**NOTES, "rest": {**NOTES["rest"], "parent": up}}
        connection, _source = self.connected(Firm([1]), stream)
        pages = list(connection.pages("notes"))
        self.assertEqual(self.keys(pages), [])
        self.assertIn("no value in number", pages[0].problems[0].message)

    def test_several_lists_are_asked_for_at_the_same_time(self):
        together = threading.Barrier(3, timeout=5)
        firm = Firm([1, 1, 1])

        def answer(call):
            if "notes" in call.path:
                together.wait()
            return firm(call)

        connection, _source = self.connected(answer, NOTES, parallel=3)
        self.assertEqual(len(self.keys(connection.pages("notes"))), 3)

    def test_the_rate_holds_for_all_of_them_together(self):
        source = self.source(Firm([1] * 5))
        profile = {"streams": [CASES, NOTES], "rest": {"requests_per_minute": 60}}
        with source.connection(profile, parallel=3) as connection:
            list(connection.pages("notes"))
            clock = connection._client.settings.clock
        self.assertGreaterEqual(clock(), len(source.calls) - 1)

    def test_a_long_wait_reaches_the_caller(self):
        firm = Firm([1, 1])

        def answer(call):
            if "notes" in call.path:
                return Reply(status=429, headers={"Retry-After": "600"})
            return firm(call)

        connection, _source = self.connected(answer, NOTES)
        with self.assertRaises(RetriableError) as caught:
            list(connection.pages("notes"))
        self.assertEqual(caught.exception.wait, 600)

    def test_the_parents_own_endpoint_is_not_asked(self):
        rest = {**CASES["rest"], "detail": {"path": "/details/{id}"}}
        source = self.source(Firm([1]))
        profile = {"streams": [{**CASES, "rest": rest}, NOTES]}
        with source.connection(profile) as connection:
            list(connection.pages("notes"))
        self.assertNotIn("/details/0", source.paths)


class TestChanges(ChildrenCase):
    SINCE = "2024-01-01T00:00:00Z"
    CASES = {
        **CASES,
        "rest": {**CASES["rest"], "cursor": {"field": "at", "param": "s"}},
    }

    def asked(self, **parent):
        """What a delta asks for, and whether the notes tell their changes."""
        up = {**NOTES["rest"]["parent"], **parent}
        notes = {**NOTES, "rest": {**NOTES["rest"], "parent": up}}
        source = self.source(Firm([1, 1]))
        profile = {"streams": [self.CASES, notes]}
        with source.connection(profile) as connection:
            list(connection.pages("notes", since=self.SINCE))
            tells = connection._profile.tells_changes("notes")
        return [call.query.get("s") for call in source.calls], tells

    def test_all_parents_are_asked_for_what_has_changed_below_them(self):
        self.assertEqual(self.asked(), ([None, None, None], False))

    def test_only_changed_ones_where_they_change_with_their_children(self):
        asked, tells = self.asked(changes_with_children=True)
        self.assertEqual(asked[0], "2023-12-31T23:55:00Z")
        self.assertEqual(asked[1:], [None, None])
        self.assertTrue(tells)

    def test_one_list_of_all_changes_is_asked_for_where_there_is_one(self):
        rest = {
            **NOTES["rest"],
            "cursor": {"field": "at", "param": "since"},
            "changes": {"path": "/changed", "params": {"all": "1"}},
            "paginator": {"type": "single"},
            "deleted": {"field": "gone"},
            "record_selector": "",
            "rename": {"case": "case_id"},
        }
        changed = [{"id": "1-0", "case": 1, "at": self.SINCE}, {"id": 7, "gone": True}]
        source = self.source(lambda call: changed)
        with source.connection({"streams": [CASES, {**NOTES, "rest": rest}]}) as one:
            [page] = one.pages("notes", {"parent": {"page": 2}}, since=self.SINCE)
            told = one._profile.tells_changes("notes")
        self.assertEqual([record.key for record in page.records], ["1-0", "7"])
        self.assertEqual([record.deleted for record in page.records], [False, True])
        self.assertEqual(page.records[0].payload["case_id"], 1)
        [call] = source.calls
        self.assertEqual(call.path, "/changed")
        self.assertEqual(call.query, {"all": "1", "since": "2023-12-31T23:55:00Z"})
        self.assertTrue(told)


class TestResume(ChildrenCase):
    @settings(max_examples=25)
    @given(
        st.lists(st.integers(0, 5), max_size=6),
        st.integers(1, 3),
        st.sampled_from(["notes", "files"]),
    )
    def test_reading_goes_on_where_it_was_interrupted(self, notes, stop_after, stream):
        connection, source = self.connected(Firm(notes, 1), NOTES, FILES)
        with connection:
            whole = self.keys(connection.pages(stream))
            parts, position, finished = [], None, False
            while not finished:
                pages = connection.pages(stream, position)
                for _number, page in zip(range(stop_after), pages, strict=False):
                    parts += [record.key for record in page.records]
                    finished = page.position is None
                    position = json.loads(json.dumps(page.position))
        source.__exit__()
        self.assertEqual(parts, whole)
        self.assertEqual(len(whole), sum(notes))

    def test_a_parent_that_is_gone_meanwhile_hides_no_other(self):
        firm = Firm([4, 4, 4])
        connection, _source = self.connected(firm, NOTES)
        first = next(connection.pages("notes"))
        self.assertEqual(self.keys([first]), ["0-0", "0-1", "0-2"])
        firm.gone = {0}
        rest = self.keys(connection.pages("notes", first.position))
        self.assertEqual([key[0] for key in rest], ["1"] * 4 + ["2"] * 4)

    def test_a_parent_that_is_not_listed_any_more_hides_no_other(self):
        firm = Firm([4, 4])
        connection, source = self.connected(firm, NOTES)
        first = next(connection.pages("notes"))

        def without_the_first(call):
            reply = firm(call)
            if call.path == "/cases":
                reply["data"] = [row for row in reply["data"] if row["id"]]
            return reply

        source.answer = without_the_first
        rest = self.keys(connection.pages("notes", first.position))
        self.assertEqual(rest, ["1-0", "1-1", "1-2", "1-3"])

    def test_a_list_without_key_starts_anew(self):
        stream = {**NOTES, "primary_key": None}
        connection, _source = self.connected(Firm([4, 1]), stream)
        pages = list(connection.pages("notes"))
        again = list(connection.pages("notes", pages[0].position))
        self.assertEqual(self.keys(again), self.keys(pages))

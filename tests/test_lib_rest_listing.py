import json
from contextlib import suppress
from itertools import islice
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.errors import FatalError, SkipError
from odoo.addons.crm_case_migration.lib.http import Answer, Request
from odoo.addons.crm_case_migration.lib.rest import seen
from odoo.addons.crm_case_migration.lib.rest.listing import Listing

from .list_server import (
    LIMIT,
    PAGINATORS,
    ListServer,
    endless,
    read_ids,
    read_in_pieces,
)

KINDS = sorted(PAGINATORS)
PIECES = st.none() | st.integers(1, 2)
SHIFTING = ["offset_total", "page_total"]


def hiding(ids, count):
    """A server that claims to have so many records more than it gives."""

    def hide(_number, data):
        return {**data, "total": data["total"] + count}

    return ListServer(ids, spoil=hide)


def last_in_pieces(server, kind, pages):
    """The last page of a list, of which so many are read before each interruption."""
    position = None
    while True:
        for page in islice(server.listing(kind).pages(position), pages):
            position = json.loads(json.dumps(page.position))
        if position is None:
            return page


class TestListing(BaseCase):
    def test_pages_say_where_to_go_on_and_how_many_there_are(self):
        server = ListServer([1, 2, 3, 4, 5, 6, 7])
        pages = list(server.listing("offset_total").pages())
        self.assertEqual([len(page.records) for page in pages], [5, 2])
        self.assertEqual([page.total for page in pages], [7, 7])
        self.assertIsNone(pages[-1].position)
        self.assertEqual(
            read_ids(server.listing("offset_total"), pages[0].position), [6, 7]
        )

    def test_what_the_source_keeps_back_is_counted(self):
        def hide(_number, data):
            return {**data, "total": 9}

        for kind, requests in (("offset_total", 3), ("page_total", 3)):
            server = ListServer([1, 2, 3], spoil=hide)
            *_pages, last = server.listing(kind).pages()
            self.assertEqual(last.missing, 6)
            self.assertLessEqual(server.requests, 2 * requests)

    def test_it_is_counted_as_well_when_the_reading_was_interrupted(self):
        for kind in SHIFTING:
            for pages in range(1, 8):
                server = hiding(list(range(30)), 2)
                self.assertEqual(last_in_pieces(server, kind, pages).missing, 2)

    def test_it_is_counted_as_well_when_the_list_is_longer_than_what_is_remembered(
        self,
    ):
        with patch.object(seen, "_GENERATION", 4):
            for kind in SHIFTING:
                *_pages, last = hiding(list(range(30)), 2).listing(kind).pages()
                self.assertEqual(last.missing, 2)

    def test_what_came_when_the_list_was_read_again_is_not_missing(self):
        def hide_in_turn(number, data):
            hidden = {1: 2, 5: 7}.get(number)  # of either reading another one
            return {**data, "data": [x for x in data["data"] if x["id"] != hidden]}

        server = ListServer(list(range(1, 11)), spoil=hide_in_turn)
        *pages, last = server.listing("page_total").pages()
        self.assertEqual(sum(len(page.records) for page in [*pages, last]), 10)
        self.assertEqual(last.missing, 0)

    def test_a_list_that_moves_all_the_time_is_told(self):
        def shrink(number, data):
            return {**data, "total": max(20 - number, 7)}

        server = ListServer([1, 2, 3, 4, 5, 6, 7], spoil=shrink)
        *pages, last = server.listing("offset_total").pages()
        self.assertTrue(last.moved)
        self.assertFalse(any(page.moved for page in pages))

    def test_a_list_that_stands_still_has_not_moved(self):
        *_pages, last = ListServer([1, 2, 3]).listing("offset_total").pages()
        self.assertFalse(last.moved)

    def test_a_record_that_changes_while_it_is_read_comes_again(self):
        server = ListServer([1, 2, 3, 4, 5, 6])
        answers = [
            [{"id": 1, "v": 1}, {"id": 2, "v": 1}],
            [{"id": 2, "v": 2}, {"id": 3, "v": 1}],
            [],
        ]
        server.json = lambda request: Answer(
            {"data": answers[min(request.params["page"], 3) - 1]}, {}, ""
        )
        pages = list(server.listing("page_number").pages())
        self.assertEqual(pages[1].records, answers[1])

    def test_a_source_that_ignores_what_it_is_asked_is_noticed(self):
        first_page = {
            "data": [{"id": 1}, {"id": 2}],
            "next": "2",
            "next_url": "?from=2",
        }
        for kind in KINDS:
            server = ListServer([], spoil=lambda _number, _data: first_page)
            self.assertTrue(endless(server.listing(kind)), kind)
            self.assertLess(server.requests, 30)

    def test_a_list_that_has_no_end_is_noticed(self):
        def ever_new(number, _data):
            return {"data": [{"id": number}], "next": str(number)}

        for kind in ("offset", "cursor"):
            server = ListServer([], spoil=ever_new, max_pages=50)
            self.assertTrue(endless(server.listing(kind)), kind)
            self.assertEqual(server.requests, 50)

    def test_empty_pages_without_end_are_noticed(self):
        def empty(number, _data):
            return {"data": [], "next": str(number)}

        self.assertTrue(endless(ListServer([], spoil=empty).listing("cursor")))

    def test_an_empty_page_with_the_same_cursor_is_the_end(self):
        def last_cursor_again(number, data):
            return {**data, "next": str(min(number * 5, 10))}

        server = ListServer(list(range(10)), spoil=last_cursor_again)
        self.assertEqual(read_ids(server.listing("cursor")), list(range(10)))

    def test_a_status_that_is_skipped_ends_the_list(self):
        server = ListServer([1, 2, 3])

        def gone(_request):
            raise SkipError("gone")

        server.json = gone
        (page,) = server.listing("offset").pages()
        self.assertEqual((page.records, page.position), ([], None))


class TestSelection(BaseCase):
    def records(self, data, selector="data"):
        server = ListServer([])
        server.json = lambda request: Answer(data, {}, "")
        spec = server.listing("offset")._paginator
        listing = Listing(server, spec, Request("/cases", "Cases"), selector)
        return next(listing.pages()).records

    def test_where_the_list_is(self):
        for selector, data, records in (
            ("data", {"data": [1, 2]}, [1, 2]),
            ("", [1, 2], [1, 2]),
            ("data.items", {"data": {"items": [{"id": 1}]}}, [{"id": 1}]),
            ("data", {"data": {"id": 1}}, [{"id": 1}]),
            ("", {"id": 1}, [{"id": 1}]),
            ("data", {"data": None}, []),
            ("data.items", {"data": {}}, []),
            ("data", None, []),
            ("data", {}, []),
            ("groups.*.name", {"groups": [{"name": "a"}, {"name": "b"}]}, ["a", "b"]),
        ):
            self.assertEqual(self.records(data, selector), records)

    def test_a_list_that_is_not_there_is_no_empty_list(self):
        with self.assertRaises(FatalError) as caught:
            self.records({"results": [], "jane@example.com": 1, "meta": {}}, "data")
        message = caught.exception.message
        self.assertIn("no list at “data”; it has: meta, results", message)
        self.assertNotIn("jane", message)

    def test_a_selector_that_misses_is_told_wherever_it_does(self):
        for selector, data, names in (
            ("data.rows", {"data": {"items": [1]}}, "; it has: items"),
            ("data.rows", {"data": [{"id": 1}]}, "”; "),
            ("data", [{"id": 1}], "”; "),
            ("data.items", {"data": "none"}, "”; "),
            ("groups.*.name", {"groups": [{"title": "a"}]}, "; it has: title"),
            ("groups.1.name", {"groups": [{"name": "a"}]}, "”; "),
        ):
            with self.assertRaises(FatalError, msg=selector) as caught:
                self.records(data, selector)
            self.assertIn(f"no list at “{selector}", caught.exception.message)
            self.assertIn(names, caught.exception.message)

    def test_a_list_that_is_there_may_be_empty(self):
        for selector, data in (
            ("data", []),
            ("data.items", {"data": []}),
            ("data.items", {"data": None}),
            ("data.items", {"data": {"items": None}}),
            ("@odata.value", {"@odata.value": []}),
            ("groups.*.name", {"groups": [{"name": None}, {}]}),
            ("groups.0.name", {"groups": []}),
        ):
            self.assertEqual(self.records(data, selector), [], selector)


class TestNextAddress(BaseCase):
    def following(self, url):
        server = ListServer([])
        server.json = lambda request: Answer(
            {"data": [{"id": 1}], "next_url": url}, {}, "https://example.com/api/cases"
        )
        return next(server.listing("next_url").pages()).position["at"]["url"]

    def test_it_stays_at_the_source_s_own_address(self):
        own = "https://example.com/api/cases?from=5"
        for url in (own, "?from=5", "http://example.com:8080/api/cases?from=5"):
            self.assertEqual(self.following(url), own)

    def test_another_host_is_not_asked(self):
        with self.assertRaises(FatalError) as caught:
            self.following("https://example.org/api/cases?from=5")
        self.assertIn("another host (example.org)", caught.exception.message)


class TestWhateverTheServerDoes(BaseCase):
    @given(st.sampled_from(KINDS), st.integers(0, 40), st.integers(1, 7))
    def test_every_record_comes_once_and_in_order(self, kind, count, cap):
        server = ListServer(list(range(count)), cap)
        self.assertEqual(read_ids(server.listing(kind)), list(range(count)))

    @given(st.sampled_from(KINDS), st.integers(0, 40), st.integers(1, 3))
    def test_reading_goes_on_where_it_was_interrupted(self, kind, count, pages):
        server = ListServer(list(range(count)))
        self.assertEqual(read_in_pieces(server, kind, pages), list(range(count)))

    @given(
        st.sampled_from(KINDS), st.integers(0, 40), st.sets(st.integers(1, 30)), PIECES
    )
    def test_an_answer_that_is_sent_twice_does_no_harm(
        self, kind, count, slips, pieces
    ):
        slips = {slip for slip in slips if not {slip - 1, slip - 2} <= slips}
        earlier = [None]

        def repeat(number, page):
            if number in slips and earlier[-1] is not None:
                return earlier[-1]
            earlier.append(page)
            return page

        server = ListServer(list(range(count)), spoil=repeat)
        found = read_in_pieces(server, kind, pieces)
        self.assertEqual(sorted(found), list(range(count)))

    @given(
        st.sampled_from(SHIFTING),
        st.integers(1, 40),
        st.dictionaries(st.integers(2, 8), st.sets(st.integers(0, 39), max_size=3)),
        PIECES,
    )
    def test_what_is_deleted_meanwhile_takes_no_other_record_with_it(
        self, kind, count, deletions, pieces
    ):
        ids = list(range(count))

        def delete(number):
            for one in deletions.get(number, ()):
                if one in ids:
                    ids.remove(one)

        server = ListServer(ids, before=delete)
        found = set(read_in_pieces(server, kind, pieces))
        self.assertLessEqual(set(ids), found)

    @given(
        st.sampled_from(SHIFTING),
        st.integers(1, 40),
        st.dictionaries(st.integers(2, 8), st.integers(0, 40)),
        PIECES,
    )
    def test_what_is_added_meanwhile_hides_no_other_record(
        self, kind, count, added, pieces
    ):
        ids = list(range(count))

        def add(number):
            if number in added:
                ids.insert(added[number], 100 + number)

        server = ListServer(ids, before=add)
        found = read_in_pieces(server, kind, pieces)
        self.assertLessEqual(set(range(count)), set(found))
        if pieces is None:
            self.assertEqual(len(found), len(set(found)))

    @given(
        st.sampled_from(KINDS),
        st.lists(
            st.fixed_dictionaries(
                {
                    "data": st.lists(st.builds(dict, id=st.integers(0, 9)), max_size=3),
                    "next": st.none() | st.sampled_from("123"),
                    "next_url": st.none() | st.sampled_from(["?from=1", "?from=2"]),
                    "total": st.none() | st.integers(0, 100),
                }
            ),
            min_size=1,
            max_size=6,
        ),
        st.randoms(use_true_random=False),
        PIECES,
    )
    def test_no_list_is_read_for_ever(self, kind, answers, random, pieces):
        server = ListServer(
            [], spoil=lambda _number, _data: random.choice(answers), max_pages=40
        )
        with suppress(FatalError):
            read_in_pieces(server, kind, pieces)
        self.assertLessEqual(server.requests, 3 * 40)

    @given(st.integers(0, 20), st.integers(1, LIMIT))
    def test_without_a_key_equal_records_all_come(self, count, cap):
        ids = [number // 2 for number in range(count)]
        server = ListServer(ids, cap if cap > 2 else 3)
        self.assertEqual(read_ids(server.listing("offset", is_keyed=False)), ids)

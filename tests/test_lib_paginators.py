from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.http import Answer
from odoo.addons.crm_case_migration.lib.paginators import make_paginator
from odoo.addons.crm_case_migration.lib.profile.paginators import (
    Cursor,
    LinkHeader,
    NextUrl,
    Offset,
    PageNumber,
    SinglePage,
)


def answer(data=None, **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(data or {}, names, "https://example.com/api/cases?page=1")


class TestPaginators(BaseCase):
    def asked(self, paginator, *pages):
        """The parameters or addresses that were asked for, given answers and sizes."""
        state, asked = paginator.start(), []
        for data, received in pages:
            asked.append(paginator.url(state) or paginator.params(state))
            state = paginator.advance(state, data, received)
            if state is None:
                return asked
        return [*asked, "more"]

    def test_a_single_page(self):
        for spec in (None, SinglePage(type="single")):
            paginator = make_paginator(spec)
            self.assertEqual(self.asked(paginator, (answer(), 500)), [{}])
        paginator = make_paginator(SinglePage(type="single", limit_param="size"))
        self.assertEqual(paginator.params({}), {"size": 100})

    def test_page_numbers_until_a_page_is_empty(self):
        paginator = make_paginator(PageNumber(type="page_number", limit_param="size"))
        pages = self.asked(paginator, (answer(), 100), (answer(), 30), (answer(), 0))
        self.assertEqual(pages, [{"size": 100, "page": page} for page in (1, 2, 3)])

    def test_page_numbers_until_the_last_page(self):
        spec = PageNumber(
            type="page_number", page_param="p", first_page=0, total_pages="pages"
        )
        known = answer({"pages": 2})
        pages = self.asked(make_paginator(spec), (known, 100), (known, 100))
        self.assertEqual(pages, [{"p": 0}, {"p": 1}])

    def test_a_short_page_ends_a_list_only_where_the_profile_says_so(self):
        for ends, expected in ((True, [{"page": 1}]), (False, [{"page": 1}, "more"])):
            spec = PageNumber(type="page_number", short_page_ends=ends)
            asked = self.asked(make_paginator(spec), (answer(), 99))
            self.assertEqual(asked, expected)

    def test_offsets_follow_what_was_received(self):
        spec = Offset(type="offset", limit=100, limit_param="limit", total="meta.total")
        known = answer({"meta": {"total": 120}})
        pages = self.asked(
            make_paginator(spec), *[(known, size) for size in (50, 50, 20)]
        )
        self.assertEqual([page["offset"] for page in pages], [0, 50, 100])

    def test_an_empty_page_that_promises_more_is_stepped_over(self):
        spec = Offset(type="offset", limit=10, has_more="more")
        more, last = answer({"more": True}), answer({"more": "false"})
        pages = self.asked(make_paginator(spec), (more, 10), (more, 0), (last, 4))
        self.assertEqual([page["offset"] for page in pages], [0, 10, 20])

    def test_an_answer_that_does_not_say_whether_there_is_more(self):
        silent = answer({"total": 5, "next": "x", "url": "?page=2"})
        for spec, pages, asked in (
            (Offset(type="offset", limit=2, has_more="more", total="total"), 3, 3),
            (Offset(type="offset", limit=2, has_more="more"), 3, 4),
            (PageNumber(type="page_number", has_more="meta.more"), 3, 4),
            (
                Cursor(
                    type="cursor", cursor_param="c", cursor_path="next", has_more="more"
                ),
                2,
                3,
            ),
            (NextUrl(type="next_url", next_path="url", has_more="more"), 2, 3),
        ):
            sizes = [2, 2, 1][:pages]
            found = self.asked(make_paginator(spec), *[(silent, one) for one in sizes])
            self.assertEqual(len(found), asked, spec)

    def test_the_one_page_that_does_not_say_it_ends_nothing(self):
        spec = Offset(type="offset", limit=2, has_more="meta.more")
        more, last = answer({"meta": {"more": True}}), answer({"meta": {"more": 0}})
        pages = self.asked(make_paginator(spec), (more, 2), (answer(), 2), (last, 1))
        self.assertEqual([page["offset"] for page in pages], [0, 2, 4])

    def test_a_total_in_a_header(self):
        spec = Offset(type="offset", total_header="X-Total")
        paginator = make_paginator(spec)
        self.assertEqual(paginator.total(answer(X_Total="7")), 7)
        self.assertIsNone(paginator.total(answer(X_Total="many")))
        self.assertIsNone(paginator.total(answer()))

    def test_cursors(self):
        for spec, pages in (
            (
                Cursor(type="cursor", cursor_param="c", cursor_path="meta.next"),
                [answer({"meta": {"next": "x"}}), answer({"meta": {"next": ""}})],
            ),
            (
                Cursor(type="cursor", cursor_param="c", cursor_header="X-Next"),
                [answer(X_Next="x"), answer()],
            ),
            (
                Cursor(
                    type="cursor", cursor_param="c", cursor_path="next", has_more="more"
                ),
                [
                    answer({"next": "x", "more": True}),
                    answer({"next": "y", "more": False}),
                ],
            ),
        ):
            asked = self.asked(make_paginator(spec), *[(page, 0) for page in pages])
            self.assertEqual(asked, [{}, {"c": "x"}])

    def test_addresses_of_the_next_page(self):
        following = "https://example.com/api/cases?page=2"
        for spec, pages in (
            (
                NextUrl(type="next_url", next_path="@odata.nextLink"),
                [answer({"@odata.nextLink": following}), answer()],
            ),
            (
                NextUrl(type="next_url", next_path="links.next"),
                [answer({"links": {"next": "?page=2"}}), answer({"links": None})],
            ),
            (
                NextUrl(type="next_url", next_header="X-Next"),
                [answer(X_Next="/api/cases?page=2"), answer()],
            ),
            (
                LinkHeader(type="link_header"),
                [
                    answer(Link=f'<{following}>; rel="next", </x>; rel="prev"'),
                    answer(Link='</x>; rel="prev"'),
                ],
            ),
        ):
            asked = self.asked(make_paginator(spec), *[(page, 9) for page in pages])
            self.assertEqual(asked, [{}, following])

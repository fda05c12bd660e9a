import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.errors import ConfigError
from odoo.addons.crm_case_migration.lib.profile import SplitSpec, parse_profile
from odoo.addons.crm_case_migration.lib.profile.auth import ApiKeyAuth
from odoo.addons.crm_case_migration.lib.profile.paginators import Offset
from odoo.addons.crm_case_migration.lib.records import KeyMaker

PROFILES = Path(__file__).parent.parent / "profiles"
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)
SMALL = {"profile": 1, "code": "third", "name": "Third", "streams": []}


def stream(**rest):
    return {"name": "cases", "object": "case", "rest": {"path": "/cases", **rest}}


class TestShippedProfiles(BaseCase):
    """Who follows a migration sees the keys of its records, so they tell of nobody."""

    NUMBERS = {"id", "code"}

    def test_their_keys_are_numbers_or_codes_of_the_system(self):
        for file in sorted(PROFILES.glob("*.json")):
            for one in parse_profile(json.loads(file.read_text())).streams:
                with self.subTest(file.stem, stream=one.name):
                    told = {name.rpartition("_")[2] for name in one.key_fields}
                    self.assertLessEqual(told, self.NUMBERS)

    def test_what_has_no_key_is_known_by_a_digest(self):
        keys = KeyMaker(None)
        for _repetition in range(2):
            key = keys({"name": "Jane Doe"})
            self.assertRegex(key, "^[0-9a-f]{32}-[12]$")


class TestParse(BaseCase):
    def problems(self, *streams, **data):
        with self.assertRaises(ConfigError) as caught:
            parse_profile({**SMALL, "streams": list(streams), **data})
        return caught.exception.problems

    def test_what_a_profile_need_not_say(self):
        profile = parse_profile(SMALL)
        self.assertEqual((profile.timezone, profile.maps), ("UTC", ()))
        self.assertEqual(profile.rest.headers, {})

    def test_a_profile_as_objects(self):
        profile = parse_profile(
            {
                **SMALL,
                "rest": {"auth": {"type": "api_key", "in": "query", "name": "key"}},
                "streams": [
                    {
                        **stream(paginator={"type": "offset", "limit": 50}),
                        "primary_key": ["firm", "id"],
                        "bundle": {
                            "files": ["cases*.csv"],
                            "split": {
                                "Tags": ";",
                                "Contacts": {"separator": "\n", "roles": True},
                            },
                        },
                    }
                ],
            }
        )
        cases = profile.stream("cases")
        self.assertEqual(profile.rest.auth, ApiKeyAuth("api_key", "key", "query"))
        self.assertEqual(cases.primary_key, ("firm", "id"))
        self.assertEqual(cases.rest.paginator, Offset(type="offset", limit=50))
        self.assertEqual(cases.bundle.split["Tags"], SplitSpec(";"))
        self.assertEqual(cases.bundle.split["Contacts"], SplitSpec("\n", True))
        with self.assertRaises(ConfigError):
            profile.stream("nothing")

    def test_every_problem_is_named_with_its_place(self):
        for streams, sentence in (
            ([stream(pagintor={})], "streams[0].rest.pagintor: is unknown; allowed: "),
            (
                [stream(paginator={"type": "pages"})],
                "streams[0].rest.paginator.type: 'pages' is unknown; allowed: single, ",
            ),
            ([stream(paginator={})], "streams[0].rest.paginator.type: is missing"),
            (
                [stream(paginator={"type": "cursor", "cursor_param": "c"})],
                "streams[0].rest.paginator: needs either cursor_path or cursor_header",
            ),
            (
                [stream(paginator={"type": "next_url"})],
                "streams[0].rest.paginator: needs either next_path or next_header",
            ),
            (
                [stream(paginator={"type": "offset", "limit": 0})],
                "streams[0].rest.paginator.limit: must be 1 or more",
            ),
            ([stream(params=[])], "streams[0].rest.params: must be an object {…}"),
            ([stream(rename={"a": 1})], "streams[0].rest.rename.a: must be a text"),
            ([stream(flatten={})], "streams[0].rest.flatten: must be a list […]"),
            (
                [stream(flatten=[{"path": "x", "id": "id"}])],
                "streams[0].rest.flatten[0].id: needs definitions",
            ),
            (
                [stream(cursor={"field": "at", "param": "p", "template": "x"})],
                "streams[0].rest.cursor.template: must contain {since}",
            ),
            (
                [stream(on_status={"4xx": "skip"})],
                "streams[0].rest.on_status.4xx: must be an HTTP status such as 404",
            ),
            (
                [stream(deleted={})],
                "streams[0].rest.deleted: needs either field or path",
            ),
            (
                [stream(document={})],
                "streams[0].rest.document: needs either path or url_field",
            ),
            (
                [stream(path="/cases/{id}")],
                "streams[0].rest.path: has {id}, which only a parent can fill",
            ),
            ([stream(), stream()], "streams[1].name: “cases” is used twice"),
            ([{"name": "a", "object": "cat"}], "streams[0].object: 'cat' is unknown"),
            ([{"object": "case"}], "streams[0].name: is missing"),
            (
                [{"name": "a", "object": "case", "bundle": {}}],
                "streams[0].bundle: needs files or tree",
            ),
            (["cases"], "streams[0]: must be an object {…}, not 'cases'"),
            (
                [stream(paginator={"type": ["offset"]})],
                "streams[0].rest.paginator.type: a list […] is unknown; allowed: ",
            ),
            (
                [{**stream(), "primary_key": 5}],
                "streams[0].primary_key: must be a text or a list […] or null, not 5",
            ),
            ([stream(parent=True)], "streams[0].rest.parent: must be an object {…} or"),
            ([stream(json=[1])], "streams[0].rest.json: must be an object {…} or null"),
            (
                [stream(document={"path": "/d", "url_path": "a", "base64_path": "b"})],
                "streams[0].rest.document: has base64_path and url_path",
            ),
            (
                [stream(definitions={"path": "/f", "paginator": {"type": "cursor"}})],
                "streams[0].rest.definitions.paginator.cursor_param: is missing",
            ),
        ):
            found = self.problems(*streams)
            self.assertEqual(len(found), 1, found)
            self.assertTrue(found[0].startswith(sentence), found)

    def test_parents_must_lead_to_the_top(self):
        def child(name, parent, path="/{up}/x"):
            up = {"stream": parent, "field": "id", "placeholder": "up"}
            return {
                "name": name,
                "object": "note",
                "rest": {"path": path, "parent": up},
            }

        for streams, sentence in (
            (
                [child("a", "b")],
                "rest.parent.stream: “b” is not in the API; allowed: a",
            ),
            ([child("a", "a")], "rest.parent.stream: leads back to the stream itself"),
            (
                [child("a", "b"), child("b", "a")],
                "rest.parent.stream: leads back to the stream itself",
            ),
            (
                [stream(), child("a", "cases", "/notes")],
                "rest.path: must contain the placeholder {up}",
            ),
        ):
            self.assertIn(sentence, "\n".join(self.problems(*streams)))

    def test_a_list_of_changes_needs_a_parent_and_a_cursor(self):
        changes = {"path": "/{case_id}/changed", "paginator": {"type": "offset"}}
        found = "\n".join(self.problems(stream(changes=changes)))
        self.assertIn("rest.changes: is for lists below a parent", found)
        self.assertIn("rest.changes: needs the cursor's param", found)
        self.assertIn("rest.changes.path: has {case_id}", found)

    def test_a_parent_may_fill_a_parameter(self):
        up = {"stream": "cases", "field": "id", "placeholder": "case_id"}
        rest = {"path": "/notes", "params": {"case": "{case_id}"}, "parent": up}
        notes = {"name": "notes", "object": "note", "rest": rest}
        parse_profile({**SMALL, "streams": [stream(), notes]})

    def test_all_problems_come_at_once(self):
        found = self.problems(
            stream(paginator={"type": "x"}), code="A b", timezone="New York"
        )
        self.assertEqual(len(found), 1)
        found = self.problems(stream(), stream(), code="A b", timezone="New York")
        self.assertEqual(
            found,
            [
                "code: must be made of a-z, 0-9 and _, and begin with a-z",
                "timezone: “New York” is no time zone; write it like America/New_York",
                "streams[1].name: “cases” is used twice",
            ],
        )

    def test_the_lines_of_the_map_are_checked(self):
        lines = [
            {"source": "a", "target": "name", "type": "direct"},
            {"source": "b", "target": "c", "type": "transformed", "transform": "magic"},
            {"source": "d", "type": "not_migrated"},
        ]
        one_map = {"object": "case", "target": "crm.lead", "lines": lines}
        found = self.problems(maps=[one_map])
        self.assertIn("maps[0].lines[1].transform: “magic” is unknown", found[0])
        self.assertEqual(found[1], "maps[0].lines[2].reason: is missing")

    def test_the_defaults_are_checked(self):
        for rest, sentence in (
            ({"requests_per_minute": 0}, "rest.requests_per_minute: must be more than"),
            ({"on_status": {"x": "skip"}}, "rest.on_status.x: must be an HTTP status"),
            ({"on_status": {"404": "no"}}, "rest.on_status.404: 'no' is unknown"),
            (
                {
                    "paginator": {
                        "type": "next_url",
                        "next_path": "a",
                        "next_header": "b",
                    }
                },
                "rest.paginator: needs either next_path or next_header",
            ),
        ):
            (found,) = self.problems(rest=rest)
            self.assertTrue(found.startswith(sentence), found)

    @settings(max_examples=30)
    @given(st.sampled_from(["the_case_file", "backdocket"]), st.data())
    def test_whatever_is_wrong_is_a_list_of_sentences(self, code, data):
        profile = json.loads((PROFILES / f"{code}.json").read_text())
        place = profile
        while place:
            names = list(place) if isinstance(place, dict) else range(len(place))
            name = data.draw(st.sampled_from(names))
            if not isinstance(place[name], dict | list) or data.draw(st.booleans()):
                break
            place = place[name]
        if place:
            place[name] = data.draw(ANYTHING)
        try:
            parse_profile(profile)
        except ConfigError as error:
            for problem in error.problems:
                self.assertRegex(problem, r"^[^:]+: .+")

    def test_what_is_no_profile_at_all(self):
        for data in (None, [], "x", 3, {}):
            with self.assertRaises(ConfigError) as caught:
                parse_profile(data)
            self.assertTrue(caught.exception.problems)

    def test_a_problem_shows_no_more_than_a_glimpse_of_the_value(self):
        (found,) = self.problems(stream(record_selector=["x" * 1000]))
        self.assertLess(len(found), 120)

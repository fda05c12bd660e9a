import json

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.connection import connect
from odoo.addons.crm_case_migration.lib.errors import ConfigError, FatalError
from odoo.addons.crm_case_migration.lib.profile import parse_profile
from odoo.addons.crm_case_migration.lib.settings import Settings

from .fake_source import Reply
from .rest_case import RestCase, cases


class TestRecords(RestCase):
    def test_what_is_odd_about_an_answer_is_told_with_its_records(self):
        body = b'[{"id": 1, "title": "M\xfcller", "worth": 1e999}]'
        records, problems = self.read(cases(), Reply(body=body))
        payload = {"id": 1, "title": "Müller", "worth": "1e999"}
        self.assertEqual(records[0].payload, payload)
        self.assertEqual([one.kind for one in problems], ["cell", "cell"])
        self.assertIn("characters that are damaged", problems[0].message)
        self.assertIn("a number that is too large", problems[1].message)

    def test_what_is_odd_about_a_record_s_own_answer_is_told(self):
        detail = Reply(body=b'{"note": "M\xfcller"}')
        profile = cases(detail={"path": "/cases/{id}"})
        records, problems = self.read(profile, [{"id": 1}], detail)
        self.assertEqual(records[0].payload["note"], "Müller")
        self.assertEqual([one.kind for one in problems], ["cell"])

    def test_a_record_has_the_profile_s_names(self):
        profile = cases(
            rename={
                "matter_name": "title",
                "client.id": "client_id",
                "emails.0.address": "email",
                "phones.*.number": "phones_all",
            },
            cursor={"field": "updated_at"},
        )
        row = {
            "id": 7,
            "matter_name": "Doe v. Roe",
            "client": {"id": 3, "name": {"last": "Doe"}},
            "tags": ["a", "b"],
            "emails": [{"address": "jo@example.com"}],
            "phones": [{"number": "1"}, {"number": "2"}],
            "updated_at": "2024-03-01T12:00:00",
        }
        ((record,), problems) = self.read(profile, [row])
        self.assertEqual((record.key, record.name), ("7", "Doe v. Roe"))
        self.assertEqual(record.changed_at, "2024-03-01T17:00:00Z")
        self.assertEqual(
            record.payload,
            {
                "id": 7,
                "title": "Doe v. Roe",
                "client_id": 3,
                "client.name.last": "Doe",
                "tags": ["a", "b"],
                "emails": [{"address": "jo@example.com"}],
                "email": "jo@example.com",
                "phones": [{"number": "1"}, {"number": "2"}],
                "phones_all": ["1", "2"],
                "updated_at": "2024-03-01T12:00:00",
            },
        )
        self.assertEqual(problems, [])

    def test_names_may_be_swapped(self):
        profile = cases(rename={"a": "b", "b": "a"})
        self.assertEqual(
            self.payloads(profile, [{"id": 1, "a": 2, "b": 3}]),
            [{"id": 1, "b": 2, "a": 3}],
        )

    def test_a_list_that_holds_several_objects(self):
        rows = [{"id": 1, "kind": "a"}, {"id": 1, "kind": "b"}, {"id": 2, "kind": "c"}]
        for wanted, found in (("a", 1), (["a", "c"], 2), ("x", 0)):
            profile = cases(where={"field": "kind", "equals": wanted})
            self.assertEqual(len(self.payloads(profile, rows)), found)

    def test_what_is_no_record_is_a_problem(self):
        records, problems = self.read(
            cases(), [{"id": 1}, None, [2], {"title": "no id"}, {"id": ""}]
        )
        self.assertEqual([record.key for record in records], ["1"])
        self.assertEqual([problem.kind for problem in problems], ["row"] * 4)
        self.assertEqual(problems[2].raw, '{"title":"no id"}')
        self.assertIn("has no value in its primary key", problems[2].message)
        self.assertEqual(problems[2].where, "Cases, page 1")

    def test_what_the_source_keeps_back_is_a_problem(self):
        profile = cases(
            record_selector="data", paginator={"type": "offset", "total": "total"}
        )
        _records, (problem,) = self.read(
            profile,
            lambda call: {
                "data": [] if int(call.query["offset"]) else [{"id": 1}],
                "total": 7,
            },
        )
        self.assertEqual(problem.kind, "incomplete")
        self.assertIn("has 7 records, but 6 of them did not come", problem.message)

    def test_two_records_with_one_key_both_come(self):
        records, _problems = self.read(cases(), [{"id": 1, "a": 1}, {"id": 1, "a": 2}])
        self.assertEqual([record.payload["a"] for record in records], [1, 2])

    def test_a_field_from_a_header(self):
        profile = cases(from_headers={"X-Firm": "firm", "X-None": "none"})
        reply = Reply([{"id": 1}], headers={"X-Firm": "12"})
        (payload,) = self.payloads(profile, reply)
        self.assertEqual(payload, {"id": 1, "firm": "12", "none": None})

    def test_lists_that_are_read_with_several_sets_of_parameters(self):
        profile = cases(partitions=[{"status": "open"}, {"status": "closed"}])
        connection, _source = self.connected(
            profile, lambda call: [{"id": call.query["status"]}]
        )
        pages = list(connection.pages("cases"))
        self.assertEqual([page.records[0].key for page in pages], ["open", "closed"])
        (last,) = connection.pages("cases", pages[0].position)
        self.assertEqual(last, pages[1])

    def test_a_search_is_sent_as_json(self):
        profile = cases(
            method="POST",
            json={"query": "*"},
            params={"include": "parties"},
            paginator={"type": "offset", "limit_param": "limit", "limit": 2},
        )
        connection, source = self.connected(profile, [{"id": 1}], [])
        list(connection.pages("cases"))
        body = {"query": "*", "include": "parties", "limit": 2, "offset": 0}
        self.assertEqual(json.loads(source.calls[0].body), body)
        self.assertEqual(source.calls[0].query, {})


class TestCheck(RestCase):
    def test_each_stream_says_how_it_is(self):
        profile = cases(
            record_selector="data", paginator={"type": "offset", "total": "n"}
        )
        notes = {
            "name": "notes",
            "object": "note",
            "primary_key": "id",
            "rest": {
                "path": "/cases/{case_id}/notes",
                "parent": {"stream": "cases", "field": "id", "placeholder": "case_id"},
            },
        }
        rooms = {"name": "rooms", "object": "team", "rest": {"path": "/rooms"}}
        file_only = {"name": "x", "object": "team", "bundle": {"files": ["x.csv"]}}
        profile["streams"] += [notes, rooms, file_only]

        def answer(call):
            if call.path == "/cases":
                return {"data": [{"id": 7}], "n": 1234}
            return [{"id": 1}] if "notes" in call.path else Reply(status=403)

        connection, _source = self.connected(profile, answer)
        found = connection.check()
        self.assertEqual(
            [(one.stream, one.reachable, one.count, one.first_key) for one in found],
            [
                ("cases", True, 1234, "7"),
                ("notes", True, None, "1"),
                ("rooms", False, None, None),
            ],
        )
        self.assertIn("1,234 records; the first is 7", found[0].message)
        self.assertIn("not permitted to this user (403)", found[2].message)
        self.assertEqual(connection.count("cases"), 1234)
        self.assertIsNone(connection.count("notes"))

    def test_a_slow_rate_is_no_failure(self):
        profile = cases()
        profile["rest"] = {"requests_per_minute": 6}
        profile["streams"] += [
            {"name": f"list {number}", "object": "team", "rest": {"path": "/x"}}
            for number in range(4)
        ]
        connection, _source = self.connected(profile, [])
        self.assertTrue(all(one.reachable for one in connection.check()))

    def test_a_list_without_total_is_counted_when_it_comes_at_once(self):
        connection, _source = self.connected(cases(), [{"id": 1}, {"id": 2}])
        self.assertEqual(connection.count("cases"), 2)

    def test_a_wrong_primary_key_is_found(self):
        connection, _source = self.connected(cases(), [{"number": 1}])
        (found,) = connection.check()
        self.assertFalse(found.reachable)
        self.assertIn("primary key", found.message)


class TestConnect(BaseCase):
    def test_what_a_connection_needs(self):
        profile = parse_profile(
            {"profile": 1, "code": "third", "name": "Third", **cases()}
        )
        with self.assertRaises(ConfigError):
            connect(profile, "rest", Settings())
        with connect(profile, "rest", Settings(base_url="http://127.0.0.1:1")) as found:
            with self.assertRaises(ConfigError):
                next(found.pages("nothing"))
            with self.assertRaises(FatalError):
                next(found.pages("cases"))

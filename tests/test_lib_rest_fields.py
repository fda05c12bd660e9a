from .fake_source import Reply
from .rest_case import RestCase, cases


class TestDetails(RestCase):
    profile = cases(
        record_selector="ids",
        rename={"matter_name": "title"},
        detail={"path": "/cases/{id}", "record_selector": "data", "params": {"x": "1"}},
    )

    def test_a_list_of_ids_is_completed(self):
        def answer(call):
            if call.path == "/cases":
                return {"ids": [1, 2, "a/b"]}
            return {"data": {"id": call.path[7:], "matter_name": "T", **call.query}}

        self.assertEqual(
            self.payloads(self.profile, answer),
            [{"id": key, "x": "1", "title": "T"} for key in ("1", "2", "a%2Fb")],
        )

    def test_a_list_of_ids_over_several_pages(self):
        pages = {"type": "offset", "limit_param": "limit", "limit": 2, "total": "total"}
        profile = cases(record_selector="ids", paginator=pages)

        def answer(call):
            start = int(call.query["offset"])
            return {"ids": [1, 2, 3][start : start + 2], "total": 3}

        self.assertEqual(
            self.payloads(profile, answer), [{"id": 1}, {"id": 2}, {"id": 3}]
        )

    def test_half_a_record_is_completed(self):
        def answer(call):
            if call.path == "/cases":
                return {"ids": [{"id": 1, "matter_name": "half", "own": 1}]}
            return {"data": {"matter_name": "whole", "more": 2}}

        self.assertEqual(
            self.payloads(self.profile, answer),
            [{"id": 1, "own": 1, "more": 2, "title": "whole"}],
        )

    def test_a_record_without_the_id_for_its_endpoint_is_a_problem(self):
        _records, (problem,) = self.read(self.profile, {"ids": [{"matter_name": "x"}]})
        self.assertIn("primary key", problem.message)

    def test_what_is_gone_meanwhile_is_a_deleted_record(self):
        def answer(call):
            return {"ids": [5]} if call.path == "/cases" else Reply(status=404)

        ((record,), _problems) = self.read(self.profile, answer)
        self.assertTrue(record.deleted)
        self.assertEqual(record.key, "5")


class TestCustomFields(RestCase):
    def test_a_list_of_names_and_values(self):
        flatten = [{"path": "values", "name": "field.name", "prefix": "custom."}]
        rows = [
            {
                "id": 1,
                "values": [
                    {"field": {"name": "Judge"}, "value": "Roe"},
                    {"field": {"name": "Court"}, "value": "A"},
                    {"field": {"name": "Court"}, "value": "B"},
                    {"field": {}, "value": "nameless"},
                    "noise",
                ],
            },
            {"id": 2, "values": {"field": {"name": "Judge"}, "value": "Doe"}},
            {"id": 3, "values": None},
            {"id": 4},
        ]
        self.assertEqual(
            self.payloads(cases(flatten=flatten), rows),
            [
                {"id": 1, "custom.Judge": "Roe", "custom.Court": ["A", "B"]},
                {"id": 2, "custom.Judge": "Doe"},
                {"id": 3},
                {"id": 4},
            ],
        )

    def test_an_object_of_names_and_values(self):
        profile = cases(flatten=[{"path": "custom", "prefix": "c."}])
        rows = [{"id": 1, "custom": {"Judge": "Roe", "Court": None}}]
        self.assertEqual(
            self.payloads(profile, rows), [{"id": 1, "c.Judge": "Roe", "c.Court": None}]
        )

    def test_a_custom_field_with_the_name_of_a_real_one(self):
        profile = cases(
            flatten=[{"path": "values", "name": "name"}], rename={"label": "title"}
        )
        values = [{"name": "status", "value": 1}, {"name": "title", "value": 2}]
        self.assertEqual(
            self.payloads(
                profile, [{"id": 1, "status": "a", "label": "T", "values": values}]
            ),
            [
                {
                    "id": 1,
                    "status": "a",
                    "title": "T",
                    "status (custom)": 1,
                    "title (custom)": 2,
                }
            ],
        )

    def test_names_and_labels_from_the_endpoint_of_definitions(self):
        profile = cases(
            flatten=[{"path": "values", "id": "field_id"}],
            definitions={
                "path": "/fields",
                "record_selector": "data",
                "name": "label",
                "paginator": {"type": "offset", "limit": 1},
            },
        )
        fields = [
            {"id": 1, "label": "Court", "options": [{"id": 10, "label": "Supreme"}]},
            {"id": 2, "label": "Judge", "options": "Roe,Doe"},
        ]
        row = {
            "id": 1,
            "values": [
                {"field_id": 1, "value": 10},
                {"field_id": "2", "value": "Roe"},
                {"field_id": 3, "value": "x"},
            ],
        }

        def answer(call):
            if call.path == "/cases":
                return [
                    row,
                    {"id": 2, "values": [{"field_id": 1, "value": ["10", 11]}]},
                ]
            return {"data": fields[int(call.query["offset"]) :][:1]}

        self.assertEqual(
            self.payloads(profile, answer),
            [
                {"id": 1, "Court": "Supreme", "Judge": "Roe", "3": "x"},
                {"id": 2, "Court": ["Supreme", 11]},
            ],
        )

    def test_definitions_that_come_with_the_answer(self):
        profile = cases(
            record_selector="data",
            flatten=[{"path": "custom"}],
            definitions={
                "embedded": "meta.fields",
                "options": "choices",
                "option_id": "key",
                "option_label": "text",
            },
        )
        definition = {"id": "f1", "name": "Court", "choices": [{"key": 1, "text": "A"}]}
        reply = {
            "data": [{"id": 1, "custom": {"f1": 1, "f2": 2}}],
            "meta": {"fields": [definition]},
        }
        self.assertEqual(
            self.payloads(profile, reply), [{"id": 1, "Court": "A", "f2": 2}]
        )

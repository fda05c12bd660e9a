from odoo.addons.crm_case_migration.lib.moments import changed_at, since_param
from odoo.addons.crm_case_migration.lib.profile.rest import CursorSpec
from odoo.addons.crm_case_migration.lib.transforms.common import zone_named

from .rest_case import RestCase, cases


class TestChanges(RestCase):
    def test_what_has_changed_since_is_asked_for(self):
        profile = cases(
            cursor={"field": "at", "param": "since", "lookback": 60},
            deleted={"field": "is_deleted"},
        )
        connection, source = self.connected(
            profile, [{"id": 1, "is_deleted": True}, {"id": 2, "is_deleted": "no"}]
        )
        (page,) = connection.pages("cases", since="2024-01-01T00:00:00Z")
        self.assertEqual(source.calls[0].query, {"since": "2023-12-31T23:59:00Z"})
        self.assertEqual([record.deleted for record in page.records], [True, False])

    def test_a_list_of_deleted_keys_is_read_with_the_changes_only(self):
        profile = cases(
            deleted={
                "path": "/deleted",
                "record_selector": "data",
                "key": "case.id",
                "param": "since",
            }
        )
        gone = {"data": [{"case": {"id": 8}}, 9]}
        connection, source = self.connected(
            profile, lambda call: gone if call.path == "/deleted" else [{"id": 1}]
        )
        (page,) = connection.pages("cases")
        self.assertEqual((page.position, source.paths), (None, ["/cases"]))
        pages = list(connection.pages("cases", since="2024-01-01T00:00:00Z"))
        self.assertEqual(
            [(one.key, one.deleted) for page in pages for one in page.records],
            [("1", False), ("8", True), ("9", True)],
        )
        self.assertEqual(source.calls[-1].query["since"], "2023-12-31T23:55:00Z")
        (last,) = connection.pages("cases", pages[0].position, "2024-01-01T00:00:00Z")
        self.assertEqual(last, pages[1])

    def test_moments_as_parameters(self):
        for form, template, text in (
            ("iso", "{since}", "2024-01-02T03:04:05Z"),
            ("date", "{since}", "2024-01-02"),
            ("epoch", "{since}", "1704164645"),
            ("epoch_ms", "{since}", "1704164645000"),
            ("ticks", "{since}", "638397614450000000"),
            ("iso", "At ge {since}", "At ge 2024-01-02T03:04:05Z"),
        ):
            spec = CursorSpec("at", "p", form, lookback=0, template=template)
            for since in ("2024-01-02T03:04:05Z", "2024-01-02 03:04:05"):
                self.assertEqual(since_param(since, spec), {"p": text})
        self.assertEqual(since_param("2024-01-02", CursorSpec("at")), {})

    def test_moments_as_sources_write_them(self):
        zone = zone_named("America/New_York")
        for form, value, moment in (
            ("iso", "2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"),
            ("iso", "2024-01-02T03:04:05.678+02:00", "2024-01-02T01:04:05Z"),
            ("iso", "2024-07-02 03:04:05", "2024-07-02T07:04:05Z"),
            ("iso", "2024-01-02", "2024-01-02T05:00:00Z"),
            ("iso", "/Date(1704164645000)/", "2024-01-02T03:04:05Z"),
            ("epoch", 1704164645, "2024-01-02T03:04:05Z"),
            ("epoch", "1704164645", "2024-01-02T03:04:05Z"),
            ("epoch_ms", 1704164645000, "2024-01-02T03:04:05Z"),
            ("ticks", 638397614450000000, "2024-01-02T03:04:05Z"),
            ("ticks", "2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"),
            ("iso", "soon", None),
            ("iso", None, None),
            ("iso", "", None),
            ("iso", "9999-12-31T23:59:59-12:00", None),
            ("iso", {"a": 1}, None),
        ):
            found = changed_at(value, CursorSpec("at", format=form), zone)
            self.assertEqual(found, moment, value)

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from ..models.loaders.item import Item
from .common import MigrationCase

COMPANY = {"name": "Acme", "is_company": True, "website": "https://www.acme.test/de"}
PERSON = {"name": "Jane", "email": "Jane@acme.test"}


@tagged("post_install", "-at_install")
class TestMatchingSpeed(MigrationCase):
    """What Odoo has already is found by an index: or each batch reads all contacts."""

    def matched(self, values):
        """:return: what the loader finds, and PostgreSQL's plans of how"""
        item = Item(0, "", {}, "", "staged", None, None, values=dict(values))
        loader, queries = self.env["case.migration.loader.res_partner"], []
        execute = type(self.env).execute_query

        def watched(env, query):
            queries.append(query)
            return execute(env, query)

        with patch.object(type(self.env), "execute_query", watched):
            found = loader._match([item], self.job)
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        plans = []
        for query in queries:
            self.env.cr.execute(SQL("EXPLAIN %s", query))
            plans.append(" ".join(line for [line] in self.env.cr.fetchall()))
        return found.get(item), " ".join(plans)

    def test_people_are_found_by_their_address(self):
        jane = self.env["res.partner"].create(PERSON)
        found, plan = self.matched(PERSON)
        self.assertEqual(found, jane)
        self.assertIn("res_partner__email_normalized_index", plan)

    def test_companies_are_found_by_their_domain(self):
        acme = self.env["res.partner"].create(COMPANY)
        found, plan = self.matched(COMPANY | {"website": " HTTP://Acme.test"})
        self.assertEqual(found, acme)
        self.assertRegex(plan, r"_web_domain .*Index Cond: \(\"?substring")

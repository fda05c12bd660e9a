from odoo import fields, models
from odoo.fields import Domain

from ..support.quiet import is_quiet

# A company's web domain, in SQL: what its address has between scheme and path.
WEB_DOMAIN = r"substring(lower(website) FROM '^\s*(?:https?://)?(?:www\.)?([^/]*)')"
IS_FOUND_BY_DOMAIN = "is_company AND website IS NOT NULL"


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "case.migration.target"]

    # Each batch of contacts looks for those that Odoo has, by e-mail address and by web
    # domain: without an index it reads the whole table.
    email_normalized = fields.Char(index="btree_not_null")
    _case_migration_web_domain = models.Index(
        f"(({WEB_DOMAIN})) WHERE {IS_FOUND_BY_DOMAIN}"
    )

    party_case_count = fields.Integer(
        string="Cases as a Party",
        compute="_compute_party_case_count",
        groups="sales_team.group_sale_salesman",
        help="Migrated cases that name this contact as one of their parties.",
    )

    def _compute_party_case_count(self):
        migrated = self.sudo().filtered("is_migrated").sudo(False)
        (self - migrated).party_case_count = 0
        for partner in migrated:
            cases = self.env["crm.lead"].with_context(active_test=False)
            partner.party_case_count = cases.search_count(partner._party_domain())

    def _party_domain(self):
        """Cases with a link to the contact in one of the texts that a migration has
        filled. That is all there is to look at: the texts outlive the addon.

        :return: domain of crm.lead
        """
        texts = self.env["ir.model.fields"].sudo()
        texts = texts.search_fetch(
            Domain("model", "=", "crm.lead")
            & Domain("state", "=", "manual")
            & Domain("ttype", "=", "html"),
            ["name"],
        )
        link = f'/odoo/res.partner/{self.id}"'
        named = (Domain(text.name, "like", link) for text in texts)
        return Domain.OR(named)

    def action_open_party_cases(self):
        """Open the cases that name the contact as a party, those put away too."""
        self.ensure_one()
        self.check_access("read")
        self.env["crm.lead"].check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cases with %s as a party", self.display_name),
            "res_model": "crm.lead",
            "views": [(False, "list"), (False, "form")],
            "domain": list(self._party_domain()),
            "context": {"create": False, "active_test": False},
        }

    def _fields_sync(self, values):
        """Odoo skips this exchange between a company and its people when it makes
        records with this context key; a migration also changes them without it.
        """
        if is_quiet(self.env) and self.env.context.get("_partners_skip_fields_sync"):
            return
        super()._fields_sync(values)

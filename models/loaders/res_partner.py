from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from ..extensions.res_partner import IS_FOUND_BY_DOMAIN, WEB_DOMAIN
from ..support.computed import give, is_known, leave_empty

# Odoo keeps a picture in these sizes too; without one, all of them are empty.
SIZES = ("image_1024", "image_512", "image_256", "image_128")
ADDRESS = ("street", "street2", "zip", "city", "state_id", "country_id")


class CaseMigrationLoaderResPartner(models.AbstractModel):
    """People and companies.

    A company that the firm already has is found by its web domain, or by its exact
    name and city; a person by the normalised e-mail address.
    """

    _name = "case.migration.loader.res_partner"
    _inherit = "case.migration.loader"
    _description = "Case Migration Loader: Contacts"
    _target = "res.partner"
    _needs = ("name",)
    _matched_once = True

    def _match(self, items, job):
        companies = [item for item in items if item.values.get("is_company")]
        people = [item for item in items if not item.values.get("is_company")]
        matches = self._match_domains(companies, job)
        companies = [item for item in companies if item not in matches]
        matches |= self._match_names(companies, job, matches.values())
        return matches | self._match_emails(people, job)

    def _match_domains(self, items, job):
        domains = {_web_domain(item.values.get("website")) for item in items} - {""}
        return self._match_by(
            items,
            job,
            lambda item: _web_domain(item.values.get("website")) or None,
            self._find(job, [("id", "in", self._with_domains(domains))]),
            lambda partner: _web_domain(partner.website),
        )

    def _with_domains(self, domains):
        """:return: ids of the companies whose web address has one of the domains"""
        if not domains:
            return []
        self.env["res.partner"].flush_model(["website", "is_company"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE %s AND %s = ANY(%s)",
                SQL(IS_FOUND_BY_DOMAIN),
                SQL(WEB_DOMAIN),
                list(domains),
            )
        )
        return [row_id for [row_id] in rows]

    def _match_names(self, items, job, taken):
        """:param taken: the companies that others of the batch have matched"""
        names = [item.values.get("name") for item in items]
        found = self._find(job, [("is_company", "=", True), ("name", "in", names)])
        return self._match_by(
            items,
            job,
            lambda item: _name_and_city(item.values.get),
            found - found.browse(partner.id for partner in taken),
            lambda partner: _name_and_city(partner.__getitem__),
        )

    def _match_emails(self, items, job):
        emails = {_email(item) for item in items} - {None}
        return self._match_by(
            items,
            job,
            _email,
            self._find(
                job,
                [("is_company", "=", False), ("email_normalized", "in", list(emails))],
            ),
            lambda partner: partner.email_normalized,
        )

    def _find(self, job, domain):
        in_company = Domain("company_id", "in", [False, job.company_id.id])
        return self._model().search(in_company & Domain(domain))

    def _prepare(self, items, job):
        for item in items:
            if item.values.get("parent_id"):
                item.values.setdefault("type", kind_of(item.values.get))

    def _create(self, items):
        """Without Odoo's own exchange of addresses and tax numbers between a company
        and its people: nobody gets what the source does not say.
        """
        loader = self.with_context(_partners_skip_fields_sync=True)
        partners = super(CaseMigrationLoaderResPartner, loader)._create(items)
        partners = partners.with_env(self.env)
        self._give_known(items, partners)
        return partners

    def _further_values(self, items):
        """The language and the salesperson of people are those of their company; Odoo
        would write the one and look for the other one by one.
        """
        model = self._model()
        usual = model.default_get(["lang", "user_id"])
        ids = {item.values.get("parent_id") for item in items} - {None, False}
        parents = {parent.id: parent for parent in model.browse(ids)}
        users = "user_id" not in usual and is_known(model, "user_id")
        further = {}
        for item in items:
            further[item] = values = {}
            parent = parents.get(item.values.get("parent_id"))
            if users:
                person = parent and not item.values.get("is_company")
                values["user_id"] = parent.user_id.id if person else False
            if parent:
                values["lang"] = parent.lang or usual.get("lang") or self.env.lang
        return further

    def _give_known(self, items, partners):
        """What need not be computed: the sizes of no picture, the normal form of an
        e-mail address that was looked for, the name of one who belongs to nobody.
        """
        pairs = list(zip(items, partners, strict=True))
        bare = [one.id for item, one in pairs if not item.values.get("image_1920")]
        for name in SIZES:
            leave_empty(partners.browse(bare), name)
        emails = {one.id: _email(item) for item, one in pairs if _email(item)}
        give(partners, "email_normalized", emails)
        names = {
            one.id: (one.name or "").strip()
            for item, one in pairs
            if not (item.values.get("parent_id") or item.values.get("company_name"))
        }
        give(partners, "complete_name", names)


def kind_of(get):
    """A plain contact would lose its own address to the company's, now or at the
    next change of it, or give it to a company that has none.
    """
    return "other" if any(get(name) for name in ADDRESS) else "contact"


def _web_domain(website):
    domain = (website or "").strip().lower()
    domain = domain.removeprefix("http://").removeprefix("https://")
    return domain.removeprefix("www.").split("/")[0]


def _name_and_city(get):
    name, city = get("name"), get("city")
    return (name, city.strip().lower()) if name and city else None


def _email(item):
    if "email" not in item.memo:
        item.memo["email"] = email_normalize(item.values.get("email") or "") or None
    return item.memo["email"]

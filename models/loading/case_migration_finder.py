from typing import NamedTuple

from odoo import models
from odoo.tools import SQL, email_normalize

_STATE = "res.country.state"
_STAGE = "crm.stage"
# The state of candidates that somebody has left out on purpose.
LEFT_OUT = "left_out_by_hand"
_PEOPLE = ("res.partner", "res.users")
# What other systems call the types that Odoo comes with.
_ACTIVITY_WORDS = {
    "mail.mail_activity_data_call": "call, phone call, phone, telephone call",
    "mail.mail_activity_data_email": "email, e-mail, mail, letter",
    "mail.mail_activity_data_meeting": "meeting, appointment, conference, hearing",
    "mail.mail_activity_data_todo": "to-do, todo, to do, task, reminder, follow up",
    "mail.mail_activity_data_upload_document": "document, upload document, upload",
}


class Candidate(NamedTuple):
    """A record that a key may mean; of one not migrated ``res_id`` is None.

    ``name`` and ``state`` (or LEFT_OUT) are those of the staged record that the key
    leads to;
    ``country`` is the country of a state, ``teams`` are those of a stage.
    """

    res_id: int | None
    model: str | None = None
    name: str = ""
    state: str = ""
    country: int | None = None
    teams: tuple[int, ...] | None = None


def called(source, source_object, by, keys):
    """:return: SQL: a staged record of the source is called by one of the keys, or of
    the lower-case names, in the words that the index of these answers
    """
    if by == "name":
        return SQL(
            "source_id = %s AND object = %s AND lower(name) = ANY(%s)",
            source.id,
            source_object,
            list(keys),
        )
    return SQL(
        """
        stream_id IN (SELECT id FROM case_migration_stream
                       WHERE source_id = %s AND object = %s) AND key = ANY(%s)
        """,
        source.id,
        source_object,
        list(keys),
    )


class CaseMigrationFinder(models.AbstractModel):
    """Finds the records that the keys of a batch mean, one query per kind of key."""

    _name = "case.migration.finder"
    _description = "Case Migration Finder"

    def _find_record(self, source, source_object, by, comodel, keys):
        """Records of the source, by key or name.

        :param comodel: the model wanted, or None for any
        :return: ``{key or lower-case name: [Candidate]}``
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %s, res_id, res_model, name,
                       CASE reason_kind WHEN %s THEN %s ELSE state END
                  FROM case_migration_record
                 WHERE %s AND NOT COALESCE(deleted, false)
                 ORDER BY res_id IS NULL, id
                """,
                SQL("lower(name)") if by == "name" else SQL("key"),
                LEFT_OUT,
                LEFT_OUT,
                called(source, source_object, by, keys),
            )
        )
        found = {}
        for key, *values in rows:
            found.setdefault(key, []).append(Candidate(*values))
        if comodel:
            self._convert(found, comodel)
        return found

    def _convert(self, found, comodel):
        """A user stands for his contact where contacts are wanted."""
        users = self.env["res.users"].browse(
            candidate.res_id
            for candidates in found.values()
            for candidate in candidates
            if candidate.model == "res.users" and comodel == "res.partner"
        )
        contacts = {user.id: user.partner_id.id for user in users}
        for key, candidates in found.items():
            found[key] = [_as_model(one, comodel, contacts) for one in candidates]

    def _find_lookup(self, source, comodel, keys):
        """Records that Odoo has, by name, code or e-mail address.

        :return: ``{lower-case name, code or address: [Candidate]}``
        """
        found = {}
        for record in self._search_names(comodel, keys):
            belongs = _belongs(record)
            for name in _names_of(record) & keys:
                found.setdefault(name, []).append(
                    Candidate(record.id, comodel, **belongs)
                )
        if comodel in _PEOPLE:
            self._add_addresses(source, found, comodel, keys)
        if comodel == "mail.activity.type":
            self._add_activity_types(found, keys)
        return found

    def _search_names(self, comodel, keys):
        model = self.env[comodel]
        if comodel in ("res.currency", "crm.lost.reason"):
            model = model.with_context(active_test=False)
        names = ("name", "code") if "code" in model._fields else ("name",)
        plain = [key for key in keys if comodel not in _PEOPLE or "@" not in key]
        query = model._search([], order=model._order)
        # As a domain of "=ilike" it would be a condition for each key and name.
        query.add_where(
            SQL(" OR ").join(
                SQL(
                    "lower(trim(%s)) = ANY(%s)",
                    model._field_to_sql(model._table, name, query),
                    plain,
                )
                for name in names
            )
        )
        return model._fetch_query(query, model._determine_fields_to_fetch())

    def _add_addresses(self, source, found, comodel, keys):
        """Colleagues before other contacts, and the oldest of several first."""
        wanted = {email_normalize(key): key for key in keys if "@" in key}
        wanted.pop(False, None)
        # A user may work for several companies, whichever his contact belongs to.
        company = source.company_id if comodel != "res.users" else None
        for partner in self._search_addresses(company, wanted):
            record = partner
            if comodel == "res.users":
                record = partner.user_ids.filtered(lambda user: not user.share)[:1]
            if record:
                found.setdefault(wanted[partner.email_normalized], []).append(
                    Candidate(record.id, comodel)
                )

    def _search_addresses(self, company, addresses):
        """
        :param company: whose contacts are wanted, beside those of all; None for any
        :return: contacts that have one of the normalised addresses, colleagues first
        """
        domain = [("email_normalized", "in", list(addresses))]
        if company is not None:
            domain.append(("company_id", "in", [False, company.id]))
        return self.env["res.partner"].search(domain, order="partner_share, id")

    def _add_activity_types(self, found, keys):
        meant = {
            xmlid: keys.intersection(words.split(", "))
            for xmlid, words in _ACTIVITY_WORDS.items()
        }
        ids = {
            xmlid: self.env["ir.model.data"]._xmlid_to_res_id(xmlid)
            for xmlid, words in meant.items()
            if words
        }
        # What is archived or gone is not found.
        types = self.env["mail.activity.type"].search([("id", "in", [*ids.values()])])
        for xmlid, type_id in ids.items():
            if type_id in types._ids:
                for word in meant[xmlid]:
                    found.setdefault(word, []).append(Candidate(type_id, types._name))


def _as_model(candidate, comodel, contacts):
    if candidate.res_id is None or candidate.model == comodel:
        return candidate
    if candidate.res_id in contacts and candidate.model == "res.users":
        return candidate._replace(res_id=contacts[candidate.res_id], model=comodel)
    return candidate._replace(res_id=None, model=None)


def _belongs(record):
    """What a record of Odoo must have in common with the one that is to name it."""
    if record._name == _STATE:
        return {"country": record.country_id.id}
    return {"teams": record.team_ids._ids} if record._name == _STAGE else {}


def _names_of(record):
    names = {(record.name or "").strip().lower()}
    if "code" in record._fields:
        names.add((record.code or "").strip().lower())
    return names

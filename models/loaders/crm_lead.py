from odoo import models
from odoo.tools import email_normalize

from ..support.computed import give
from .chatter import moment

# A case that was put away without a result must not count as lost, and Odoo takes
# an archived lead with probability 0 for a lost one.
ARCHIVED_PROBABILITY = 1.0
OUTCOMES = ("open", "won", "lost", "archived")
# What Odoo works out from a case's revenue.
REVENUES = {
    "expected_revenue": ("prorated_revenue",),
    "recurring_revenue": (
        "recurring_revenue_monthly",
        "recurring_revenue_monthly_prorated",
        "recurring_revenue_prorated",
    ),
}


class CaseMigrationLoaderCrmLead(models.AbstractModel):
    """Cases.

    Beside the fields of crm.lead the map fills ``outcome``, one of open, won, lost
    and archived, and for the closed ones ``date_closed`` and ``lost_reason_id``.
    Rules:

    - won: in a won stage, if need be another than that of the map; probability 100;
    - lost: archived, probability 0, with its reason, which no other case gets;
    - archived: archived, and never lost;
    - closed without a date: no closing date, where Odoo would take today;
    - without a client in the source: loaded, and noted;
    - e-mail and phone of a case with a client are not written, for Odoo would write
      them through to the client; what differs is noted.
    """

    _name = "case.migration.loader.crm_lead"
    _inherit = "case.migration.loader"
    _description = "Case Migration Loader: Leads"
    _target = "crm.lead"
    _root_of_sample = True
    _spread_by = ("stage_id", "type", "outcome", "user_id", "team_id", "x_claim_type")
    _further_targets = ("outcome",)
    _needs = ("name",)

    def _prepare(self, items, job):
        defaults = self._defaults(job)
        stages = self._stages()
        self._note_no_client(items, job)
        self._protect_clients(items)
        for item in items:
            for name, value in defaults.items():
                item.values.setdefault(name, value)
            self._set_outcome(item, stages)

    def _defaults(self, job):
        """What Odoo would fill in from the present user, were it not given."""
        defaults = {
            "type": "opportunity",
            "user_id": False,
            "team_id": False,
            "company_id": job.company_id.id,
        }
        if "iap_enrich_done" in self._model()._fields:
            # Or a scheduled action sends the address's domain to an outside service.
            defaults["iap_enrich_done"] = True
        return defaults

    def _stages(self):
        return self.env["crm.stage"].search_fetch([], ["is_won"], order="sequence, id")

    # ---------------------------------------------------------------- the client

    def _note_no_client(self, items, job):
        """A case without a client is worth a look, where the map has clients. One whose
        client is not found has a finding of its own.
        """
        without = [item for item in items if "partner_id" not in item.values]
        if not (without and self._maps_clients(job)):
            return
        for item in without:
            item.note(
                "no_client",
                self.env._(
                    "The source names no client of this case, or one who has no name; "
                    "in Odoo it has none."
                ),
                "partner_id",
                "1_info",
            )

    def _maps_clients(self, job):
        mappings = job.mapping_ids.filtered(
            lambda one: one.target_model == self._target
        )
        return "partner_id" in mappings.line_ids.mapped("target_field")

    def _protect_clients(self, items):
        clients = self._clients(items)
        for item in items:
            client = clients.get(item.values.get("partner_id"))
            if client:
                email = item.values.pop("email_from", None)
                phone = item.values.pop("phone", None)
                if email and email_normalize(email) != client.email_normalized:
                    self._note_kept_off(item, "email_from")
                if phone and _digits(phone) != _digits(client.phone):
                    self._note_kept_off(item, "phone")

    def _clients(self, items):
        ids = {item.values.get("partner_id") for item in items} - {None, False}
        return {partner.id: partner for partner in self.env["res.partner"].browse(ids)}

    def _note_kept_off(self, item, name):
        item.note(
            "client_differs",
            self.env._(
                "The case has another value here than its client. The client's is "
                "kept; the case's is in the source data."
            ),
            name,
            "1_info",
        )

    # ---------------------------------------------------------------- the outcome

    def _set_outcome(self, item, stages):
        values = item.values
        outcome = values.pop("outcome", None) or "open"
        if outcome not in OUTCOMES:
            item.note(
                "unknown_outcome",
                self.env._("The outcome is none that is known; the case is open."),
                "outcome",
            )
            outcome = "open"
        getattr(self, f"_set_{outcome}")(item, stages)
        self._set_closing(item, outcome)
        if not values.get("stage_id"):
            values.pop("stage_id", None)

    def _set_open(self, item, stages):
        """An open case in a won stage is won, for Odoo."""
        stage = stages.browse(item.values.get("stage_id") or [])
        if stage.is_won:
            item.values["probability"] = 100

    def _set_won(self, item, stages):
        values = item.values
        stage = stages.browse(values.get("stage_id") or [])
        if not stage.is_won:
            values["stage_id"] = stages.filtered("is_won")[:1].id
        values["probability"] = 100

    def _set_lost(self, item, stages):
        self._leave_won_stage(item, stages)
        item.values.update(active=False, probability=0)

    def _set_archived(self, item, stages):
        self._leave_won_stage(item, stages)
        probability = item.values.get("probability") or ARCHIVED_PROBABILITY
        item.values.update(active=False, probability=min(probability, 99))

    def _leave_won_stage(self, item, stages):
        stage = stages.browse(item.values.get("stage_id") or [])
        if stage.is_won:
            item.values["stage_id"] = stages.filtered(lambda s: not s.is_won)[-1:].id

    def _set_closing(self, item, outcome):
        values = item.values
        if outcome in ("won", "lost"):
            values["date_closed"] = moment(values.get("date_closed")) or False
        else:
            values.pop("date_closed", None)
        if outcome != "lost" and values.pop("lost_reason_id", None):
            item.note(
                "reason_without_loss",
                self.env._(
                    "The case has a reason for closing, but is not lost. Odoo has "
                    "such reasons for lost cases only; it is in the source data."
                ),
                "lost_reason_id",
                "1_info",
            )

    # ---------------------------------------------------------------- loading

    def _create(self, items):
        # Odoo would read the teams one by one.
        teams = {item.values.get("team_id") for item in items} - {None, False}
        self.env["crm.team"].browse(teams).mapped("company_id")
        leads = super()._create(items)
        self._give_forms(items, leads)
        self._give_revenue(items, leads)
        undated = leads.browse(
            lead.id
            for item, lead in zip(items, leads, strict=True)
            if item.values.get("date_closed") is False
        )
        # Odoo has stamped the won ones with the time of the load.
        undated.filtered("date_closed").write({"date_closed": False})
        return leads

    def _further_values(self, items):
        """The e-mail and phone that Odoo would give a case of its client. What is equal
        to the client's is not written through to him.
        """
        clients = self._clients(items)
        return {
            item: _with_value(email_from=client.email, phone=client.phone)
            for item in items
            if (client := clients.get(item.values.get("partner_id")))
        }

    def _give_forms(self, items, leads):
        """The normal forms of a case's e-mail and phone are those of its client, as
        long as both are in the same country.
        """
        clients = self._clients(items)
        emails, phones, right = {}, {}, {}
        for item, lead in zip(items, leads, strict=True):
            client = clients.get(item.values.get("partner_id"))
            if client and client.email:
                emails[lead.id] = client.email_normalized
            if client and client.phone and not item.values.get("country_id"):
                phones[lead.id] = client.phone_sanitized
                if client.phone_sanitized and _says_its_country(client):
                    right[lead.id] = "correct"
        give(leads, "email_normalized", emails)
        give(leads, "phone_sanitized", phones)
        give(leads, "phone_state", right)

    def _give_revenue(self, items, leads):
        """Of nothing, no part is expected, in whatever month."""
        for name, parts in REVENUES.items():
            without = [
                lead.id
                for item, lead in zip(items, leads, strict=True)
                if not item.values.get(name)
            ]
            for part in parts:
                give(leads, part, dict.fromkeys(without, 0.0))


def _with_value(**values):
    return {name: value for name, value in values.items() if value}


def _says_its_country(client):
    """Odoo looks at a case's phone without the company's country in mind."""
    return client.country_id or client.phone.startswith("+")


def _digits(phone):
    return "".join(letter for letter in phone or "" if letter.isdigit())

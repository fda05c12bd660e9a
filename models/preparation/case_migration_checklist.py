from odoo import models
from odoo.tools import SQL

from ..support.words import counted
from .case_migration_owner import TO_CREATE

# A firm with so many records at the most is looked through while a person waits.
FEW = 5000
# What an item of the list says, beside its job.
ITEM = {
    "target_model": False,
    "technical_name": False,
    "field_type": False,
    "values": False,
    "message": False,
    "consequence": False,
    "loaded": False,
}


class CaseMigrationChecklist(models.AbstractModel):
    """Finds out what Odoo must have before a run: what is there, what will be made,
    and what only a person can settle. It makes nothing.
    """

    _name = "case.migration.checklist"
    _inherit = [
        "case.migration.checklist.values",
        "case.migration.checklist.lists",
        "case.migration.preflight",
    ]
    _description = "Case Migration Checklist"

    def _list_items(self, job):
        """Renew the checklist of a job; what was made or skipped stays so."""
        known = {item._key(): item for item in job.setup_item_ids}
        found = {_key(item): {**ITEM, **item} for item in self._find_items(job)}
        gone = [item for key, item in known.items() if key not in found]
        made = job.setup_item_ids.filtered(lambda item: item.state == "made")
        (self.env["case.migration.setup.item"].concat(*gone) - made).unlink()
        new = []
        for key, vals in found.items():
            item = known.get(key)
            if not item:
                new.append({"job_id": job.id, **vals})
            elif item.state in ("exists", "to_make", "manual"):
                item.write(vals)
        self.env["case.migration.setup.item"].create(new)

    def _recheck(self, job):
        """Renew the checklist of a job: at once where that is quick, or else in the
        background. No task of the job may be going on.
        """
        if self._is_quick(job):
            self._list_items(job.sudo())
        else:
            job._plan([{"kind": "list"}], "list")

    def _is_quick(self, job):
        [[count]] = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FROM (SELECT 1 FROM case_migration_record
                                       WHERE source_id = %s LIMIT %s) few
                """,
                job.source_id.id,
                FEW + 1,
            )
        )
        return count <= FEW

    def _steps(self, batch):
        """Handler of batches of kind ``list``: one transaction."""
        self._list_items(batch.job_id)
        yield from ()

    def _find_items(self, job):
        """:return: values of the items, those that a list of the source makes last:
        of two that mean the same thing they count
        """
        return [
            *self._field_items(job),
            *self._option_items(job),
            *self._value_items(job),
            *self._list_record_items(job),
            *self._person_items(job),
            self._company_item(job),
            *self._preflight_items(job),
        ]

    def _field_items(self, job):
        items = {}
        for line in job.line_ids:
            if line.mapping_type != "custom_field_required":
                continue
            if not line.mapping_id.enabled:
                continue
            exists = line.target_field in self.env[line.target_model]._fields
            items[line.target_model, line.target_field] = {
                "kind": "field",
                "name": line.custom_label or line.target_field,
                "target_model": line.target_model,
                "technical_name": line.target_field,
                "field_type": line.custom_type or "char",
                "values": line.custom_values,
                "state": "exists" if exists else "to_make",
                "message": self.env._(
                    "A field of: %s.", self.env[line.target_model]._description
                ),
                "consequence": self.env._(
                    "It cannot be skipped here: say in the map that the field is not "
                    "migrated."
                ),
            }
        return list(items.values())

    def _option_items(self, job):
        """Options that a field of the firm's own lacks."""
        items = {}
        for line in job.line_ids.filtered("custom_values"):
            field = self.env["ir.model.fields"].search(
                [("model", "=", line.target_model), ("name", "=", line.target_field)]
            )
            is_open = field.ttype == "selection" and field.state == "manual"
            if not (is_open and line.mapping_id.enabled):
                continue
            missing = _missing_options(field, line.custom_values)
            if not missing:
                continue
            items[field] = {
                "kind": "option",
                "name": f"{field.field_description}: "
                + ", ".join(label for _value, label in missing),
                "target_model": field.model,
                "technical_name": field.name,
                "values": missing,
                "state": "to_make",
                "message": self.env._(
                    "The field is there already and lacks these options. They are "
                    "added; its own stay as they are."
                ),
                "consequence": self.env._(
                    "Where the source has one of them, the field is left empty, or "
                    "gets what the map says otherwise."
                ),
            }
        return list(items.values())

    def _person_items(self, job):
        """The people of the source who have no user, or are to get one."""
        fallback = job.fallback_user_id.name
        items = []
        for owner in job.owner_ids:
            if owner.decision not in ("fallback", *TO_CREATE):
                continue
            items.append(
                {
                    "kind": "user",
                    "name": owner.name or owner.email or owner.key,
                    "target_model": "res.users",
                    "technical_name": owner.key,
                    "state": "manual" if owner.decision == "fallback" else "to_make",
                    "message": counted(
                        self.env,
                        owner.record_count,
                        self.env._("One record names this person."),
                        self.env._("%(count)s records name this person."),
                    ),
                    "consequence": self.env._(
                        "Their records go to %s; the name is kept.", fallback
                    ),
                }
            )
        return items

    def _company_item(self, job):
        company = job.company_id
        problem = self._problem_of_company(job)
        return {
            "kind": "company",
            "name": company.name,
            "target_model": "res.company",
            "technical_name": str(company.id),
            "state": "manual" if problem else "exists",
            "message": problem
            or self.env._(
                "Everything is loaded into this company, amounts in %s.",
                company.currency_id.name,
            ),
            "consequence": self.env._("The run goes on; look at the results."),
        }

    def _problem_of_company(self, job):
        company, user = job.company_id, job.user_id
        if company not in user.company_ids:
            return self.env._(
                "%(user)s, in whose name the records are made, does not belong to "
                "this company.",
                user=user.name,
            )
        if not company.country_id:
            return self.env._(
                "The company has no country: phone numbers without a country code "
                "cannot be told apart."
            )
        return ""


def _key(item):
    return (
        item["kind"],
        item.get("target_model") or "",
        (item.get("technical_name") or "").casefold(),
    )


def _missing_options(field, values):
    """:return: the options, as value and label, that a field does not have under
    either name
    """
    own = field.selection_ids
    known = {text.casefold() for one in own for text in (one.value, one.name)}
    options = [one if isinstance(one, list) else [one, one] for one in values]
    return [
        [value, label]
        for value, label in options
        if not known & {value.casefold(), label.casefold()}
    ]

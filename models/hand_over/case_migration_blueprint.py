from odoo import fields, models
from odoo.exceptions import AccessError

from ...lib.blueprints import document, feature_of
from ...lib.tables import Sheet
from ..support import names
from ..support.words import said

KINDS = [
    ("workflow", "Workflow"),
    ("automation_rule", "Automation rule"),
    ("email_template", "E-mail template"),
    ("document_template", "Document template"),
    ("billing_rule", "Billing rule"),
    ("expected_events", "Expected events"),
    ("check_approval", "Check approvals"),
]


class CaseMigrationBlueprint(models.Model):
    """Something that the source does by itself, and that a person rebuilds in Odoo.

    The payload is the source's own; the file that it is given out in is documented in
    ``static/blueprint.schema.json``.
    """

    _name = "case.migration.blueprint"
    _description = "Case Migration Blueprint"
    _inherit = ["case.migration.exporting"]
    _order = "done, kind, name, id"

    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        index=True,
        ondelete="cascade",
        help="The migration that has read it.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, help="The company that the migration is for."
    )
    object = fields.Selection(
        names.objects,
        required=True,
        readonly=True,
        help="What the source's record is: workflow…",
    )
    key = fields.Char(
        string="Source ID",
        readonly=True,
        help="What the source identifies the record by. Empty for a summary.",
    )
    kind = fields.Selection(
        KINDS, required=True, readonly=True, help="What it is in the source."
    )
    name = fields.Char(required=True, readonly=True, help="Its name in the source.")
    payload = fields.Json(
        readonly=True,
        groups="crm_case_migration.group_manager",
        help="The record as the source gave it.",
    )
    outline = fields.Json(
        readonly=True,
        groups="crm_case_migration.group_manager",
        help="What it says, under the same names for all systems.",
    )
    content = fields.Text(
        compute="_compute_content",
        groups="crm_case_migration.group_manager",
        help="What it says, for people to read.",
    )
    feature = fields.Char(
        string="Odoo feature", compute="_compute_todo", help="Where it is rebuilt."
    )
    feature_installed = fields.Selection(
        [("yes", "Installed"), ("no", "Not installed"), ("unknown", "See the apps")],
        string="In this Odoo",
        compute="_compute_todo",
        help="Whether this Odoo has the feature.",
    )
    todo = fields.Char(
        string="To do", compute="_compute_todo", help="What a person has to do."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        domain="[('share', '=', False)]",
        help="Who rebuilds it, or decides that it is not needed any more.",
    )
    done = fields.Boolean(help="It is rebuilt, or not needed any more.")
    done_on = fields.Datetime(readonly=True, help="When it was ticked off.")
    done_by_id = fields.Many2one(
        "res.users", string="Done by", readonly=True, help="Who has ticked it off."
    )
    note = fields.Text(help="What was made of it in Odoo, or why nothing was.")

    _once = models.UniqueIndex(
        "(job_id, kind, COALESCE(key, ''))", "A blueprint is there only once."
    )

    def _compute_todo(self):
        sentences = self._todos()
        for blueprint in self:
            feature = feature_of(blueprint.kind)
            blueprint.feature = said(self.env, feature.name)
            blueprint.todo = sentences[blueprint.kind]
            blueprint.feature_installed = (
                "unknown"
                if not feature.model
                else ("yes" if feature.model in self.env else "no")
            )

    def _todos(self):
        return {
            "workflow": self.env._(
                "Make an automation rule: what sets it off, then its steps."
            ),
            "automation_rule": self.env._(
                "Make an automation rule with the same condition and effect."
            ),
            "email_template": self.env._(
                "Make an e-mail template, and put Odoo's fields in the place of its "
                "placeholders."
            ),
            "document_template": self.env._(
                "Make a report or a document template; its placeholders are listed."
            ),
            "billing_rule": self.env._(
                "Set up products, prices or price lists that bill the same."
            ),
            "expected_events": self.env._(
                "Make an activity plan for cases of this claim type."
            ),
            "check_approval": self.env._(
                "Finish the pending ones in the old system, or enter them as vendor "
                "payments. The table of all of them is among the exports."
            ),
        }

    def _compute_content(self):
        labels = self._parts()
        for blueprint in self:
            outline = blueprint.outline or blueprint.payload or {}
            names = [name for name in labels if name in outline]
            names += [name for name in outline if name not in labels]
            blueprint.content = "\n\n".join(
                f"{labels.get(name, name)}:\n{self._shown(outline[name])}"
                for name in names
                if outline[name] not in (None, "", [], {})
            )

    def _parts(self):
        """:return: ``{name in an outline: what people call it}``, in reading order"""
        return {
            "claim_type": self.env._("Claim type"),
            "trigger": self.env._("Set off by"),
            "conditions": self.env._("Only if"),
            "steps": self.env._("Steps"),
            "active": self.env._("Active"),
            "subject": self.env._("Subject"),
            "body": self.env._("Text"),
            "placeholders": self.env._("Placeholders"),
            "applies_to": self.env._("For"),
            "method": self.env._("Billed"),
            "rate": self.env._("Rate"),
            "note": self.env._("Note"),
            "events": self.env._("Events"),
            "count": self.env._("How many"),
            "states": self.env._("By state"),
        }

    def _shown(self, value):
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        if isinstance(value, list):
            return "\n".join(f"- {one}" for one in value)
        if isinstance(value, dict):
            return "\n".join(f"- {name}: {one}" for name, one in value.items())
        return str(value)

    def write(self, vals):
        if not self.env.su and vals.keys() - {"user_id", "done", "note"}:
            raise AccessError(
                self.env._(
                    "Of a blueprint, only who does it, whether it is done and the note "
                    "can be changed."
                )
            )
        if "done" in vals:
            done = bool(vals["done"])
            stamp = {
                "done_on": fields.Datetime.now() if done else False,
                "done_by_id": self.env.uid if done else False,
            }
            # Who has done it is not for users to write.
            super(CaseMigrationBlueprint, self.sudo()).write(stamp)
        return super().write(vals)

    def action_done(self):
        """Tick off."""
        return self.write({"done": True})

    def action_download(self):
        """Download it as a file of its own."""
        return self.action_export("blueprint", "json")

    # ---------------------------------------------------------------- the file

    def _export_document(self, kind):
        if kind == "blueprint":
            return self._document()
        return super()._export_document(kind)

    def _export_sheets(self, kind):
        if kind != "blueprint":
            return super()._export_sheets(kind)
        return [self._as_sheet()]

    def _as_sheet(self):
        names = ("kind", "name", "key", "feature", "todo", "user_id", "done", "note")
        labels = self.fields_get(names, ["string"])
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return Sheet(
            self.env._("Blueprints"),
            [labels[name]["string"] for name in names],
            (
                (
                    kinds[one.kind],
                    one.name,
                    one.key or None,
                    one.feature,
                    one.todo,
                    one.user_id.name or None,
                    one.done,
                    one.note or None,
                )
                for one in self
            ),
        )

    def _document(self):
        """:return: the file, as the schema describes it"""
        system = self.job_id.source_id.profile_id[:1].name or ""
        return document(system, [one._as_json() for one in self])

    def _as_json(self):
        feature = feature_of(self.kind)
        return {
            "kind": self.kind,
            "object": self.object,
            "source_id": self.key or None,
            "name": self.name,
            "todo": self.todo,
            "odoo": {
                "feature": feature.name,
                "model": feature.model,
                "installed": feature.model in self.env if feature.model else None,
            },
            "outline": self.outline or {},
            "payload": self.payload or {},
        }

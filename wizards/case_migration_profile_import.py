import base64
import json

from odoo import fields, models
from odoo.exceptions import UserError


class CaseMigrationProfileImport(models.TransientModel):
    """Takes in a profile that was exported from another Odoo, or written by hand."""

    _name = "case.migration.profile.import"
    _description = "Import a Case Migration Profile"

    file = fields.Binary(required=True, help="A profile, as one JSON file.")
    file_name = fields.Char(
        help="Name of the file.",
    )

    def action_import(self):
        """Make the profile and open it; says what is wrong with the file, and where."""
        self.ensure_one()
        definition = self._definition()
        profile = self.env["case.migration.profile"].create(
            {
                "name": definition["name"],
                "code": definition["code"],
                "description": definition.get("description"),
                "definition": definition,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": profile._name,
            "res_id": profile.id,
            "views": [(False, "form")],
        }

    def _definition(self):
        try:
            definition = json.loads(base64.b64decode(self.file))
        except (ValueError, RecursionError) as error:
            raise UserError(
                self.env._("This file is not JSON, so it is no profile: %s", error)
            ) from error
        named = isinstance(definition, dict) and all(
            isinstance(definition.get(name), str) for name in ("name", "code")
        )
        if not named:
            raise UserError(
                self.env._("A profile is a JSON object with a “name” and a “code”.")
            )
        return definition

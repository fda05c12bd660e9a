from odoo import models

from ...lib.transforms.common import folded, shorten


class CaseMigrationMapCheckTeams(models.AbstractModel):
    """Says of values for the records of one team whether they can be used for them."""

    _name = "case.migration.map.check.teams"
    _description = "Case Migration Map Check: Values of Teams"

    def _check_teams(self, line, mapper, context):
        """:return: sentence on the first value of a team that cannot be used"""
        if not any(line.value_ids.mapped("team")):
            return ""
        if not line._team_sources():
            return self.env._(
                "No line of the map fills the team, so nothing is known to be of the "
                "teams in the list; its values for single teams count for nobody."
            )
        teams = {folded(team) for pair in line._team_names().items() for team in pair}
        teams |= {folded(team) for team, _text in line._counts_by_team()}
        for value, payload in line._payloads_of_teams():
            if folded(value.team) not in teams:
                return self.env._("The source has no team “%s”.", shorten(value.team))
            [sentence] = self._try_mapped(line, [mapper.apply(payload, context)])
            sentence = sentence or self._of_other_teams(line, value)
            if sentence:
                return self.env._(
                    "For the team “%(team)s”: %(sentence)s",
                    team=shorten(value.team),
                    sentence=sentence,
                )
        return ""

    def _of_other_teams(self, line, value):
        """:return: sentence on a stage that is not one of the value's team"""
        if line.target_field != "stage_id" or not value.target_value:
            return ""
        name = value.target_value.strip()
        stages = self.env["crm.stage"].search([("name", "=ilike", name)])
        teams = stages.team_ids
        own = self.env["crm.team"].search([("name", "=ilike", value.team)])
        if not stages or teams & own or any(not stage.team_ids for stage in stages):
            return ""
        return self.env._(
            "“%(stage)s” is a stage of %(teams)s only.",
            stage=shorten(name),
            teams=", ".join(teams.mapped("name")),
        )

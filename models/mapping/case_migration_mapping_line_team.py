from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from ...lib.lines import ByTeam
from ...lib.transforms.common import folded

# A list of values for each team is made for so many teams and values at most.
MOST = 500


class CaseMigrationMappingLineTeam(models.Model):
    """Values that become something else for the records of one team: a status may be
    one stage for the litigators and another for the notaries.

    A value names its team as the source does. Whose a record is, say the lines of the
    same map that fill its team in Odoo.
    """

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.mapping.line"

    can_differ_by_team = fields.Boolean(
        compute="_compute_can_differ_by_team",
        help="The records have a team, and the line a list of values.",
    )

    @api.depends("mapping_type", "transform", "options", "mapping_id.line_ids")
    def _compute_can_differ_by_team(self):
        for line in self:
            is_list = line.mapping_type == "value_mapping" or line._is_by_name()
            line.can_differ_by_team = is_list and bool(line._team_sources())

    def _is_by_name(self):
        """Whether it leads by their names to records that Odoo could look up as well"""
        return (
            self.transform == "reference"
            and (self.options or {}).get("by") == "name"
            and not (self.options or {}).get("many")
        )

    def action_list_by_team(self):
        """List the values of each team that occurs, to be changed by hand; until then
        they become what they become for all.
        """
        self.ensure_one()
        self.check_access("write")
        if not self.can_differ_by_team:
            raise UserError(
                self.env._(
                    "Only a list of values can differ by team, and only where the "
                    "map says whose team a record is."
                )
            )
        if self._is_by_name():
            self._list_names()
        targets = {value._pair(): value.target_value for value in self.value_ids}
        self.value_ids = [
            Command.create(
                {
                    "source_value": text,
                    "team": team,
                    "target_value": targets.get(("", folded(text)), self.default_value),
                    "source_count": count,
                }
            )
            for (team, text), count in self._counts_by_team().items()
            if (folded(team), folded(text)) not in targets
        ]

    def _list_names(self):
        """Make a line that leads to records by their names a list of these names."""
        field = self.env["case.migration.proposer"]._occurring(self.mapping_id)
        field = field.filtered(lambda one: one.name == self.source_field)[:1]
        profile = field and field._profile()
        if not profile or profile.is_capped:
            raise UserError(
                self.env._(
                    "“%s” has too many different values to list them for each team.",
                    self.source_field,
                )
            )
        self.write(
            {
                "mapping_type": "value_mapping",
                "transform": "lookup",
                "options": {"create": True},
                "value_ids": [
                    Command.create(
                        {
                            "source_value": name,
                            "target_value": name,
                            "source_count": count,
                        }
                    )
                    for name, count in profile.values.items()
                ],
            }
        )

    # ---------------------------------------------------------------- the teams

    def _team_sources(self):
        """:return: names of the source fields that say whose team a record is"""
        lines = self.mapping_id.line_ids.filtered(
            lambda line: (
                line.target_field == "team_id" and line.mapping_type != "not_migrated"
            )
        )
        return tuple(
            dict.fromkeys(
                name
                for line in lines.sorted()
                for name in (line.source_field, *(line.more_source_fields or []))
            )
        )

    def _team_names(self):
        """:return: ``{key of a team in the source: its name}``"""
        records = self.env["case.migration.record"].search_fetch(
            [
                ("source_id", "=", self.job_id.source_id.id),
                ("object", "=", "team"),
                ("deleted", "=", False),
            ],
            ["key", "name"],
            order="id",
        )
        return {record.key: record.name or record.key for record in records}

    def _by_team(self):
        """:return: :class:`~..lib.lines.ByTeam`, or None where all teams are alike"""
        of_teams = self.value_ids.filtered("team")
        if not of_teams:
            return None
        keys = defaultdict(list)
        for key, name in self._team_names().items():
            keys[folded(name)].append(key)
        values = defaultdict(dict)
        for value in of_teams:
            for called in (value.team, *keys[folded(value.team)]):
                values[called][value.source_value] = value.target_value or None
        return ByTeam(self._team_sources(), dict(values))

    def _payloads_of_teams(self):
        """:return: a source record's data for each value of a team, to try it"""
        sources = self._team_sources()
        return [
            (value, {self.source_field: value.source_value, sources[0]: value.team})
            for value in self.value_ids.filtered("team")
            if sources
        ]

    # ---------------------------------------------------------------- counting

    def _counts_by_team(self):
        """:return: ``{(team, value): records}`` of what occurs together"""
        teams = [
            SQL("NULLIF(btrim(payload->>%s), '')", n) for n in self._team_sources()
        ]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(%(teams)s), btrim(payload->>%(field)s), count(*)
                  FROM case_migration_record
                 WHERE stream_id IN %(streams)s AND NOT COALESCE(deleted, false)
                   AND btrim(payload->>%(field)s) <> '' AND COALESCE(%(teams)s) <> ''
                 GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2 LIMIT %(most)s
                """,
                teams=SQL(", ").join(teams),
                field=self.source_field,
                streams=tuple(self.mapping_id._streams().ids) or (0,),
                most=MOST,
            )
        )
        names, counts = self._team_names(), {}
        for team, text, count in rows:
            pair = (names.get(team, team), text)
            counts[pair] = counts.get(pair, 0) + count
        return counts

    def _count_values(self, counts):
        """Values of a team are counted in the records of that team."""
        super()._count_values(counts)
        of_teams = self.value_ids.filtered("team")
        if not of_teams:
            return
        found = {
            (folded(team), folded(text)): count
            for (team, text), count in self._counts_by_team().items()
        }
        for value in of_teams:
            value.source_count = found.get(value._pair(), 0)

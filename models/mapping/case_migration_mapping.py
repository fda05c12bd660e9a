from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.lru import LRU

from ...lib.mapping import Context, compile_lines
from ..engine.case_migration_batch import COUNTERS
from ..loading.case_migration_record import LINKED
from ..support import names

# Targets that are no tables of Odoo: what is handed over, see :mod:`.data_sets`.
HANDED_OVER = "case.migration.data."
MOST_COMPILED = 64
_compiled = LRU(MOST_COMPILED)


class CaseMigrationMapping(models.Model):
    """How one kind of source object becomes records of one Odoo model, in a job."""

    _name = "case.migration.mapping"
    _description = "Case Migration Mapping"
    _order = "job_id, sequence, id"

    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        index=True,
        ondelete="cascade",
        help="The migration that the map belongs to.",
    )
    company_id = fields.Many2one(
        related="job_id.company_id",
        store=True,
        help="The company that the migration belongs to.",
    )
    sequence = fields.Integer(help="Objects are loaded in this order.")
    name = fields.Char(
        required=True,
        help="What people call these records.",
    )
    object = fields.Char(
        required=True,
        readonly=True,
        help="What the records are in the old system.",
    )
    target_model = fields.Selection(
        names.odoo_models,
        string="Kind in Odoo",
        required=True,
        readonly=True,
        help="What they become.",
    )
    enabled = fields.Boolean(
        string="Migrate", default=True, help="Untick to leave this object out."
    )
    line_ids = fields.One2many(
        "case.migration.mapping.line",
        "mapping_id",
        help="What becomes of each field.",
    )
    source_count = fields.Integer(
        string="In source", help="How many records were read."
    )

    problem = fields.Char(
        readonly=True, help="What keeps its records from being loaded."
    )
    has_linked = fields.Boolean(
        compute="_compute_has_linked",
        help="Some of its records are in Odoo, so that they can be rolled back.",
    )
    created = fields.Integer(
        compute="_compute_outcome",
        help="Records that were made in Odoo.",
    )
    matched = fields.Integer(
        compute="_compute_outcome",
        help="Records that Odoo had already; they were linked and left as they are.",
    )
    updated = fields.Integer(
        compute="_compute_outcome",
        help="Records whose changes were taken over.",
    )
    skipped = fields.Integer(
        compute="_compute_outcome",
        help="Records that were left out, each with a reason.",
    )
    failed = fields.Integer(
        compute="_compute_outcome",
        help="Records that could not be loaded, each with a reason.",
    )
    seconds = fields.Float(
        compute="_compute_outcome",
        help="Time that was worked on them.",
    )

    handed_over = fields.Boolean(
        compute="_compute_handed_over",
        help="Its records are given out as a data set and not loaded.",
    )

    _object_unique = models.UniqueIndex(
        "(job_id, object)", "An object is mapped only once in a migration."
    )

    def _compute_outcome(self):
        """What the batches have counted, since the last time that all was loaded."""
        names = [*COUNTERS, "seconds"]
        groups = self.env["case.migration.batch"]._read_group(
            [("mapping_id", "in", self.ids)],
            ["mapping_id", "run"],
            [f"{name}:sum" for name in names],
        )
        sums = {(mapping, run): values for mapping, run, *values in groups}
        for mapping in self:
            values = sums.get((mapping, mapping.job_id.run), [0] * len(names))
            for name, value in zip(names, values, strict=True):
                mapping[name] = value

    def _compute_has_linked(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT stream.source_id, stream.object
                  FROM case_migration_stream stream
                  JOIN LATERAL (SELECT 1 FROM case_migration_record record
                                 WHERE record.stream_id = stream.id
                                   AND record.state IN %s LIMIT 1) one ON true
                 WHERE stream.source_id IN %s
                """,
                LINKED,
                tuple(self.job_id.source_id.ids) or (0,),
            )
        )
        linked = set(rows)
        for mapping in self:
            place = mapping.job_id.source_id.id, mapping.object
            mapping.has_linked = place in linked

    def _target_words(self):
        """:return: what people call the records in Odoo"""
        model = self.env.get(self.target_model)
        names = self.env["ir.model"].sudo()
        known = names._get(self.target_model) if model is not None else names
        return known.name or self.target_model

    def _compute_handed_over(self):
        for mapping in self:
            reason = mapping._loader()._unavailable(mapping.job_id)
            mapping.handed_over = bool(reason) and reason[0] == "data_set"

    def action_preview(self):
        """Show what would become of a few records."""
        self.ensure_one()
        return self._preview()

    def _preview(self, line=None):
        self.check_access("write")
        preview = self.env["case.migration.preview"].create(
            {"mapping_id": self.id, "line_id": line and line.id}
        )
        return preview._reopen()

    def _count_loaded(self):
        """:return: how many of its records are in Odoo already"""
        self.ensure_one()
        return self.env["case.migration.record"].search_count(
            [("stream_id", "in", self._streams().ids), ("state", "in", LINKED)]
        )

    def action_run(self):
        """Load the records of this object, and no others, that are not in Odoo yet."""
        self.ensure_one()
        self.job_id._run_object(self)

    def action_retry_failed(self):
        """Load once more the records of this object that failed."""
        self.ensure_one()
        self.job_id._retry_object(self)

    def action_plan_rollback(self):
        """Count what taking back the records of this object would do."""
        self.ensure_one()
        return self.job_id.action_plan_rollback(scope="object", mapping=self.id)

    def _streams(self):
        self.ensure_one()
        return self.job_id.source_id.stream_ids.filtered(
            lambda stream: stream.object == self.object and stream.enabled
        )

    def _loader(self):
        """:return: the loader (AbstractModel) for the target model"""
        return self.env[loader_name(self.target_model)]

    def _mapper(self):
        """:return: the compiled lines, see :mod:`~..lib.mapping`"""
        return self._compiled()[0]

    def _only_unmatched(self):
        """:return: fields that are filled only where no user was found for a person"""
        return self._compiled()[1]

    def _compiled(self):
        """The mapper, its fields for names and its context, kept by this process while
        the lines and the source are as they are: to make them takes as long as a
        hundred records do.
        """
        key = self._digest()
        compiled = _compiled.get(key)
        if compiled is None:
            lines = self.line_ids
            compiled = _compiled[key] = (
                compile_lines([line._to_lib() for line in lines]),
                lines.filtered("only_unmatched").mapped("target_field"),
                self._context(),
            )
        return compiled

    def _digest(self):
        """:return: MD5 of all that the lines and their values say, of what the teams
        are called that some of the values are for, and of how the source writes dates
        """
        for model in ("mapping.line", "value", "source", "field"):
            self.env[f"case.migration.{model}"].flush_model()
        [[found]] = self.env.execute_query(
            SQL(
                """
                SELECT md5(string_agg(
                           line::text || COALESCE(said.pairs, ''), E'\n'
                           ORDER BY line.sequence, line.id) || COALESCE((
                       SELECT string_agg(team.key || ' ' || team.name, E'\n'
                                         ORDER BY team.id)
                         FROM case_migration_record team
                        WHERE team.source_id = %(source)s AND team.object = 'team'
                          AND EXISTS (
                              SELECT 1 FROM case_migration_value value
                                JOIN case_migration_mapping_line of_value
                                  ON of_value.id = value.line_id
                               WHERE of_value.mapping_id = %(mapping)s
                                 AND value.team IS NOT NULL)), '') || (
                       SELECT concat_ws(' ', source.timezone, source.date_order,
                                        string_agg(DISTINCT field.date_order, ' '))
                         FROM case_migration_source source
                         LEFT JOIN case_migration_field field
                                ON field.source_id = source.id
                        WHERE source.id = %(source)s
                        GROUP BY source.id))
                  FROM case_migration_mapping_line line
                  LEFT JOIN LATERAL (
                       SELECT string_agg(v::text, E'\n' ORDER BY v.id) AS pairs
                         FROM case_migration_value v WHERE v.line_id = line.id
                       ) said ON true
                 WHERE line.mapping_id = %(mapping)s
                """,
                source=self.job_id.source_id.id,
                mapping=self.id,
            )
        )
        return (self.env.cr.dbname, self.id, found)

    def _context(self):
        source = self.job_id.source_id
        return Context(timezone=source.timezone or "UTC", day_first=source._day_first())

    def _make_lines(self, lines):
        """Add the lines of a profile's default map (dicts, see DEVELOP)."""
        self.env["case.migration.mapping.line"].create(
            [
                self.env["case.migration.mapping.line"]._from_profile(self, line)
                | {"sequence": position}
                for position, line in enumerate(lines)
            ]
        )


def loader_name(target):
    """:return: name of the loader for a target model"""
    if target.startswith(HANDED_OVER):
        return "case.migration.loader.data_set"
    return f"case.migration.loader.{target.replace('.', '_')}"

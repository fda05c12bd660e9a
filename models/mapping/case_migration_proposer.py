from dataclasses import replace

from odoo import models
from odoo.models import MAGIC_COLUMNS

from ...lib import naming
from ...lib.profile.maps import TARGETS
from ...lib.proposing import Hints, SourceField, TargetField, propose
from ..support.words import said
from .case_migration_mapping import loader_name
from .case_migration_mapping_line_check import UNCHECKED
from .declarations import WITH_NEW_FIELDS, declared_options, options_of, own_name
from .forbidden_targets import is_forbidden

# What takes the place of a model that this Odoo does not have.
STAND_INS = {"account.move": "case.migration.data.invoice"}
# A relation whose records are fewer than this is compared with the source's values.
FEW = 200


class CaseMigrationProposer(models.AbstractModel):
    """Makes the map of a job: the profile's own lines for what occurs in the data,
    and for every other field that occurs a proposal with its reason.
    """

    _name = "case.migration.proposer"
    _description = "Case Migration Proposer"

    def _steps(self, batch):
        """Handler of batches of kind ``propose``: renews the mappings of a job; what
        was confirmed in them is made anew. Yields after each.
        """
        job = batch.job_id
        done = (batch.position or {}).get("done", 0)
        maps = self._maps(job.source_id.profile_id.definition)
        for place, default in enumerate(maps, start=1):
            target = default["target"]
            if target not in self.env:
                target = STAND_INS.get(target, target)
            if place > done and self._can_be_loaded(target):
                self._propose_mapping(job, place, {**default, "target": target})
                batch.position = {"done": place}
                yield
        self._list_owners(job)

    def _maps(self, definition):
        """:return: the profile's maps, and empty ones for what it lists without"""
        maps = definition.get("maps", [])
        mapped = {one["object"] for one in maps}
        listed = {stream["object"] for stream in definition["streams"]}
        return _notes_last(
            maps
            + [
                {"object": name, "target": target, "lines": []}
                for name, target in TARGETS.items()
                if name in listed - mapped
            ]
        )

    def _can_be_loaded(self, target):
        """Whether this Odoo has the model, and we have a loader for it."""
        return target in self.env and loader_name(target) in self.env

    def _list_owners(self, job):
        for mapping in job.mapping_ids:
            if mapping.target_model == "res.users":
                self.env["case.migration.owner"].sudo()._list(mapping)

    def _propose_mapping(self, job, position, default):
        mapping = self._mapping(job, position, default)
        mapping = mapping.with_context(**{UNCHECKED: True})
        fields = self._occurring(mapping)
        occurring = set(fields.mapped("name"))
        lines = [
            line
            for line in default["lines"]
            if not occurring or occurring.intersection(_sources(line))
        ]
        named = {name for line in default["lines"] for name in _sources(line)}
        others = fields.filtered(lambda field: field.name not in named)
        taken = {line.get("target") for line in lines}
        lines += self._proposals(mapping, others, taken)
        mapping._make_lines(lines)
        self._count_values(mapping, fields)
        self.env["case.migration.map.check"].sudo()._check(mapping)

    def _count_values(self, mapping, fields):
        """Say how often each listed value occurs, and list those that were missing."""
        by_name = {field.name: field for field in fields}
        for line in mapping.line_ids:
            field = by_name.get(line.source_field)
            if line.mapping_type == "value_mapping" and field:
                line._count_values(field._profile().values)

    def _mapping(self, job, position, default):
        mapping = job.mapping_ids.filtered(lambda one: one.object == default["object"])
        mapping.line_ids.unlink()
        if not mapping:
            mapping = mapping.create(
                {
                    "job_id": job.id,
                    "object": default["object"],
                    "name": default.get("label") or self._label(job, default),
                    "target_model": default["target"],
                }
            )
        mapping.write(
            {
                "sequence": position,
                "target_model": default["target"],
                "source_count": sum(mapping._streams().mapped("record_count")),
            }
        )
        return mapping

    def _label(self, job, default):
        """What a person calls the lists of an object."""
        streams = job.source_id.stream_ids.filtered(
            lambda stream: stream.object == default["object"]
        )
        labels = dict.fromkeys(streams.mapped("display_name"))
        return ", ".join(labels) or default["object"]

    def _occurring(self, mapping):
        return self.env["case.migration.field"].search(
            [("stream_id", "in", mapping._streams().ids)]
        )

    # ---------------------------------------------------------------- proposals

    def _proposals(self, mapping, fields, taken):
        """:return: lines in the form of a profile's, for fields that no line names"""
        if not fields:
            return []
        declared = declared_options(mapping.job_id.source_id)
        sources = [self._source_field(mapping, field, declared) for field in fields]
        targets = [
            target
            for target in self._target_fields(mapping.target_model)
            if target.name not in taken
        ]
        adviser = self.env["case.migration.adviser"]
        hints = replace(
            self._hints(mapping, fields),
            suggested=adviser._suggest(mapping, sources, targets),
        )
        lines = [
            self._as_dict(proposal) for proposal in propose(sources, targets, hints)
        ]
        return [self._without_new_field(mapping, line) for line in lines]

    def _as_dict(self, proposal):
        line = proposal.line
        values = {
            "source": list(line.sources),
            "target": line.target,
            "type": line.type,
            "transform": line.transform,
            "options": line.options,
            "values": line.values,
            "default": line.default,
            "required": line.required,
            "reason": _begun(said(self.env, line.reason or proposal.reason)),
            "confidence": proposal.confidence,
        }
        if line.field:
            values["field"] = {
                "label": line.field.label,
                "type": line.field.type,
                "selection": list(line.field.selection),
            }
        return values

    def _without_new_field(self, mapping, line):
        """Only where a form can show them, models get new fields."""
        is_new = line["type"] == "custom_field_required"
        if not is_new or mapping.target_model in WITH_NEW_FIELDS:
            return line
        return {
            "source": line["source"],
            "type": "not_migrated",
            "reason": self.env._("Nothing in Odoo fits. Kept in the source data."),
            "confidence": line["confidence"],
        }

    def _source_field(self, mapping, field, declared):
        return SourceField(
            name=field.name,
            profile=field._profile(),
            records=mapping.source_count,
            label=naming.label_of(own_name(mapping.job_id.source_id, field.name)),
            options=options_of(declared, field.name),
        )

    def _target_fields(self, model_name):
        model = self.env[model_name]
        return [
            TargetField(
                name=name,
                label=field._description_string(self.env),
                ttype=field.type,
                selection=self._selection(field),
                relation=field.comodel_name if field.relational else None,
                required=bool(field.required),
                values=self._values(field),
                noun=self._noun(field),
            )
            for name, field in model._fields.items()
            if field.store
            and not field.related
            and name not in MAGIC_COLUMNS
            and not is_forbidden(model_name, name)
        ]

    def _selection(self, field):
        if field.type != "selection":
            return ()
        return tuple(field._description_selection(self.env))

    def _values(self, field):
        """The names of the records that a relation can take, when they are few."""
        if field.type not in ("many2one", "many2many"):
            return ()
        comodel = self.env[field.comodel_name].sudo()
        if comodel._rec_name != "name" or not comodel._fields["name"].store:
            return ()
        records = comodel.search([], limit=FEW)
        return tuple(filter(None, records.mapped("name"))) if len(records) < FEW else ()

    def _noun(self, field):
        """What people call the records that a relation can take."""
        model = self.env["ir.model"]
        return model._get(field.comodel_name).name if field.relational else ""

    def _hints(self, mapping, fields):
        profile = mapping.job_id.source_id.profile_id
        definition = profile.definition
        return Hints(
            model=mapping.target_model,
            object=mapping.object,
            aliases=definition.get("aliases", {}).get(mapping.object, {}),
            learned=self._learned(mapping, fields),
            objects={one["target"]: one["object"] for one in self._maps(definition)},
            keys=frozenset({"id"}),
            has_currency="company_currency" in self.env[mapping.target_model]._fields,
        )

    def _learned(self, mapping, fields):
        """What people have confirmed for these fields in other jobs on this system, of
        companies that the responsible user belongs to.
        """
        lines = self.env["case.migration.mapping.line"].search(
            [
                ("confirmed", "=", True),
                ("source_field", "in", fields.mapped("name")),
                ("mapping_id.object", "=", mapping.object),
                ("job_id", "!=", mapping.job_id.id),
                ("job_id.company_id", "in", mapping.job_id.user_id.company_ids.ids),
                (
                    "job_id.source_id.profile_id",
                    "=",
                    mapping.job_id.source_id.profile_id.id,
                ),
            ],
            order="confirmed_on",
        )
        return {line.source_field: line.target_field or "" for line in lines}


def _notes_last(maps):
    """Notes after activities, for they take the lines on these in between."""
    targets = [one["target"] for one in maps]
    if "mail.activity" not in targets:
        return maps
    last = len(targets) - targets[::-1].index("mail.activity")
    early = [one for one in maps[:last] if one["target"] == "mail.message"]
    others = [one for one in maps[:last] if one["target"] != "mail.message"]
    return others + early + maps[last:]


def _sources(line):
    source = line["source"]
    return source if isinstance(source, list) else [source]


def _begun(sentence):
    """:return: reasons are parts of sentences; the first of them begins one"""
    return sentence[:1].upper() + sentence[1:]

from odoo import models

from ...lib.errors import ConfigError
from ...lib.mapping import compile_lines
from ...lib.profiling import MAX_VALUES
from ...lib.transforms.common import shorten
from ..loaders.item import Item
from ..loading.fitting import fit
from ..support import names
from ..support.words import counted, number, said

FINE, WARNING, ERROR = 0, 1, 2
# How many of the values that fail are named.
NAMED = 3
# So many values must fail, and none be used, for a line to be called wrong.
ENOUGH = 5
RELATIONS = ("many2one", "one2many", "many2many", "many2one_reference")
# What references to records can be written into, beside relations.
TEXTS = ("char", "text", "html")


class WrongKind(Exception):
    """Records into a field for something else, or the other way round."""


class CaseMigrationMapCheck(models.AbstractModel):
    """Says of each line of a map whether it can work, on the values that were read.

    A line is an error when no record could be loaded with it, or nothing could come
    of it; a warning when some values would be left out.
    """

    _name = "case.migration.map.check"
    _inherit = "case.migration.map.check.teams"
    _description = "Case Migration Map Check"

    def _check(self, mappings):
        """Renew what the mappings and their lines say of themselves."""
        fields = self._fields_read(mappings).grouped("stream_id")
        by_source = mappings.grouped(lambda mapping: mapping.job_id.source_id)
        for of_source in by_source.values():
            context = of_source[0]._context()
            for mapping in of_source:
                self._check_mapping(mapping, self._profiles(mapping, fields), context)

    def _check_mapping(self, mapping, profiles, context):
        lines = mapping.line_ids
        twice = self._filled_twice(lines)
        found = {
            line: self._check_line(line, profiles, context, twice) for line in lines
        }
        changed = lines.filtered(
            lambda line: (line.need, line.problem or "") != found[line]
        )
        for (need, problem), alike in changed.grouped(found.get).items():
            alike.write({"need": need, "problem": problem or False})
        missing = self._missing(mapping)
        if (mapping.problem or "") != missing:
            mapping.problem = missing or False

    def _changed(self, mappings):
        """:return: those that may be other than they say: with an error, that may be
        mended, or with a field of Odoo that is there no more. What becomes of the
        values of the others was found out when they were confirmed.
        """
        return mappings.filtered(
            lambda mapping: (
                self._missing(mapping) != (mapping.problem or "")
                or any(
                    line.need == ERROR or self._target_is_gone(line)
                    for line in mapping.line_ids
                    if line.mapping_type != "not_migrated"
                )
            )
        )

    def _errors(self, mappings):
        """:return: sentences on what keeps the mappings from being loaded"""
        found = []
        for mapping in mappings:
            if mapping.problem:
                found.append(f"{mapping.name}: {mapping.problem}")
            found += [
                f"{mapping.name}, {line.display_name}: {line.problem}"
                for line in mapping.line_ids.filtered(lambda one: one.need == ERROR)
            ]
        return found

    def _fields_read(self, mappings):
        """:return: the fields that were read for the mappings"""
        streams = [stream for mapping in mappings for stream in mapping._streams().ids]
        return self.env["case.migration.field"].search([("stream_id", "in", streams)])

    def _profiles(self, mapping, fields):
        """:param fields: by their streams"""
        profiles = {}
        for stream in mapping._streams():
            for field in fields.get(stream, ()):
                if field.name not in profiles:
                    profiles[field.name] = field._profile()
        return profiles

    # ---------------------------------------------------------------- one line

    def _check_line(self, line, profiles, context, twice):
        """:return: (need, sentence)"""
        if line.mapping_type == "not_migrated":
            return FINE, ""
        if gone := self._target_is_gone(line):
            return ERROR, gone
        try:
            mapper = compile_lines([line._to_lib()])
        except ConfigError as error:
            return ERROR, said(self.env, error).replace("lines[0].", "")
        profile = profiles.get(line.source_field)
        if profile and profile.is_capped and line.mapping_type == "value_mapping":
            return WARNING, self.env._(
                "The field has more than %(count)s different values; those that are "
                "not listed become “%(default)s”.",
                count=MAX_VALUES,
                default=line.default_value or "",
            )
        if profile and profile.values:
            need, problem = self._try_values(line, mapper, context, profile)
            if need:
                return need, problem
        if problem := self._check_teams(line, mapper, context):
            return WARNING, problem
        other = twice.get(line)
        if other:
            return WARNING, self.env._(
                "%s fills the same field. Of the two, the first that has a value "
                "counts.",
                other.source_field,
            )
        return FINE, ""

    def _target_is_gone(self, line):
        model = self.env[line.target_model]
        if line.mapping_type == "custom_field_required":
            field = model._fields.get(line.target_field)
            if not field or not line.custom_type or field.type == line.custom_type:
                return ""
            return self.env._(
                "%(model)s has a field %(field)s already, of another type: %(type)s.",
                model=model._description,
                field=line.target_field,
                type=dict(names.field_types(self)).get(field.type, field.type),
            )
        if not line.target_field:
            return self.env._("Say into which field of Odoo it goes.")
        loader = line.mapping_id._loader()
        if line.target_field in model._fields or (
            line.target_field in loader._further_targets
        ):
            return ""
        return self.env._(
            "%(model)s has no field %(field)s. It may have been removed since the map "
            "was made.",
            model=model._description,
            field=line.target_field,
        )

    def _try_values(self, line, mapper, context, profile):
        """Let the line work on the values that were read."""
        tried, failed = 0, {}
        payloads = [{line.source_field: value} for value in profile.values]
        sentences = self._try_mapped(line, mapper.apply_all(payloads, context))
        try:
            for [value, count], sentence in zip(
                profile.values.items(), sentences, strict=True
            ):
                tried += count
                if sentence:
                    failed[value] = count
                    last = sentence
        except WrongKind as wrong:
            return ERROR, str(wrong)
        if not failed:
            return FINE, ""
        if sum(failed.values()) == tried:
            return self._of_all(line, tried), counted(
                self.env,
                tried,
                self.env._("Its only value cannot be used. %(sentence)s"),
                self.env._("None of its %(count)s values can be used. %(sentence)s"),
                sentence=last,
            )
        named = sorted(failed, key=failed.get, reverse=True)[:NAMED]
        return WARNING, self.env._(
            "Values that cannot be used as they are, %(failed)s of %(count)s: "
            "%(values)s",
            failed=number(self.env, sum(failed.values())),
            count=number(self.env, tried),
            values=", ".join(f"“{shorten(value)}” ({failed[value]})" for value in named)
            + (" …" if len(failed) > NAMED else ""),
        )

    def _of_all(self, line, tried):
        """A few bad values say nothing of a line, nor does a list of values that was
        made for what has not occurred yet.
        """
        is_list = line.mapping_type == "value_mapping"
        return WARNING if is_list or tried < ENOUGH else ERROR

    def _try_mapped(self, line, all_mapped):
        """Yield for each value a sentence on why it cannot be used, empty if it can.

        :raise WrongKind: no value can be
        """
        model = self.env[line.target_model]
        no_records, no_values = self._wrong_kinds(line)
        item = Item(0, "", {}, "", "staged", None, None)
        for mapped in all_mapped:
            if issue := _first_that_counts(mapped.issues):
                yield said(self.env, issue.message)
                continue
            if no_records and mapped.references:
                raise WrongKind(no_records)
            if no_values and mapped.values:
                raise WrongKind(no_values)
            item.values, item.findings = mapped.values, []
            fit(model, item)
            counting = (one for one in item.findings if one["severity"] != "1_info")
            yield next((one["message"] for one in counting), "")

    def _wrong_kinds(self, line):
        """:return: sentences for records where there can be none, and for values where
        records belong; empty for what the field takes
        """
        field = self.env[line.target_model]._fields.get(line.target_field)
        further = line.mapping_id._loader()._further_targets
        if field is None or line.target_field in further:
            return "", ""
        label = field._description_string(self.env)
        if field.type in RELATIONS:
            return "", self.env._(
                "“%s” holds records: choose “lookup” or “reference” as the "
                "transformation.",
                label,
            )
        if field.type in TEXTS:
            return "", ""
        return self.env._("It leads to records, and “%s” holds none.", label), ""

    # ---------------------------------------------------------------- all lines

    def _filled_twice(self, lines):
        """:return: ``{line: the one before it that fills the same field}``

        Several ways to the same record are no conflict: by id, by name.
        """
        first, twice = {}, {}
        for line in lines.sorted():
            if line.mapping_type == "not_migrated" or not line.target_field:
                continue
            if line.transform in ("reference", "lookup"):
                continue
            if line.target_field in first:
                twice[line] = first[line.target_field]
            first.setdefault(line.target_field, line)
        return twice

    def _missing(self, mapping):
        """:return: sentence on the fields that nothing fills and that must be filled"""
        if not mapping.line_ids or not mapping.source_count:
            return ""
        filled = set(
            mapping.line_ids.filtered(
                lambda line: line.mapping_type != "not_migrated"
            ).mapped("target_field")
        )
        loader = mapping._loader()
        missing = loader._needed_targets(filled)
        if not missing:
            return ""
        model = self.env[mapping.target_model]
        labels = [model._fields[name]._description_string(self.env) for name in missing]
        return self.env._(
            "Nothing fills %s, without which Odoo takes no record.", ", ".join(labels)
        )


def _first_that_counts(issues):
    for issue in issues:
        if issue.severity != "info" and issue.kind != "required":
            return issue
    return None

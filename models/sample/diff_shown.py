"""Values of a comparison as a person reads them."""

import json
from collections import defaultdict
from datetime import date, datetime

SERIES = ("rrule", "rrule_type", "interval", "count", "until", "weekdays")
RELATIONS = ("many2one", "many2many", "one2many")


class Shown:
    """Names, labels and texts for the rows of one mapping."""

    def __init__(self, env, mapping):
        self.env = env
        self.mapping = mapping
        self.model = env[mapping.target_model]
        self._names = {}
        self._sources = defaultdict(list)
        self._labels = {
            "raw": env._("File (SHA-256)"),
            "record": env._("The record as a whole"),
            "occurrences": env._("Each event of the series"),
        }
        for line in mapping.line_ids.filtered("target_field"):
            names = [line.source_field, *(line.more_source_fields or [])]
            self._sources[line.target_field] += names
            self._labels.setdefault(line.target_field, line.target_label)
            if line.target_field in SERIES:
                self._sources["occurrences"] += names

    def label(self, name):
        return f"{self.mapping.name}: {self._labels.get(name, name)}"

    def source_of(self, item, name):
        """:return: names of the source fields behind a target field, as far as the
        record has them, and their values
        """
        names = list(dict.fromkeys(self._sources[name]))
        filled = {one: item.payload[one] for one in names if _says(item, one)}
        if len(filled) == 1:
            [(one, value)] = filled.items()
            return one, value
        return ", ".join(filled or names), filled or None

    def prepare(self, judged):
        """Read the names of all records that will be shown, model by model."""
        ids = defaultdict(set)
        for _item, name, expected, actual, *_verdict in judged:
            field = self.model._fields.get(name)
            if field is not None and field.type in RELATIONS:
                for value in (expected, actual):
                    ids[field.comodel_name].update(_ids(value))
        for comodel, found in ids.items():
            for record in self.env[comodel].browse(found).exists():
                self._names[comodel, record.id] = record.display_name

    def text(self, name, value):
        """:return: a value of a field as text, None for an empty one"""
        field = self.model._fields.get(name)
        if field is not None and field.type in RELATIONS:
            known = [
                f"{self._names.get((field.comodel_name, one)) or '?'} ({one})"
                for one in _ids(value)
            ]
            return ", ".join(known) or None
        if isinstance(value, bool):
            if field is None or field.type == "boolean":
                return self.env._("Yes") if value else self.env._("No")
            return None
        return source_text(value)


def source_text(value):
    """:return: a value of the source as text, None for an empty one"""
    if value in (None, "", [], {}):
        return None
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | dict | bool):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value).replace("\x00", "")


def _says(item, name):
    return (item.payload or {}).get(name) not in (None, "", [], {})


def _ids(value):
    if isinstance(value, list | tuple | set):
        return [one for one in value if isinstance(one, int)]
    return [value] if isinstance(value, int) and value else []

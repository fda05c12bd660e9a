"""Definitions of custom fields: their names, and the labels behind option ids."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from ..paths import as_list, compile_path
from ..profile.rest import DefinitionsSpec


class Definition(NamedTuple):
    """A custom field: its name, and the labels of its options by their ids."""

    name: str
    options: dict[str, str]

    def label(self, value: Any) -> Any:
        """The value with option ids replaced by labels; what is no id stays."""
        if isinstance(value, list):
            return [self.label(item) for item in value]
        return self.options.get(str(value), value)


class Definitions:
    """All definitions, by id and by name; `is_loaded` is for whoever loads them."""

    is_loaded = False

    def __init__(self, spec: DefinitionsSpec) -> None:
        self._id = compile_path(spec.id)
        self._name = compile_path(spec.name)
        self._options = compile_path(spec.options)
        self._option_id = compile_path(spec.option_id)
        self._option_label = compile_path(spec.option_label)
        self._by_id: dict[str, Definition] = {}
        self._by_name: dict[str, Definition] = {}

    def add(self, items: Iterable[Any]) -> None:
        """Takes up definitions as the source sends them."""
        for item in items:
            name = self._name(item)
            if name is None:
                continue
            definition = Definition(str(name), self._labels(self._options(item)))
            self._by_id[str(self._id(item))] = definition
            self._by_name[str(name)] = definition

    def by_id(self, key: Any) -> Definition | None:
        """The definition with this id."""
        return self._by_id.get(str(key))

    def by_name(self, name: Any) -> Definition | None:
        """The definition with this name."""
        return self._by_name.get(str(name))

    def _labels(self, options: Any) -> dict[str, str]:
        """Option id → label; options that are plain texts are their own labels."""
        return {
            str(self._option_id(option)): str(self._option_label(option))
            for option in as_list(options)
            if isinstance(option, dict)
        }

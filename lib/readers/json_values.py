"""JSON values that can be stored as they are, or a reason why not."""

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from ..message import Message, _lt
from ..paths import flatten
from .base import storable
from .encoding import Encoding

_TWICE = _lt("is there twice with different values")
_SUSPECT = re.compile("\\\\u(?:0000|[dD][89a-fA-F])|[\0\ud800-\udfff]")


class RefusedError(ValueError):
    """A value that JSON does not have, or that is there twice; `field` is its path."""

    def __init__(self, reason: Message, field: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


class _Constant:
    """Stands for NaN or Infinity until its place is known."""

    def __init__(self, name: str) -> None:
        self.name = name


class RecordDecoder:
    """Decodes one value at a time and cleans the texts in it."""

    def __init__(self, encoding: Encoding) -> None:
        self._mend = encoding.mend
        self._constants: list[_Constant] = []
        self._decoder = json.JSONDecoder(
            object_pairs_hook=_unambiguous,
            parse_constant=self._note,
            parse_float=self._finite,
            strict=False,
        )

    def decode(self, text: str, start: int) -> tuple[Any, int]:
        """The value that starts there and where it ends.

        JSONDecodeError, RefusedError, or for what Python cannot hold ValueError and
        RecursionError.
        """
        self._constants.clear()
        value, end = self._decoder.raw_decode(text, start)
        if self._constants:
            field = next(
                (path for path, one in leaves(value) if one in self._constants), ""
            )
            name = self._constants[0].name
            raise RefusedError(_lt("%(name)s is no value", name=name), field)
        return value, end

    def record(
        self, value: dict[str, Any], raw: str
    ) -> tuple[dict[str, Any], list[str]]:
        """The flat record in `value`, and the fields whose characters were mended."""
        flat = flatten(value)
        if not _SUSPECT.search(raw):
            return flat, []
        clean = {
            self._clean(name): _mapped(one, self._clean) for name, one in flat.items()
        }
        mended = [name for name, one in clean.items() if flat.get(name) != one]
        return clean, mended

    def _note(self, name: str) -> _Constant:
        self._constants.append(_Constant(name))
        return self._constants[-1]

    def _finite(self, digits: str) -> float | _Constant:
        number = float(digits)
        return self._note("Infinity") if math.isinf(number) else number

    def _clean(self, text: str) -> str:
        return storable(self._mend(text))


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that holds no others, with its dotted path."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one, path)
    else:
        yield path, value


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """A copy of `value` with every text changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_mapped(one, change) for one in value]
    if isinstance(value, dict):
        return {change(name): _mapped(one, change) for name, one in value.items()}
    return value


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        for name, value in pairs:
            if data[name] != value:
                raise RefusedError(_TWICE, name)
    return data

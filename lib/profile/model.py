"""The profile as a whole."""

from dataclasses import dataclass, field
from typing import Literal

from ..errors import ConfigError
from ..message import _lt
from .bundle import BundleDefaults, BundleSpec
from .maps import MapSpec, SourceObject
from .rest import RestDefaults, RestSpec


@dataclass(frozen=True)
class StreamSpec:
    """One list of objects; it is read from the API, from files, or from either.

    `primary_key` (a field or several) is null when the content itself is the key;
    `name_field` is what records of other streams may call it by; of several fields the
    parts that are not empty are joined by blanks.
    """

    name: str
    object: SourceObject
    label: str = ""
    primary_key: str | tuple[str, ...] | None = None
    name_field: str | tuple[str, ...] | None = None
    rest: RestSpec | None = None
    bundle: BundleSpec | None = None

    @property
    def key_fields(self) -> tuple[str, ...]:
        """The fields of the primary key; none when the content is the key."""
        return _as_tuple(self.primary_key)

    @property
    def name_fields(self) -> tuple[str, ...]:
        """The fields that make the name, maybe none."""
        return _as_tuple(self.name_field)


@dataclass(frozen=True)
class Profile:
    """A source system. `timezone` is that of its dates without one (IANA name).

    `document_limit` is in MB: larger documents are listed, not loaded.

    `record_url` leads from an object to the address of its page, `aliases` from an
    object's target fields to the spellings by which sources call them.
    """

    profile: Literal[1]
    code: str
    name: str
    streams: tuple[StreamSpec, ...]
    description: str = ""
    timezone: str = "UTC"
    document_limit: int = 100
    record_url: dict[str, str] = field(default_factory=dict)
    rest: RestDefaults = field(default_factory=RestDefaults)
    bundle: BundleDefaults = field(default_factory=BundleDefaults)
    maps: tuple[MapSpec, ...] = ()
    aliases: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    def stream(self, name: str) -> StreamSpec:
        """The stream of that name; ConfigError when there is none."""
        for stream in self.streams:
            if stream.name == name:
                return stream
        raise ConfigError(
            _lt(
                "The profile %(profile)s has no stream “%(stream)s”.",
                profile=self.name,
                stream=name,
            )
        )

    def tells_changes(self, name: str) -> bool:
        """Whether the API can be asked for what has changed in a stream.

        By a parameter of its own, or because its parents change with it.
        """
        rest = self.stream(name).rest
        if not rest:
            return False
        if rest.cursor and rest.cursor.param:
            return True
        parent = rest.parent
        return bool(
            parent
            and parent.changes_with_children
            and self.tells_changes(parent.stream)
        )


def _as_tuple(names: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else names or ()

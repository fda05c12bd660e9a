"""What the shape of a profile cannot tell: names that must match, words that fit."""

import re
from collections.abc import Iterable

from ..errors import ConfigError
from ..mapping import compile_lines
from ..message import _lt, joined
from ..spec import IS_MISSING, Place
from ..transforms.common import zone_named
from .maps import MapSpec
from .model import Profile, StreamSpec
from .paginators import Cursor, NextUrl, PaginatorSpec
from .rest import (
    ChangesSpec,
    DefinitionsSpec,
    DeletedSpec,
    DocumentSpec,
    FlattenSpec,
    ParentSpec,
    RestDefaults,
    RestSpec,
)

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check(profile: Profile, place: Place) -> None:
    """Notes everything in `profile` that cannot work."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", profile.code):
        (place / "code").wrong(
            _lt("must be made of a-z, 0-9 and _, and begin with a-z")
        )
    _check_timezone(profile.timezone, place / "timezone")
    _check_defaults(profile.rest, place / "rest")
    names = [stream.name for stream in profile.streams]
    _check_unique(names, place / "streams", "name")
    for at, stream in enumerate(profile.streams):
        _check_stream(profile, stream, (place / "streams").item(at))
    for at, one_map in enumerate(profile.maps):
        _check_map(one_map, (place / "maps").item(at))


def _check_timezone(name: str, place: Place) -> None:
    try:
        zone_named(name)
    except ConfigError:
        place.wrong(
            _lt("“%(name)s” is no time zone; write it like America/New_York", name=name)
        )


def _check_unique(names: Iterable[str], place: Place, what: str) -> None:
    seen: set[str] = set()
    for at, name in enumerate(names):
        if name in seen:
            (place.item(at) / what).wrong(_lt("“%(name)s” is used twice", name=name))
        seen.add(name)


def _check_defaults(rest: RestDefaults, place: Place) -> None:
    for name in ("requests_per_minute", "requests_per_second"):
        value = getattr(rest, name)
        if value is not None and value <= 0:
            (place / name).wrong(_lt("must be more than 0"))
    _check_statuses(rest.on_status, place)
    if rest.paginator:
        _check_paginator(rest.paginator, place / "paginator")


def _check_statuses(on_status: Iterable[str], place: Place) -> None:
    for status in on_status:
        if not re.fullmatch(r"[1-5]\d\d", status):
            (place / "on_status" / status).wrong(
                _lt("must be an HTTP status such as 404")
            )


def _check_paginator(spec: PaginatorSpec, place: Place) -> None:
    for name in ("limit", "max_pages"):
        if getattr(spec, name) < 1:
            (place / name).wrong(_lt("must be 1 or more"))
    if isinstance(spec, Cursor):
        _check_one_of(spec, ("cursor_path", "cursor_header"), place)
    if isinstance(spec, NextUrl):
        _check_one_of(spec, ("next_path", "next_header"), place)


def _check_one_of(spec: object, names: tuple[str, str], place: Place) -> None:
    if sum(getattr(spec, name) is not None for name in names) != 1:
        one, other = names
        place.wrong(_lt("needs either %(one)s or %(other)s", one=one, other=other))


def _check_stream(profile: Profile, stream: StreamSpec, place: Place) -> None:
    if stream.rest:
        _check_rest(stream.rest, place / "rest")
        if stream.rest.parent:
            _check_parent(profile, stream, stream.rest.parent, place / "rest")
    if stream.bundle and not (stream.bundle.files or stream.bundle.tree):
        (place / "bundle").wrong(_lt("needs files or tree"))


def _check_rest(rest: RestSpec, place: Place) -> None:
    _check_statuses(rest.on_status, place)
    if rest.paginator:
        _check_paginator(rest.paginator, place / "paginator")
    if rest.definitions:
        _check_definitions(rest.definitions, place / "definitions")
    if rest.deleted:
        _check_deleted(rest.deleted, place / "deleted")
    if rest.document:
        _check_document(rest.document, place / "document")
    if rest.cursor and "{since}" not in rest.cursor.template:
        (place / "cursor" / "template").wrong(_lt("must contain {since}"))
    for at, spec in enumerate(rest.flatten):
        _check_flatten(spec, rest, (place / "flatten").item(at))
    if rest.changes:
        _check_changes(rest.changes, rest, place / "changes")
    if rest.parent and rest.partitions:
        (place / "partitions").wrong(_lt("cannot be combined with parent"))
    if not rest.parent and (names := _PLACEHOLDER.findall(rest.path)):
        (place / "path").wrong(
            _lt("has %(name)s, which only a parent can fill", name=f"{{{names[0]}}}")
        )


def _check_changes(spec: ChangesSpec, rest: RestSpec, place: Place) -> None:
    if not rest.parent:
        place.wrong(_lt("is for lists below a parent; the others need the cursor only"))
    if not (rest.cursor and rest.cursor.param):
        place.wrong(_lt("needs the cursor's param, by which changes are asked for"))
    if names := _PLACEHOLDER.findall(spec.path):
        (place / "path").wrong(
            _lt("has %(name)s; it is one list for all parents", name=f"{{{names[0]}}}")
        )
    if spec.paginator:
        _check_paginator(spec.paginator, place / "paginator")


def _check_definitions(spec: DefinitionsSpec, place: Place) -> None:
    _check_one_of(spec, ("path", "embedded"), place)
    if spec.paginator:
        _check_paginator(spec.paginator, place / "paginator")


def _check_deleted(spec: DeletedSpec, place: Place) -> None:
    _check_one_of(spec, ("field", "path"), place)


def _check_document(spec: DocumentSpec, place: Place) -> None:
    _check_one_of(spec, ("path", "url_field"), place)
    if spec.base64_path is not None and spec.url_path is not None:
        place.wrong(_lt("has base64_path and url_path; an answer holds one of them"))


def _check_flatten(spec: FlattenSpec, rest: RestSpec, place: Place) -> None:
    if spec.name is None and spec.id is not None and rest.definitions is None:
        (place / "id").wrong(_lt("needs definitions, which lead from an id to a name"))


def _check_parent(
    profile: Profile, stream: StreamSpec, parent: ParentSpec, place: Place
) -> None:
    if stream.rest and f"{{{parent.placeholder}}}" not in _templates(stream.rest):
        (place / "path").wrong(
            _lt(
                "must contain the placeholder %(name)s",
                name=f"{{{parent.placeholder}}}",
            )
        )
    readable = {one.name: one.rest for one in profile.streams if one.rest}
    above: ParentSpec | None = parent
    seen = {stream.name}
    while above:
        if above.stream in seen:
            (place / "parent" / "stream").wrong(_lt("leads back to the stream itself"))
            return
        if above.stream not in readable:
            sentence = _lt(
                "“%(stream)s” is not in the API; allowed: %(allowed)s",
                stream=above.stream,
                allowed=", ".join(readable),
            )
            (place / "parent" / "stream").wrong(sentence)
            return
        seen.add(above.stream)
        above = readable[above.stream].parent


def _templates(rest: RestSpec) -> str:
    """Everything in which a parent's placeholder may stand."""
    return " ".join([rest.path, *(str(value) for value in rest.params.values())])


def _check_map(spec: MapSpec, place: Place) -> None:
    try:
        compile_lines(spec.lines)
    except ConfigError as error:
        for problem in error.problems:
            place.problems.append(joined([place.path, problem], "."))
    for at, line in enumerate(spec.lines):
        if line.type == "not_migrated" and not line.reason:
            ((place / "lines").item(at) / "reason").wrong(IS_MISSING)

"""The REST half of a profile: what to ask for, select and follow.

The words are those of the declarative connectors people know. Every `*_path` and
selector is a dotted path, see `paths`.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from .auth import AuthSpec
from .paginators import PaginatorSpec

StatusAction = Literal["skip", "fail", "retry"]
Params = dict[str, Any]


@dataclass(frozen=True)
class DetailSpec:
    """The endpoint that gives a record as a whole; its fields win over the list's.

    Placeholders in `path` are paths in the record of the list.
    """

    path: str
    record_selector: str = ""
    params: Params = field(default_factory=dict)


@dataclass(frozen=True)
class WhereSpec:
    """Which records of a list that holds several objects belong to this stream."""

    field: str
    equals: str | int | bool | tuple[str, ...]


@dataclass(frozen=True)
class CursorSpec:
    """The field that tells when a record was last changed, and how to ask by it.

    `template` wraps the moment, for example "LastModified ge {since}". `lookback` is in
    seconds: vendors' clocks run late. Without `param` the source cannot be asked.
    """

    field: str
    param: str | None = None
    format: Literal["iso", "date", "epoch", "epoch_ms", "ticks"] = "iso"
    lookback: float = 300
    template: str = "{since}"


@dataclass(frozen=True)
class ParentSpec:
    """The stream over whose records this one is read, list by list.

    The parent's `field` fills `placeholder` in the path and becomes a field of that
    name in every record. `changes_with_children`: a parent counts as changed when one
    of its children has, so only the lists of changed parents are asked for changes.
    """

    stream: str
    field: str
    placeholder: str
    changes_with_children: bool = False


@dataclass(frozen=True)
class ChangesSpec:
    """One list of what has changed below all parents.

    Where a source has it, changes are asked for there, by the stream's cursor, and not
    parent by parent. Its records name their parent themselves: in the field that is
    called as the placeholder.
    """

    shorthand: ClassVar[str] = "path"

    path: str
    record_selector: str = ""
    params: Params = field(default_factory=dict)
    paginator: PaginatorSpec | None = None


@dataclass(frozen=True)
class FlattenSpec:
    """A list of name-value objects (or an object id → value) that becomes fields.

    Either `name` is a path to the field's name in the item, or `id` leads to the id of
    its definition.
    """

    path: str
    value: str = "value"
    name: str | None = None
    id: str | None = None
    prefix: str = ""


@dataclass(frozen=True)
class DefinitionsSpec:
    """Where the definitions of custom fields are.

    Either an endpoint (`path`, with `record_selector`) or a part of every answer of the
    stream (`embedded`, a path). `options` leads to the options of a pick list; where
    they are objects, an `option_id` in a value becomes its `option_label`.
    """

    path: str | None = None
    embedded: str | None = None
    params: Params = field(default_factory=dict)
    record_selector: str = ""
    id: str = "id"
    name: str = "name"
    options: str = "options"
    option_id: str = "id"
    option_label: str = "label"
    paginator: PaginatorSpec | None = None


@dataclass(frozen=True)
class DeletedSpec:
    """How the source tells of deleted records.

    A flag in the record (`field`, any true value or `equals`), or a list of their keys
    at `path`, read when only changes are asked for; `key` is the key's path there.
    """

    field: str | None = None
    equals: str | int | bool | None = None
    path: str | None = None
    record_selector: str = ""
    key: str = "id"
    param: str | None = None


@dataclass(frozen=True)
class DocumentSpec:
    """Where the bytes of a document are.

    The address is the endpoint `path` (placeholders are fields of the record) or the
    value of `url_field`. The answer is the bytes, or JSON with the bytes in base64 at
    `base64_path`, or JSON with another address at `url_path`. The `*_field`s are fields
    of the record, and win over what the answer's headers say.
    """

    path: str | None = None
    url_field: str | None = None
    base64_path: str | None = None
    url_path: str | None = None
    name_field: str | None = None
    size_field: str | None = None
    mimetype_field: str | None = None


@dataclass(frozen=True)
class RestDefaults:
    """What holds for all streams of a source."""

    auth: AuthSpec | None = None
    headers: dict[str, str] = field(default_factory=dict)
    params: Params = field(default_factory=dict)
    paginator: PaginatorSpec | None = None
    requests_per_minute: float | None = None
    requests_per_second: float | None = None
    on_status: dict[str, StatusAction] = field(default_factory=dict)


@dataclass(frozen=True)
class RestSpec:
    """One list of the API. `partitions` are sets of parameters read one after another.

    `from_headers` leads from a response header to a field, `rename` from a raw path to
    the profile's field name.

    Paths of `where`, `detail` and `flatten` are those of the source's record; `cursor`,
    `deleted` and `parent` use the profile's field names.
    """

    shorthand: ClassVar[str] = "path"

    path: str
    method: Literal["GET", "POST"] = "GET"
    params: Params = field(default_factory=dict)
    partitions: tuple[Params, ...] = ()
    json: Params | None = None
    headers: dict[str, str] = field(default_factory=dict)
    record_selector: str = ""
    paginator: PaginatorSpec | None = None
    detail: DetailSpec | None = None
    where: WhereSpec | None = None
    cursor: CursorSpec | None = None
    parent: ParentSpec | None = None
    changes: ChangesSpec | None = None
    flatten: tuple[FlattenSpec, ...] = ()
    definitions: DefinitionsSpec | None = None
    deleted: DeletedSpec | None = None
    document: DocumentSpec | None = None
    on_status: dict[str, StatusAction] = field(default_factory=dict)
    from_headers: dict[str, str] = field(default_factory=dict)
    rename: dict[str, str] = field(default_factory=dict)

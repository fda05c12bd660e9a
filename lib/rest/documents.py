"""The bytes of a document over REST: streamed, resumed, exactly as they are."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from email.message import EmailMessage
from mimetypes import guess_type
from typing import Any

import requests

from ..errors import ConfigError, DoubtfulError, SkipError
from ..http import HttpClient, Request, is_complete
from ..http.failures import CUT_OFF
from ..message import _lt
from ..profile import StreamSpec
from ..profile.rest import DocumentSpec
from ..records import Payload
from ..whole import whole
from .base64_json import Base64Body
from .download import CHUNK, NO_BYTES, WEB_PAGE, Download, sent_type
from .stream import filled

_UNKNOWN_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream"})


class RestDocument(io.RawIOBase):
    """An open document; leaving its `with` block closes it.

    `size` is in bytes, None when the source does not tell before the end.
    """

    def __init__(
        self,
        chunks: Iterator[bytes],
        close: Callable[[], None],
        name: str,
        size: int | None,
        mimetype: str | None,
    ) -> None:
        super().__init__()
        self._chunks = chunks
        self._close = close
        self._left = memoryview(b"")
        self.name = name
        self.size = size
        self.mimetype = mimetype

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = memoryview(chunk)
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size

    def close(self) -> None:  # pylint: disable=missing-return
        if not self.closed:
            self._close()
        super().close()


def open_document(
    client: HttpClient, stream: StreamSpec, payload: Payload
) -> RestDocument:
    """The document that `payload` describes.

    SkipError when the source has no bytes for it; RetriableError, also while reading,
    when they did not come as a whole.
    """
    spec = stream.rest and stream.rest.document
    if not spec:
        label = stream.label or stream.name
        raise ConfigError(
            _lt(
                "The profile does not say where the bytes of “%(list)s” are.",
                list=label,
            )
        )
    request = _request(spec, stream.label or stream.name, payload)
    if spec.base64_path is not None:
        return _from_base64(client, request, spec, payload)
    return _from_bytes(client, request, spec, payload)


def _request(spec: DocumentSpec, where: str, payload: Payload) -> Request:
    url = filled(spec.path, payload) if spec.path else _text(payload, spec.url_field)
    if not url:
        raise SkipError(
            _lt("%(where)s: the record says nowhere where its bytes are.", where=where)
        )
    return Request(
        url,
        where,
        headers={"Accept": "*/*", "Accept-Encoding": "identity"},
        on_status={"404": "skip", "410": "skip"},
    )


def _from_base64(
    client: HttpClient, request: Request, spec: DocumentSpec, payload: Payload
) -> RestDocument:
    def read(response: requests.Response, request: Request) -> Base64Body:
        if response.status_code == 204:
            raise client.error(request, NO_BYTES)
        body = Base64Body(spec.base64_path or "", response.iter_content(CHUNK))
        is_cut_off = not is_complete(response) or body.is_cut_off
        if is_cut_off or body.is_page:
            body.close()
            raise client.error(request, CUT_OFF if is_cut_off else WEB_PAGE)
        return body

    try:
        ask = replace(request, headers={"Accept": "application/json"})
        body = client.ask(ask, read)
    except DoubtfulError as error:
        raise SkipError(error.message) from None
    if body.size is None:
        body.close()
        raise client.error(request, NO_BYTES)
    name = _text(payload, spec.name_field)
    mimetype = _text(payload, spec.mimetype_field) or None
    return RestDocument(body.chunks(), body.close, name, body.size, mimetype)


def _from_bytes(
    client: HttpClient, request: Request, spec: DocumentSpec, payload: Payload
) -> RestDocument:
    stated = _size(payload, spec)
    wanted = (
        _text(payload, spec.mimetype_field)
        or guess_type(_text(payload, spec.name_field))[0]
    )

    def is_page(size: int | None) -> bool:
        # A page to sign in on comes where a document is expected, and has another size.
        is_html = "html" in (wanted or "")
        return is_html and (stated is None or size in (None, stated))

    download = Download(client, request, spec.url_path, is_page)
    headers = download.response.headers
    name = _text(payload, spec.name_field) or file_name(headers)
    mimetype = _text(payload, spec.mimetype_field) or sent_type(headers)
    return RestDocument(
        download.chunks(),
        download.close,
        name,
        download.size if download.size is not None else stated,
        None if mimetype in _UNKNOWN_TYPES else mimetype,
    )


def file_name(headers: Mapping[str, str]) -> str:
    """The file's name as `Content-Disposition` has it, without folders; maybe empty."""
    text = headers.get("Content-Disposition", "")
    # Headers arrive as Latin-1, but many sources write UTF-8 into them.
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode()
    message = EmailMessage()
    message["Content-Disposition"] = re.sub(r"[\r\n]", "", text) or "attachment"
    return re.split(r"[/\\]", message.get_filename() or "")[-1]


def _text(payload: Payload, name: str | None) -> str:
    value = payload.get(name) if name else None
    return "" if value is None else str(value)


def _size(payload: Payload, spec: DocumentSpec) -> int | None:
    text = _text(payload, spec.size_field)
    return whole(text) if text.isdecimal() else None

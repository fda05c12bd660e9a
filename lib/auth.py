"""Credentials: fixed ones, and tokens that are fetched and renewed."""

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from requests import PreparedRequest
from requests.auth import HTTPBasicAuth

from .errors import ConfigError, FatalError
from .http import HttpClient, Request, SourceAuth, full_url
from .message import _lt
from .paths import get
from .profile.auth import (
    ApiKeyAuth,
    AuthSpec,
    BasicAuth,
    BearerAuth,
    LoginAuth,
    OAuth2ClientAuth,
    OAuth2RefreshAuth,
)
from .settings import Settings

OAuth2Spec = OAuth2ClientAuth | OAuth2RefreshAuth

# A token is renewed this many seconds before it expires, or at a tenth of a short life.
_MARGIN = 30.0
_NAME = re.compile(r"\{(\w+)\}")
_LOGIN = _lt("Login")
# A profile may name others, for headers of its own.
_SECRETS = {
    "token": _lt("token"),
    "api_key": _lt("api key"),
    "username": _lt("username"),
    "password": _lt("password"),
    "client_id": _lt("client id"),
    "client_secret": _lt("client secret"),
    "refresh_token": _lt("refresh token"),
}


class Token(NamedTuple):
    """An access token and the seconds that it lives (None: not known)."""

    value: str
    lifetime: float | None


class HeaderAuth(SourceAuth):
    """A fixed value in a header."""

    def __init__(self, header: str, value: str) -> None:
        self._header = header
        self._value = value

    def __call__(self, prepared: PreparedRequest) -> PreparedRequest:
        prepared.headers[self._header] = self._value
        return prepared


class QueryAuth(SourceAuth):
    """A fixed value in the query."""

    def __init__(self, name: str, value: str) -> None:
        self._name = name
        self._value = value
        self._own = re.compile(rf"(?<=[?&]){re.escape(name)}=[^&#]*&?")

    def __call__(self, prepared: PreparedRequest) -> PreparedRequest:
        url = self.clean(str(prepared.url))
        prepared.prepare_url(url, {self._name: self._value})
        return prepared

    def clean(self, url: str) -> str:
        return self._own.sub("", url).rstrip("?&")


class LoginBasic(SourceAuth):
    """User name and password in every request."""

    def __init__(self, username: str, password: str) -> None:
        self._add = HTTPBasicAuth(username.encode(), password.encode())

    def __call__(self, prepared: PreparedRequest) -> PreparedRequest:
        self._add(prepared)
        return prepared


class TokenAuth(SourceAuth):
    """A token that is fetched when it is first needed, has expired or is refused."""

    def __init__(
        self,
        fetch: Callable[[], Token],
        clock: Callable[[], float],
        header: str = "Authorization",
        scheme: str = "Bearer",
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._header = header
        self._scheme = scheme
        self._token = ""
        self._expires: float | None = None
        self._lock = threading.Lock()

    def __call__(self, prepared: PreparedRequest) -> PreparedRequest:
        with self._lock:
            if not self._token or self._has_expired():
                self._renew()
            prepared.headers[self._header] = self._value()
        return prepared

    def renew(self, refused: PreparedRequest) -> bool:
        with self._lock:
            # Another thread may have renewed it while this request was on its way.
            if refused.headers.get(self._header) == self._value():
                self._renew()
        return True

    def secrets(self) -> list[str]:
        return [self._token]

    def _has_expired(self) -> bool:
        return self._expires is not None and self._clock() >= self._expires

    def _renew(self) -> None:
        token = self._fetch()
        self._token = token.value
        self._expires = None
        if token.lifetime is not None:
            margin = min(_MARGIN, token.lifetime / 10)
            self._expires = self._clock() + token.lifetime - margin

    def _value(self) -> str:
        return f"{self._scheme} {self._token}".strip()


def make_auth(spec: AuthSpec | None, settings: Settings) -> SourceAuth:
    """The authenticator of a source; ConfigError when one of its secrets is missing."""
    if spec is None:
        return SourceAuth()
    return _MAKERS[type(spec)](spec, settings)


def with_secrets(headers: Mapping[str, str], settings: Settings) -> dict[str, str]:
    """The headers with secrets in place of their names in braces ("{api_key}")."""

    def fill(found: re.Match[str]) -> str:
        return _secret(settings, found[1])

    return {name: _NAME.sub(fill, value) for name, value in headers.items()}


def _secret(settings: Settings, name: str) -> str:
    """A secret as entered, without the blanks that come with copy and paste.

    A password may well begin or end with a blank.
    """
    entered = settings.secrets.get(name, "")
    value = entered if name == "password" else entered.strip()
    if not value:
        label = _SECRETS.get(name) or name.replace("_", " ")
        raise ConfigError(
            _lt(
                "The source needs a %(secret)s; enter it in its settings.", secret=label
            )
        )
    return value


def _bearer(spec: BearerAuth, settings: Settings) -> SourceAuth:
    value = f"{spec.scheme} {_secret(settings, 'token')}".strip()
    return HeaderAuth(spec.header, value)


def _api_key(spec: ApiKeyAuth, settings: Settings) -> SourceAuth:
    make = HeaderAuth if spec.in_ == "header" else QueryAuth
    return make(spec.name, _secret(settings, "api_key"))


def _basic(_spec: BasicAuth, settings: Settings) -> SourceAuth:
    return LoginBasic(_secret(settings, "username"), _secret(settings, "password"))


def _oauth2(spec: OAuth2Spec, settings: Settings) -> SourceAuth:
    client = (_secret(settings, "client_id"), _secret(settings, "client_secret"))
    in_header = spec.credentials_in == "basic"
    auth = LoginBasic(*client) if in_header else SourceAuth()

    def fetch() -> Token:
        form = _oauth2_form(spec, settings)
        if not in_header:
            form["client_id"], form["client_secret"] = client
        url = full_url(settings.base_url, spec.token_url)
        request = Request(url, _LOGIN, "POST", form=form)
        return _oauth2_token(_ask(request, settings, auth), settings)

    def refresh() -> Token:
        # Others may have had it replaced meanwhile, after which it counts no more.
        with settings.renewing() as kept:
            now = kept.get("refresh_token") or settings.secrets["refresh_token"]
            settings.secrets["refresh_token"] = now
            return fetch()

    if isinstance(spec, OAuth2RefreshAuth):
        _secret(settings, "refresh_token")
        return TokenAuth(refresh, settings.clock, scheme=spec.scheme)
    return TokenAuth(fetch, settings.clock, scheme=spec.scheme)


def _oauth2_form(spec: OAuth2Spec, settings: Settings) -> dict[str, str]:
    form = {"grant_type": "client_credentials", **spec.params}
    if isinstance(spec, OAuth2RefreshAuth):
        form["grant_type"] = "refresh_token"
        form["refresh_token"] = _secret(settings, "refresh_token")
    if spec.scope:
        form["scope"] = spec.scope
    return form


def _oauth2_token(data: Any, settings: Settings) -> Token:
    """The access token; a refresh token that the source has replaced is kept."""
    refresh_token = get(data, "refresh_token")
    if refresh_token and refresh_token != settings.secrets.get("refresh_token"):
        settings.secrets["refresh_token"] = refresh_token
        settings.on_secret("refresh_token", refresh_token)
    return _token(get(data, "access_token"), get(data, "expires_in"))


def _login(spec: LoginAuth, settings: Settings) -> SourceAuth:
    fields = {
        **spec.params,
        spec.username_field: _secret(settings, "username"),
        spec.password_field: _secret(settings, "password"),
    }
    body: dict[str, Any] = {spec.send: fields}
    url = full_url(settings.base_url, spec.path)
    request = Request(url, _LOGIN, "POST", **body)

    def fetch() -> Token:
        data = _ask(request, settings, SourceAuth())
        lifetime = get(data, spec.expires_path) or spec.lifetime
        return _token(get(data, spec.token_path), lifetime)

    return TokenAuth(fetch, settings.clock, spec.header, spec.scheme)


def _ask(request: Request, settings: Settings, auth: SourceAuth) -> Any:
    """The answer to a request for a token; whoever needs the token does the retries."""
    # The credentials are meant for the host of the token, which may be another one.
    own = replace(settings, base_url=request.url, max_wait=0.0)
    client = HttpClient(own, auth)
    try:
        return client.json(request).data
    finally:
        client.close()


def _token(value: Any, lifetime: Any) -> Token:
    if not value or not isinstance(value, str):
        raise FatalError(
            _lt("Login: the answer of the source holds no token; check its profile.")
        )
    try:
        return Token(value, float(lifetime))
    except (TypeError, ValueError, OverflowError):
        return Token(value, None)


_MAKERS: dict[type, Callable[..., SourceAuth]] = {
    BearerAuth: _bearer,
    ApiKeyAuth: _api_key,
    BasicAuth: _basic,
    OAuth2ClientAuth: _oauth2,
    OAuth2RefreshAuth: _oauth2,
    LoginAuth: _login,
}

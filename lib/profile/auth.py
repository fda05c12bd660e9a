"""How to log in to a source."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class BearerAuth:
    """A token that the admin enters; `scheme` is the word before it, maybe none."""

    type: Literal["bearer"]
    scheme: str = "Bearer"
    header: str = "Authorization"


@dataclass(frozen=True)
class ApiKeyAuth:
    """A key in the header or query parameter `name`."""

    type: Literal["api_key"]
    name: str
    in_: Literal["header", "query"] = "header"


@dataclass(frozen=True)
class BasicAuth:
    """User name and password with every request."""

    type: Literal["basic"]


@dataclass(frozen=True)
class OAuth2ClientAuth:
    """OAuth 2 client credentials; `credentials_in` is where the client's id goes."""

    type: Literal["oauth2_client_credentials"]
    token_url: str
    scope: str = ""
    credentials_in: Literal["body", "basic"] = "body"
    params: dict[str, str] = field(default_factory=dict)
    scheme: str = "Bearer"


@dataclass(frozen=True)
class OAuth2RefreshAuth:
    """OAuth 2 with a refresh token, which the source may replace when it is used."""

    type: Literal["oauth2_refresh"]
    token_url: str
    scope: str = ""
    credentials_in: Literal["body", "basic"] = "body"
    params: dict[str, str] = field(default_factory=dict)
    scheme: str = "Bearer"


@dataclass(frozen=True)
class LoginAuth:
    """A token fetched with user name and password from the source's own endpoint.

    `expires_path` leads to the seconds that a token lives, `lifetime` is for sources
    that do not tell.
    """

    type: Literal["login"]
    path: str
    username_field: str = "username"
    password_field: str = "password"  # noqa: S105
    send: Literal["json", "form"] = "json"
    params: dict[str, str] = field(default_factory=dict)
    token_path: str = "token"  # noqa: S105
    expires_path: str = "expires_in"
    lifetime: float | None = None
    scheme: str = "Bearer"
    header: str = "Authorization"


AuthSpec = (
    BearerAuth
    | ApiKeyAuth
    | BasicAuth
    | OAuth2ClientAuth
    | OAuth2RefreshAuth
    | LoginAuth
)

# The names of the credentials that the admin enters, by type of login.
SECRETS = {
    "bearer": ("token",),
    "api_key": ("api_key",),
    "basic": ("username", "password"),
    "oauth2_client_credentials": ("client_id", "client_secret"),
    "oauth2_refresh": ("client_id", "client_secret", "refresh_token"),
    "login": ("username", "password"),
}

"""Credentials that the administrator of the server sets, so that no database has them.

In the environment, or in a section of odoo.conf of their own, by the ID of the source::

    CASE_MIGRATION_3_DATABASE=firm                      [crm_case_migration.3]
    CASE_MIGRATION_3_HOSTS=https://firm.example.com     database = firm
    CASE_MIGRATION_3_TOKEN=…                            hosts = https://firm.example.com
                                                        token = …
"""

import configparser
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from odoo.tools import config, str2bool

from ...lib.profile.auth import SECRETS as SECRETS_BY_LOGIN

SECRETS = tuple(dict.fromkeys(sum(SECRETS_BY_LOGIN.values(), ())))
_MEANT_FOR = ("database", "hosts")


def server_secrets(source):
    """:return: dict of what is set for ``source``, an empty one unless both the
    database and every host that its login leads to are among those named beside
    it: whoever may change the address of a source must not get them by that. Nor
    does a neutralized copy.
    """
    if not isinstance(source.id, int):
        return {}
    given = {**_from_file(source.id), **_from_environment(source.id)}
    database, hosts = (given.pop(name, "") for name in _MEANT_FOR)
    parameter = source.env["ir.config_parameter"].sudo()
    if str2bool(parameter.get_param("database.is_neutralized", "false"), False):
        return {}
    allowed = {_origin(host) for host in hosts.split()} - {None}
    meant = database == source.env.cr.dbname and _origins(source) <= allowed
    return given if meant else {}


def _from_environment(source_id):
    prefix = f"CASE_MIGRATION_{source_id}_"
    names = {f"{prefix}{name.upper()}": name for name in (*_MEANT_FOR, *SECRETS)}
    return {name: os.environ[key] for key, name in names.items() if os.environ.get(key)}


def _from_file(source_id):
    file = config["config"]
    section = f"crm_case_migration.{source_id}"
    parser = configparser.RawConfigParser()
    if not file or not Path(file).is_file():
        return {}
    parser.read(file, encoding="utf-8")
    if not parser.has_section(section):
        return {}
    known = {*_MEANT_FOR, *SECRETS}
    return {name: value for name, value in parser.items(section) if name in known}


def _origins(source):
    """Where the login sends the credentials: to the address, or as the profile says."""
    rest = (source.profile_id.definition or {}).get("rest", {})
    login = rest.get("auth", {})
    places = (source.address, *(login.get(name) for name in ("token_url", "path")))
    return {_origin(place) for place in places if place and "//" in place} or {None}


def _origin(url):
    """Scheme and host of an address in one spelling; None where it is not plain."""
    plain = re.fullmatch(r"https?://[\w.-]+(:\d+)?(/.*)?", url.strip(), re.IGNORECASE)
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{parts.hostname}".lower() if plain else None

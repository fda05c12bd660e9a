"""Keeps requests away from the machine itself and the network behind it."""

import ipaddress
import logging
import socket
from collections.abc import Iterable
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from ..errors import FatalError
from ..message import _lt

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

CONNECT_TIMEOUT = 10.0

# Public by their numbers, but answered by the machine's own cloud or network.
_FORBIDDEN = (
    ipaddress.ip_network("168.63.129.16/32"),
    ipaddress.ip_network("192.0.0.0/24"),
    ipaddress.ip_network("64:ff9b:1::/48"),
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressGuard:
    """Decides which addresses may be connected to.

    `allowed` holds the names ("host" or "host:port") that may lead anywhere because the
    system administrator has said so; all others must lead to a public address.
    """

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = {name.strip().lower() for name in allowed}

    def check_name(self, host: str, port: int) -> None:
        """FatalError when the name leads to a forbidden address.

        A name that leads nowhere passes: connecting will say so.
        """
        if self._is_allowed(host, port):
            return
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except OSError:
            return
        for *_family, sockaddr in found:
            _check_address(host, str(sockaddr[0]))

    def check_peer(self, host: str, port: int, sock: socket.socket) -> None:
        """FatalError, with the socket closed, when it leads to a forbidden address."""
        if self._is_allowed(host, port):
            return
        try:
            _check_address(host, str(sock.getpeername()[0]))
        except (FatalError, OSError):
            sock.close()
            raise

    def _is_allowed(self, host: str, port: int) -> bool:
        name = host.lower().rstrip(".")
        return not self._allowed.isdisjoint({name, f"{name}:{port}"})


def _check_address(host: str, text: str) -> None:
    if not is_public(ipaddress.ip_address(text.partition("%")[0])):
        raise FatalError(
            _lt(
                "The address %(host)s leads into a private network, to this machine or "
                "to its cloud's metadata; a system administrator must allow it first.",
                host=host,
            )
        )


def is_public(address: Address) -> bool:
    """Whether the address, and the IPv4 one that it may wrap, is on the internet."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = _wrapped(address)
        if wrapped:
            return is_public(wrapped)
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in _FORBIDDEN)
    )


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside an IPv6 one, of whichever way of wrapping."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


class _QueryHider(logging.Filter):
    """Keeps the queries of guarded requests, which may hold a key, out of the log."""

    def __init__(self) -> None:
        super().__init__()
        self.hosts: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        args = record.args
        if isinstance(args, tuple) and not self.hosts.isdisjoint(map(str, args)):
            record.args = tuple(
                arg.partition("?")[0] if isinstance(arg, str) else arg for arg in args
            )
        return True


_query_hider = _QueryHider()
# urllib3 writes the whole address of every request into its debug log.
logging.getLogger("urllib3.connectionpool").addFilter(_query_hider)


class GuardedAdapter(HTTPAdapter):
    """Connects as usual, but asks the guard before and after.

    The check before tells nobody which private ports are open; the one after sees the
    address that was really reached, whatever the name server has answered meanwhile.
    """

    def __init__(self, guard: AddressGuard, **options: Any) -> None:
        self._guard = guard
        super().__init__(**options)

    def send(
        self, request: PreparedRequest, *args: Any, timeout: Any = None, **options: Any
    ) -> Response:
        """Sends; who cannot be connected to is given up earlier than `timeout`."""
        options["timeout"] = timeout and (min(timeout, CONNECT_TIMEOUT), timeout)
        return super().send(request, *args, **options)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:  # pylint: disable=missing-return
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _guarded_pools(self._guard)


def _guarded_pools(guard: AddressGuard) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _guarded(guard, self, super()._new_conn)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _guarded(guard, self, super()._new_conn)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _guarded(guard: AddressGuard, connection: HTTPConnection, connect: Any) -> Any:
    _query_hider.hosts.add(connection.host)
    guard.check_name(connection.host, connection.port)
    sock = connect()
    guard.check_peer(connection.host, connection.port, sock)
    return sock

"""Check the Host header: the names that the development server accepts.

A foreign page can point its own domain at 127.0.0.1 (DNS rebinding) and would then read the drafts of the
site. The browser still sends the foreign name as the Host, so unknown names are refused.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
HOST_HEADER = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([^:/@\[\]\s]+))(?::[0-9]*)?")


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """The names that a Host header may carry."""

    names: frozenset[str] = LOCAL_NAMES
    any_address: bool = False
    """Whether every IP address is allowed; rebinding needs a domain name, so an address is harmless."""

    def allow(self, header: str) -> bool:
        """Return whether a request with this Host header gets an answer."""
        found = HOST_HEADER.fullmatch(header)
        if found is None:
            return False
        name = (found[1] or found[2]).lower().removesuffix(".")
        return name in self.names or (self.any_address and is_address(name))


def allowed_hosts(listener: socket.socket, host: str, more: Iterable[str] = ()) -> AllowedHosts:
    """Return the names that a server accepts.

    Args:
        listener: the bound socket.
        host: the name or address that the author asked to listen on.
        more: further names, such as that of a tunnel or a proxy in front of the server.
    """
    names = {host.lower(), str(listener.getsockname()[0]).lower(), *(name.lower() for name in more)}
    everywhere = ip_address(listener.getsockname()[0]).is_unspecified
    if everywhere:
        machine = socket.gethostname().lower()
        names |= {machine, machine.partition(".")[0] + ".local"}
    return AllowedHosts(LOCAL_NAMES | names, any_address=everywhere)


def is_loopback(listener: socket.socket) -> bool:
    """Return whether only this machine can reach the socket."""
    return ip_address(str(listener.getsockname()[0]).partition("%")[0]).is_loopback


def is_address(name: str) -> bool:
    """Return whether the text is an IP address."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class HostCheck:
    """Middleware that refuses requests for other names."""

    def __init__(self, app: ASGIApp, hosts: AllowedHosts) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on when its Host header is allowed."""
        if scope["type"] == "http" and not self.hosts.allow(Headers(scope=scope).get("host", "")):
            # The name itself is not repeated: it comes from the request.
            text = "This server does not answer for that host name. Allow it with --allow-host NAME.\n"
            await PlainTextResponse(text, 400)(scope, receive, send)
            return
        await self.app(scope, receive, send)

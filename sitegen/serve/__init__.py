"""A local server that rebuilds the site on every change and reloads the pages that are open."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from sitegen.serve.app import make_app
from sitegen.serve.hosts import AllowedHosts, allowed_hosts, is_loopback
from sitegen.serve.preview import Build, Preview
from sitegen.serve.watch import Watched, watch_site

__all__ = [
    "DEFAULT_PORT",
    "AllowedHosts",
    "Build",
    "Watched",
    "address_of",
    "allowed_hosts",
    "bind",
    "is_loopback",
    "serve_site",
]

DEFAULT_PORT = 8484
"""A port that is no other tool's default, because browsers store data of a site by host and port."""
PORTS_TO_TRY = 50


def bind(host: str, port: int | None) -> socket.socket:
    """Return a socket that listens on a port.

    Args:
        host: a name or address of this machine.
        port: the port; 0 takes any free one, None the default one or the next free one.

    Raises:
        OSError: the host is not a name of this machine, or the port is in use.
    """
    first = DEFAULT_PORT if port is None else port
    for number in range(first, first + (PORTS_TO_TRY if port is None else 1)):
        try:
            return _listen(host, number)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or port is not None:
                raise
    raise OSError(errno.EADDRINUSE, f"the ports {first} to {first + PORTS_TO_TRY - 1} are all in use")


def address_of(listener: socket.socket, host: str) -> str:
    """Return the address to type into a browser, without a path: `http://127.0.0.1:8484`."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(host)  # noqa: S104 - shown, not bound
    return f"http://{shown or (f'[{host}]' if ':' in host else host)}:{listener.getsockname()[1]}"


def serve_site(
    listener: socket.socket,
    build: Callable[[], Build],
    watched: Callable[[], Watched],
    *,
    hosts: AllowedHosts,
    live: bool = True,
    started: Callable[[], None] = lambda: None,
) -> None:
    """Build and serve until Ctrl-C.

    Args:
        listener: from `bind`.
        build: builds the site; returns an error text for an author's mistake.
        watched: returns the files and folders to watch; called again when the configuration changes.
        hosts: the names that a Host header may carry.
        live: whether pages reload by themselves.
        started: called after the first build.
    """
    with listener, suppress(KeyboardInterrupt):  # Ctrl-C is the way to end the server
        asyncio.run(_serve(listener, build, watched, started, partial(make_app, live=live, hosts=hosts)))


async def _serve(
    listener: socket.socket,
    build: Callable[[], Build],
    watched: Callable[[], Watched],
    started: Callable[[], None],
    make: Callable[[Preview], Starlette],
) -> None:
    preview = Preview(build)
    settings = uvicorn.Config(
        make(preview),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(settings, preview)
    logging.getLogger("uvicorn.error").addFilter(_is_not_a_cut_file)
    async with asyncio.TaskGroup() as group:
        work = [
            group.create_task(watch_site(watched, preview.request_build, preview.stopping)),
            group.create_task(preview.run()),
            group.create_task(_announce(preview, started)),
        ]
        try:
            await server.serve([listener])
        finally:
            preview.stop()
            work[1].cancel()  # the result of a running build is not needed


async def _announce(preview: Preview, started: Callable[[], None]) -> None:
    await preview.wait_for_change(0)
    if not preview.stopping.is_set():
        with suppress(OSError):  # the terminal or the browser of the author is gone
            started()


def _is_not_a_cut_file(record: logging.LogRecord) -> bool:
    """Leave out the message about a file that became shorter while it was sent; the next build follows."""
    return "without completing response" not in record.getMessage()


class _Server(uvicorn.Server):
    """Stops the preview when a signal ends the server, so that open streams end at once."""

    def __init__(self, config: uvicorn.Config, preview: Preview) -> None:
        super().__init__(config)
        self._preview = preview
        self._loop = asyncio.get_running_loop()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._loop.call_soon_threadsafe(self._preview.stop)
        super().handle_exit(signal.Signals(sig), frame)


def _listen(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except BaseException:
        listener.close()
        raise
    return listener

"""A local server that rebuilds the site on every change and reloads the pages that are open."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import uvicorn

from sitegen.serve.app import make_app
from sitegen.serve.preview import Build, Preview
from sitegen.serve.watch import Watched, watch_site

__all__ = ["DEFAULT_PORT", "Build", "Watched", "address_of", "bind", "serve_site"]

DEFAULT_PORT = 8484
"""Not one that other tools take by default: what a browser keeps for a site is kept by host and port."""
PORTS_TO_TRY = 50


def bind(host: str, port: int | None) -> socket.socket:
    """Take a port to listen on.

    Args:
        host: a name or address of this machine.
        port: the port; 0 takes any free one, None the default one or the next that is free.

    Raises:
        OSError: the host is none of this machine's, or the port is taken.
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
    live: bool = True,
    started: Callable[[], None] = lambda: None,
) -> None:
    """Build and serve until Ctrl-C.

    Args:
        listener: from `bind`.
        build: builds the site; never raises for an author's mistake.
        watched: says where the site's files lie; asked anew when the configuration changes.
        live: whether pages reload by themselves.
        started: called when the first build is there to be looked at.
    """
    with listener, suppress(KeyboardInterrupt):  # the way to end it
        asyncio.run(_serve(listener, build, watched, live, started))


async def _serve(
    listener: socket.socket,
    build: Callable[[], Build],
    watched: Callable[[], Watched],
    live: bool,
    started: Callable[[], None],
) -> None:
    preview = Preview(build)
    settings = uvicorn.Config(
        make_app(preview, live=live),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(settings, preview)
    async with asyncio.TaskGroup() as group:
        work = [
            group.create_task(watch_site(watched, preview.touch, preview.stopping)),
            group.create_task(preview.run()),
            group.create_task(_announce(preview, started)),
        ]
        try:
            await server.serve([listener])
        finally:
            preview.stop()
            work[1].cancel()  # a build that is under way is of no use any more


async def _announce(preview: Preview, started: Callable[[], None]) -> None:
    await preview.news(None)
    if not preview.stopping.is_set():
        started()


class _Server(uvicorn.Server):
    """Tells the preview when a signal ends the server, so that open streams end at once."""

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

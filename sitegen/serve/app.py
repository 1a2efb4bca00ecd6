"""The preview over HTTP: published files, pages with the reload script, and a stream of build events."""

from __future__ import annotations

import asyncio
import html
import json
from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import PurePosixPath
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from sitegen.serve.files import file_response
from sitegen.serve.hosts import AllowedHosts, HostCheck
from sitegen.serve.preview import Preview, Snapshot

EVENTS = "/_sitegen/events"
SCRIPT = "/_sitegen/reload.js"
KEEP_ALIVE_S = 15.0
NOT_FOUND = (
    b'<!doctype html>\n<html lang="en">\n<title>Not found</title>\n<p>There is no such page.</p>\n</html>\n'
)


def make_app(preview: Preview, *, live: bool, hosts: AllowedHosts) -> Starlette:
    """Return the application that answers for a preview.

    Args:
        preview: the site.
        live: whether pages get the script that reloads them.
        hosts: the names that a Host header may carry.
    """

    async def events(request: Request) -> Response:  # noqa: ARG001 - Starlette calls it with the request
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(build_events(preview), media_type="text/event-stream", headers=headers)

    async def script(request: Request) -> Response:  # noqa: ARG001 - Starlette calls it with the request
        source = files("sitegen.serve").joinpath("reload.js").read_bytes()
        return Response(source, headers={"Cache-Control": "no-store"}, media_type="text/javascript")

    async def file(request: Request) -> Response:
        return _answer(await preview.wait_for_change(0), request, live=live)

    routes = [Route(EVENTS, events), Route(SCRIPT, script), Route("/{path:path}", file)]
    return Starlette(routes=routes if live else routes[2:], middleware=[Middleware(HostCheck, hosts=hosts)])


async def build_events(preview: Preview) -> AsyncIterator[str]:
    """Yield an event for the current state of the site, then one for each change.

    Only the number of the last state is stored between events, so a slow stream holds no old site in memory.
    """
    version = 0
    while not preview.stopping.is_set():
        try:
            message, version = await asyncio.wait_for(_next_event(preview, version), KEEP_ALIVE_S)
        except TimeoutError:
            message = ": keep-alive\n\n"  # the server notices a closed connection when it writes
        if message and not preview.stopping.is_set():
            yield message


async def _next_event(preview: Preview, version: int) -> tuple[str, int]:
    current = await preview.wait_for_change(version)
    if current.version == version:  # the server stops
        return "", version
    data = json.dumps({"build": current.build, "error": current.error})
    return f"event: build\ndata: {data}\n\n", current.version


def _answer(site: Snapshot, request: Request, *, live: bool) -> Response:
    path, base = request.scope["path"], site.base_path
    if not site.build:
        return _build_failed(site, live=live)
    if not path.startswith(base):
        return _redirect(base, request) if path in ("/", base.rstrip("/")) else _not_found(site, live=live)
    inside = PurePosixPath(path.removeprefix(base) + ("index.html" if path.endswith("/") else ""))
    if inside in site.outputs:
        return _file(site, inside, request, live=live)
    if inside / "index.html" in site.outputs:
        return _redirect(path + "/", request)
    return _not_found(site, live=live)


def _redirect(path: str, request: Request) -> Response:
    """Send the reader to a path of this server; without a host, so that the Host header is not repeated."""
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(status_code=307, headers={"Location": quote(path) + query})


def _file(site: Snapshot, path: PurePosixPath, request: Request, *, live: bool) -> Response:
    content, tag = site.outputs[path].content, site.fingerprints[path]
    try:
        if path.suffix == ".html" and live:
            page = _with_script(content if isinstance(content, bytes) else content.read_bytes(), site.build)
            # A page carries the name of its build, so its tag changes with every build.
            return file_response(page, path, f'"{tag}-{site.build}"', request)
        return file_response(content, path, f'"{tag}"', request)
    except OSError:
        return _not_found(site, live=live)  # deleted after the build; the next build omits it


def _not_found(site: Snapshot, *, live: bool) -> Response:
    page = site.outputs.get(PurePosixPath("404.html"))
    body = NOT_FOUND
    try:
        if page:
            body = page.content if isinstance(page.content, bytes) else page.content.read_bytes()
    except OSError:
        body = NOT_FOUND
    return _page(_with_script(body, site.build) if live else body, 404)


def _build_failed(site: Snapshot, *, live: bool) -> Response:
    """Return the page that is shown before the first successful build."""
    text = html.escape(site.error)
    body = (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>The site cannot be built</title>\n'
        f"<h1>The site cannot be built</h1>\n<pre>{text}</pre>\n</html>\n"
    ).encode()
    return _page(_with_script(body, "") if live else body, 500)


def _page(body: bytes, status: int) -> Response:
    return Response(body, status, {"Cache-Control": "no-store"}, media_type="text/html")


def _with_script(page: bytes, build: str) -> bytes:
    """Add the reload script before the end of the body; the files of the site never hold it.

    The script is a file of its own, because the policy of a page allows no inline scripts.
    """
    script = f'<script src="{SCRIPT}" data-build="{build}" data-events="{EVENTS}"></script>\n'.encode()
    before, end, after = page.rpartition(b"</body>")
    return before + script + end + after if end else page + script

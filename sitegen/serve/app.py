"""The preview over HTTP: files with their types, pages with the reload script, and a stream of news."""

from __future__ import annotations

import asyncio
import html
import json
import mimetypes
from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import PurePosixPath

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from sitegen.serve.preview import Preview, Shown

EVENTS = "/_sitegen/events"
MEDIA_TYPES = {
    ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".json": "application/json",
    ".mjs": "text/javascript", ".py": "text/x-python", ".svg": "image/svg+xml", ".txt": "text/plain",
    ".wasm": "application/wasm", ".webmanifest": "application/manifest+json", ".whl": "application/zip",
    ".xml": "application/xml", ".zip": "application/zip",
}  # fmt: skip
"""Types that a browser insists on, whatever the machine's own table says."""
KEEP_ALIVE_S = 15.0


def make_app(preview: Preview, *, live: bool) -> Starlette:
    """Return the application that answers for a preview.

    Args:
        preview: what to show.
        live: whether pages get the script that reloads them.
    """

    async def events(request: Request) -> Response:  # noqa: ARG001 - Starlette calls it with the request
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(_news(preview), media_type="text/event-stream", headers=headers)

    async def file(request: Request) -> Response:
        shown = await preview.news(None)
        return _answer(shown, request, live=live)

    routes = [Route(EVENTS, events), Route("/{path:path}", file)]
    return Starlette(routes=routes if live else routes[1:])


def media_type_of(path: PurePosixPath) -> str:
    """Return the type that a file is sent with."""
    guessed = mimetypes.guess_type(path.name)[0]
    return MEDIA_TYPES.get(path.suffix.lower()) or guessed or "application/octet-stream"


async def _news(preview: Preview) -> AsyncIterator[str]:
    """Say what is shown now, then again whenever it changes."""
    seen: Shown | None = None
    while not preview.stopping.is_set():
        try:
            shown = await asyncio.wait_for(preview.news(seen), KEEP_ALIVE_S)
        except TimeoutError:
            yield ": still here\n\n"  # also finds out that the reader has left
            continue
        if shown is not seen and not preview.stopping.is_set():
            seen = shown
            yield f"event: build\ndata: {json.dumps({'build': shown.build, 'error': shown.error})}\n\n"


def _answer(shown: Shown, request: Request, *, live: bool) -> Response:
    path, base = request.scope["path"], shown.base_path
    if not shown.build:
        return _broken(shown, live=live)
    if not path.startswith(base):
        return _redirect(base, request) if path in ("/", base.rstrip("/")) else _missing(shown, live=live)
    inside = PurePosixPath(path.removeprefix(base) + ("index.html" if path.endswith("/") else ""))
    if inside in shown.outputs:
        return _file(shown, inside, request, live=live)
    if inside / "index.html" in shown.outputs:
        return _redirect(path + "/", request)
    return _missing(shown, live=live)


def _redirect(path: str, request: Request) -> Response:
    return RedirectResponse(request.url.replace(path=path), status_code=307)


def _file(shown: Shown, path: PurePosixPath, request: Request, *, live: bool) -> Response:
    content, tag = shown.outputs[path].content, shown.fingerprints[path]
    page = path.suffix == ".html" and live
    # A page carries the name of its build, so it is new with every build.
    headers = {"Cache-Control": "no-cache", "ETag": f'"{tag}-{shown.build}"' if page else f'"{tag}"'}
    if headers["ETag"] in [part.strip() for part in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    if isinstance(content, bytes):
        body = _with_script(content, shown.build) if page else content
        return Response(body, headers=headers, media_type=media_type_of(path))
    if not content.is_file():
        return _missing(shown, live=live)  # deleted just now; the next build will not have it
    if page:
        return Response(
            _with_script(content.read_bytes(), shown.build), headers=headers, media_type="text/html"
        )
    return FileResponse(content, headers=headers, media_type=media_type_of(path))


def _missing(shown: Shown, *, live: bool) -> Response:
    page = shown.outputs.get(PurePosixPath("404.html"))
    content = (
        page.content
        if page
        else b"<!doctype html>\n<title>Not found</title>\n<p>There is no such page.</p>\n"
    )
    body = content if isinstance(content, bytes) else content.read_bytes()
    return _page(_with_script(body, shown.build) if live else body, 404)


def _broken(shown: Shown, *, live: bool) -> Response:
    """What readers get when no build has worked yet."""
    text = html.escape(shown.error)
    body = (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>The site cannot be built</title>\n'
        f"<h1>The site cannot be built</h1>\n<pre>{text}</pre>\n</html>\n"
    ).encode()
    return _page(_with_script(body, "") if live else body, 500)


def _page(body: bytes, status: int) -> Response:
    return Response(body, status, {"Cache-Control": "no-store"}, media_type="text/html")


def _with_script(page: bytes, build: str) -> bytes:
    """Put the reload script before the end of the body; the site's own files never hold it."""
    source = files("sitegen.serve").joinpath("reload.js").read_text(encoding="utf-8")
    script = f'<script data-build="{build}" data-events="{EVENTS}">\n{source}</script>\n'.encode()
    before, end, after = page.rpartition(b"</body>")
    return before + script + end + after if end else page + script

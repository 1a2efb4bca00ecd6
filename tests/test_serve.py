import asyncio
import contextlib
import errno
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from sitegen.model import Output
from sitegen.serve import DEFAULT_PORT, Build, address_of, bind
from sitegen.serve.app import EVENTS, make_app, media_type_of
from sitegen.serve.preview import Preview, fingerprint_of
from tests.serving import POST, Answer, Running, in_a_loop, serving

PAGE = b"<!doctype html><html><body><p>Hello</p></body></html>"
MISSING = b"<!doctype html><html><body><p>Nothing here</p></body></html>"


def build_of(files: dict[str, bytes | Path], base_path: str = "/") -> Build:
    outputs = tuple(Output(PurePosixPath(path), content, path) for path, content in files.items())
    return Build(outputs, base_path)


SITE = build_of(
    {
        "index.html": PAGE,
        "posts/x/index.html": PAGE,
        "404.html": MISSING,
        "client/main.mjs": b"export {}",
        "runtime/a.wasm": b"\0asm",
        "runtime/a.whl": b"PK",
        "bücher.txt": b"text",
    },
    "/blog/",
)


async def ask(
    preview: Preview, path: str, *, live: bool = True, method: str = "GET", **headers: str
) -> Answer:
    """Ask the application for one path, without a network."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "server": ("127.0.0.1", 8484),
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    await make_app(preview, live=live)(scope, receive, send)
    names = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], names, b"".join(message.get("body", b"") for message in sent[1:]))


def get(path: str, *builds: Build, live: bool = True, method: str = "GET", **headers: str) -> Answer:
    async def run() -> Answer:
        preview = Preview(lambda: SITE)
        for build in builds or (SITE,):
            await preview.take(build)
        return await ask(preview, path, live=live, method=method, **headers)

    return in_a_loop(run())


def test_a_page_is_served_below_the_base_path_with_the_script_that_reloads_it() -> None:
    answer = get("/blog/posts/x/")
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    before, script, after = answer.body.partition(b"<script ")
    assert before == b"<!doctype html><html><body><p>Hello</p>"
    assert EVENTS.encode() in after
    assert after.endswith(b"</script>\n</body></html>")
    assert script


def test_without_reloading_a_page_is_served_as_it_is_published() -> None:
    assert get("/blog/", live=False).body == PAGE


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "/blog/"),
        ("/blog", "/blog/"),
        ("/blog/posts/x", "/blog/posts/x/"),
        ("/blog/posts/x?layers=3", "/blog/posts/x/?layers=3"),
    ],
)
def test_a_path_without_its_slash_is_sent_on(path: str, place: str) -> None:
    answer = get(path)
    assert answer.status == 307
    assert answer.headers["location"] == f"http://127.0.0.1:8484{place}"


@pytest.mark.parametrize(
    "path", ["/blog/gone/", "/blog/index.html/", "/other/", "/blog/../x", "/blog//index.html"]
)
def test_a_path_that_is_not_there_gets_the_sites_own_page(path: str) -> None:
    answer = get(path)
    assert answer.status == 404
    assert b"Nothing here" in answer.body


def test_a_site_without_such_a_page_says_so_all_the_same() -> None:
    answer = get("/gone", build_of({"index.html": PAGE}))
    assert answer.status == 404
    assert b"There is no such page" in answer.body


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/blog/client/main.mjs", "text/javascript; charset=utf-8"),
        ("/blog/runtime/a.wasm", "application/wasm"),
        ("/blog/runtime/a.whl", "application/zip"),
        ("/blog/bücher.txt", "text/plain; charset=utf-8"),
    ],
)
def test_files_have_the_types_that_browsers_insist_on(path: str, kind: str) -> None:
    answer = get(path)
    assert answer.status == 200
    assert answer.headers["content-type"] == kind


def test_an_unknown_ending_is_sent_as_bytes() -> None:
    assert media_type_of(PurePosixPath("a.unknown-ending")) == "application/octet-stream"


def test_what_a_browser_has_already_is_not_sent_again() -> None:
    tag = get("/blog/runtime/a.wasm").headers["etag"]
    assert get("/blog/runtime/a.wasm", if_none_match=tag).status == 304
    assert get("/blog/runtime/a.wasm", if_none_match='"other"').status == 200


def test_a_page_is_new_with_every_build_because_its_script_is() -> None:
    async def run() -> tuple[str, str]:
        preview = Preview(lambda: SITE)
        await preview.take(SITE)
        first = await ask(preview, "/blog/")
        await preview.take(build_of({"index.html": PAGE, "new.txt": b""}, "/blog/"))
        return first.headers["etag"], (await ask(preview, "/blog/")).headers["etag"]

    first, second = in_a_loop(run())
    assert first != second


def test_a_file_on_disk_is_sent_from_there(tmp_path: Path) -> None:
    file = tmp_path / "big.wasm"
    file.write_bytes(b"\0asm" * 10)
    answer = get("/big.wasm", build_of({"index.html": PAGE, "big.wasm": file}))
    assert answer.body == file.read_bytes()
    assert answer.headers["content-type"] == "application/wasm"
    assert answer.headers["cache-control"] == "no-cache"


def test_a_file_that_has_just_been_deleted_is_not_found(tmp_path: Path) -> None:
    async def run() -> Answer:
        file = tmp_path / "big.bin"
        file.write_bytes(b"x")
        preview = Preview(lambda: SITE)
        await preview.take(build_of({"index.html": PAGE, "big.bin": file}))
        file.unlink()
        return await ask(preview, "/big.bin")

    assert in_a_loop(run()).status == 404


def test_only_reading_is_allowed() -> None:
    assert get("/blog/", method="POST").status == 405


def test_a_site_that_never_could_be_built_shows_its_error_as_text() -> None:
    answer = get("/anything/", Build(error="content/<b>.md:1:1: \"x\" & 'y'"))
    assert answer.status == 500
    assert b"content/&lt;b&gt;.md:1:1: &quot;x&quot; &amp; &#x27;y&#x27;" in answer.body
    assert b"<b>" not in answer.body


def test_a_broken_build_keeps_the_last_good_site() -> None:
    answer = get("/blog/", SITE, Build(error="content/x.md:1:1: wrong"))
    assert answer.status == 200
    assert b"Hello" in answer.body


def test_the_error_leaves_when_the_site_is_as_it_was_and_no_page_is_reloaded() -> None:
    async def run() -> None:
        preview = Preview(lambda: SITE)
        await preview.take(SITE)
        good = preview.shown
        await preview.take(Build(error="wrong"))
        assert (preview.shown.build, preview.shown.error) == (good.build, "wrong")
        await preview.take(SITE)
        assert (preview.shown.build, preview.shown.error) == (good.build, "")

    in_a_loop(run())


def test_a_build_that_changes_nothing_is_no_news() -> None:
    async def run() -> None:
        preview = Preview(lambda: SITE)
        for same in (SITE, Build(error="wrong")):
            await preview.take(same)
            shown = preview.shown
            await preview.take(same)
            assert preview.shown is shown

    in_a_loop(run())


def test_a_change_during_a_build_starts_another_build() -> None:
    begun, go_on = threading.Event(), threading.Event()
    texts = iter([b"first", b"second"])
    builds: list[int] = []

    def build() -> Build:
        builds.append(len(builds))
        begun.set()
        go_on.wait()
        return build_of({"index.html": next(texts)})

    async def run() -> None:
        preview = Preview(build)
        task = asyncio.create_task(preview.run())
        preview.touch()
        await asyncio.to_thread(begun.wait)
        preview.touch()
        preview.touch()
        go_on.set()
        first = await preview.news(None)
        second = await preview.news(first)
        assert second.outputs[PurePosixPath("index.html")].content == b"second"
        preview.stop()
        await task

    in_a_loop(run())
    assert len(builds) == 2


def test_an_interrupt_in_a_process_of_the_build_is_no_error_of_its_own() -> None:
    def build() -> Build:
        raise KeyboardInterrupt

    async def run() -> None:
        preview = Preview(build)
        preview.touch()
        with pytest.raises(asyncio.CancelledError):
            await preview.run()

    in_a_loop(run())


def test_the_end_of_the_server_ends_those_who_wait_for_news() -> None:
    async def run() -> None:
        preview = Preview(lambda: SITE)
        task = asyncio.create_task(preview.run())
        await preview.take(SITE)
        waiting = asyncio.create_task(preview.news(preview.shown))
        await asyncio.sleep(0)
        preview.stop()
        await asyncio.gather(task, waiting)

    in_a_loop(run())


def test_a_file_on_disk_has_a_new_fingerprint_when_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "a"
    output = Output(PurePosixPath("a"), file, "a")
    file.write_bytes(b"1")
    first = fingerprint_of(output)
    file.write_bytes(b"22")
    assert fingerprint_of(output) != first


def test_a_port_that_is_named_is_taken_or_refused() -> None:
    with bind("127.0.0.1", 0) as listener:
        taken = listener.getsockname()[1]
        assert address_of(listener, "127.0.0.1") == f"http://127.0.0.1:{taken}"
        with pytest.raises(OSError, match="in use") as caught:
            bind("127.0.0.1", taken)
        assert caught.value.errno == errno.EADDRINUSE


def test_without_a_port_the_next_free_one_after_the_default_is_taken() -> None:
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # somebody else has it: as good
            stack.enter_context(bind("127.0.0.1", DEFAULT_PORT))
        other = stack.enter_context(bind("127.0.0.1", None))
        assert other.getsockname()[1] > DEFAULT_PORT


@pytest.mark.parametrize(
    ("host", "shown"),
    [("::1", "[::1]"), ("0.0.0.0", "127.0.0.1"), ("localhost", "localhost")],  # noqa: S104
)
def test_the_address_can_be_typed_into_a_browser(host: str, shown: str) -> None:
    try:
        listener = bind(host, 0)
    except OSError:
        assert host == "::1"  # a machine without IPv6
        return
    with listener:
        assert address_of(listener, host) == f"http://{shown}:{listener.getsockname()[1]}"


# From here on: the real command, in a process of its own.


Start = Callable[..., Running]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """A function that starts the server for a folder and waits for its address."""
    with contextlib.ExitStack() as stack:
        yield lambda site, *options: stack.enter_context(serving(site, tmp_path / "errors.txt", *options))


@pytest.fixture
def site(write_site: Callable[..., Path]) -> Path:
    """A site with one draft, published under a sub-path."""
    return write_site(
        {"content/posts/one.md": POST.format(text="First text.")},
        'title = "A site"\nbase_url = "https://example.org/blog/"\n',
    )


def test_a_draft_is_served_and_an_edit_arrives(start: Start, site: Path) -> None:
    server = start(site)
    assert server.address.endswith("/blog/")
    assert b"First text." in server.get("posts/one/").body
    with server.news() as following:
        first = following()
        assert not first["error"]
        (site / "content/posts/one.md").write_text(POST.format(text="Second text."))
        second = following()
    assert second["build"] != first["build"]
    assert b"Second text." in server.get("posts/one/").body


def test_links_lead_to_the_server_and_not_to_the_published_site(start: Start, site: Path) -> None:
    server = start(site)
    assert b"https://example.org" not in server.get("").body


def test_a_broken_edit_is_told_and_the_last_good_page_stays(start: Start, site: Path, tmp_path: Path) -> None:
    server = start(site)
    with server.news() as following:
        good = following()
        (site / "content/posts/one.md").write_text("---\ntitle: A post\ndaet: <2026>\n---\n")
        broken = following()
        assert broken["build"] == good["build"]
        assert "content/posts/one.md:3:1: unknown key 'daet'" in broken["error"]
        assert "did you mean 'date'?" in broken["error"]
        assert b"First text." in server.get("posts/one/").body
        (site / "content/posts/one.md").write_text(POST.format(text="Third text."))
        mended = following()
        assert not mended["error"]
    assert b"Third text." in server.get("posts/one/").body
    assert broken["error"] in (tmp_path / "errors.txt").read_text()


def test_a_site_that_is_broken_from_the_start_is_served_once_it_is_mended(start: Start, site: Path) -> None:
    (site / "content/posts/one.md").write_text("no front matter")
    server = start(site)
    assert server.get("posts/one/").status == 500
    with server.news() as following:
        assert following()["error"]
        (site / "content/posts/one.md").write_text(POST.format(text="Mended."))
        assert not following()["error"]
    assert b"Mended." in server.get("posts/one/").body


def test_the_configuration_and_new_folders_are_watched(start: Start, site: Path) -> None:
    server = start(site)
    with server.news() as following:
        following()
        (site / "sitegen.toml").write_text('title = "Another name"\nbase_url = "https://example.org/blog/"\n')
        following()
        assert b"Another name" in server.get("").body
        (site / "static").mkdir()
        (site / "static" / "note.txt").write_text("a note")
        following()
    assert server.get("note.txt").body == b"a note"


def test_without_reloading_there_is_no_script_and_no_stream(start: Start, site: Path) -> None:
    server = start(site, "--no-reload")
    assert b"sitegen-scroll" not in server.get("").body
    assert server.get("../_sitegen/events").status == 404


def test_ctrl_c_ends_it_at_once_although_a_page_is_open(start: Start, site: Path) -> None:
    server = start(site)
    with server.news() as following:
        following()
        server.process.send_signal(signal.SIGINT)
        output, _ = server.process.communicate(timeout=60)
    assert server.process.returncode == 0
    assert "Traceback" not in output


def test_nothing_is_written_into_the_site(start: Start, site: Path) -> None:
    before = {path for path in site.rglob("*") if "__pycache__" not in path.parts}
    server = start(site)
    assert server.get("").status == 200
    assert {path for path in site.rglob("*") if "__pycache__" not in path.parts} == before


def test_a_port_that_is_in_use_is_refused(site: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "sitegen", "serve", "--port", str(port)]
        done = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert f"port {port} is in use" in done.stderr

import asyncio
import contextlib
import errno
import gc
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from sitegen.cli.serve import Rebuild
from sitegen.model import Output
from sitegen.serve import DEFAULT_PORT, Build, address_of, bind
from sitegen.serve.app import EVENTS, SCRIPT, build_events, make_app
from sitegen.serve.files import media_type_of
from sitegen.serve.hosts import AllowedHosts, allowed_hosts, is_loopback
from sitegen.serve.preview import Preview, Snapshot, fingerprint_of
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
        "headers": [
            (name.replace("_", "-").encode(), value.encode())
            for name, value in {"host": "127.0.0.1:8484", **headers}.items()
        ],
    }
    await make_app(preview, live=live, hosts=AllowedHosts())(scope, receive, send)
    names = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], names, b"".join(message.get("body", b"") for message in sent[1:]))


def get(path: str, *builds: Build, live: bool = True, method: str = "GET", **headers: str) -> Answer:
    async def run() -> Answer:
        preview = Preview(lambda: SITE)
        for build in builds or (SITE,):
            await preview.show(build)
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
def test_a_path_without_its_slash_is_redirected(path: str, place: str) -> None:
    answer = get(path)
    assert answer.status == 307
    assert answer.headers["location"] == place


@pytest.mark.parametrize(
    "path", ["/blog/gone/", "/blog/index.html/", "/other/", "/blog/../x", "/blog//index.html"]
)
def test_an_unknown_path_gets_the_404_page_of_the_site(path: str) -> None:
    answer = get(path)
    assert answer.status == 404
    assert b"Nothing here" in answer.body


def test_a_site_without_a_404_page_answers_with_a_short_page() -> None:
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
def test_files_have_the_media_types_that_browsers_require(path: str, kind: str) -> None:
    answer = get(path)
    assert answer.status == 200
    assert answer.headers["content-type"] == kind


def test_an_unknown_ending_is_sent_as_bytes() -> None:
    assert media_type_of(PurePosixPath("a.unknown-ending")) == "application/octet-stream"


def test_a_file_with_the_same_tag_is_not_sent_again() -> None:
    tag = get("/blog/runtime/a.wasm").headers["etag"]
    assert get("/blog/runtime/a.wasm", if_none_match=tag).status == 304
    assert get("/blog/runtime/a.wasm", if_none_match='"other"').status == 200


def test_a_page_has_a_new_tag_with_every_build_because_of_its_script() -> None:
    async def run() -> tuple[str, str]:
        preview = Preview(lambda: SITE)
        await preview.show(SITE)
        first = await ask(preview, "/blog/")
        await preview.show(build_of({"index.html": PAGE, "new.txt": b""}, "/blog/"))
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
        await preview.show(build_of({"index.html": PAGE, "big.bin": file}))
        file.unlink()
        return await ask(preview, "/big.bin")

    assert in_a_loop(run()).status == 404


def test_only_get_and_head_are_allowed() -> None:
    assert get("/blog/", method="POST").status == 405


def test_a_failed_first_build_shows_its_error_as_text() -> None:
    answer = get("/anything/", Build(error="content/<b>.md:1:1: \"x\" & 'y'"))
    assert answer.status == 500
    assert b"content/&lt;b&gt;.md:1:1: &quot;x&quot; &amp; &#x27;y&#x27;" in answer.body
    assert b"<b>" not in answer.body


def test_a_failed_build_leaves_the_last_successful_one_in_place() -> None:
    answer = get("/blog/", SITE, Build(error="content/x.md:1:1: wrong"))
    assert answer.status == 200
    assert b"Hello" in answer.body


def test_an_undone_change_removes_the_error_without_a_reload() -> None:
    async def run() -> None:
        preview = Preview(lambda: SITE)
        await preview.show(SITE)
        good = preview.current
        await preview.show(Build(error="wrong"))
        assert (preview.current.build, preview.current.error) == (good.build, "wrong")
        await preview.show(SITE)
        assert (preview.current.build, preview.current.error) == (good.build, "")

    in_a_loop(run())


def test_a_build_that_changes_nothing_sends_no_event() -> None:
    async def run() -> None:
        preview = Preview(lambda: SITE)
        for same in (SITE, Build(error="wrong")):
            await preview.show(same)
            shown = preview.current
            await preview.show(same)
            assert preview.current is shown

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
        preview.request_build()
        await asyncio.to_thread(begun.wait)
        preview.request_build()
        preview.request_build()
        go_on.set()
        first = await preview.wait_for_change(0)
        second = await preview.wait_for_change(first.version)
        assert second.outputs[PurePosixPath("index.html")].content == b"second"
        preview.stop()
        await task

    in_a_loop(run())
    assert len(builds) == 2


def test_an_interrupt_in_a_process_of_the_build_is_not_an_error() -> None:
    def build() -> Build:
        raise KeyboardInterrupt

    async def run() -> None:
        preview = Preview(build)
        preview.request_build()
        with pytest.raises(asyncio.CancelledError):
            await preview.run()

    in_a_loop(run())


def test_the_end_of_the_server_ends_open_event_streams() -> None:
    async def run() -> None:
        preview = Preview(lambda: SITE)
        task = asyncio.create_task(preview.run())
        await preview.show(SITE)
        waiting = asyncio.create_task(preview.wait_for_change(preview.current.version))
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


def test_a_port_that_is_named_is_used_or_refused() -> None:
    with bind("127.0.0.1", 0) as listener:
        taken = listener.getsockname()[1]
        assert address_of(listener, "127.0.0.1") == f"http://127.0.0.1:{taken}"
        with pytest.raises(OSError, match="in use") as caught:
            bind("127.0.0.1", taken)
        assert caught.value.errno == errno.EADDRINUSE


def test_without_a_port_the_next_free_one_after_the_default_is_used() -> None:
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # somebody else has it: as good
            stack.enter_context(bind("127.0.0.1", DEFAULT_PORT))
        other = stack.enter_context(bind("127.0.0.1", None))
        assert other.getsockname()[1] > DEFAULT_PORT


@pytest.mark.parametrize(
    ("host", "shown"),
    [("::1", "[::1]"), ("0.0.0.0", "127.0.0.1"), ("localhost", "localhost")],  # noqa: S104 - text only
)
def test_the_address_can_be_typed_into_a_browser(host: str, shown: str) -> None:
    try:
        listener = bind(host, 0)
    except OSError:
        assert host == "::1"  # a machine without IPv6
        return
    with listener:
        assert address_of(listener, host) == f"http://{shown}:{listener.getsockname()[1]}"


@pytest.mark.parametrize(
    "host", ["evil.com", "evil.com:8484", "127.0.0.1.evil.com", "127.0.0.1@evil.com", "[evil", "10.0.0.1", ""]
)
def test_a_foreign_host_name_is_refused_and_not_repeated(host: str) -> None:
    answer = get("/blog/", host=host)
    assert answer.status == 400
    assert b"Hello" not in answer.body
    assert b"evil" not in answer.body


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8484", "127.0.0.1:8484", "[::1]:8484", "localhost."]
)
def test_a_host_name_of_this_machine_is_accepted(host: str) -> None:
    assert get("/blog/", host=host).status == 200


def test_a_server_for_other_machines_accepts_addresses_and_allowed_names() -> None:
    with bind("0.0.0.0", 0) as listener:  # noqa: S104 - nothing connects to it
        hosts = allowed_hosts(listener, "0.0.0.0", ["My-Tunnel.example"])  # noqa: S104 - text only
        assert not is_loopback(listener)
    assert hosts.allow("192.168.1.7:8484")
    assert hosts.allow(socket.gethostname())
    assert hosts.allow("my-tunnel.example")
    assert not hosts.allow("other.example")
    with bind("127.0.0.1", 0) as listener:
        assert is_loopback(listener)
        assert not allowed_hosts(listener, "127.0.0.1").allow("192.168.1.7")


RANGES = [
    ("bytes=0-3", 206, slice(0, 4)),
    ("bytes=5-", 206, slice(5, None)),
    ("bytes=-4", 206, slice(-4, None)),
    ("bytes=2-999999", 206, slice(2, None)),
    ("bytes=-999999", 206, slice(0, None)),
    ("bytes=0-1,4-5", 200, slice(0, None)),
    ("bytes=3-1", 200, slice(0, None)),
    ("lines=0-3", 200, slice(0, None)),
    ("bytes=-", 200, slice(0, None)),
    ("bytes=" + "9" * 5000 + "-", 200, slice(0, None)),
    ("bytes=999999-", 416, slice(0, 0)),
    ("bytes=-0", 416, slice(0, 0)),
]


@pytest.mark.parametrize(("wanted", "status", "part"), RANGES)
@pytest.mark.parametrize("kind", ["page", "bytes", "file"])
def test_a_range_of_a_page_or_of_a_file_is_sent(
    tmp_path: Path, kind: str, wanted: str, status: int, part: slice
) -> None:
    file = tmp_path / "big.bin"
    file.write_bytes(bytes(range(200)))
    site = build_of({"index.html": PAGE, "small.bin": file.read_bytes(), "big.bin": file})
    path = {"page": "/", "bytes": "/small.bin", "file": "/big.bin"}[kind]

    async def run() -> tuple[Answer, Answer]:
        preview = Preview(lambda: site)
        await preview.show(site)
        return await ask(preview, path), await ask(preview, path, range=wanted)

    whole, answer = in_a_loop(run())
    assert (answer.status, answer.body) == (status, whole.body[part])
    assert int(answer.headers["content-length"]) == len(answer.body)
    if status == 206:
        first, end = part.indices(len(whole.body))[:2]
        assert answer.headers["content-range"] == f"bytes {first}-{end - 1}/{len(whole.body)}"


def test_a_range_of_another_version_gives_the_whole_file() -> None:
    answer = get("/blog/runtime/a.wasm", range="bytes=0-1", if_range='"other"')
    assert (answer.status, answer.body) == (200, b"\0asm")


def test_a_file_that_disappears_before_the_build_is_shown_is_left_out(tmp_path: Path) -> None:
    (tmp_path / ".#lock").symlink_to("user@host.1:2")
    site = build_of({"index.html": PAGE, "a.txt": tmp_path / "gone.txt", "lock": tmp_path / ".#lock"})
    assert get("/", site).status == 200
    assert get("/a.txt", site).status == 404
    assert get("/lock", site).status == 404


def test_a_404_page_that_disappears_from_disk_is_replaced(tmp_path: Path) -> None:
    async def run() -> Answer:
        page = tmp_path / "404.html"
        page.write_bytes(MISSING)
        preview = Preview(lambda: SITE)
        await preview.show(build_of({"index.html": PAGE, "404.html": page}))
        page.unlink()
        return await ask(preview, "/gone")

    assert in_a_loop(run()).status == 404


def test_an_exception_in_a_build_is_shown_and_the_next_build_follows() -> None:
    results: Iterator[Build | Exception] = iter([ValueError("no luck"), SITE])

    def build() -> Build:
        result = next(results)
        if isinstance(result, Exception):
            raise result
        return result

    async def run() -> tuple[Snapshot, Snapshot]:
        preview = Preview(build)
        task = asyncio.create_task(preview.run())
        preview.request_build()
        failed = await preview.wait_for_change(0)
        preview.request_build()
        good = await preview.wait_for_change(failed.version)
        preview.stop()
        await task
        return failed, good

    failed, good = in_a_loop(run())
    assert "no luck" in failed.error
    assert good.build
    assert not good.error


def test_a_slow_event_stream_holds_no_old_site_in_memory() -> None:
    async def run() -> int:
        preview = Preview(lambda: SITE)
        streams = []
        for number in range(20):
            await preview.show(build_of({"index.html": b"%d" % number}))
            streams.append(build_events(preview))
            await anext(streams[-1])
        gc.collect()
        return sum(isinstance(value, Snapshot) for value in gc.get_objects())

    assert in_a_loop(run()) <= 2


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
    with server.events() as following:
        first = following()
        assert not first["error"]
        (site / "content/posts/one.md").write_text(POST.format(text="Second text."))
        second = following()
    assert second["build"] != first["build"]
    assert b"Second text." in server.get("posts/one/").body


def test_links_lead_to_the_server_and_not_to_the_published_site(start: Start, site: Path) -> None:
    server = start(site)
    assert b"https://example.org" not in server.get("").body


def test_a_broken_edit_is_reported_and_the_last_good_page_stays(
    start: Start, site: Path, tmp_path: Path
) -> None:
    server = start(site)
    with server.events() as following:
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


def test_a_site_that_is_broken_at_the_start_is_served_after_it_is_corrected(start: Start, site: Path) -> None:
    (site / "content/posts/one.md").write_text("no front matter")
    server = start(site)
    assert server.get("posts/one/").status == 500
    with server.events() as following:
        assert following()["error"]
        (site / "content/posts/one.md").write_text(POST.format(text="Mended."))
        assert not following()["error"]
    assert b"Mended." in server.get("posts/one/").body


def test_the_configuration_and_new_folders_are_watched(start: Start, site: Path) -> None:
    server = start(site)
    with server.events() as following:
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
    assert SCRIPT.encode() not in server.get("").body
    assert server.get("../_sitegen/events").status == 404


def test_ctrl_c_ends_the_server_at_once_although_a_page_is_open(start: Start, site: Path) -> None:
    server = start(site)
    with server.events() as following:
        following()
        server.process.send_signal(signal.SIGINT)
        output, _ = server.process.communicate(timeout=60)
    assert server.process.returncode == 0
    assert "Traceback" not in output


def test_only_the_cache_is_written_into_the_site(start: Start, site: Path) -> None:
    def files() -> set[Path]:
        found = {path.relative_to(site) for path in site.rglob("*")}
        return {path for path in found if path.parts[0] != ".sitegen" and "__pycache__" not in path.parts}

    before = files()
    server = start(site)
    assert server.get("").status == 200
    assert files() == before


def test_a_port_that_is_in_use_is_refused(site: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "sitegen", "serve", "--port", str(port)]
        done = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert f"port {port} is in use" in done.stderr


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("the state did not come within 30 s")


def test_the_server_survives_temporary_files_atomic_saves_and_lock_files(start: Start, site: Path) -> None:
    static = site / "static"
    static.mkdir()
    server = start(site)
    (static / ".#site.css").symlink_to("user@host.1:2")  # Emacs makes one at the first keystroke
    for number in range(20):
        temporary = static / "t"
        temporary.write_text(str(number))
        time.sleep(0.05)
        temporary.rename(static / "f.txt")
    (site / "content/posts/one.md").write_text(POST.format(text="After the storm."))
    wait_until(lambda: b"After the storm." in server.get("posts/one/").body)
    wait_until(lambda: server.get("f.txt").body == b"19")
    assert server.process.poll() is None


def test_a_post_that_appears_and_disappears_is_never_reported_as_a_bug(
    start: Start, site: Path, tmp_path: Path
) -> None:
    server = start(site)
    for number in range(20):
        post = site / "content/posts/two.md"
        post.write_text(POST.format(text=f"Number {number}."))
        time.sleep(0.02)
        post.unlink()
    (site / "content/posts/one.md").write_text(POST.format(text="At the end."))
    wait_until(lambda: b"At the end." in server.get("posts/one/").body)
    assert "bug" not in (tmp_path / "errors.txt").read_text()


def test_a_missing_content_folder_does_not_end_the_server(start: Start, site: Path) -> None:
    server = start(site)
    (site / "content").rename(site / "elsewhere")
    time.sleep(0.3)
    (site / "elsewhere").rename(site / "content")
    (site / "content/posts/one.md").write_text(POST.format(text="Back again."))
    wait_until(lambda: b"Back again." in server.get("posts/one/").body)


def test_a_file_that_is_cut_while_it_is_sent_leaves_no_traceback(
    start: Start, site: Path, tmp_path: Path
) -> None:
    big = site / "static" / "big.bin"
    big.parent.mkdir()
    big.write_bytes(b"x" * 50_000_000)
    server = start(site)
    host, port = server.origin.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as client:
        client.sendall(f"GET /blog/big.bin HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        client.recv(1000)
        big.write_bytes(b"short")
        received = 0
        while chunk := client.recv(1 << 20):
            received += len(chunk)
    assert received < 50_000_000
    assert server.get("").status == 200
    assert "Traceback" not in (tmp_path / "errors.txt").read_text()


def test_drafts_are_left_out_if_other_machines_can_connect_unless_an_option_shows_them(
    start: Start, site: Path
) -> None:
    assert start(site).get("posts/one/").status == 200
    assert start(site, "--published").get("posts/one/").status == 404
    # The socket stays on loopback; only the question whether it is loopback gets another answer.
    everywhere = [sys.executable, "-c", OPEN_TO_ALL, str(site)]
    for options, status in (([], 404), (["--drafts"], 200)):
        done = subprocess.run([*everywhere, *options], cwd=site, capture_output=True, text=True, check=False)
        assert f"status {status}" in done.stdout, done.stdout + done.stderr
        assert ("drafts are left out" in done.stderr) == (not options)


OPEN_TO_ALL = """
import sys
from unittest.mock import patch
import sitegen.cli.serve as command

def serve_site(listener, build, watched, *, hosts, live, started):
    found = {str(output.output_path) for output in build().outputs}
    print("status", 200 if "posts/one/index.html" in found else 404)

with (
    patch.object(command, "is_loopback", lambda listener: False),
    patch.object(command, "serve_site", serve_site),
):
    command.serve_command(["--port", "0", *sys.argv[2:]], standalone_mode=False)
"""


def test_a_preview_saves_no_frames_of_demos(tmp_path: Path) -> None:
    config = tmp_path / "sitegen.toml"
    config.write_text('title = "A site"\n', encoding="utf-8")
    work = Rebuild(config, "", "http://localhost:1", drafts=False, future=False, now=None, quiet=True)
    assert work._site().demos.saved_steps == 0

"""Attack `sitegen serve`: foreign paths, methods, hosts, ranges, malformed, slow and many requests."""

from __future__ import annotations

import contextlib
import random
import re
import socket
import time
from pathlib import Path

from tests.attack.common import Outcome, posts, write_site
from tests.serving import Running, serving

PATIENCE_S = 3
OUTSIDE = "a text outside of the site"
TRAVERSALS = (
    "/../secret.txt",
    "/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..%2fsecret.txt",
    "/%252e%252e%252fsecret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/....//secret.txt",
    "/.%00./secret.txt",
    "/%00",
    "/index.html%00.txt",
    "/posts/../../secret.txt",
    "/posts/%2e%2e/%2e%2e/secret.txt",
    "//secret.txt",
    "//evil.example/",
    "///etc/passwd",
    "/etc/passwd",
    "/%2fetc%2fpasswd",
    "/file:///etc/passwd",
    "/~/secret.txt",
    "/sitegen.toml",
    "/content/posts/post-1.md",
    "/.git/config",
    "/.sitegen/cache",
    "/static/",
    "/..;/secret.txt",
    "/%c0%ae%c0%ae/secret.txt",
    "/\u2025/secret.txt",
    "/" + "a" * 60_000,
    "/" + "../" * 2_000,
    "/?/../secret.txt",
    "/%",
    "/%zz",
    "/posts/post-1/..%2f..%2f..%2fsecret.txt",
)
METHODS = ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "X" * 500)
HOSTS = (
    "evil.example",
    "127.0.0.1.evil.example",
    "evil@127.0.0.1",
    "",
    "a" * 10_000,
    "localhost,evil",
    "[::1",
    "\xff",
)
RANGES = (
    "bytes=0-0",
    "bytes=-1",
    "bytes=5-",
    "bytes=0-99999999",
    "bytes=9-1",
    "bytes=" + "0-1," * 5_000,
    "bytes=-",
    "bytes=99999999-",
    "bytes=-0",
    "x=1-2",
    "bytes=" + "9" * 4_000 + "-",
)
MALFORMED = (
    b"\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"\0" * 5_000,
    b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"A" * 1_000_000,
    b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 1_000_000 + b"\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
)


def flood(count: int, folder: Path, seed: int = 19) -> Outcome:
    """Attack a server; `count` is the number of connections that are open at once."""
    outcome, choose = Outcome(), random.Random(seed)
    (folder / "secret.txt").write_text(OUTSIDE)
    site = write_site(folder / "site", posts(5))
    with serving(site, folder / "errors.txt") as server:
        before = _memory_kb(server)
        for path in TRAVERSALS:
            _ask(outcome, server, f"GET {path}", {200, 307, 400, 404}, leak=True)
        for method in METHODS:
            _ask(outcome, server, f"{method} /", {400, 404, 405, 501})
        for host in HOSTS:
            _ask(outcome, server, "GET /", {400}, host=host)
        for wanted in RANGES:
            _ask(outcome, server, "GET /", {200, 206, 400, 416}, more=f"Range: {wanted}\r\n")
        for request in MALFORMED:
            _send(outcome, server, request)
        _hold(outcome, server, count, choose)
        after = _memory_kb(server)
        _saves(outcome, server, site, 20 if count < 500 else 200)
        if server.process.poll() is not None:
            outcome.fail(f"the server died: {server.process.returncode}")
        outcome.note = (
            f"{count} connections at once; resident memory {before // 1000} MB, then {after // 1000} MB"
        )
        if after - before > 100_000:
            outcome.fail(f"memory grew from {before} to {after} kB")
    said = (folder / "errors.txt").read_text()
    if "Traceback" in said or "bug" in said:
        outcome.fail(f"the terminal shows: {said[-500:]}")
    return outcome


def _address(server: Running) -> tuple[str, int]:
    found = re.search(r"//([^:]*):(\d+)", server.origin)
    assert found
    return found[1], int(found[2])


def _ask(
    outcome: Outcome,
    server: Running,
    line: str,
    statuses: set[int],
    *,
    host: str = "localhost",
    more: str = "",
    leak: bool = False,
) -> None:
    request = f"{line} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n"
    answer = _send(outcome, server, request.encode("utf-8", "surrogateescape"))
    status = int(answer[9:12]) if answer[9:12].isdigit() else 0
    if status not in statuses:
        outcome.fail(f"{line[:80]} host {host[:30]!r} {more[:30]!r}: status {status}")
    if leak and (OUTSIDE.encode() in answer or b"root:" in answer or b"[tool." in answer):
        outcome.fail(f"{line[:80]}: a file outside of the site was sent")
    if b"evil" in answer.partition(b"\r\n\r\n")[0]:
        outcome.fail(f"{line[:80]}: the host is repeated in {answer[:200]!r}")


def _send(outcome: Outcome, server: Running, request: bytes) -> bytes:
    outcome.count += 1
    answer = b""
    with socket.create_connection(_address(server), 60) as client, contextlib.suppress(OSError):
        client.sendall(request)
        client.settimeout(PATIENCE_S if request in MALFORMED else 60)  # some of them get no answer
        while part := client.recv(1 << 16):
            answer += part
    if answer[9:10] == b"5" and answer[9:12] != b"501":
        outcome.fail(f"{request[:80]!r}: {answer[:100]!r}")
    return answer


def _hold(outcome: Outcome, server: Running, count: int, choose: random.Random) -> None:
    """Open many connections at once: event streams, half requests, slow readers; pages still come."""
    requests = (
        b"GET /_sitegen/events HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
        b"G",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    )
    with contextlib.ExitStack() as stack:
        for number in range(count):
            try:
                client = stack.enter_context(socket.create_connection(_address(server), 60))
                client.sendall(requests[0] if number % 2 else choose.choice(requests))
            except OSError as error:  # this process has no more descriptors
                outcome.fail(f"connection {number}: {error}")
                break
            outcome.count += 1
            if number % 100 == 0 and server.get("").status != 200:
                outcome.fail(f"no page with {number} connections")
        if server.get("").status != 200:
            outcome.fail(f"no page with {count} connections")
    end = time.monotonic() + 60
    while _descriptors(server) > 60 and time.monotonic() < end:
        time.sleep(0.2)
    if _descriptors(server) > 60:
        outcome.fail(f"{_descriptors(server)} descriptors stay open")


def _saves(outcome: Outcome, server: Running, site: Path, count: int) -> None:
    """Save a post and temporary files very often: the last state is shown."""
    static = site / "static"
    static.mkdir()
    post = site / "content/posts/post-1.md"
    text = post.read_text()
    for number in range(count):
        outcome.count += 1
        (static / "t").write_text(str(number))
        (static / "t").rename(static / "f.txt")
        post.write_text(f"{text}\nSave {number}.\n")
        time.sleep(0.005)
    wanted = f"Save {count - 1}.".encode()
    end = time.monotonic() + 60
    while wanted not in server.get("posts/post-1/").body:
        if time.monotonic() > end:
            outcome.fail("the last save is not shown")
            return
        time.sleep(0.2)


def _memory_kb(server: Running) -> int:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) if found else 0


def _descriptors(server: Running) -> int:
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))


def hold_streams(count: int, folder: Path) -> Outcome:
    """Hold 900 event streams that are not read while the site is built again and again: memory is bounded.

    Args:
        count: how many builds there are meanwhile.
        folder: where the site lies.
    """
    outcome = Outcome()
    site = write_site(folder / "site", posts(30))
    post = site / "content/posts/post-1.md"
    text = post.read_text()
    measured: list[int] = []
    with serving(site, folder / "errors.txt") as server, contextlib.ExitStack() as stack:
        for _ in range(900 if count > 10 else 100):
            client = stack.enter_context(socket.create_connection(_address(server), 60))
            client.sendall(b"GET /_sitegen/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        for number in range(count):
            outcome.count += 1
            post.write_text(f"{text}\nBuild {number}.\n")
            end = time.monotonic() + 120
            while f"Build {number}.".encode() not in server.get("posts/post-1/").body:
                if time.monotonic() > end:
                    outcome.fail(f"build {number} is not shown")
                    break
                time.sleep(0.1)
            measured.append(_memory_kb(server))
    middle = measured[len(measured) // 2]
    outcome.note = f"resident memory {measured[0] // 1000}, {middle // 1000}, {measured[-1] // 1000} MB"
    if measured[-1] - middle > 30_000:
        outcome.fail(f"memory grows: {outcome.note}")
    return outcome

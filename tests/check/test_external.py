from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sitegen.check.external import Answer, ask, ask_all

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ASKED: list[str] = []


class _Server(BaseHTTPRequestHandler):
    """Answers `/404` with 404, and so on; `/head` refuses requests for the head alone."""

    def do_HEAD(self) -> None:
        self._answer(405 if self.path == "/head" else None)

    def do_GET(self) -> None:
        self._answer(None)

    def _answer(self, code: int | None) -> None:
        ASKED.append(f"{self.command} {self.path}")
        name = self.path.strip("/")
        self.send_response(code or (int(name) if name.isdigit() else 200))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    http.server_close()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", Answer(False, "")),
        ("/head", Answer(False, "")),
        ("/caf%C3%A9?a=b c", Answer(False, "")),
        ("/404", Answer(True, "404 Not Found")),
        ("/410", Answer(True, "410 Gone")),
        ("/403", Answer(False, "403 Forbidden")),
        ("/503", Answer(False, "503 Service Unavailable")),
    ],
)
def test_a_server_decides_whether_an_address_is_dead(server: str, path: str, expected: Answer) -> None:
    assert ask(server + path) == expected


def test_a_host_that_refuses_connections_may_come_back() -> None:
    assert not ask("http://127.0.0.1:9/").dead


def test_what_is_no_address_is_not_dead() -> None:
    assert ask("http://[::1/") != Answer(False, "")


def test_an_answer_is_kept_for_a_week_and_a_failure_is_asked_again(server: str, tmp_path: Path) -> None:
    cache, links = tmp_path / "x" / "links.json", (f"{server}/a#top", f"{server}/a", f"{server}/404")

    def asked_at(moment: datetime) -> list[str]:
        ASKED.clear()
        answers = ask_all(iter(links), cache, moment)
        assert [answers[link].dead for link in links] == [False, False, True]
        return ASKED.copy()

    assert asked_at(NOW) == ["HEAD /a", "HEAD /404", "GET /404"]
    assert asked_at(NOW + timedelta(days=6)) == ["HEAD /404", "GET /404"]
    assert asked_at(NOW + timedelta(days=8)) == ["HEAD /a", "HEAD /404", "GET /404"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}'])
def test_a_damaged_file_of_answers_counts_as_none(server: str, tmp_path: Path, text: str) -> None:
    cache = tmp_path / "links.json"
    cache.write_text(text)

    assert ask_all([f"{server}/a"], cache, NOW) == {f"{server}/a": Answer(False, "")}

from __future__ import annotations

import io
import socket
from pathlib import Path

import pytest

from sitegen.runtime.fetch.http import AbsentError, RangeFile, SourceError, open_url, read_some
from tests.serving import FileServer


def test_a_server_that_accepts_and_sends_nothing_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr("sitegen.runtime.fetch.http.READ_SECONDS", 0.2)
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(SourceError, match="timed out"),
    ):
        open_url(f"http://127.0.0.1:{silent.getsockname()[1]}/file")


def test_a_missing_file_is_not_the_error_of_a_source_that_fails(server: FileServer) -> None:
    with pytest.raises(AbsentError, match="the server answers 404"):
        open_url(server.url + "nothing")


@pytest.mark.parametrize(
    "url", ["ftp://localhost/a", "file:///etc/hostname", "nonsense", "http://[/", "http://localhost:port/"]
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(SourceError):
        open_url(url)


def test_a_remote_file_is_read_from_any_position(server: FileServer) -> None:
    server.files["letters"] = b"abcdefghij"
    file = RangeFile(server.url + "letters")
    assert (file.seek(0, io.SEEK_END), file.read(3)) == (10, b"")
    assert (file.seek(-3, io.SEEK_END), file.read(100)) == (7, b"hij")
    assert (file.seek(2), file.read(2), file.tell()) == (2, b"cd", 4)
    assert (file.seek(1, io.SEEK_CUR), file.read(1)) == (5, b"f")


def test_a_server_without_range_requests_is_an_error(server: FileServer) -> None:
    server.files["letters"] = b"abcdefghij"
    server.ranges = False
    with pytest.raises(SourceError, match="does not send parts"):
        RangeFile(server.url + "letters")


def test_a_short_response_is_an_error(server: FileServer) -> None:
    server.files["letters"] = b"abcdefghij"
    server.faults["letters"] = "drop"
    with open_url(server.url + "letters") as answer:
        assert read_some(answer, 5) == b"abcde"
        with pytest.raises(SourceError, match="broke 5 bytes before the end"):
            read_some(answer, 5)


def test_reading_at_the_end_of_a_file_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"ab")
    with (tmp_path / "file").open("rb") as stream:
        assert (read_some(stream, 9), read_some(stream, 9)) == (b"ab", b"")

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from sitegen.errors import RuntimePinError
from sitegen.runtime import Pin, checksums, fetch_runtime, runtime_folder, runtime_info
from sitegen.runtime.checksums import digest_of
from tests.runtime.conftest import ProgressLog
from tests.serving import FileServer


def holds_all(pin: Pin, folder: Path) -> bool:
    """Return whether a folder holds the pinned files and no other visible file."""
    found = {path.name: digest_of(path) for path in folder.glob("[!.]*")}
    return found == {file.name: (file.bytes, file.sha256) for file in pin.files}


def test_files_come_from_a_folder_that_the_configuration_names(
    pin: Pin, origin: Path, tmp_path: Path, log: ProgressLog
) -> None:
    folder = fetch_runtime(pin, source=str(origin), cache=tmp_path / "cache", progress=log)
    assert folder == tmp_path / "cache" / "314.0.3"
    assert holds_all(pin, folder)
    assert log.lines == []


def test_a_folder_may_be_named_as_an_address(pin: Pin, origin: Path, tmp_path: Path) -> None:
    folder = origin.rename(tmp_path / "per cent % and space")
    assert holds_all(pin, fetch_runtime(pin, source=folder.as_uri(), cache=tmp_path / "cache"))


def test_files_come_from_an_address_that_the_configuration_names(
    pin: Pin, contents: dict[str, bytes], server: FileServer, tmp_path: Path
) -> None:
    server.files = {f"mine/{name}": data for name, data in contents.items()}
    folder = fetch_runtime(pin, source=server.url + "mine", cache=tmp_path)
    assert holds_all(pin, folder)
    assert server.requests == [f"mine/{name}" for name in contents]


def test_without_a_configured_source_the_cdn_is_asked_first(
    pin: Pin, contents: dict[str, bytes], server: FileServer, tmp_path: Path, log: ProgressLog
) -> None:
    server.files = {f"cdn/{name}": data for name, data in contents.items()}
    folder = fetch_runtime(replace(pin, cdn=server.url + "cdn/"), cache=tmp_path, progress=log)
    assert holds_all(pin, folder)
    assert log.lines == []


def test_the_mirror_gives_the_files_by_range_reads_when_the_cdn_does_not_answer(
    pin: Pin, index: FileServer, tmp_path: Path, log: ProgressLog
) -> None:
    folder = fetch_runtime(pin, cache=tmp_path, progress=log)
    assert holds_all(pin, folder)
    assert len(log.lines) == 1
    assert log.lines[0].startswith(pin.cdn)
    assert "refused" in log.lines[0]
    # The large file beside them in the wheel is not downloaded.
    assert index.sent < 6_000_000 < len(index.files["sitegen_test_mirror-1.0-py3-none-any.whl"])


def test_pip_downloads_the_whole_mirror_when_the_index_does_not_support_ranges(
    pin: Pin, index: FileServer, tmp_path: Path, log: ProgressLog
) -> None:
    index.ranges = False
    assert holds_all(pin, fetch_runtime(pin, cache=tmp_path, progress=log))
    assert "the server does not send parts of a file" in log.lines[1]
    assert "downloads the whole wheel of sitegen-test-mirror 1.0" in log.lines[1]


def test_an_old_pip_downloads_the_whole_mirror_once(
    pin: Pin, index: FileServer, tmp_path: Path, log: ProgressLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda _: "24.2")
    assert holds_all(pin, fetch_runtime(pin, cache=tmp_path, progress=log))
    assert "pip 24.2 cannot print the address of a wheel" in log.lines[1]
    assert index.requests.count("sitegen_test_mirror-1.0-py3-none-any.whl") == 1


def test_pip_may_find_the_mirror_in_a_folder(
    pin: Pin, index: FileServer, tmp_path: Path, log: ProgressLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "sitegen_test_mirror-1.0-py3-none-any.whl"
    links = tmp_path / "with a space"
    links.mkdir()
    (links / name).write_bytes(index.files[name])
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", links.as_uri())
    assert holds_all(pin, fetch_runtime(pin, cache=tmp_path / "cache", progress=log))
    assert index.requests == []


@pytest.mark.usefixtures("index")
def test_an_altered_byte_in_the_mirror_stops_the_fetch(pin: Pin, tmp_path: Path) -> None:
    first = replace(pin.files[0], sha256="0" * 64)
    with pytest.raises(RuntimePinError, match=r"pyodide\.mjs from package index is not the pinned file"):
        fetch_runtime(replace(pin, files=(first, *pin.files[1:])), cache=tmp_path)


@pytest.mark.usefixtures("no_index")
def test_an_altered_byte_stops_the_fetch_with_file_expected_and_received_hash(
    pin: Pin, origin: Path, tmp_path: Path
) -> None:
    file = pin.files[2]
    data = bytearray((origin / file.name).read_bytes())
    data[12_345] ^= 4
    (origin / file.name).write_bytes(data)
    with pytest.raises(RuntimePinError) as caught:
        fetch_runtime(pin, source=str(origin), cache=tmp_path / "cache")
    (problem,) = caught.value.problems
    assert f"{file.name} from {origin}" in problem.message
    assert f"expected {file.bytes:,} bytes with SHA-256 {file.sha256}" in problem.message
    assert problem.message.endswith(f"with SHA-256 {digest_of(origin / file.name)[1]}")
    assert sorted(path.name for path in (tmp_path / "cache" / "314.0.3").iterdir()) == sorted(
        file.name for file in pin.files[:2]
    )


@pytest.mark.usefixtures("no_index")
def test_a_file_that_is_too_long_is_not_read_to_its_end(
    pin: Pin, contents: dict[str, bytes], server: FileServer, tmp_path: Path
) -> None:
    server.files = dict(contents)
    server.files["pyodide.mjs"] = b"x" * 30_000_000
    with pytest.raises(RuntimePinError, match="received more than 1,000 bytes"):
        fetch_runtime(pin, source=server.url, cache=tmp_path)
    assert list((tmp_path / "314.0.3").iterdir()) == []


def test_a_file_that_is_too_short_stops_the_fetch(pin: Pin, origin: Path, tmp_path: Path) -> None:
    (origin / "pyodide.mjs").write_bytes(b"short")
    with pytest.raises(RuntimePinError, match="received 5 bytes with SHA-256"):
        fetch_runtime(pin, source=str(origin), cache=tmp_path / "cache")


def test_after_a_broken_connection_the_next_source_is_asked(
    pin: Pin, contents: dict[str, bytes], server: FileServer, tmp_path: Path, log: ProgressLog
) -> None:
    server.files = {f"{folder}/{name}": data for folder in ("a", "b") for name, data in contents.items()}
    server.faults["a/pyodide.asm.wasm"] = "drop"
    pin = replace(pin, cdn=server.url + "b/")
    assert holds_all(pin, fetch_runtime(pin, source=server.url + "a", cache=tmp_path, progress=log))
    assert log.lines == [f"{server.url}a: the connection broke 300,500 bytes before the end"]
    # The files that the first source sent before it broke are not downloaded again.
    assert server.requests[-3:] == ["b/" + file.name for file in pin.files[2:]]


@pytest.mark.usefixtures("no_index")
def test_a_sign_in_page_is_not_stored_as_a_file(pin: Pin, server: FileServer, tmp_path: Path) -> None:
    server.web_page = True
    with pytest.raises(RuntimePinError, match="sends a web page instead of the file"):
        fetch_runtime(
            replace(pin, mirror=replace(pin.mirror, version="9")), source=server.url, cache=tmp_path
        )


def test_a_file_that_one_source_does_not_have_comes_from_the_next(
    pin: Pin, server: FileServer, origin: Path, tmp_path: Path, log: ProgressLog
) -> None:
    server.files = {path.name: path.read_bytes() for path in origin.iterdir()}
    wheel = pin.numpy_wheel.name
    (origin / wheel).unlink()
    pin = replace(pin, cdn=server.url)
    assert holds_all(pin, fetch_runtime(pin, source=str(origin), cache=tmp_path / "cache", progress=log))
    assert log.lines == [f"{origin}: {wheel}: the folder does not have it"]
    assert server.requests == [wheel]


@pytest.mark.usefixtures("no_index")
def test_when_every_source_fails_the_error_gives_the_reason_of_each(
    pin: Pin, server: FileServer, tmp_path: Path
) -> None:
    with pytest.raises(RuntimePinError) as caught:
        fetch_runtime(pin, source=server.url, cache=tmp_path)
    (problem,) = caught.value.problems
    assert f"{server.url}: pyodide.mjs: the server answers 404" in problem.message
    assert f"{pin.cdn}: [Errno" in problem.message
    assert "package index: pip finds no sitegen-test-mirror 1.0: " in problem.message
    assert problem.hint is not None
    assert "[tool.sitegen.runtime]" in problem.hint


@pytest.mark.usefixtures("no_index")
def test_a_missing_source_folder_is_skipped(pin: Pin, tmp_path: Path, log: ProgressLog) -> None:
    with pytest.raises(RuntimePinError):
        fetch_runtime(pin, source=str(tmp_path / "none"), cache=tmp_path / "cache", progress=log)
    assert log.lines[0] == f"{tmp_path / 'none'}: the folder does not exist"


@pytest.mark.usefixtures("index")
def test_an_unknown_host_is_skipped(pin: Pin, tmp_path: Path, log: ProgressLog) -> None:
    pin = replace(pin, cdn="https://no-such-host.invalid/")
    assert holds_all(pin, fetch_runtime(pin, cache=tmp_path / "cache", progress=log))
    assert len(log.lines) == 1
    assert log.lines[0].startswith("https://no-such-host.invalid/: ")


def no_pip(name: str) -> str:
    raise importlib.metadata.PackageNotFoundError(name)


def test_a_python_without_pip_skips_the_mirror(
    pin: Pin, tmp_path: Path, log: ProgressLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.metadata.version", no_pip)
    with pytest.raises(RuntimePinError):
        fetch_runtime(pin, cache=tmp_path, progress=log)
    assert log.lines[1].startswith("package index: this Python has no pip")


def test_a_second_fetch_downloads_only_missing_files(
    pin: Pin, contents: dict[str, bytes], server: FileServer, tmp_path: Path, log: ProgressLog
) -> None:
    server.files = dict(contents)
    folder = fetch_runtime(pin, source=server.url, cache=tmp_path)
    (folder / "python_stdlib.zip").unlink()
    server.requests.clear()
    fetch_runtime(pin, source=server.url, cache=tmp_path, progress=log)
    assert server.requests == ["python_stdlib.zip"]
    assert log.bytes[-1][1:] == (pin.bytes, pin.bytes)
    assert log.bytes[0][1] > pin.bytes - pin.files[3].bytes


def test_a_complete_cache_needs_no_network(
    pin: Pin, origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: ProgressLog
) -> None:
    fetch_runtime(pin, source=str(origin), cache=tmp_path / "cache")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr(subprocess, "run", refuse)
    assert holds_all(pin, fetch_runtime(pin, cache=tmp_path / "cache", progress=log))
    assert (log.lines, log.bytes) == ([], [])


def test_a_damaged_file_in_the_cache_is_reported_and_fetched_again(
    pin: Pin, origin: Path, tmp_path: Path, log: ProgressLog
) -> None:
    folder = fetch_runtime(pin, source=str(origin), cache=tmp_path / "cache")
    (folder / "pyodide.mjs").write_bytes(b"y" * 1000)
    assert holds_all(pin, fetch_runtime(pin, source=str(origin), cache=tmp_path / "cache", progress=log))
    (line,) = log.lines
    assert line == "pyodide.mjs in the cache is damaged; sitegen downloads it again"


def flip(data: bytes) -> bytes:
    return data[:500] + bytes([data[500] ^ 1]) + data[501:]


@pytest.mark.parametrize("damage", [lambda _: b"", lambda data: data[:-1], flip, lambda data: data + b"\0"])
@pytest.mark.parametrize("number", range(5))
def test_every_damaged_pinned_file_is_noticed_also_when_its_sum_is_recorded(
    pin: Pin, origin: Path, tmp_path: Path, number: int, damage: Callable[[bytes], bytes]
) -> None:
    folder = fetch_runtime(pin, source=str(origin), cache=tmp_path / "cache")
    for path in folder.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    fetch_runtime(pin, cache=tmp_path / "cache")
    assert (folder / ".checksums.json").is_file()
    path, log = folder / pin.files[number].name, ProgressLog()
    path.write_bytes(damage(path.read_bytes()))
    assert holds_all(pin, fetch_runtime(pin, source=str(origin), cache=tmp_path / "cache", progress=log))
    assert log.lines == [f"{path.name} in the cache is damaged; sitegen downloads it again"]


def test_two_pinned_files_under_each_others_names_are_noticed(
    pin: Pin, origin: Path, tmp_path: Path, log: ProgressLog
) -> None:
    folder = fetch_runtime(pin, source=str(origin), cache=tmp_path / "cache")
    first, second = (folder / file.name for file in pin.files[:2])
    first.rename(folder / "other")
    second.rename(first)
    (folder / "other").rename(second)
    assert holds_all(pin, fetch_runtime(pin, source=str(origin), cache=tmp_path / "cache", progress=log))
    assert len(log.lines) == 2


def test_an_unchanged_file_is_not_read_again(
    pin: Pin, origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = fetch_runtime(pin, source=str(origin), cache=tmp_path / "cache")
    for path in folder.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    fetch_runtime(pin, cache=tmp_path / "cache")
    monkeypatch.setattr(checksums, "digest_of", lambda path: pytest.fail(f"{path} was read"))
    assert fetch_runtime(pin, cache=tmp_path / "cache") == folder


def test_two_processes_may_fetch_at_once(
    pin: Pin, contents: dict[str, bytes], server: FileServer, tmp_path: Path
) -> None:
    server.files = dict(contents)
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        jobs = [pool.submit(fetch_runtime, pin, source=server.url, cache=tmp_path) for _ in range(4)]
        folders = {job.result() for job in jobs}
    assert folders == {runtime_folder(pin, tmp_path)}
    assert holds_all(pin, tmp_path / "314.0.3")


def test_progress_counts_up_to_all_the_bytes(
    pin: Pin, origin: Path, tmp_path: Path, log: ProgressLog
) -> None:
    fetch_runtime(pin, source=str(origin), cache=tmp_path / "cache", progress=log)
    counts = [done for _, done, _ in log.bytes]
    assert counts == sorted(counts)
    assert counts[-1] == pin.bytes
    assert {total for *_, total in log.bytes} == {pin.bytes}
    assert len(counts) > len(pin.files)


def test_a_cache_that_cannot_be_written_is_reported_with_the_setting(
    pin: Pin, origin: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(RuntimePinError, match="cannot be used") as caught:
        fetch_runtime(pin, source=str(origin), cache=tmp_path / "file")
    assert 'cache = "folder"' in str(caught.value)


def test_partial_files_of_a_killed_fetch_are_removed_after_an_hour(
    pin: Pin, origin: Path, tmp_path: Path
) -> None:
    folder = runtime_folder(pin, tmp_path)
    folder.mkdir(parents=True)
    old, young = folder / ".pyodide.mjs.a.part", folder / ".pyodide.mjs.b.part"
    old.write_bytes(b"old")
    young.write_bytes(b"young")
    day_ago = time.time() - 86_400
    os.utime(old, (day_ago, day_ago))
    fetch_runtime(pin, source=str(origin), cache=tmp_path)
    assert not old.exists()
    assert young.exists()


def test_files_of_the_cache_can_be_read_by_a_web_server(pin: Pin, origin: Path, tmp_path: Path) -> None:
    folder = fetch_runtime(pin, source=str(origin), cache=tmp_path / "cache")
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o644}


def test_the_real_files_are_in_the_users_cache(real_runtime: tuple[Pin, Path]) -> None:
    pin, folder = real_runtime
    assert folder == runtime_folder(pin)
    assert runtime_info(pin).complete

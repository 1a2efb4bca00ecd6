"""Damage to every file of the cache: the build notices it, and publishes the right files all the same."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.runtime import Bundle, Pin, bundle_runtime, fetch_runtime, runtime_info
from sitegen.runtime.pack import cached_steps
from sitegen.runtime.pack.cached_steps import Steps
from tests.runtime.conftest import ProgressLog

LONG_AGO = (1_700_000_000, 1_700_000_000)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "content" / "demos").mkdir(parents=True)
    (tmp_path / "content" / "demos" / "one.py").write_text("answer = 42\n", "utf-8")
    return tmp_path / "content"


@pytest.fixture
def packed_files(real_runtime: tuple[Pin, Path], content: Path) -> list[Path]:
    """The packed files in the user's cache that a build uses."""
    folders: list[Path] = []

    def note(folder: Path, *_: object) -> None:
        folders.append(folder)

    bundle_runtime(*real_runtime, content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sitegen.runtime.pack.results.damage_in", note)
        bundle_runtime(*real_runtime, content)
    return [path for folder in folders for path in folder.iterdir()]


@pytest.fixture
def cache(
    real_runtime: tuple[Pin, Path],
    content: Path,
    packed_files: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A cache of links to the files of the user's cache, which has been used once.

    Steps that are slow copy their results from the user's cache instead.
    """

    def copy(kind: str, target: Path) -> None:
        for path in packed_files:
            if path.parent.name.startswith(kind) and path.name != "checksums.json":
                shutil.copyfile(path, target / path.name)

    monkeypatch.setattr(cached_steps, "find_node", lambda: "node")
    monkeypatch.setattr(cached_steps, "download_build_tools", lambda target, _: copy("build-tools", target))
    monkeypatch.setattr(Steps, "_compile", lambda *args: copy("code", args[-1]))
    monkeypatch.setattr(Steps, "_split", lambda *args: copy("split", args[-1]))
    monkeypatch.setattr(Steps, "_make_snapshot", lambda *args: copy("snapshot", args[-1]))
    pin, source = real_runtime
    folder = tmp_path / "cache" / pin.pyodide
    for path in [*(source / file.name for file in pin.files), *packed_files]:
        place = folder / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(path)
    bundle_runtime(pin, folder, content)
    return folder


def contents_of(bundle: Bundle) -> dict[str, bytes]:
    return {
        str(output.output_path): output.content.read_bytes()
        if isinstance(output.content, Path)
        else output.content
        for output in bundle.outputs
    }


def flip(data: bytes) -> bytes:
    at = len(data) // 2
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda _: b"",
    "truncated": lambda data: data[: len(data) // 2],
    "with one flipped bit": flip,
    "with one byte more": lambda data: data + b"x",
}


def damage_file(path: Path, damage: Callable[[bytes], bytes]) -> None:
    data = path.read_bytes()
    path.unlink()  # the link, not the file in the user's cache
    path.write_bytes(damage(data))
    os.utime(path, LONG_AGO)


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_every_damaged_packed_file_is_noticed_and_made_again(
    real_runtime: tuple[Pin, Path], cache: Path, content: Path, damage: Callable[[bytes], bytes]
) -> None:
    pin, _ = real_runtime
    whole = contents_of(bundle_runtime(pin, cache, content))
    files = sorted((cache / "packed").glob("*/*"))
    assert len(files) > 20
    for file in files:
        damage_file(file, damage)
        log = ProgressLog()
        assert contents_of(bundle_runtime(pin, cache, content, progress=log)) == whole, file
        (line,) = log.lines
        assert line.startswith(f"{file.parent.name} in the cache is damaged (")
        assert line.endswith("; sitegen makes it again")


def test_files_that_are_missing_or_swapped_are_noticed_and_made_again(
    real_runtime: tuple[Pin, Path], cache: Path, content: Path
) -> None:
    pin, _ = real_runtime
    whole = contents_of(bundle_runtime(pin, cache, content))
    names = ("code-*/python_stdlib.zip", "code-*/numpy-*.whl", "snapshot-*/start.snapshot")
    stdlib, numpy, snapshot = (next((cache / "packed").glob(name)) for name in names)
    for first, second in ((stdlib, numpy), (stdlib, snapshot)):
        data = first.read_bytes(), second.read_bytes()
        damage_file(first, lambda _, other=data[1]: other)  # type: ignore[misc]
        damage_file(second, lambda _, other=data[0]: other)  # type: ignore[misc]
        log = ProgressLog()
        assert contents_of(bundle_runtime(pin, cache, content, progress=log)) == whole
        assert log.lines
    for file in (stdlib, snapshot, snapshot.with_name("checksums.json")):
        file.unlink()
        assert contents_of(bundle_runtime(pin, cache, content)) == whole


def test_a_folder_under_the_name_of_another_one_is_noticed(
    real_runtime: tuple[Pin, Path], cache: Path, content: Path
) -> None:
    pin, _ = real_runtime
    bundle_runtime(pin, cache, content)
    (content / "demos" / "one.py").write_text("answer = 43\n", "utf-8")
    whole = contents_of(bundle_runtime(pin, cache, content))
    first, second = (cache / "packed").glob("wheel-*")
    for one, other in ((first, second), (second, first)):
        copy = cache / "copy"
        shutil.copytree(one, copy)
        shutil.rmtree(other)
        copy.rename(other)
        assert contents_of(bundle_runtime(pin, cache, content)) == whole


def test_info_names_the_damaged_file_and_the_next_build_makes_it_again(
    real_runtime: tuple[Pin, Path], cache: Path, content: Path
) -> None:
    pin, _ = real_runtime
    stdlib = next((cache / "packed").glob("code-*/python_stdlib.zip"))
    damage_file(stdlib, lambda data: data)
    whole = contents_of(bundle_runtime(pin, cache, content))
    with stdlib.open("r+b") as stream:  # a change that leaves size, time and inode alone
        stream.seek(1000)
        stream.write(b"\xff\x00")
    os.utime(stdlib, LONG_AGO)
    info = runtime_info(pin, cache.parent)
    assert info.complete
    damaged = [(state.name, state.damage) for state in info.packed if state.state == "damaged"]
    assert damaged == [(stdlib.parent.name, "python_stdlib.zip is damaged")]
    assert {state.state for state in info.packed} == {"valid", "damaged"}
    log = ProgressLog()
    assert contents_of(bundle_runtime(pin, cache, content, progress=log)) == whole
    assert len(log.lines) == 1


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_every_damaged_pinned_file_is_downloaded_again_before_it_is_published(
    real_runtime: tuple[Pin, Path], cache: Path, content: Path, damage: Callable[[bytes], bytes]
) -> None:
    pin, source = real_runtime
    whole = contents_of(bundle_runtime(pin, cache, content))
    for file in pin.files:
        damage_file(cache / file.name, damage)
    log = ProgressLog()
    fetch_runtime(pin, source=str(source), cache=cache.parent, progress=log)
    assert contents_of(bundle_runtime(pin, cache, content)) == whole
    assert len(log.lines) == len(pin.files)

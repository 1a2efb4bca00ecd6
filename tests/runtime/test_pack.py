"""What packing makes with Node, and what it does without."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from sitegen.progress import Silent
from sitegen.runtime import Pin, pack_runtime, packed
from sitegen.runtime.node import PackError
from tests.runtime.server import Heard


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "content" / "demos").mkdir(parents=True)
    (tmp_path / "content" / "demos" / "one.py").write_text("answer = 42\n", "utf-8")
    return tmp_path / "content"


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
    assert {"numpy/__init__.pyc", "numpy/f2py.py"} <= names
    assert "numpy/__init__.py" not in names
    assert not [name for name in names if "/tests/" in name or name.endswith((".h", ".pyi"))]
    assert {"typing.pyc", "encodings/utf_8.pyc"} <= members(files["python_stdlib.zip"])
    gone = (wheel.parent / "left-out.txt").read_text("utf-8").splitlines()
    assert "numpy/f2py/crackfortran.py" in gone


def test_packing_again_runs_nothing(
    real_runtime: tuple[Pin, Path], content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pack_runtime(*real_runtime, content)
    monkeypatch.setattr(packed, "run_packer", lambda *_: pytest.fail("Node was started"))
    assert pack_runtime(*real_runtime, content) == first


def test_without_node_the_runtime_is_slim_and_the_build_says_what_is_missing(
    real_runtime: tuple[Pin, Path], content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, source = real_runtime
    folder = tmp_path / "cache"
    folder.mkdir()
    for file in real.files:
        (folder / file.name).symlink_to(source / file.name)

    def refuse(*_: object) -> None:
        raise PackError("Node 20 or newer was not found")

    monkeypatch.setattr(packed, "run_packer", refuse)
    heard = Heard()
    made = pack_runtime(real, folder, content, progress=heard)
    assert made.image is None
    assert any("Node 20 or newer was not found" in line for line in heard.lines)
    wheel = made.files[real.numpy_wheel.name]
    assert isinstance(wheel, bytes)
    assert len(wheel) < real.numpy_wheel.bytes
    assert list((folder / "packed").iterdir()) == []


def test_an_image_of_another_pin_is_not_used(
    real_runtime: tuple[Pin, Path], content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin, folder = real_runtime
    first = pack_runtime(pin, folder, content)
    code = packed.compiled(pin, folder, (), Silent())
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
        packed.image(replace(pin, files=files), folder, code, Silent())
    assert asked == ["image"]

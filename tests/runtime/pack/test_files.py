"""What packing makes with Node and without it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sitegen.runtime import Pin, PublishedFile, bundle_runtime, pack_runtime
from sitegen.runtime.pack import cached_steps, run_node
from sitegen.runtime.pack.results import Results
from sitegen.runtime.pack.run_node import PackError
from sitegen.runtime.pack.wasm.reading import WasmError
from tests.runtime.conftest import ProgressLog


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "content" / "demos").mkdir(parents=True)
    (tmp_path / "content" / "demos" / "one.py").write_text("answer = 42\n", "utf-8")
    return tmp_path / "content"


@pytest.fixture
def fresh(real_runtime: tuple[Pin, Path], tmp_path: Path) -> Path:
    """A cache with the pinned files and no packed ones."""
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


def path_of(file: PublishedFile) -> Path:
    assert isinstance(file.content, Path)
    return file.content


def members(file: PublishedFile) -> set[str]:
    with zipfile.ZipFile(path_of(file)) as opened:
        return set(opened.namelist())


def test_numpy_is_smaller_and_preloaded_modules_are_bytecode(
    real_runtime: tuple[Pin, Path], content: Path
) -> None:
    pin, folder = real_runtime
    files = pack_runtime(pin, folder, content).files
    wheel = files[pin.numpy_wheel.name]
    names = members(wheel)
    assert wheel.bytes < pin.numpy_wheel.bytes
    assert {"numpy/__init__.pyc", "numpy/f2py.py", "numpy/polynomial/chebyshev.py"} <= names
    assert "numpy/__init__.py" not in names
    assert not [name for name in names if "/tests/" in name or name.endswith((".h", ".pyi"))]
    assert {"typing.pyc", "encodings/utf_8.pyc", "difflib.py"} <= members(files["python_stdlib.zip"])
    removed = path_of(wheel).with_name("removed.txt").read_text("utf-8").splitlines()
    assert "numpy/f2py/crackfortran.py" in removed


def test_packing_again_runs_nothing(
    real_runtime: tuple[Pin, Path], content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pack_runtime(*real_runtime, content)
    monkeypatch.setattr(cached_steps, "run_node", lambda *_: pytest.fail("Node was started"))
    monkeypatch.setattr(cached_steps, "download_build_tools", lambda *_: pytest.fail("the index was asked"))
    monkeypatch.setattr(Results, "_make", lambda *_: pytest.fail("a result was made"))
    monkeypatch.setattr(run_node, "_candidates", lambda: iter(()))
    assert pack_runtime(*real_runtime, content) == first


def test_without_node_the_runtime_is_pruned_and_the_build_says_what_is_missing(
    real_runtime: tuple[Pin, Path], fresh: Path, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin, _ = real_runtime
    monkeypatch.setattr(run_node, "_candidates", lambda: iter(()))
    log = ProgressLog()
    made = pack_runtime(pin, fresh, content, progress=log)
    assert made.snapshot is None
    (line,) = log.lines
    assert line.startswith("Demos start slower than they could: Node 20 or newer was not found; install it")
    wheel = made.files[pin.numpy_wheel.name]
    assert wheel.bytes < pin.numpy_wheel.bytes
    assert "numpy/__init__.py" in members(wheel)


def test_a_packer_that_fails_leaves_nothing_behind_and_breaks_no_build(
    real_runtime: tuple[Pin, Path], fresh: Path, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin, _ = real_runtime
    monkeypatch.setattr(
        cached_steps, "download_build_tools", lambda folder, _: (folder / "a.whl").write_bytes(b"")
    )
    monkeypatch.setattr(cached_steps, "run_node", refuse("Node ended with exit code 1: out of memory"))
    log = ProgressLog()
    assert pack_runtime(pin, fresh, content, progress=log).snapshot is None
    assert log.lines == ["Demos start slower than they could: Node ended with exit code 1: out of memory"]
    kinds = {path.name.rpartition("-")[0] for path in (fresh / "packed").iterdir()}
    assert kinds == {"build-tools", "sources", "wheel"}


def test_without_pyodide_build_everything_stays_as_sources_and_the_build_says_so(
    real_runtime: tuple[Pin, Path], fresh: Path, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin, _ = real_runtime
    jobs = []

    def run(_node: str, _step: str, _folder: Path, job: Path, _parts: int) -> None:
        jobs.append(json.loads(job.read_text("utf-8")))
        raise PackError("enough seen")

    monkeypatch.setattr(cached_steps, "download_build_tools", refuse("pyodide-build could not be downloaded"))
    monkeypatch.setattr(cached_steps, "run_node", run)
    log = ProgressLog()
    pack_runtime(pin, fresh, content, progress=log)
    assert log.lines[0] == "Demos import slower than they could: pyodide-build could not be downloaded"
    assert jobs[0]["buildTools"] == []


def test_webassembly_that_cannot_be_split_stays_whole_and_the_build_says_so(
    real_runtime: tuple[Pin, Path], content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin, folder = real_runtime
    whole = pack_runtime(pin, folder, content)
    assert {"pyodide.hot.wasm", "pyodide.cold.wasm"} <= whole.snapshot_files.keys()
    monkeypatch.setattr(cached_steps, "split_files", refuse_to_split)
    monkeypatch.setattr(cached_steps, "read_used", dict)
    monkeypatch.setattr(cached_steps, "USED_FILE", Path(__file__))  # another key
    log = ProgressLog()
    packed = pack_runtime(pin, folder, content, progress=log)
    (line,) = log.lines
    assert line == "Demos download more than they could: WebAssembly cannot be split: a riddle"
    assert packed.snapshot is not None
    assert not [name for name in packed.snapshot_files if name.endswith(".wasm")]


def refuse_to_split(*_: object) -> dict[str, bytes]:
    raise WasmError("a riddle")


def test_a_cache_that_cannot_be_written_breaks_no_build(
    real_runtime: tuple[Pin, Path], fresh: Path, content: Path
) -> None:
    pin, _ = real_runtime
    (fresh / "packed").write_text("in the way", "utf-8")
    log = ProgressLog()
    assert pack_runtime(pin, fresh, content, progress=log).snapshot is None
    assert "the cache cannot be written" in log.lines[-1]


def test_a_snapshot_of_other_pinned_files_is_not_used(
    real_runtime: tuple[Pin, Path], content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin, folder = real_runtime
    first = pack_runtime(pin, folder, content)
    steps: list[str] = []

    def run(_node: str, step: str, _folder: Path, job: Path, _parts: int) -> None:
        steps.append(step)
        assert json.loads(job.read_text("utf-8"))["key"] != first.snapshot_info["key"]
        raise PackError("that is enough")

    monkeypatch.setattr(cached_steps, "run_node", run)
    files = tuple(
        replace(file, sha256="0" * 64) if file.name == "pyodide.asm.wasm" else file for file in pin.files
    )
    results = Results(folder, ProgressLog(), before_making=lambda: None)
    other = cached_steps.Steps(replace(pin, files=files), folder, (), results)
    code = path_of(first.files[pin.numpy_wheel.name]).parent
    parts = {path.name: PublishedFile(path, 0, "") for path in code.iterdir()}
    with pytest.raises(PackError, match="that is enough"):
        other.snapshot(parts, {})
    assert steps == ["snapshot"]


@pytest.mark.parametrize(
    "body",
    [
        'os.write(1, b"\\xff\\xfe")',
        "sys.exit(1)",
        'print("v12.0.0")',
        'print("v22.0.0")  # and makes nothing',
        'print("v22.0.0") if sys.argv[1] == "--version" else sys.exit(1)',
        """print("v22.0.0")
if sys.argv[1] != "--version":
    job = json.load(open(sys.argv[-1]))
    for row in job.get("zips", []):
        open(row["target"], "wb").write(b"PK garbage")
""",
    ],
)
def test_whatever_node_does_the_runtime_is_complete(
    real_runtime: tuple[Pin, Path], fresh: Path, content: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    program = fresh.parent / "bin" / "node"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nimport json, os, sys\n{body}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(run_node, "_candidates", lambda: iter((str(program),)))
    monkeypatch.setattr(run_node, "_VERSION_SECONDS", 60.0)
    monkeypatch.setattr(
        cached_steps, "download_build_tools", lambda folder, _: (folder / "a.whl").write_bytes(b"")
    )
    log = ProgressLog()
    bundle = bundle_runtime(real_runtime[0], fresh, content, progress=log)
    names = {output.output_path.name for output in bundle.outputs}
    assert {"pyodide.asm.wasm", "python_stdlib.zip", "manifest.json", "start.mjs"} <= names
    assert "start.snapshot" not in names
    (line,) = log.lines
    assert line.startswith("Demos start slower than they could: Node ")
    assert "\n" not in line


def test_a_node_that_hangs_is_asked_once_in_a_build(
    real_runtime: tuple[Pin, Path], fresh: Path, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def hang(line: list[str], seconds: float, _: object = None) -> None:
        asked.append(line[0])
        raise subprocess.TimeoutExpired(line, seconds)

    monkeypatch.setattr(run_node, "_candidates", lambda: iter(("/slow/node",)))
    monkeypatch.setattr(run_node, "_run", hang)
    log = ProgressLog()
    bundle_runtime(real_runtime[0], fresh, content, progress=log)
    assert asked == ["/slow/node"]
    (line,) = log.lines
    assert "/slow/node did not answer to --version within 5 seconds" in line

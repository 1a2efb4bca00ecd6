"""Python from split modules does what Python from whole modules does, and loads second parts on the way."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from sitegen.runtime import Pin, bundle_runtime, write_bundle
from tests.node import node

HERE = Path(__file__).parent
EVERYTHING = HERE / "everything.py"
LARGE = {
    "pyodide.cold.wasm",
    "numpy._core._multiarray_umath.cold.wasm",
    "numpy.linalg._umath_linalg.cold.wasm",
}


@pytest.fixture(scope="module")
def folder(real_runtime: tuple[Pin, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of the real runtime without demos, written."""
    content = tmp_path_factory.mktemp("content")
    (content / "demos").mkdir()
    return write_bundle(bundle_runtime(*real_runtime, content), tmp_path_factory.mktemp("public"))


def run(script: str, *arguments: str) -> list[str]:
    done = subprocess.run(
        [node(), str(HERE / script), *arguments], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_everything_gives_the_same_from_split_and_from_whole_modules(folder: Path, tmp_path: Path) -> None:
    whole = json.loads(run("boot.mjs", str(folder), EVERYTHING.read_text("utf-8"))[-1])
    *_, loaded, result = run("start_parts.mjs", str(folder), str(tmp_path), str(EVERYTHING))
    parts = json.loads(result)
    assert {name: (parts.get(name), whole[name]) for name in whole if parts.get(name) != whole[name]} == {}
    assert len(whole) > 10_000
    assert set(json.loads(loaded)) >= LARGE
    assert len(json.loads(loaded)) == len(set(json.loads(loaded))), "a second part is loaded once"

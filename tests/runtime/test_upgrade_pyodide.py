"""The upgrade of the pinned Pyodide, with a small release that npm has."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from sitegen.errors import RuntimePinError
from sitegen.runtime import Pin, PinnedFile, read_pin, runtime_folder
from sitegen.runtime.pin import CORE_FILES, PIN_FILE
from tests import upgrade_pyodide
from tests.runtime.conftest import ProgressLog
from tests.runtime.fetch.test_npm import install_npm, package_of
from tests.upgrade_pyodide import demo_changes, fetch_release, pin_changes, pin_text

WHEEL = "numpy-2.4.6-cp314-cp314-pyemscripten_2026_0_wasm32.whl"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def release(numpy: bytes) -> dict[str, bytes]:
    """The files of a small release."""
    package = {
        "version": "2.4.6", "file_name": WHEEL, "sha256": digest(numpy), "imports": ["numpy"], "depends": [],
        "package_type": "package",
    }  # fmt: skip
    info = {"abi_version": "2026_0", "arch": "wasm32", "platform": "emscripten_5_0_3", "python": "3.14.2"}
    listed = json.dumps({"info": info, "packages": {"numpy": package}}).encode()
    return {**{name: f"new {name}".encode() for name in CORE_FILES}, "pyodide-lock.json": listed}


def row(demo: str, browser: float, *, good: bool = True) -> dict[str, object]:
    return {
        "demo": demo, "values": {}, "metric": "loss", "browser": browser, "difference": 0.5, "allowed": 0.1,
        "good": good,
    }  # fmt: skip


def test_the_pin_of_this_repository_is_written_as_the_upgrade_writes_a_pin() -> None:
    assert pin_text(read_pin()) == PIN_FILE.read_text("utf-8")


@pytest.mark.usefixtures("no_index")
def test_a_release_comes_from_npm_and_numpy_from_the_folder_of_the_pin_before(
    pin: Pin, tmp_path: Path, log: ProgressLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    cdn = pin.cdn + f"v{pin.pyodide}/full/"
    pin = replace(pin, cdn=cdn)
    numpy = b"a wheel"
    files = release(numpy)
    archive = package_of(files, tmp_path / "made.tgz")
    copy = f'[ "$2" = pyodide@314.0.7 ] && /bin/cp {archive} "${{3#*=}}/pyodide.tgz"'
    install_npm(tmp_path / "bin", copy, monkeypatch)
    monkeypatch.setattr(upgrade_pyodide, "_python_version", lambda _: "3.14.2")
    cache = tmp_path / "cache"
    before = runtime_folder(pin, cache)
    before.mkdir(parents=True)
    (before / WHEEL).write_bytes(numpy)

    made = fetch_release(pin, "314.0.7", pin.mirror, cache, log)

    assert (made.pyodide, made.numpy, made.cdn) == ("314.0.7", "2.4.6", cdn.replace("314.0.3", "314.0.7"))
    assert made.distribution.sha256 == digest(files["pyodide-lock.json"])
    expected = {**{name: files[name] for name in CORE_FILES}, WHEEL: numpy}
    assert made.files == tuple(PinnedFile(name, len(data), digest(data)) for name, data in expected.items())
    folder = runtime_folder(made, cache)
    assert {name: (folder / name).read_bytes() for name in CORE_FILES} == {n: files[n] for n in CORE_FILES}

    written = tmp_path / "pin.toml"
    written.write_text(pin_text(replace(made, cdn=f"https://cdn.example/v{made.pyodide}/")))
    assert read_pin(written).files == made.files
    lines = pin_changes(pin, made)
    assert lines[:3] == ["pyodide 314.0.3 to 314.0.7", "python 3.14.2, unchanged", "numpy 2.4.3 to 2.4.6"]
    assert "pyodide.mjs: 1,000 to 15 bytes" in lines


@pytest.mark.usefixtures("no_index")
def test_a_release_that_does_not_exist_is_refused_with_every_source(
    pin: Pin, tmp_path: Path, log: ProgressLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_npm(tmp_path / "bin", 'echo "npm error notarget" >&2; exit 1', monkeypatch)
    with pytest.raises(
        RuntimePinError, match=r"no source has Pyodide 1\.2\.3: .*npm finds no pyodide 1\.2\.3"
    ):
        fetch_release(pin, "1.2.3", pin.mirror, tmp_path, log)


def test_demos_that_change_are_named() -> None:
    before = [row("same", 1.0), row("moves", 1.0), row("breaks", 1.0), row("goes", 1.0)]
    after = [row("same", 1.0), row("moves", 1.5), row("breaks", 1.0, good=False), row("comes", 2.0)]
    assert demo_changes(before, after) == [
        "breaks loss: browser 1.0 to 1.0, difference from the build 0.5 of 0.1, MORE THAN ALLOWED",
        "comes loss: was not compared before",
        "goes loss: is no longer compared",
        "moves loss: browser 1.0 to 1.5, difference from the build 0.5 of 0.1",
    ]

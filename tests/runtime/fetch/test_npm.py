"""Pyodide's package on the npm registry as the last source of the pinned files."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from sitegen.errors import RuntimePinError
from sitegen.runtime import Pin, fetch_runtime
from sitegen.runtime.fetch.http import AbsentError, SourceError
from sitegen.runtime.fetch.npm import npm_files


def install_npm(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a program `npm` the only program on the PATH."""
    folder.mkdir()
    program = folder / "npm"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def package_of(files: dict[str, bytes], path: Path) -> Path:
    """Write an archive as npm packs it."""
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


@pytest.mark.usefixtures("no_index")
def test_npm_gives_the_files_that_no_other_source_has(
    pin: Pin, contents: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = package_of(contents, tmp_path / "made.tgz")
    copy = f'[ "$2" = pyodide@{pin.pyodide} ] && /bin/cp {archive} "${{3#*=}}/pyodide.tgz"'
    install_npm(tmp_path / "bin", copy, monkeypatch)
    folder = fetch_runtime(pin, cache=tmp_path / "cache")
    assert {file.name: (folder / file.name).read_bytes() for file in pin.files} == contents


@pytest.mark.usefixtures("no_index")
def test_an_altered_file_from_npm_is_refused(
    pin: Pin, contents: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = package_of({**contents, "pyodide.mjs": b"other"}, tmp_path / "made.tgz")
    install_npm(tmp_path / "bin", f'/bin/cp {archive} "${{3#*=}}/pyodide.tgz"', monkeypatch)
    with pytest.raises(RuntimePinError, match=r"pyodide\.mjs from npm is not the pinned file"):
        fetch_runtime(pin, cache=tmp_path / "cache")


def test_a_file_that_the_package_does_not_have_is_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = package_of({"pyodide.mjs": b"text"}, tmp_path / "made.tgz")
    install_npm(tmp_path / "bin", f'/bin/cp {archive} "${{3#*=}}/pyodide.tgz"', monkeypatch)
    with npm_files("pyodide", "314.0.3") as open_file:
        assert open_file("pyodide.mjs").read() == b"text"
        with pytest.raises(AbsentError, match=r"pyodide 314\.0\.3 does not have it"):
            open_file("numpy.whl")


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ('echo "npm error 404 not found" >&2; exit 1', "npm finds no pyodide 1.2.3: npm error 404 not found"),
        ("exit 3", "npm finds no pyodide 1.2.3: exit code 3"),
        ('echo text > "${3#*=}/pyodide.tgz"', "the file of the registry is not an archive"),
    ],
)
def test_failures_of_npm_have_a_reason(
    script: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_npm(tmp_path / "bin", script, monkeypatch)
    with pytest.raises(SourceError, match=reason), npm_files("pyodide", "1.2.3"):
        pass


def test_a_missing_npm_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match="npm is not installed"), npm_files("pyodide", "1.2.3"):
        pass

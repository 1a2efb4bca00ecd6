"""Packages that are fetched, packed and published from a lock."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from sitegen.config import Config
from sitegen.errors import RuntimePinError
from sitegen.runtime import Pin
from sitegen.runtime.cache import runtime_folder, wheels_folder
from sitegen.runtime.packages import NO_PACKAGES, PackageLock, lock_packages, publish_packages
from sitegen.runtime.packages.publish import MODULES
from tests.runtime.conftest import ProgressLog
from tests.runtime.packages.conftest import SiteOf, put_on_index, wheel
from tests.serving import FileServer

NO_NEEDS: dict[str, frozenset[str]] = {}


@pytest.fixture
def stdlib(package_pin: Pin, tmp_path: Path) -> Pin:
    """The pin with a real zip as the standard library, in the cache."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("pdb.py", "import cmd\n")
        archive.writestr("cmd.py", "")
        archive.writestr("json/__init__.py", "")
    folder = runtime_folder(package_pin, tmp_path / "cache")
    folder.mkdir(parents=True)
    (folder / "python_stdlib.zip").write_bytes(stream.getvalue())
    return package_pin


@pytest.fixture(autouse=True)
def without_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packages stay sources."""
    monkeypatch.setattr("sitegen.runtime.pack.run_node._candidates", lambda: iter(()))


@pytest.fixture
def config(site_of: SiteOf, package_index: FileServer) -> Config:
    put_on_index(package_index, wheel("debug", "1.0", files={"debug.py": "import pdb\n"}))
    return site_of("frames", "needs", "debug")


@pytest.fixture
def lock(config: Config, stdlib: Pin, log: ProgressLog) -> PackageLock:
    return lock_packages(config, stdlib, log, earlier=NO_PACKAGES)


def test_each_program_gets_the_packages_that_it_imports_with_what_they_need(
    config: Config, lock: PackageLock, stdlib: Pin, log: ProgressLog
) -> None:
    demos = {"tree": frozenset({"frames", "json"}), "plain": frozenset({"numpy"})}
    cells = {"a.md#1": frozenset({"needs"}), "a.md#2": frozenset({"pure", "frames"})}
    cells["b.md#1"] = frozenset({"pure"})
    bundle = publish_packages(config, stdlib, lock, demos, cells, watch=log)

    assert bundle.demos == {"tree": (MODULES, "frames", "helper")}
    assert bundle.cells == {
        "a.md#1": (MODULES, "needs", "pure"),
        "a.md#2": ("frames", "helper"),
        "b.md#1": (MODULES, "pure"),
    }
    assert list(bundle.packages) == [MODULES, "frames", "helper", "needs", "pure"]
    names = {output.output_path.name: output for output in bundle.outputs}
    assert set(names) == {"LICENSES.txt", *(package.file for package in bundle.packages.values())}
    licenses = names["LICENSES.txt"].content
    assert isinstance(licenses, bytes)
    assert "frames 3.0: BSD-3-Clause" in licenses.decode()
    assert "The terms of pure" in licenses.decode()
    assert any("Packages import slower" in line for line in log.lines)


def test_a_package_brings_the_modules_of_the_standard_library_that_it_imports(
    config: Config, lock: PackageLock, stdlib: Pin, log: ProgressLog
) -> None:
    bundle = publish_packages(config, stdlib, lock, {"a": frozenset({"debug"})}, NO_NEEDS, watch=log)
    content = next(output.content for output in bundle.outputs if output.output_path.name == "modules.zip")
    assert isinstance(content, Path)
    assert zipfile.ZipFile(content).namelist() == ["cmd.py", "numpy/f2py/__init__.py", "pdb.py"]


def test_a_site_whose_programs_import_no_package_publishes_none(
    config: Config, lock: PackageLock, stdlib: Pin, log: ProgressLog
) -> None:
    assert (
        publish_packages(config, stdlib, lock, {"a": frozenset({"json"})}, NO_NEEDS, watch=log).outputs == ()
    )


def test_equal_locks_give_equal_bytes_and_the_second_time_nothing_is_made(
    config: Config, lock: PackageLock, stdlib: Pin, log: ProgressLog, package_index: FileServer
) -> None:
    needs = {"a": frozenset({"needs"})}
    first = publish_packages(config, stdlib, lock, needs, NO_NEEDS, watch=log)
    log.bytes.clear()
    package_index.files.clear()
    assert publish_packages(config, stdlib, lock, needs, NO_NEEDS, watch=log) == first
    assert log.bytes == []


@pytest.mark.parametrize("name", ["frames", "needs"])
def test_an_altered_byte_in_a_locked_file_is_refused(  # noqa: PLR0917 - fixtures
    name: str, config: Config, lock: PackageLock, stdlib: Pin, log: ProgressLog, tmp_path: Path,
    distribution_folder: Path, package_index: FileServer,
) -> None:  # fmt: skip
    wheels = wheels_folder(runtime_folder(stdlib, tmp_path / "cache"))
    file = lock.by_name[name].file
    content = bytearray((wheels / file).read_bytes())
    content[len(content) // 2] ^= 1
    (wheels / file).write_bytes(content)
    needs = {"a": frozenset({name})}
    assert publish_packages(config, stdlib, lock, needs, NO_NEEDS, watch=log).outputs  # downloaded again

    (wheels / file).unlink()
    package_index.files[file] = bytes(content)
    (distribution_folder / file).write_bytes(content)
    with pytest.raises(RuntimePinError, match=name):
        publish_packages(config, stdlib, lock, needs, NO_NEEDS, watch=log)
    assert not (wheels / file).exists()
    other = replace(lock.by_name[name], sha256="0" * 64)
    changed = PackageLock(
        lock.pyodide, lock.requested, tuple(other if p.name == name else p for p in lock.packages)
    )
    with pytest.raises(RuntimePinError):
        publish_packages(config, stdlib, changed, needs, NO_NEEDS, watch=log)

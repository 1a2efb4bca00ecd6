"""The list of Pyodide's packages and their wheels, from every source."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sitegen.errors import RuntimePinError
from sitegen.runtime import Pin
from sitegen.runtime.packages.distribution import fetch_distributed, read_distribution
from tests.runtime.conftest import ProgressLog
from tests.runtime.fetch.test_npm import install_npm, package_of


@pytest.mark.usefixtures("no_index")
def test_the_list_comes_from_a_source_that_has_the_pinned_one(
    package_pin: Pin, distribution_folder: Path, tmp_path: Path, log: ProgressLog
) -> None:
    packages = read_distribution(package_pin, tmp_path / "cache", str(distribution_folder), log)

    assert packages["frames"].depends == ("helper", "numpy")
    assert packages["frames"].name == "frames"
    assert packages["libshared"].is_library
    assert not packages["frames"].is_library
    (distribution_folder / "pyodide-lock.json").unlink()
    assert read_distribution(package_pin, tmp_path / "cache", None, log) == packages


@pytest.mark.usefixtures("no_index")
def test_an_altered_list_is_not_used_and_npm_is_asked_last(  # noqa: PLR0917 - fixtures
    package_pin: Pin, distribution_folder: Path, distribution_list: bytes, tmp_path: Path, log: ProgressLog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (distribution_folder / "pyodide-lock.json").write_bytes(distribution_list.replace(b"3.0", b"3.1"))
    with pytest.raises(
        RuntimePinError, match=r"is not the file that was pinned or locked; .*npm: npm is not installed"
    ):
        read_distribution(package_pin, tmp_path / "cache", str(distribution_folder), log)

    archive = package_of({"pyodide-lock.json": distribution_list}, tmp_path / "made.tgz")
    install_npm(tmp_path / "bin", f'/bin/cp {archive} "${{3#*=}}/pyodide.tgz"', monkeypatch)
    assert "frames" in read_distribution(package_pin, tmp_path / "cache", str(distribution_folder), log)
    assert os.listdir(tmp_path / "cache")  # noqa: PTH208 - only whether it is empty


@pytest.mark.usefixtures("no_index")
def test_a_wheel_with_other_bytes_is_refused_and_not_stored(
    package_pin: Pin, distribution_folder: Path, tmp_path: Path, log: ProgressLog
) -> None:
    source, wheels = str(distribution_folder), tmp_path / "wheels"
    frames = read_distribution(package_pin, tmp_path / "cache", source, log)["frames"]
    (distribution_folder / frames.file).write_bytes(b"other")
    with pytest.raises(RuntimePinError, match=f"{frames.file} is not the file that was pinned or locked"):
        fetch_distributed(package_pin, [frames], wheels, source, log)
    assert list(wheels.iterdir()) == []
    (distribution_folder / frames.file).unlink()
    with pytest.raises(RuntimePinError, match=f"no source has {frames.file}"):
        fetch_distributed(package_pin, [frames], wheels, source, log)

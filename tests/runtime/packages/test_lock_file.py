"""The lock file: what it says, and what is wrong with one that was edited."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.errors import RuntimePinError
from sitegen.runtime import Pin
from sitegen.runtime.packages import LockedPackage, PackageLock, read_lock, site_lock
from tests.runtime.packages.conftest import SiteOf


def package(name: str, *depends: str) -> LockedPackage:
    """Return a package that contains a module of its name."""
    file = f"{name}-1.0-py3-none-any.whl"
    return LockedPackage(name, "1.0", "index", file, 10, "a" * 64, "MIT", (name.replace("-", "_"),), depends)


LOCK = PackageLock(
    "314.0.3", ("a-b",), (package("a-b", "c"), package("c", "d"), package("d", "c"), package("e"))
)


def written(folder: Path, text: str) -> Path:
    file = folder / "sitegen.lock"
    file.write_text(text)
    return file


def test_a_lock_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert read_lock(written(tmp_path, LOCK.text())) == LOCK


def test_packages_bring_everything_that_they_need_though_some_need_each_other() -> None:
    assert LOCK.with_dependencies(["a-b"]) == ("a-b", "c", "d")
    assert LOCK.with_dependencies([]) == ()
    assert LOCK.by_module["a_b"] == "a-b"


@pytest.mark.parametrize(
    ("old", "new", "mistakes"),
    [
        ('pyodide = "314.0.3"', "pyodide = 1", ["'pyodide' is not a text"]),
        ('requested = ["a-b"]', "requested = [1]", ["'requested' is not a list of texts"]),
        ("version = 1\n", "version = 2\n", ["expected version = 1, received 2"]),
        ("bytes = 10\n", "bytes = 0\nbites = 1\n", ["'bytes' does not have the expected form, received 0",
                                                    "unknown key 'bites'; did you mean 'bytes'?"]),
        ('name = "e"', 'name = "c"', ["the package 'c' is named twice"]),
        ('depends = ["d"]', 'depends = ["x"]', ["'c' needs 'x', which the lock does not have"]),
        ('sha256 = "aaaa', 'sha256 = "AAAA', ["'sha256' does not have the expected form"]),
        ('file = "e-1.0-py3-none-any.whl"', 'file = "../e.whl"', ["'file' does not have the expected form"]),
        ("pyodide =", "pyodide ==", ["the lock cannot be read"]),
    ],
)  # fmt: skip
def test_every_mistake_in_a_lock_is_reported(old: str, new: str, mistakes: list[str], tmp_path: Path) -> None:
    text = LOCK.text()
    assert old in text
    with pytest.raises(RuntimePinError) as caught:
        read_lock(written(tmp_path, text.replace(old, new)))
    for mistake in mistakes:
        assert mistake in str(caught.value)
    assert "sitegen.lock: " in str(caught.value)
    assert "sitegen runtime lock" in str(caught.value)


def test_a_site_needs_a_lock_that_fits_its_configuration(site_of: SiteOf, pin: Pin) -> None:
    config = site_of("a-b", "z")
    with pytest.raises(
        RuntimePinError, match=r"sitegen.toml:6:13: .*there is no sitegen.lock\n  run: sitegen runtime"
    ):
        site_lock(config, pin)
    written(config.root, LOCK.text())
    with pytest.raises(RuntimePinError, match=r"sitegen.toml:6:20: the package 'z' is not in sitegen.lock"):
        site_lock(config, pin)
    with pytest.raises(RuntimePinError, match="made for 'a-b' too, which the configuration does not name"):
        site_lock(site_of("z"), pin)
    assert site_lock(site_of("a-b"), pin) == LOCK
    written(config.root, LOCK.text().replace("314.0.3", "313.0.0"))
    with pytest.raises(RuntimePinError, match=r"locked for Pyodide 313.0.0; .*\n  run: .* --upgrade"):
        site_lock(site_of("a-b"), pin)


def test_a_site_that_names_no_packages_needs_no_lock(site_of: SiteOf, pin: Pin) -> None:
    assert site_lock(site_of(), pin).packages == ()

"""Locks that are made from an index and a distribution."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sitegen.errors import ConfigError, RuntimePinError
from sitegen.runtime import Pin
from sitegen.runtime.packages import NO_PACKAGES, PackageLock, lock_packages, read_lock
from tests.runtime.conftest import ProgressLog
from tests.runtime.packages.conftest import SiteOf, put_on_index, wheel
from tests.serving import FileServer


def locked(lock: PackageLock) -> dict[str, str]:
    return {package.name: package.version for package in lock.packages}


@pytest.mark.usefixtures("package_index")
def test_packages_come_from_the_distribution_and_from_the_index_with_what_they_need(
    site_of: SiteOf, package_pin: Pin, log: ProgressLog, tmp_path: Path
) -> None:
    lock = lock_packages(site_of("frames", "needs"), package_pin, log, earlier=NO_PACKAGES)

    assert locked(lock) == {"frames": "3.0", "helper": "1.5", "needs": "1.0", "pure": "1.0"}
    assert {package.name: package.source for package in lock.packages} == {
        "frames": "pyodide", "helper": "pyodide", "needs": "index", "pure": "index",
    }  # fmt: skip
    assert lock.by_name["frames"].depends == ("helper",)
    assert lock.by_name["frames"].license == "BSD-3-Clause"
    assert lock.by_name["needs"].depends == ("pure",)
    file = tmp_path / "sitegen.lock"
    file.write_text(lock.text())
    assert read_lock(file) == lock


def test_an_earlier_version_stays_until_an_upgrade_asks_for_a_new_one(
    site_of: SiteOf, package_pin: Pin, log: ProgressLog, package_index: FileServer
) -> None:
    config = site_of("pure")
    first = lock_packages(config, package_pin, log, earlier=NO_PACKAGES)
    put_on_index(package_index, wheel("pure", "3.0"))

    assert locked(first) == {"pure": "2.0"}
    assert lock_packages(config, package_pin, log, earlier=first) == first
    assert locked(lock_packages(config, package_pin, log, earlier=first, upgrade=None)) == {"pure": "3.0"}
    assert locked(lock_packages(config, package_pin, log, earlier=first, upgrade=["pure"])) == {"pure": "3.0"}


@pytest.mark.usefixtures("package_index")
@pytest.mark.parametrize(
    ("packages", "place", "message", "hint"),
    [
        (("pure", "framse"), "sitegen.toml:6:21", "there is no package 'framse' on the index", "frames"),
        (("native", "pure", "framse"), "sitegen.toml:6:31", "native has no wheel", "did you mean 'frames'?"),
        (("native",), "sitegen.toml:6:13", "native has no wheel that runs in a", "stay on the page"),
        (("pure>5",), "sitegen.toml:6:13", "no version of pure fits: the configuration asks for pure>5", ""),
        (("old-numpy",), "sitegen.toml:6:13", "old-numpy 1.0 needs numpy<2", "has numpy 2.4.3"),
        (("needs", "pure==2.0"), "sitegen.toml:6:", "needs 1.0 needs pure<2", ""),
        (("pure==1.0", "pure==2.0"), "sitegen.toml:6:", "asks for pure==1.0; the configuration asks", ""),
        (("pure ==", "x y"), "sitegen.toml:6:13", "'pure ==' names no package", "expected a name"),
        (("needs-library",), "sitegen.toml:6:13", "needs libshared, a shared library", "when the site"),
        (("frames<3",), "sitegen.toml:6:13", "asks for frames<3", "Pyodide 314.0.3 has frames 3.0"),
    ],
)  # fmt: skip
def test_packages_that_cannot_be_had_are_refused_at_their_place(  # noqa: PLR0917 - fixtures
    packages: tuple[str, ...], place: str, message: str, hint: str, site_of: SiteOf, package_pin: Pin
) -> None:
    with pytest.raises(RuntimePinError) as caught:
        lock_packages(site_of(*packages), package_pin, ProgressLog(), earlier=NO_PACKAGES)
    text = str(caught.value)
    assert place in text
    assert message in text
    assert hint in text


@pytest.mark.usefixtures("package_index")
def test_a_compiled_wheel_of_the_index_for_the_same_interpreter_is_taken(
    site_of: SiteOf, package_pin: Pin, log: ProgressLog
) -> None:
    assert locked(lock_packages(site_of("compiled"), package_pin, log, earlier=NO_PACKAGES)) == {
        "compiled": "1.0"
    }


def test_without_the_libraries_that_resolve_packages_the_command_that_installs_them_is_named(
    site_of: SiteOf, package_pin: Pin, log: ProgressLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("candidates", "resolve"):
        monkeypatch.delitem(sys.modules, f"sitegen.runtime.packages.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "resolvelib", None)
    with pytest.raises(
        ConfigError, match=r'sitegen.toml:6:1: .*resolvelib\n  install it: pip install "sitegen-live'
    ):
        lock_packages(site_of("pure"), package_pin, log, earlier=NO_PACKAGES)


def test_a_site_without_packages_has_an_empty_lock(
    site_of: SiteOf, package_pin: Pin, log: ProgressLog
) -> None:
    assert lock_packages(site_of(), package_pin, log, earlier=NO_PACKAGES).packages == ()

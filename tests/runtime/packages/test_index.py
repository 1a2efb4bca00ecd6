"""What a wheel says about itself."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from sitegen.runtime import Pin
from sitegen.runtime.packages.index import (
    PipError,
    download_wheel,
    read_wheel,
    versions_anywhere,
    versions_on_index,
)
from tests.runtime.packages.conftest import wheel
from tests.serving import FileServer


def test_a_wheel_names_its_modules_its_license_and_what_it_needs(tmp_path: Path) -> None:
    files = {
        "one/__init__.py": "",
        "two.py": "",
        "three.cpython-314.so": "",
        "data/x.txt": "",
        "pkg/sub/m.py": "",
    }
    name, content = wheel("one", "1.0", requires=("two>1",), files=files)
    (tmp_path / name).write_bytes(content)
    facts = read_wheel(tmp_path / name)
    assert facts.imports == ("one", "pkg", "three", "two")
    assert (facts.license, facts.requires, facts.bytes) == ("MIT", ("two>1",), len(content))


@pytest.mark.parametrize(
    ("fields", "license_name"),
    [
        ("License: BSD-3-Clause", "BSD-3-Clause"),
        ("License: UNKNOWN\nClassifier: License :: OSI Approved :: MIT License", "MIT License"),
        ("License: Permission is hereby granted,\n        free of charge", ""),
        ("License-Expression: MIT OR Apache-2.0\nLicense: x", "MIT OR Apache-2.0"),
        ("Summary: none", ""),
    ],
)
def test_the_license_is_one_short_line(fields: str, license_name: str, tmp_path: Path) -> None:
    file = tmp_path / "a-1-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a-1.dist-info/METADATA", f"Metadata-Version: 2.1\nName: a\n{fields}\n\n")
    assert read_wheel(file).license == license_name


def test_what_is_no_wheel_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.whl").write_bytes(b"no zip")
    with pytest.raises(PipError, match=r"a\.whl is not a wheel"):
        read_wheel(tmp_path / "a.whl")


def test_only_versions_with_a_wheel_for_the_browser_count(
    package_index: FileServer, package_pin: Pin
) -> None:
    assert package_index.url
    assert versions_on_index("pure", package_pin) == ["2.0", "1.0"]
    assert versions_on_index("compiled", package_pin) == ["1.0"]
    with pytest.raises(PipError, match="No matching distribution"):
        versions_on_index("native", package_pin)
    assert versions_anywhere("nothing") == []


def test_a_wheel_with_another_sum_than_the_locked_one_is_refused(
    package_index: FileServer, package_pin: Pin, tmp_path: Path
) -> None:
    assert package_index.url
    made = download_wheel("pure", "1.0", package_pin, tmp_path)
    assert read_wheel(made).file == "pure-1.0-py3-none-any.whl"
    with pytest.raises(PipError):
        download_wheel("pure", "1.0", package_pin, tmp_path, "0" * 64)

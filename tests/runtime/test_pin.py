from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from sitegen.errors import RuntimePinError
from sitegen.runtime import Pin, read_pin
from sitegen.runtime.checksums import digest_of
from sitegen.runtime.pin import PIN_FILE

TEXT = PIN_FILE.read_text("utf-8")


def refused(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    with pytest.raises(RuntimePinError) as caught:
        read_pin(path)
    return str(caught.value)


def test_the_shipped_pin_names_the_core_files_and_numpy() -> None:
    pin = read_pin()
    assert (pin.pyodide, pin.numpy) == ("314.0.3", "2.4.3")
    assert len(pin.files) == 5
    assert pin.numpy_wheel.name.startswith("numpy-2.4.3-cp314-")
    assert pin.bytes == sum(row["bytes"] for row in tomllib.loads(TEXT)["file"])


def test_the_shipped_pin_agrees_with_the_real_bytes(real_runtime: tuple[Pin, Path]) -> None:
    pin, folder = real_runtime
    assert {file.name: digest_of(folder / file.name) for file in pin.files} == {
        file.name: (file.bytes, file.sha256) for file in pin.files
    }


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("pyodide", '"314.0.4"'),
        ("python", '"3.15.0"'),
        ("numpy", '"2.4.4"'),
        ("abi", '"2025_0"'),
        ("arch", '"wasm64"'),
        ("platform", '"linux"'),
        ("cdn", '"http://cdn.example/pyodide/v314.0.3/full/"'),
        ("cdn", '"https://cdn.example/pyodide/v314.0.2/full/"'),
        ("package", '"a package"'),
        ("version", "0.12"),
        ("folder", '"../elsewhere/"'),
        ("name", '"pyodide.js"'),
        ("bytes", "0"),
        ("bytes", "true"),
        ("sha256", '"5cfc46f5"'),
    ],
)
def test_an_altered_field_is_refused(tmp_path: Path, field: str, other: str) -> None:
    altered, count = re.subn(rf"^{field} = [^#\n]+", f"{field} = {other} ", TEXT, count=1, flags=re.MULTILINE)
    assert count == 1
    message = refused(tmp_path / "pin.toml", altered)
    assert "pin.toml: " in message
    assert "restore the file" in message


@pytest.mark.parametrize("field", ["pyodide", "abi", "folder", "bytes", "sha256"])
def test_a_missing_field_is_named(tmp_path: Path, field: str) -> None:
    less = re.sub(rf"^{field} = .*\n", "", TEXT, count=1, flags=re.MULTILINE)
    assert f"has no field '{field}'" in refused(tmp_path / "pin.toml", less)


def test_an_unknown_field_is_refused_with_the_near_miss(tmp_path: Path) -> None:
    message = refused(tmp_path / "pin.toml", TEXT.replace("sha256 =", "sha265 =", 1))
    assert "[[file]] 1 has an unknown field 'sha265'; did you mean 'sha256'?" in message
    assert "[[file]] 1 has no field 'sha256'" in message


def test_all_mistakes_are_reported_together(tmp_path: Path) -> None:
    text = TEXT.replace("bytes = 17880", "bytes = -1").replace('abi = "2026_0"', "abi = 2026")
    message = refused(tmp_path / "pin.toml", text)
    assert "'bytes' must be a whole number above 0, received -1" in message
    assert "'abi' does not have the expected form, received 2026" in message


def test_a_file_that_is_named_twice_or_not_at_all_is_refused(tmp_path: Path) -> None:
    rows = TEXT.split("[[file]]")
    assert "names the file 'pyodide.mjs' twice" in refused(
        tmp_path / "pin.toml", "[[file]]".join([*rows, rows[1]])
    )
    assert "which its versions need" not in refused(tmp_path / "pin.toml", rows[0])
    assert "has no file 'pyodide.mjs', which its versions need" in refused(
        tmp_path / "pin.toml", "[[file]]".join(rows[:1] + rows[2:])
    )


@pytest.mark.parametrize("text", ["pyodide = ", "", "mirror = 1\nfile = 2"])
def test_other_toml_is_refused_as_a_pin(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path / "pin.toml", text)


def test_a_missing_pin_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuntimePinError, match="cannot be read"):
        read_pin(tmp_path / "pin.toml")

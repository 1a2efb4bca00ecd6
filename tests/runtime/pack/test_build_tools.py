from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sitegen.runtime.pack.build_tools import REQUIREMENTS, download_build_tools
from sitegen.runtime.pack.run_node import PackError


def test_every_requirement_has_an_exact_version_and_a_hash() -> None:
    lines = [line for line in REQUIREMENTS.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert lines[0].startswith("pyodide-build==")
    for line in lines:
        assert re.fullmatch(r"[a-z-]+==[\d.]+ --hash=sha256:[0-9a-f]{64}", line), line


def test_pip_checks_the_hashes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[list[str]] = []

    def run(line: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        lines.append(line)
        return subprocess.CompletedProcess(line, 0, b"", b"")

    monkeypatch.setattr(subprocess, "run", run)
    download_build_tools(tmp_path, "3.14.2")
    (line,) = lines
    assert {"--require-hashes", "--only-binary=:all:", "--no-deps", "3.14.2", str(tmp_path)} <= set(line)


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        (b"first\nERROR: no matching distribution\n", "ERROR: no matching distribution"),
        (b"\xff\xfe\n", "\ufffd\ufffd"),
        (b"", "pip failed"),
    ],
)
def test_a_pip_that_fails_gives_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, errors: bytes, expected: str
) -> None:
    def run(line: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess(line, 1, b"", errors)

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(PackError) as caught:
        download_build_tools(tmp_path, "3.14.2")
    assert str(caught.value) == f"pyodide-build could not be downloaded: {expected}"


def test_a_pip_that_takes_too_long_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(line: list[str], timeout: float, **_: Any) -> None:
        raise subprocess.TimeoutExpired(line, timeout)

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(PackError, match="pip did not finish"):
        download_build_tools(tmp_path, "3.14.2")

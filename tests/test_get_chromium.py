"""Which browser the tests take, with programs on the PATH that answer as browsers do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import get_chromium
from tests.get_chromium import installed, installed_with_windows, main, shells_beside

SHELL, FULL = "chromium-headless-shell", "chromium"
Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """A function that puts a browser on the PATH; there is no other, and none to download."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SITEGEN_CHROMIUM", raising=False)
    for name, result in {"playwrights": None, "download": False, "install": False}.items():
        monkeypatch.setattr(get_chromium, name, lambda result=result: result)

    def put(name: str, answer: str = "<html></html>") -> Path:
        program = tmp_path / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\necho '{answer}'\n", encoding="utf-8")
        program.chmod(0o755)
        return program

    return put


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return the path that the program prints."""
    assert main(arguments) == 0
    return capsys.readouterr().out.strip()


def test_a_headless_shell_comes_before_a_browser_with_windows(
    install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    shell, full = install(SHELL), install(FULL)
    assert printed(capsys) == installed() == str(shell)
    assert printed(capsys, "--full") == installed_with_windows() == str(full)


def test_a_headless_shell_that_does_not_start_is_passed_over(
    install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    install(SHELL, answer="")
    full = install(FULL)
    assert printed(capsys) == str(full)


def test_a_headless_shell_alone_is_not_enough(install: Install, capsys: pytest.CaptureFixture[str]) -> None:
    install(SHELL)
    assert main() == 1
    assert "no Chromium" in capsys.readouterr().err


def test_the_variable_comes_first(
    install: Install, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    install(SHELL)
    full, mine = install(FULL), install("elsewhere/mine")
    monkeypatch.setenv("SITEGEN_CHROMIUM", str(mine))
    assert printed(capsys) == installed() == installed_with_windows() == str(mine)
    monkeypatch.setenv("SITEGEN_CHROMIUM", str(install("elsewhere/chrome-headless-shell")))
    assert installed_with_windows() == str(full)


def test_playwrights_headless_shell_lies_beside_its_chromium(
    install: Install, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = install("chromium-1255/chrome-linux64/chrome")
    monkeypatch.setattr(get_chromium, "playwrights", lambda: full)
    assert printed(capsys) == str(full)
    shell = install("chromium_headless_shell-1255/chrome-headless-shell-linux64/chrome-headless-shell")
    install("chromium_headless_shell-1200/chrome-headless-shell-linux64/chrome-headless-shell")
    assert shells_beside(full) == [shell]
    assert printed(capsys) == str(shell)


def test_debians_packages_are_installed_together_or_the_browser_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commands: list[list[str]] = []

    def run(command: list[str]) -> bool:
        commands.append(command)
        return SHELL not in command

    monkeypatch.setattr(get_chromium, "run", run)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert get_chromium.install()
    assert [command[-1] for command in commands] == ["update", SHELL, FULL]

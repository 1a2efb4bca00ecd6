"""Firefox is installed where there is none and packages can be installed."""

from __future__ import annotations

import pytest

from tests import get_firefox


@pytest.mark.parametrize(
    ("installed", "command", "expected"),
    [
        ("/usr/bin/firefox-esr", ["apt-get"], []),
        (None, None, []),
        (None, ["apt-get"], [["update"], ["install", "--no-install-recommends", "firefox-esr"]]),
    ],
)
def test_firefox_is_installed_only_where_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
    installed: str | None,
    command: list[str] | None,
    expected: list[list[str]],
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr("shutil.which", lambda _: installed)
    monkeypatch.setattr(get_firefox, "apt_get", lambda: command)
    monkeypatch.setattr(get_firefox, "run", lambda line: commands.append(line[1:]))
    get_firefox.main()
    assert commands == expected

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.demo import load
from sitegen.demo.native import run


@pytest.mark.usefixtures("line")
def test_a_plain_function_has_one_line_of_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run(load("line"), {"slope": "0.5"}, "mine.html", [])
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Line"
    assert said[2].startswith("Slope 0.500")
    assert said[-1] == "Pictures: mine.html"
    assert "step" not in (tmp_path / "mine.html").read_text(encoding="utf-8").partition("</h1>")[0]


@pytest.mark.usefixtures("line")
def test_values_that_do_not_fit_end_with_a_message() -> None:
    with pytest.raises(SystemExit, match="slope is '9'; expected"):
        run(load("line"), {}, "line.html", ["slope=9"])

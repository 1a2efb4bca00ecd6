from __future__ import annotations

import re
from pathlib import Path

import pytest

from sitegen.demo import load
from sitegen.demo.report import DARK, LIGHT
from sitegen.demo.script import run

CSS = Path(__file__).parents[2] / "static" / "css" / "demo.css"


def test_the_report_has_the_colours_of_the_theme() -> None:
    light, dark = CSS.read_text(encoding="utf-8").split("@media screen and (prefers-color-scheme: dark)", 1)
    for text, colours in ((light, LIGHT), (dark, DARK)):
        found = dict(re.findall(r"--demo-([\w-]+): (#\w+);", text))
        assert {name: found[name] for name in colours} == colours
        assert {name for name in found if not name.startswith("action")} == set(colours)


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
def test_values_that_do_not_fit_end_with_words() -> None:
    with pytest.raises(SystemExit, match="slope is '9'; expected"):
        run(load("line"), {}, "line.html", ["slope=9"])

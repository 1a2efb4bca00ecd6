"""One style sheet for marks: in the theme, in reports, and as the fallback colours of the pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.demo import Session, draw_pad, load, show
from sitegen.demo.marks.style import DARK, LEVELS, LIGHT, MARK_CSS, class_colour, paint, series
from sitegen.execution.run_demo import demos_package

ROOT = Path(__file__).parents[3]
GALLERY = ROOT / "tests" / "sites" / "gallery" / "content"
DEMOS = sorted(path.stem for path in (GALLERY / "demos").glob("*.py"))


@pytest.fixture(scope="module")
def gallery() -> Iterator[None]:
    with demos_package(GALLERY):
        yield


def compressed(css: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))


def test_the_theme_has_the_same_rules() -> None:
    theme = (ROOT / "static" / "css" / "demo.css").read_text(encoding="utf-8")
    begin, end = theme.index("/* Marks:"), theme.index("/* End of the marks. */")
    assert compressed(theme[begin:end]) == compressed(MARK_CSS)


@pytest.mark.usefixtures("gallery")
@pytest.mark.parametrize("name", DEMOS)
def test_no_frame_and_no_pad_of_the_gallery_has_a_style_attribute(name: str) -> None:
    session = Session(load(name))
    for _ in range(2):
        session.step()
        assert session.frame
        for mark in show(session.frame)["marks"]:
            assert not re.search(r"[\s\"']style\s*=", mark["svg"] + mark["table"])
    for control in session.demo.controls:
        pad = draw_pad(control.describe())
        assert "style" not in "".join((pad.svg, *(svg for _, svg in pad.samples)))


def test_both_palettes_have_the_same_names() -> None:
    assert list(LIGHT) == list(DARK)
    assert len({*LIGHT.values()}) == len(LIGHT)


def test_a_colour_is_an_attribute_with_the_light_value_and_a_class() -> None:
    assert paint(fill="paper", stroke="ink") == (
        ' class="demo-fill-paper demo-stroke-ink" fill="#fff" stroke="#23272e"'
    )
    assert paint(fill="none", stroke="grid") == ' class="demo-stroke-grid" fill="none" stroke="#e3e1db"'
    assert paint(fill="none") == ' fill="none"'
    assert paint() == ""


def test_every_class_of_a_colour_has_a_rule() -> None:
    for kind in ("fill", "stroke"):
        for name in LIGHT:
            assert f".demo-{kind}-{name} {{\n  {kind}: var(--demo-{name});\n}}" in MARK_CSS


def test_colours_of_series_repeat_after_six_and_classes_begin_with_the_ends_of_a_surface() -> None:
    assert [series(place) for place in (0, 5, 6)] == ["series-1", "series-6", "series-1"]
    assert [class_colour(place) for place in range(3)] == ["negative", "positive", "series-3"]


def test_the_strengths_of_a_token_rise_evenly() -> None:
    shares = [int(share) for share in re.findall(r"--demo-share: (\d+)%", MARK_CSS)]
    assert shares == [3 * level for level in range(LEVELS + 1)]
    lines = [int(width) for width in re.findall(r"--demo-line: (\d)px", MARK_CSS)]
    assert lines == sorted(lines)
    assert set(lines) == {1, 2, 3}

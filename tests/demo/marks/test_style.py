"""The style sheet of marks has what the pictures name: colours, classes, strengths, widths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.demo import Session, draw_pad, load, show
from sitegen.demo.marks.axes import LEFT, RIGHT
from sitegen.demo.marks.graph import _GUTTERS
from sitegen.demo.marks.html import ROOMS
from sitegen.demo.marks.style import DARK, LEVELS, LIGHT, colour, level, paint, series
from sitegen.execution.run_demo import demos_package

ROOT = Path(__file__).parents[3]
GALLERY = ROOT / "tests" / "sites" / "gallery" / "content"
CSS = (ROOT / "static" / "css" / "marks.css").read_text(encoding="utf-8")
DEMOS = sorted(path.stem for path in (GALLERY / "demos").glob("*.py"))


@pytest.fixture(scope="module")
def gallery() -> Iterator[None]:
    with demos_package(GALLERY):
        yield


def properties(selector: str) -> dict[str, str]:
    """Return the custom properties of the rule with a selector."""
    found = re.search(re.escape(selector) + r" \{([^}]*)\}", CSS)
    assert found
    return dict(re.findall(r"--demo-([\w-]+): (#\w+);", found[1]))


def test_the_style_sheet_has_both_palettes_and_the_switch_wins_over_the_system() -> None:
    assert properties(":root") == LIGHT
    assert properties(':root:not([data-theme="light"])') == DARK
    assert properties(':root[data-theme="dark"]') == DARK


def test_the_style_sheet_has_every_strength_and_every_width() -> None:
    assert re.findall(r"\.mark-level-(\d+) \{", CSS) == [str(n) for n in range(LEVELS + 1)]
    assert re.findall(r"@container mark \(width < (\d+)rem\) \{\n  \.mark-from", CSS) == [
        str(r) for r in ROOMS
    ]
    for n in range(1, 13):
        assert f".mark-per-{n} {{" in CSS
        assert f".mark-wide-{n} {{" in CSS


def test_the_spaces_beside_plots_and_networks_are_those_of_the_pictures() -> None:
    assert f"margin: 0.5rem {RIGHT}px 1.5rem {LEFT}px;" in CSS
    for place, width in enumerate(_GUTTERS):
        assert f".mark-left-{place} {{\n  margin-inline-start: {width}px;" in CSS
        assert f".mark-right-{place} {{\n  margin-inline-end: {width}px;" in CSS


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


def test_a_colour_is_a_property_of_the_page_with_the_light_value_as_its_fallback() -> None:
    assert colour("muted") == "var(--demo-muted,#565e69)"
    assert paint(fill="paper", stroke="ink") == (
        ' fill="var(--demo-paper,#fff)" stroke="var(--demo-ink,#1a1f26)"'
    )
    assert paint(fill="none") == ' fill="none"'
    assert paint() == ""


def test_colours_of_series_repeat_after_six() -> None:
    assert [series(place) for place in (0, 5, 6)] == ["series-1", "series-6", "series-1"]


def test_the_strength_of_a_ground_grows_with_the_distance_from_0() -> None:
    assert [level(value, 2.0) for value in (0.0, 1.0, -2.0, 9.0)] == [
        "mark-level-0", "mark-level-5", "mark-level-10 mark-below", "mark-level-10"
    ]  # fmt: skip
    shares = [int(share) for share in re.findall(r"--mark-share: (\d+)%", CSS)]
    assert shares == [4 * n for n in range(LEVELS + 1)]

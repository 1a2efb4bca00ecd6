import re
from dataclasses import dataclass
from typing import Annotated

from sitegen.demo import Drawing, Ink, Points, PointSet, Slider, controls_of, draw_pad


@dataclass
class Controls:
    digit: Annotated[Drawing, Ink(20, 10, brush=2)] = Drawing("0,0 0.5,1;1,0.25")
    points: Annotated[PointSet, Points((-1, 1), (0, 2), classes=("no", "<yes>"))] = PointSet("0,1,0;1,2,1")
    rate: Annotated[float, Slider(0, 1)] = 0.5


DIGIT, POINTS, RATE = (control.describe() for control in controls_of(Controls))


def test_each_stroke_is_a_path_in_pixels_of_the_drawing() -> None:
    pad = draw_pad(DIGIT)
    assert 'viewBox="0 0 20 10"' in pad.svg
    assert re.findall(r'<path d="([^"]*)"', pad.svg) == ["M0 0L10 10", "M20 2.5h0"]
    assert re.findall(r'stroke-width="([^"]*)"', pad.svg) == ["2"]
    assert pad.state == "2 strokes"


def test_each_point_stands_at_its_place_with_the_shape_of_its_class() -> None:
    pad = draw_pad(POINTS)
    assert 'viewBox="0 0 320 320"' in pad.svg
    places = re.findall(r'class="demo-point" data-class="(\d)" transform="translate\(([^)]*)\)"', pad.svg)
    assert places == [("0", "160 160"), ("1", "320 0")]
    assert pad.state == "2 points"
    assert [label for label, _ in pad.samples] == ["no", "<yes>"]
    assert len({svg.replace('data-class="1"', 'data-class="0"') for _, svg in pad.samples}) == 2


def test_the_origin_has_lines_where_the_plane_shows_it() -> None:
    assert '<path d="M160 0v320"' in draw_pad(POINTS).svg


def test_an_empty_pad_says_so() -> None:
    assert draw_pad({**DIGIT, "value": ""}).state == "No strokes"
    assert draw_pad({**POINTS, "value": ""}).state == "No points"


def test_another_control_has_no_picture() -> None:
    assert draw_pad(RATE).svg == ""

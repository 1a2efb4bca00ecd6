from __future__ import annotations

import pytest

from sitegen.render.controls import options, slider_position
from tests.render.sample_site import control


@pytest.mark.parametrize(
    ("low", "high", "value", "log", "expected"),
    [(1, 6, 2, False, 0.2), (0.001, 1.0, 0.1, True, 0.6667), (-1, 1, -1, False, 0.0), (1, 3, 3, True, 1.0)],
)
def test_a_slider_knows_the_place_of_its_value(
    low: float, high: float, value: float, log: bool, expected: float
) -> None:
    slider = control("x", "slider", value, min=low, max=high, log=log)

    assert slider_position(slider) == expected


def test_choices_are_labelled_with_their_text() -> None:
    assert options(control("x", "choice", 2, choices=[1, 2])) == [(1, "1"), (2, "2")]


def test_a_recording_of_the_author_is_offered_beside_the_demo_s_clips() -> None:
    clips = [["a", "A"], ["b", "B"]]

    assert options(control("x", "clip", "a", clips=clips)) == [("a", "A"), ("b", "B")]
    assert options(control("x", "clip", "zz", clips=clips))[-1] == ("zz", "A recording")

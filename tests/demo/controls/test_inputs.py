from dataclasses import dataclass
from typing import Annotated

import pytest

from sitegen.demo import Button, Choice, Seed, Slider, Toggle, controls_of
from sitegen.demo.controls.value import InvalidValueError


def test_the_step_of_a_slider_depends_on_type_and_range() -> None:
    assert Slider(0, 100).describe(int)["step"] == 1
    assert Slider(0, 5).describe(float)["step"] == 0.05
    assert Slider(1e-3, 1, log=True).describe(float)["step"] == 0.01
    assert Slider(0, 1, step=0.25).describe(float)["step"] == 0.25


def test_a_slider_takes_numbers_in_its_range_as_the_type_of_the_field() -> None:
    assert Slider(0, 10).parse("7", int) == 7
    assert Slider(0, 10).parse(7, float) == 7.0
    with pytest.raises(InvalidValueError, match="a whole number from 0 to 10"):
        Slider(0, 10).parse(2.5, int)
    with pytest.raises(InvalidValueError, match="a number from 0 to 10"):
        Slider(0, 10).parse(10.5, float)


def test_a_choice_is_found_by_its_value_or_its_text() -> None:
    assert Choice("a", "b").parse(" b ", str) == "b"
    assert Choice(1, 2).parse("2", float) == 2.0
    with pytest.raises(InvalidValueError, match="one of 'a', 'b'"):
        Choice("a", "b").parse("c", str)
    with pytest.raises(InvalidValueError):
        Choice(0, 1).parse(True, int)


def test_a_choice_that_a_page_cannot_show_is_refused() -> None:
    assert Choice("a", "b\ud800", "c\x00").faults() == [
        r"offers 'b\ud800', which holds a character that a page cannot show",
        r"offers 'c\x00', which holds a character that a page cannot show",
    ]
    assert Choice("a", "a").faults() == ["offers a choice twice"]


@pytest.mark.parametrize(("text", "value"), [("on", True), ("No", False), ("1", True), (False, False)])
def test_a_toggle_takes_the_usual_words(text: object, value: bool) -> None:
    assert Toggle().parse(text, bool) is value


def test_a_seed_and_a_button_take_whole_numbers_from_0() -> None:
    assert Seed().parse("4294967295", int) == 2**32 - 1
    assert Button().parse(3.0, int) == 3
    for control, value in ((Seed(), 2**32), (Seed(), -1), (Button(), -1), (Button(), 0.5), (Seed(), "")):
        with pytest.raises(InvalidValueError):
            control.parse(value, int)


def test_labels_and_units_hold_no_characters_that_a_page_cannot_hold() -> None:
    @dataclass
    class Controls:
        rate: Annotated[float, Slider(0, 1, label="R\x00ate", unit="m\ud800")] = 0.5

    described = controls_of(Controls)[0].describe()
    assert (described["label"], described["unit"]) == ("R\u2400ate", "m\ufffd")

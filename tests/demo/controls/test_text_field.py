from dataclasses import dataclass
from typing import Annotated

import pytest

from sitegen.demo import ControlError, TextField, controls_of, parse_controls


@dataclass
class Controls:
    word: Annotated[str, TextField(most=5)] = "cat"
    report: Annotated[str, TextField(most=20, lines=3, live=True)] = ""


def test_a_text_is_described_with_its_limits() -> None:
    described = [control.describe() for control in controls_of(Controls)]
    assert [(d["kind"], d["most"], d["lines"], d["live"]) for d in described] == [
        ("text", 5, 1, False),
        ("text", 20, 3, True),
    ]


def test_a_text_is_taken_as_it_is_with_plain_line_feeds() -> None:
    assert parse_controls(Controls, {"word": " <a> ", "report": "a\r\nb\rc"}) == Controls(" <a> ", "a\nb\nc")


def test_texts_that_do_not_fit_are_all_refused() -> None:
    with pytest.raises(ControlError) as caught:
        parse_controls(Controls, {"word": "two\nlines", "report": 3})
    assert str(caught.value).splitlines() == [
        "word is 'two\\nlines'; expected a text of at most 5 letters in one line "
        "(it has 9 letters, it has 2 lines)",
        "report is 3; expected a text of at most 20 letters",
    ]


def test_bad_fields_are_named() -> None:
    @dataclass
    class Broken:
        most: Annotated[str, TextField(most=0, lines=99)] = ""

    with pytest.raises(TypeError) as caught:
        controls_of(Broken)
    assert str(caught.value).splitlines() == [
        "Broken.most takes at most 0 letters; expected 1 to 5000",
        "Broken.most has 99 lines; expected 1 to 12",
    ]


def test_characters_that_a_page_cannot_hold_are_replaced_in_values_and_in_the_default() -> None:
    @dataclass
    class Odd:
        word: Annotated[str, TextField()] = "a\ud800"

    assert parse_controls(Odd, {}).word == "a\ufffd"
    assert parse_controls(Odd, {"word": "\x00b"}).word == "\u2400b"
    assert controls_of(Odd)[0].describe()["value"] == "a\ufffd"

"""Fonts know their letters, and lines of text fit a width without cutting words."""

from __future__ import annotations

import pytest

from sitegen.cards.fonts import Font, balanced, choose_font, longest_word, shortened, wrap
from tests.cards.test_cards import PACKAGED

SANS, SERIF = (Font(file.read_bytes(), 700) for file in PACKAGED)


def test_a_font_knows_which_letters_it_lacks() -> None:
    assert SANS.lacks("Größe, naïve façade – “Ж” αβγ") == []
    assert SANS.lacks("a 深い b 深") == ["深", "い"]


def test_the_first_font_with_every_letter_is_chosen() -> None:
    assert choose_font("Title", [SERIF, SANS]) == (SERIF, [])
    assert choose_font("深", [SERIF, SANS]) == (None, ["深"])


def test_a_strong_font_is_wider_than_a_light_one() -> None:
    light = Font(PACKAGED[0].read_bytes(), 200)

    assert SANS.at(40).getlength("Networks") > light.at(40).getlength("Networks")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 1e9, ["one two three"]),
        ("one two three", 1.0, ["o", "n", "e", "t", "w", "o", "t", "h", "r", "e", "e"]),
        ("", 100.0, []),
    ],
)
def test_text_is_wrapped_at_spaces_and_cut_only_where_it_must_be(
    text: str, width: float, lines: list[str]
) -> None:
    assert wrap(text, width, SANS.at(20)) == lines


def test_letters_of_east_asia_break_anywhere_but_before_closing_marks() -> None:
    font = SANS.at(20)
    one = font.getlength("深")

    assert wrap("深い学、習", 3 * one + 1, font) == ["深い", "学、習"]


def test_balanced_lines_are_as_few_and_of_similar_length() -> None:
    font = SERIF.at(40)
    text = "Three ways to guess the next word of a text"
    few = wrap(text, 500, font)
    even = balanced(text, 500, font)
    widths = [font.getlength(line) for line in even]

    assert len(even) == len(few)
    assert " ".join(even) == text
    assert max(widths) <= max(map(font.getlength, few))
    assert longest_word(text, font) <= max(widths)


def test_a_long_text_ends_with_an_ellipsis() -> None:
    font = SANS.at(20)

    assert shortened("short", 100, font) == "short"
    assert shortened("a long text", font.getlength("a long…"), font) == "a long…"

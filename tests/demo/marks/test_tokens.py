import re

import numpy as np
import pytest

from sitegen.demo import MarkError, Tokens


def test_the_sign_of_a_token_shows_in_its_number_its_line_and_its_colour() -> None:
    tokens = Tokens(["not", "bad"], [-0.5, 0.25], value_label="weight")
    assert tokens.sentence() == "2 tokens, the largest weight first: bad +0.25, not −0.5."
    pieces = re.findall(r'<li class="([^"]*)">(\w+) <small>([^<]*)', tokens.picture("x"))
    assert pieces == [("mark-level-10 mark-below", "not", "−0.5"), ("mark-level-5", "bad", "+0.25")]


def test_the_sentence_names_only_the_extremes_of_many_tokens() -> None:
    words = [f"w{n}" for n in range(60)]
    tokens = Tokens(words, np.arange(60) - 30)
    assert (
        tokens.sentence() == "60 tokens: largest w59 +29, w58 +28, w57 +27; smallest w0 −30, w1 −29, w2 −28."
    )
    assert "<caption>50 of 60 tokens, the largest in size</caption>" in tokens.table()


def test_white_space_in_tokens_is_visible_and_markup_is_escaped() -> None:
    html = Tokens([" ", "\n", "", "<b>"], [0.0, 0.0, 0.0, 0.0]).picture("x")
    assert re.findall(r"<li[^>]*>([^<]*) <small>", html) == ["␣", "↵", "∅", "&lt;b&gt;"]


def test_tokens_that_can_be_picked_are_buttons_which_say_what_they_set() -> None:
    tokens = Tokens(["a", "<", "c"], [0.0, 0.0, 0.0], pick="cover", picked=2)
    buttons = re.findall(
        r'<button type="button" data-pick="(\w+)" value="(\d)" aria-pressed="(\w+)">', tokens.picture("x")
    )
    assert buttons == [("cover", "1", "false"), ("cover", "2", "true"), ("cover", "3", "false")]
    assert 'value="0"' in Tokens(["a"], [0.0], pick="place", first=0).picture("x")
    assert "<button" not in Tokens(["a"], [0.0]).picture("x")


def test_a_pick_is_the_name_of_a_control() -> None:
    with pytest.raises(MarkError, match="Tokens: pick is 'a b'; expected the name of a control"):
        Tokens(["a"], [0.0], pick="a b")

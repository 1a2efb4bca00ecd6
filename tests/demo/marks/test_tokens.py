import re

import numpy as np

from sitegen.demo import (
    Tokens,
)


def test_the_sign_of_a_token_shows_in_its_number_its_line_and_its_colour() -> None:
    tokens = Tokens(["not", "bad"], [-0.5, 0.25], value_label="weight")
    assert tokens.sentence() == "2 tokens, the largest weight first: bad +0.25, not −0.5."
    pieces = re.findall(r'<li class="([^"]*)"><span>(\w+)</span> <small>([^<]*)', tokens.picture("x"))
    assert pieces == [("demo-level-14 demo-below-zero", "not", "−0.5"), ("demo-level-7", "bad", "+0.25")]


def test_the_sentence_names_only_the_extremes_of_many_tokens() -> None:
    words = [f"w{n}" for n in range(60)]
    tokens = Tokens(words, np.arange(60) - 30)
    assert (
        tokens.sentence() == "60 tokens: largest w59 +29, w58 +28, w57 +27; smallest w0 −30, w1 −29, w2 −28."
    )
    assert "<caption>50 of 60 tokens, the largest in size</caption>" in tokens.table()


def test_white_space_in_tokens_is_visible_and_markup_is_escaped() -> None:
    html = Tokens([" ", "\n", "", "<b>"], [0.0, 0.0, 0.0, 0.0]).picture("x")
    assert re.findall(r"<span[^>]*>([^<]*)</span>", html) == ["␣", "↵", "∅", "&lt;b&gt;"]

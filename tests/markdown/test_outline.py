from __future__ import annotations

import pytest

from sitegen.markdown.outline import LONGEST, count_words, shorten
from tests.markdown.conftest import render

LONG = "A network of many layers learns slowly at first, and then all at once, as the diagram shows"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Short.", "Short."),
        (
            f"{LONG}. The reason is that gradients vanish in the lower layers of it, said the author.",
            f"{LONG}.",
        ),
        (f"{LONG}, and the reason is that gradients vanish in the lower layers of it all day long", None),
        ("No. " + "word " * 60, None),
        ("字" * 200, "字" * 159 + "…"),
        ("字" * 100 + "。" + "字" * 100, "字" * 100 + "。"),
    ],
)
def test_a_long_text_is_cut_behind_a_sentence_or_a_word(text: str, expected: str | None) -> None:
    found = shorten(text)

    assert len(found) <= LONGEST
    if expected is None:
        assert found.endswith("…")
        assert text.startswith(found[:-1])
        assert text[len(found) - 1] in " ,"
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("four words – here", 4),
        ("神经网络学习。", 3),
        ("ニューラルネットワーク", 6),
        ("用 Python 写的网络，很小！", 5),
        ("신경망은 학습한다", 2),
    ],
)
def test_two_letters_without_spaces_between_words_count_as_a_word(text: str, expected: int) -> None:
    assert count_words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Title\n\nThe *first* `words`.\n\nMore.", "The first words."),
        ("![a picture](https://example.org/x.png)\n\nWords.", "Words."),
        ("{% include x.html %}\n\nWords.", "Words."),
        ("<br>\n\n> quoted\n\n- listed\n\nWords.", "Words."),
        ("[a link](https://example.org/)", "a link"),
        ("```\ncode\n```", ""),
    ],
)
def test_the_description_is_the_first_paragraph_with_words(text: str, expected: str) -> None:
    assert render(text).summary == expected

from __future__ import annotations

import pytest

from sitegen.markdown.outline import LONGEST, shorten
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

"""The words of the theme."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from sitegen.words import (
    DEFAULT,
    Entry,
    UnknownWordError,
    Words,
    direction,
    fallbacks,
    languages,
    theme_words,
)


def names_in(entry: Entry) -> set[str]:
    """Return the names in braces of all forms."""
    texts = entry.values() if isinstance(entry, Mapping) else [entry]
    return {name for text in texts for name in re.findall(r"\{(\w+)\}", text)}


def test_the_languages_are_these() -> None:
    assert languages() == ("ar", "de", "en", "es", "fr", "it", "ja", "nl", "pt", "vi", "zh")


@pytest.mark.parametrize("code", languages())
def test_a_language_has_every_word_with_the_same_values(code: str) -> None:
    words, english = theme_words(code), theme_words(DEFAULT)
    assert list(words) == list(english)
    for key, entry in words.items():
        assert names_in(entry) == names_in(english[key]), key
        assert isinstance(entry, str) or entry["other"], key


@pytest.mark.parametrize("code", languages())
def test_a_language_has_every_plural_form_of_its_rules(code: str) -> None:
    from babel.core import Locale

    wanted = {Locale.parse(code).plural_form(number) for number in range(200)}
    for key, entry in theme_words(code).items():
        if isinstance(entry, Mapping) and set(entry) != {"other"}:
            assert wanted <= set(entry), key


def test_a_number_chooses_the_form() -> None:
    words = Words()
    assert [words.text("en", "posts", count=count) for count in (1, 2)] == ["1 post", "2 posts"]
    assert words.text("ar", "posts", count=3) == "3 مقالات"
    assert words.text("ja", "posts", count=1) == "1 件の記事"


def test_a_regional_code_uses_the_words_of_its_language_and_an_unknown_one_english() -> None:
    assert fallbacks("pt-BR") == ("pt-BR", "pt")
    assert Words().text("pt-BR", "older") == "Mais antigo"
    assert Words().text("fi", "older") == "Older"


def test_the_sites_own_words_go_first() -> None:
    words = Words({"de": {"older": "Zurück", "cite": "Zitieren"}, "en": {"cite": "Cite"}})
    assert words.text("de-AT", "older") == "Zurück"
    assert words.text("de", "cite") == "Zitieren"
    assert words.text("fr", "cite") == "Cite"


def test_an_unknown_word_is_refused_with_all_known_ones() -> None:
    with pytest.raises(UnknownWordError, match="there are no words 'oldr'") as caught:
        Words().text("en", "oldr")
    assert "older" in caught.value.known


def test_arabic_and_hebrew_run_from_right_to_left() -> None:
    assert [direction(code) for code in ("ar", "he-IL", "en", "ja")] == ["rtl", "rtl", "ltr", "ltr"]

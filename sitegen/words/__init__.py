"""The words of the theme in several languages: `LANGUAGE.toml` beside this file.

A number chooses between forms by the plural rules of its language (CLDR, through Babel). A language that has
no file gets the English words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

Forms = Mapping[str, str]
"""The plural forms of a word by category: `one` and `other`; some languages have `two`, `few` or `many`."""
Entry = str | Forms
FOLDER = Path(__file__).parent
DEFAULT = "en"
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
"""Languages that are written from right to left."""


class UnknownWordError(LookupError):
    """A template asks for words that no file has."""

    def __init__(self, key: str, known: tuple[str, ...]) -> None:
        super().__init__(f"there are no words {key!r}")
        self.argument, self.known = key, known


@dataclass(frozen=True)
class Words:
    """The words of one site."""

    own: Mapping[str, Mapping[str, Entry]] = field(default_factory=dict)
    """The site's own words by language and key; they go before those of the theme."""

    def text(self, language: str, key: str, **values: object) -> str:
        """Return words in a language.

        Args:
            language: a BCP 47 code; `pt-BR` uses the words of `pt` where it has none of its own.
            key: the name of the words in the files.
            values: what replaces the names in braces; `count` also chooses the plural form.

        Raises:
            UnknownWordError: there are no words of this name.
        """
        for code in (*fallbacks(language), DEFAULT):
            for words in (self.own.get(code, {}), theme_words(code)):
                if key in words:
                    return _filled(words[key], code, values)
        known = {*theme_words(DEFAULT), *(name for words in self.own.values() for name in words)}
        raise UnknownWordError(key, tuple(sorted(known)))


def fallbacks(language: str) -> tuple[str, ...]:
    """Return a language code and the more general ones: `pt-BR`, `pt`."""
    parts = language.split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


def direction(language: str) -> str:
    """Return the direction in which a language is written: `ltr` or `rtl`."""
    return "rtl" if language.split("-", maxsplit=1)[0].lower() in RIGHT_TO_LEFT else "ltr"


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have a file."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


@cache
def language_names() -> Mapping[str, str]:
    """Return the languages that CLDR knows: English names by code."""
    from babel.core import Locale  # noqa: PLC0415 - as above; only sites in several languages ask for it

    return {code.replace("_", "-"): name for code, name in Locale.parse("en").languages.items()}


@cache
def theme_words(code: str) -> Mapping[str, Entry]:
    """Return the words of a file; none where there is no such file."""
    file = FOLDER / f"{code}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if code in languages() else {}


def _filled(entry: Entry, code: str, values: Mapping[str, object]) -> str:
    text = entry if isinstance(entry, str) else _form(entry, code, values.get("count"))
    return text.format_map(values)


def _form(forms: Forms, code: str, count: object) -> str:
    from babel.core import Locale  # noqa: PLC0415 - takes a while, and few pages count anything

    category = Locale.parse(code, sep="-").plural_form(count) if isinstance(count, int) else "other"
    return forms.get(category) or forms["other"]

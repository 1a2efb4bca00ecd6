"""Dates, names of languages and names of blocks as readers of a language write them.

Dates and names of languages are CLDR's, through Babel; names of blocks are the words of the theme.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from sitegen.model import Label
from sitegen.words import Words

if TYPE_CHECKING:
    from babel.core import Locale

    from sitegen.config import Config


def label_text(label: Label, config: Config, language: str) -> str:
    """Return the name of a block with its number: `Figure 2`, with a space that does not break."""
    name = Words(config.words).text(language, label.kind)
    return f"{name}\u00a0{label.number}" if label.number else name


def language_name(code: str) -> str:
    """Return a language's name in the language itself, or the code where CLDR does not know the language."""
    locale = _locale(code)
    return (locale.get_language_name(locale) if locale else None) or code


@cache
def open_graph_locale(code: str) -> str:
    """Return a language with its territory, as OpenGraph names it: `de_DE`, or the code without one."""
    from babel.core import Locale, UnknownLocaleError, get_global  # noqa: PLC0415 - see `_locale`

    likely = get_global("likely_subtags").get(code, code.replace("-", "_"))
    try:
        locale = Locale.parse(likely)
    except (UnknownLocaleError, ValueError):
        return code.replace("-", "_")
    return "_".join(filter(None, (locale.language, locale.territory)))


def written_date(when: date | datetime, language: str) -> str:
    """Return a day in words, such as `3 March 2026`; as `2026-03-03` where CLDR does not know the language.

    A datetime gives the day in its own zone.

    Args:
        when: the day; years have four digits.
        language: a BCP 47 code. Plain `en` puts the day first; `en-US` puts the month first.
    """
    return _written(date(when.year, when.month, when.day), language)


@cache
def _written(day: date, language: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - slow; not every page has a date

    locale = _locale("en-GB" if language.casefold() == "en" else language)
    return format_date(day, "long", locale=locale) if locale else day.isoformat()


def month_name(year: int, month: int, pattern: str, language: str) -> str:
    """Return a month as a heading names it.

    Args:
        year: the year.
        month: from 1.
        pattern: of CLDR: `LLLL` gives `March`, `LLLL y` gives `March 2026`.
        language: a BCP 47 code.
    """
    return formatted_date(date(year, month, 1), pattern, language)


def formatted_date(when: date | datetime, pattern: str, language: str) -> str:
    """Return a date as a pattern says; as `2026-03-03` where CLDR does not know the language.

    Args:
        when: the date; a time is shown in its own zone.
        pattern: `short`, `medium`, `long`, `full`, or a pattern of CLDR such as `d MMMM y`.
        language: a BCP 47 code.

    Raises:
        ValueError: the pattern has a letter that stands for nothing.
    """
    from babel.dates import format_date, format_datetime  # noqa: PLC0415 - see `_written`

    locale = _locale("en-GB" if language.casefold() == "en" else language)
    if locale is None:
        return when.isoformat()
    named = pattern in ("short", "medium", "long", "full")
    try:
        if named or not isinstance(when, datetime):
            return format_date(when, pattern, locale=locale)
        return format_datetime(when, pattern, locale=locale)
    except (KeyError, AttributeError) as error:
        raise ValueError(f"expected a pattern of CLDR such as 'd MMMM y', received {pattern!r}") from error


@cache
def _locale(code: str) -> Locale | None:
    """Return the locale of a code, or that of its language where the rest of the code is unknown."""
    from babel.core import Locale, UnknownLocaleError  # noqa: PLC0415 - slow to import

    for name in (code, code.partition("-")[0]):
        try:
            return Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None

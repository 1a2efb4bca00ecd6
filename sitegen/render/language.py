"""How dates and languages are written for readers, in the languages that the generator knows."""

from __future__ import annotations

from datetime import date, datetime

LANGUAGES = {
    "cs": "čeština",
    "da": "dansk",
    "de": "Deutsch",
    "en": "English",
    "es": "español",
    "fi": "suomi",
    "fr": "français",
    "it": "italiano",
    "ja": "日本語",
    "ko": "한국어",
    "nl": "Nederlands",
    "no": "norsk",
    "pl": "polski",
    "pt": "português",
    "ru": "русский",
    "sv": "svenska",
    "tr": "Türkçe",
    "uk": "українська",
    "zh": "中文",
}
"""Each language's name in itself, by the first part of its BCP 47 code."""

MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
}

DAY_FIRST = {
    "de": "{day}. {month} {year}",
    "es": "{day} de {month} de {year}",
    "pt": "{day} de {month} de {year}",
}


def language_name(code: str) -> str:
    """Return the language's name in itself, or the code where the name is not known."""
    return LANGUAGES.get(code.partition("-")[0].casefold(), code)


def written_date(when: date | datetime, language: str) -> str:
    """Return the day in words, `3 March 2026`; as `2026-03-03` where the months' names are not known.

    A datetime gives the day in its own zone: nothing is shifted.
    """
    code = language.partition("-")[0].casefold()
    if code not in MONTHS:
        return f"{when.year:04}-{when.month:02}-{when.day:02}"
    month = MONTHS[code].split()[when.month - 1]
    if language.casefold() == "en-us":
        return f"{month} {when.day}, {when.year}"
    return DAY_FIRST.get(code, "{day} {month} {year}").format(day=when.day, month=month, year=when.year)

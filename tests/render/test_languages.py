from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from sitegen.render.languages import language_name, written_date


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "3 March 2026"),
        ("en-GB", "3 March 2026"),
        ("en-US", "March 3, 2026"),
        ("de", "3. März 2026"),
        ("de-AT", "3. März 2026"),
        ("es-MX", "3 de marzo de 2026"),
        ("fr", "3 mars 2026"),
        ("pl", "3 marca 2026"),
        ("ja", "2026年3月3日"),
        ("de-XX", "3. März 2026"),
        ("xx", "2026-03-03"),
    ],
)
def test_a_date_is_written_as_the_language_does(language: str, expected: str) -> None:
    assert written_date(date(2026, 3, 3), language) == expected


def test_a_time_gives_the_day_of_its_own_zone() -> None:
    late = datetime(2026, 3, 3, 23, 30, tzinfo=timezone(timedelta(hours=-8)))

    assert written_date(late, "en") == "3 March 2026"


@pytest.mark.parametrize(
    ("code", "name"),
    [("de-AT", "Deutsch"), ("en-US", "English"), ("cs", "čeština"), ("zh-TW", "中文"), ("tlh", "tlh")],
)
def test_a_language_is_named_in_itself_and_an_unknown_one_by_its_code(code: str, name: str) -> None:
    assert language_name(code) == name

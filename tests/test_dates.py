from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.dates import parse_date


@pytest.mark.parametrize("text", ["2026-01-02", "2026/01/02", "2026-1-2", "2026/1/02", " 2026-01-02 "])
def test_a_day_stays_a_day(text: str) -> None:
    found = parse_date(text, ZoneInfo("Asia/Tokyo"))

    assert found == date(2026, 1, 2)
    assert not isinstance(found, datetime)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05+00:00"),
        ("2026-01-02t03:04:05.25z", "2026-01-02T03:04:05.250000+00:00"),
        ("2026-01-02 03:04 UTC", "2026-01-02T03:04:00+00:00"),
        ("2026-01-02 3:04:05 +0530", "2026-01-02T03:04:05+05:30"),
        ("2026/01/02 3:04:05-08:00", "2026-01-02T03:04:05-08:00"),
        ("2026-01-02 3:04", "2026-01-02T03:04:00+01:00"),
        ("2026-07-02T03:04", "2026-07-02T03:04:00+02:00"),
    ],
)
def test_a_time_has_its_own_zone_or_that_of_the_site(text: str, expected: str) -> None:
    found = parse_date(text, ZoneInfo("Europe/Berlin"))

    assert found.isoformat() == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-02-30", "there is no such day or time as '2026-02-30'"),
        ("2026-01-02 25:00", "there is no such day or time as '2026-01-02 25:00'"),
        ("2026-01-02 10:00 +99:00", "there is no such day or time"),
        ("0000-01-02", "there is no such day or time"),
        ("03/04/2023", "write the year first: it is not clear which number is the month"),
        ("23.11.2026", "write 2026-11-23"),
        ("11-23-2026", "write 2026-11-23"),
        ("2026.1.2", "write 2026-01-02"),
        ("2026-01/02", "write 2026-01-02"),
        ("2026-01-02 10:00 PST", "expected YYYY-MM-DD, or a time such as 2026-11-23T09:00:00Z"),
        ("yesterday", "expected YYYY-MM-DD"),
    ],
)
def test_a_bad_date_is_answered_with_a_good_one(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"date|expected|day") as caught:
        parse_date(text)

    assert message in str(caught.value)


@given(st.datetimes(), st.integers(-14 * 60, 14 * 60))
def test_what_python_writes_is_read_again(moment: datetime, minutes: int) -> None:
    moment = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))

    assert parse_date(moment.isoformat()) == moment

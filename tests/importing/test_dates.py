"""Dates as authors write them."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sitegen.importing.dates import read_date, written

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2014-07-01", "2014-07-01"),
        ("2014/7/1", "2014-07-01"),
        ("2014-7-1 9:05", "2014-07-01T09:05:00+02:00"),
        ("2014-01-01 09:05:06 +0800", "2014-01-01T09:05:06+08:00"),
        ("2014-01-01T09:05:06.123Z", "2014-01-01T09:05:06Z"),
        ("2016-09-10 11:12:13 UTC+02:00", "2016-09-10T11:12:13+02:00"),
        ("Jul 08 2022", "2022-07-08"),
        ("July 8th, 2022", "2022-07-08"),
        ("8 July 2022 10:00", "2022-07-08T10:00:00+02:00"),
        ("31.12.2020", "2020-12-31"),
        ("05/06/2014 03:00:00 PM UTC", "2014-05-06T15:00:00Z"),
        ("Tue, 05 Jan 2016 10:00:00 +0100", "2016-01-05T10:00:00+01:00"),
        (1600000000, "2020-09-13T12:26:40Z"),
        (1600000000000, "2020-09-13T12:26:40Z"),
        ("2014年7月1日", "2014-07-01"),
    ],
)
def test_a_date_is_read_and_written_as_here(given: Any, expected: str) -> None:
    found = read_date(given, PARIS)

    assert found is not None
    assert written(found) == expected


@pytest.mark.parametrize(
    "given", ["", "soon", "2020-13-01", "30.02.2020", True, None, [], {}, -5, 1e300, "9" * 400]
)
def test_what_is_no_date_gives_none(given: Any) -> None:
    assert read_date(given, PARIS) is None

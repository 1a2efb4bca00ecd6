"""Read the dates that authors write, and write them as sitegen reads them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
            "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
UTC_ZONE = ZoneInfo("UTC")
NUMBERS = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:(?:[Tt]|,?\s+)(\d{1,2})(?:[:：](\d{1,2}))?(?:[:：](\d{1,2}))?(?:[.,]\d+)?\s*([AaPp]\.?[Mm]\.?)?)?"
    r"\s*((?:UTC|GMT)?[+-]\d{2}:?\d{2}|(?:UTC|GMT)?[+-]\d{1,2}|Z|z|[A-Z]{3,4})?"
)
DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ .\-/]+([A-Za-z]{3,9})\.?,?[ \-/]+(\d{4})")
MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?[ \-]+(\d{1,2})(?:st|nd|rd|th)?,?[ \-]+(\d{4})")
AMBIGUOUS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
TIME = re.compile(r"\b(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?")


def read_date(value: Any, zone: ZoneInfo) -> date | datetime | None:
    """Return a date, or a time with its zone; None where the value is neither.

    A time without a zone is in `zone`. Numbers are seconds, or milliseconds, since 1970.
    """
    if isinstance(value, bool) or value is None:
        return None
    try:
        if isinstance(value, int | float):
            return _since_1970(float(value))
        text = str(value).strip()
        return _numbers(text, zone) or _words(text, zone) or _mail(text)
    except (ValueError, OverflowError, TypeError):
        return None


def _since_1970(value: float) -> datetime | None:
    seconds = value / 1000 if abs(value) > 1e11 else value
    return datetime.fromtimestamp(seconds, UTC) if 1e8 < seconds < 4e9 else None


def _numbers(text: str, zone: ZoneInfo) -> date | datetime | None:
    found = NUMBERS.match(text)
    if not found:
        return None
    day = date(int(found[1]), int(found[2]), int(found[3]))
    if found[4] is None:
        return day
    hour = int(found[4])
    if found[7]:
        hour = hour % 12 + (12 if found[7][0] in "pP" else 0)
    time = datetime(day.year, day.month, day.day, hour, int(found[5] or 0), int(found[6] or 0), tzinfo=zone)
    return time.replace(tzinfo=_zone(found[8], zone)) if found[8] else time


def _zone(text: str, zone: ZoneInfo) -> timezone | ZoneInfo:
    if text in ("Z", "z", "UTC", "GMT"):
        return UTC
    found = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", text)
    if not found:
        hours = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
                 "CET": 1, "CEST": 2, "BST": 1, "JST": 9}.get(text)  # fmt: skip
        return zone if hours is None else timezone(timedelta(hours=hours))
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-offset if found[1] == "-" else offset)


def _words(text: str, zone: ZoneInfo) -> date | datetime | None:
    day = None
    if (found := DAY_FIRST.search(text)) and (month := MONTHS.get(found[2].casefold())):
        day = date(int(found[3]), month, int(found[1]))
    elif (found := MONTH_FIRST.search(text)) and (month := MONTHS.get(found[1].casefold())):
        day = date(int(found[3]), month, int(found[2]))
    elif found := AMBIGUOUS.match(text):
        first, second = int(found[1]), int(found[2])
        # Dots are written where the day comes first, slashes where the month does.
        month, number = (second, first) if first > 12 or "." in text else (first, second)
        day = date(int(found[3]), month, number)
        text = text[found.end() :]
    if day is None:
        return None
    if re.search(r"(?:GMT|UTC)\s*$", text):
        zone = UTC_ZONE
    elif offset := re.search(r"([+-]\d{4})\s*$", text):
        return _at(day, text, _zone(offset[1], zone))
    return _at(day, text, zone)


def _at(day: date, text: str, zone: tzinfo) -> date | datetime:
    """Return a day at the time that a text names, or the day where it names none."""
    at = TIME.search(text)
    if not at:
        return day
    hour = int(at[1]) % 12 + (12 if at[4] in ("PM", "pm", "Pm") else 0) if at[4] else int(at[1])
    return datetime(day.year, day.month, day.day, hour, int(at[2]), int(at[3] or 0), tzinfo=zone)


def _mail(text: str) -> datetime | None:
    """Read a date as in the header of a mail, which WordPress and feeds use."""
    found = parsedate_to_datetime(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def written(day: date | datetime) -> str:
    """Return a date as `2026-11-23`, or a time as `2026-11-23T09:00:00+01:00`."""
    if not isinstance(day, datetime):
        return day.isoformat()
    offset = day.utcoffset() or timedelta()
    # Offsets of local mean time have seconds, which RFC 3339 does not allow.
    fitting = timezone(timedelta(minutes=round(offset.total_seconds() / 60)))
    return day.replace(microsecond=0, tzinfo=fitting).isoformat().replace("+00:00", "Z")

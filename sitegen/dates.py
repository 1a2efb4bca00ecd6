"""Dates as authors write them in front matter."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from sitegen.model import Day

WRITTEN = re.compile(
    r"""
    (?P<year>\d{4}) (?P<sign>[-/]) (?P<month>\d{1,2}) (?P=sign) (?P<day>\d{1,2})
    (?: (?:[Tt]|[ \t]+)
        (?P<hour>\d{1,2}) : (?P<minute>\d{2}) (?: : (?P<second>\d{2}) (?:[.,](?P<fraction>\d+))? )?
        [ \t]* (?P<zone> [Zz] | UTC | GMT | [+-]\d{2}:?\d{2} )?
    )?
    """,
    re.VERBOSE | re.ASCII,
)
EXPECTED = "YYYY-MM-DD, or a time such as 2026-11-23T09:00:00Z"


def parse_date(value: object, zone: tzinfo = UTC) -> Day:
    """Parse a date, or a date with a time: `2026-11-23`, `2026/11/23`, `2026-11-23 9:00`, RFC 3339.

    Args:
        value: the date as the author wrote it.
        zone: the site's zone, which a time without a zone gets.

    Returns:
        A date, which is never shifted, or a time with its zone.

    Raises:
        ValueError: the text is neither, or there is no such day or time.
    """
    text = str(value).strip()
    found = WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError(f"expected {EXPECTED}, received {text!r}{_hint(text)}")
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
        if found["hour"] is None:
            return day
        microsecond = int((found["fraction"] or "0").ljust(6, "0")[:6])
        clock = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0), microsecond)
        moment = datetime.combine(day, clock, _zone(found["zone"]) or zone)
        # The offset of this moment, not the rules of the zone: it is the same everywhere and for ever.
        return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()))
    except (ValueError, OverflowError) as error:
        hint = _hint(text) if found["hour"] is None else ""
        raise ValueError(f"there is no such day or time as {text!r} ({error}){hint}") from None


def _zone(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text[0] not in "+-":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _hint(text: str) -> str:
    """Return the date that was probably meant, on a line of its own."""
    found = re.fullmatch(r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})", text)
    if not found:
        return ""
    first, middle, last = (int(part) for part in found.groups())
    if len(found[1]) == 4:
        return f"\nwrite {first:04}-{middle:02}-{last:02}" if _is_day(first, middle, last) else ""
    if first > 12 >= middle:
        return f"\nwrite {last:04}-{middle:02}-{first:02}"
    if middle > 12 >= first:
        return f"\nwrite {last:04}-{first:02}-{middle:02}"
    return "\nwrite the year first: it is not clear which number is the month"


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True

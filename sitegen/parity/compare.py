"""Compare a run in the browser with the native run.

These differences are allowed:

- In the first frame, data and initial weights are the same: numbers differ by at most 1e-5 of the largest in
  their array, metrics by 1e-5, numbers within texts by one in the last digit; words are equal.
- In every frame up to the poster, metrics differ by at most 1e-4.
- In long training, rounding grows until the runs differ. The demo then declares the allowed difference of a
  metric at the end, `@demo(..., drift={"accuracy": 0.15})`, and the claims of a page (`:expect:`) must hold
  in both runs. Such a metric differs by at most 1e-4 in the first tenth of the frames, except a `Percent`,
  which changes by a whole step when one answer of many changes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FIRST, LATER = 1e-5, 1e-4
GRAIN = 1e-6
"""The allowed difference of small numbers, which are sums of terms near 1: float32 resolves 1e-7 of these."""
EARLY = 0.1
"""The share of the frames in which a metric with a declared drift must agree."""
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")

Measured = Mapping[str, Any]
"""The result of `measure`, parsed."""


@dataclass(frozen=True, slots=True)
class Row:
    """One metric of one run, natively and in the browser."""

    demo: str
    values: Mapping[str, str]
    """The values of controls that the post sets."""
    metric: str
    native: float | None
    """The value at the step of the poster."""
    browser: float | None
    difference: float
    """The absolute difference at the step of the poster."""
    allowed: float
    first: float
    """The relative difference in the first frame."""
    during: float
    """The largest relative difference in the frames that must agree."""
    good: bool


def compare(
    demo: str, values: Mapping[str, str], native: Measured, browser: Measured
) -> tuple[list[Row], list[tuple[str, str]]]:
    """Compare two measurements of one run.

    Returns:
        A row for each metric, and message and hint of every difference that is not allowed.
    """
    differences = [(text, "") for text in _structure(native, browser)]
    mine, theirs = native["series"], browser["series"]
    if len(mine) != len(theirs):
        return [], [
            *differences,
            (f"it yields {len(theirs)} frames in the browser, natively {len(mine)}", ""),
        ]
    rows = []
    for name in native["series"][-1]:
        pairs = [(a.get(name), b.get(name)) for a, b in zip(mine, theirs, strict=True)]
        row = _row(demo, values, name, pairs, native)
        rows.append(row)
        if not row.good:
            differences.append(_message(row))
    return rows, differences


def _row(
    demo: str,
    values: Mapping[str, str],
    name: str,
    pairs: Sequence[tuple[float | None, float | None]],
    native: Measured,
) -> Row:
    drift = native["drift"].get(name)
    compared = (
        pairs if drift is None else [] if name in native["percent"] else pairs[: int(EARLY * len(pairs))]
    )
    first = relative_difference(*pairs[0])
    during = max((relative_difference(a, b) for a, b in compared), default=0.0)
    mine, theirs = pairs[-1]
    difference = _distance(mine, theirs)
    allowed = LATER * max(abs(mine or 0), abs(theirs or 0)) if drift is None else drift
    good = first <= FIRST and during <= LATER and difference <= allowed
    return Row(demo, values, name, mine, theirs, difference, allowed, first, during, good)


def _message(row: Row) -> tuple[str, str]:
    if row.first > FIRST:
        return (
            f"{row.metric} differs by {row.first:.1e} in the first frame, at most {FIRST:g} is allowed",
            "take all randomness from rng, and compute with types of a fixed size",
        )
    ends = f"{row.metric} ends at {_text(row.browser)} in the browser, natively at {_text(row.native)}"
    if row.difference > row.allowed:
        room = float(f"{row.difference * 1.5:.1g}")
        return (
            f"{ends}; a difference of at most {row.allowed:.2g} is allowed",
            f"where rounding grows in training, declare it: @demo(..., drift={{{row.metric!r}: {room:g}}})",
        )
    message = f"{row.metric} differs by {row.during:.1e} after the first frame, at most {LATER:g} is allowed"
    return message, ""


def _text(value: float | None) -> str:
    return "no finite number" if value is None else f"{value:.6g}"


def _structure(native: Measured, browser: Measured) -> Iterator[str]:
    """Yield where frames differ in more than a metric."""
    for place in ("first", "last"):
        mine, theirs = native[place], browser[place]
        if not same_text(mine["text"], theirs["text"]):
            yield f"the {place} frame says {theirs['text']!r} in the browser, natively {mine['text']!r}"
        if list(mine["marks"]) != list(theirs["marks"]):
            yield f"the {place} frame has the marks {list(theirs['marks'])}, natively {list(mine['marks'])}"
            continue
        for name, mark in mine["marks"].items():
            for fault in _mark(mark, theirs["marks"][name]):
                yield f"the mark {name!r} of the {place} frame {fault}"


def _mark(mine: Measured, theirs: Measured) -> Iterator[str]:
    for key in ("kind", "label"):
        if mine[key] != theirs[key]:
            yield f"has the {key} {theirs[key]!r} in the browser, natively {mine[key]!r}"
    if not same_text(mine["sentence"], theirs["sentence"]):
        yield f"says {theirs['sentence']!r} in the browser, natively {mine['sentence']!r}"
    shapes = {name: array["shape"] for name, array in mine["arrays"].items()}
    others = {name: array["shape"] for name, array in theirs["arrays"].items()}
    if shapes != others:
        yield f"has arrays of the shapes {others} in the browser, natively {shapes}"
        return
    for name, array in mine["arrays"].items():
        values, other = array.get("values", []), theirs["arrays"][name].get("values", [])
        scale = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
        most = max((_distance(a, b) for a, b in zip(values, other, strict=True)), default=0.0)
        allowed = max(FIRST * scale, GRAIN)
        if most > allowed:
            yield f"differs in {name} by up to {most:.2g}; at most {allowed:.2g} is allowed"


def same_text(one: str, other: str) -> bool:
    """Return whether two texts have equal words, and numbers that differ by at most one in the last digit."""
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    for a, b in zip(NUMBER.findall(one), NUMBER.findall(other), strict=True):
        digits = min(len(text.partition(".")[2]) for text in (a, b))
        if abs(float(a.replace(",", "")) - float(b.replace(",", ""))) > 1.01 * 10**-digits:
            return False
    return True


def relative_difference(one: float | None, other: float | None) -> float:
    """Return the difference of two numbers, relative to the larger; infinite where only one is a number."""
    if one is None or other is None:
        return 0.0 if one is other else math.inf
    largest = max(abs(one), abs(other))
    return abs(one - other) / largest if largest else 0.0


def _distance(one: float | None, other: float | None) -> float:
    if one is None or other is None:
        return 0.0 if one is other else math.inf
    if one == other or (math.isnan(one) and math.isnan(other)):
        return 0.0
    return abs(one - other) if math.isfinite(one) and math.isfinite(other) else math.inf

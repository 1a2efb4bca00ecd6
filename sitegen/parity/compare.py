"""How far apart a run in the browser may be from the native one.

- The first frame: data and initial weights are the same, so numbers agree to 1e-5 of the largest in their
  array, metrics to 1e-5, words exactly, and numbers within texts to the last digit that is written.
- Every frame up to the poster: metrics agree to 1e-4.
- Rounding grows in long training until the two part. Then the demo declares how far a metric may end apart,
  `@demo(..., drift={"accuracy": 0.15})`, and a page's claims (`:expect:`) must hold in both places. Such
  a metric still agrees to 1e-4 in the first tenth of the frames, except a `Percent`: of many answers one
  may tip.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FIRST, LATER = 1e-5, 1e-4
GRAIN = 1e-6
"""What small numbers may differ by: float32 resolves 1e-7 of the terms near 1 that they are sums of."""
EARLY = 0.1
"""The share of a drifting run that still agrees."""
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")

Measured = Mapping[str, Any]
"""What `measure` answers."""


@dataclass(frozen=True, slots=True)
class Row:
    """One metric of one run, in both places."""

    demo: str
    values: Mapping[str, str]
    """The author's, where they differ from the demo's own."""
    metric: str
    native: float | None
    """At the poster's step."""
    browser: float | None
    difference: float
    """Absolute, at the poster's step."""
    allowed: float
    first: float
    """Relative, in the first frame."""
    during: float
    """The largest relative difference in the frames that must agree."""
    good: bool


def compare(
    demo: str, values: Mapping[str, str], native: Measured, browser: Measured
) -> tuple[list[Row], list[tuple[str, str]]]:
    """Compare two measurements of one run.

    Returns:
        A row for each metric, and what is wrong: message and hint.
    """
    wrong = [(text, "") for text in _structure(native, browser)]
    mine, theirs = native["series"], browser["series"]
    if len(mine) != len(theirs):
        return [], [*wrong, (f"it made {len(theirs)} frames in the browser, natively {len(mine)}", "")]
    rows = []
    for name in native["series"][-1]:
        pairs = [(a.get(name), b.get(name)) for a, b in zip(mine, theirs, strict=True)]
        row = _row(demo, values, name, pairs, native)
        rows.append(row)
        if not row.good:
            wrong.append(_told(row))
    return rows, wrong


def _row(
    demo: str,
    values: Mapping[str, str],
    name: str,
    pairs: Sequence[tuple[float | None, float | None]],
    native: Measured,
) -> Row:
    drift = native["drift"].get(name)
    held = pairs if drift is None else [] if name in native["percent"] else pairs[: int(EARLY * len(pairs))]
    first = apart(*pairs[0])
    during = max((apart(a, b) for a, b in held), default=0.0)
    mine, theirs = pairs[-1]
    difference = _distance(mine, theirs)
    allowed = LATER * max(abs(mine or 0), abs(theirs or 0)) if drift is None else drift
    good = first <= FIRST and during <= LATER and difference <= allowed
    return Row(demo, values, name, mine, theirs, difference, allowed, first, during, good)


def _told(row: Row) -> tuple[str, str]:
    if row.first > FIRST:
        return (
            f"{row.metric} differs by {row.first:.1e} in the first frame, at most {FIRST:g} is allowed",
            "take all randomness from rng, and compute with types of a fixed size",
        )
    ends = f"{row.metric} ends at {_text(row.browser)} in the browser, natively at {_text(row.native)}"
    if row.difference > row.allowed:
        room = float(f"{row.difference * 1.5:.1g}")
        return (
            f"{ends}; at most {row.allowed:.2g} apart is allowed",
            f"where rounding grows in training, declare it: @demo(..., drift={{{row.metric!r}: {room:g}}})",
        )
    return (f"{row.metric} differs by {row.during:.1e} on the way, at most {LATER:g} is allowed", "")


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
    for fact in ("kind", "label"):
        if mine[fact] != theirs[fact]:
            yield f"has the {fact} {theirs[fact]!r} in the browser, natively {mine[fact]!r}"
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
    """Say whether two texts have the same words, and numbers that differ by at most one in the last digit."""
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    for a, b in zip(NUMBER.findall(one), NUMBER.findall(other), strict=True):
        digits = min(len(text.partition(".")[2]) for text in (a, b))
        if abs(float(a.replace(",", "")) - float(b.replace(",", ""))) > 1.01 * 10**-digits:
            return False
    return True


def apart(one: float | None, other: float | None) -> float:
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

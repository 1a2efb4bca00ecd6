"""The one renderer: a frame becomes text, the same at build time and in the browser."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sitegen.demo.figure.number import compact, count, percent
from sitegen.demo.frame import Frame, Percent


@dataclass(frozen=True, slots=True)
class ShownMark:
    """One mark as the page holds it."""

    name: str
    kind: str
    label: str
    svg: str
    """The picture: SVG, or HTML for marks that are text or a table."""
    table: str
    """The table twin; empty where the picture is text or a table already."""
    sentence: str


@dataclass(frozen=True, slots=True)
class ShownMetric:
    """One number as the page holds it."""

    name: str
    label: str
    value: float | None
    """None where the number is not finite, which JSON cannot say."""
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One frame as the page holds it."""

    marks: tuple[ShownMark, ...]
    """Empty where the frame is not finite: the page keeps the last good pictures."""
    metrics: tuple[ShownMetric, ...]
    text: str
    finite: bool

    def describe(self) -> dict[str, object]:
        """Return the frame as JSON values."""
        return {
            "finite": self.finite,
            "text": self.text,
            "metrics": [
                {"name": m.name, "label": m.label, "text": m.text, "value": m.value} for m in self.metrics
            ],
            "marks": [
                {
                    "name": m.name,
                    "kind": m.kind,
                    "label": m.label,
                    "svg": m.svg,
                    "table": m.table,
                    "sentence": m.sentence,
                }
                for m in self.marks
            ],
        }


def show(frame: Frame) -> Shown:
    """Draw a frame."""
    trouble = find_trouble(frame)
    metrics = tuple(
        ShownMetric(name, words_of(name), value if math.isfinite(value) else None, metric_text(value))
        for name, value in frame.metrics.items()
    )
    if trouble:
        text = f"The run has left the finite numbers: {trouble}. A smaller rate often helps."
        return Shown((), metrics, text, finite=False)
    marks = []
    for name, mark in frame.marks.items():
        label, sentence = mark.label or words_of(name), mark.sentence()
        picture = mark.picture(f"{label}. {sentence}")
        marks.append(ShownMark(name, mark.kind, label, picture, mark.table(), sentence))
    return Shown(tuple(marks), metrics, frame.text, finite=True)


def find_trouble(frame: Frame) -> str:
    """Return where a frame holds numbers that are not finite, in words; empty when all are."""
    for name, value in frame.metrics.items():
        if not math.isfinite(value):
            return f"the metric {name!r} is {compact(value)}"
    for name, mark in frame.marks.items():
        if found := mark.trouble():
            return f"{name!r} has {found}"
    return ""


def metric_text(value: float) -> str:
    """Write a metric: a `Percent` as such, a whole number in full, any other with three digits."""
    if isinstance(value, Percent):
        return percent(value)
    return count(value) if isinstance(value, int) else compact(value, trim=False)


def words_of(name: str) -> str:
    """Return a name of the program as words: `held_out` gives `Held out`."""
    spaced = name.replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]

"""The one renderer: a frame becomes text, the same at build time and in the browser."""

from __future__ import annotations

import math

from sitegen.demo.figure.number import compact, count, percent
from sitegen.demo.frame import Frame, Percent
from sitegen.demo.mark import Mark
from sitegen.demo.records import FrameData, MarkData, MetricData


def show(frame: Frame) -> FrameData:
    """Draw a frame. One with numbers that are not finite has no marks; its text names the reason."""
    metrics = [
        MetricData(
            name=name,
            label=words_of(name),
            text=metric_text(value),
            value=value if math.isfinite(value) else None,
        )
        for name, value in frame.metrics.items()
    ]
    if trouble := find_trouble(frame):
        text = f"The run has left the finite numbers: {trouble}. A smaller rate often helps."
        return FrameData(finite=False, text=text, metrics=metrics, marks=[])
    return FrameData(
        finite=True,
        text=frame.text,
        metrics=metrics,
        marks=[_draw(name, mark) for name, mark in frame.marks.items()],
    )


def _draw(name: str, mark: Mark) -> MarkData:
    label, sentence = mark.label or words_of(name), mark.sentence()
    return MarkData(
        name=name,
        kind=mark.kind,
        label=label,
        svg=mark.picture(f"{label}. {sentence}"),
        table=mark.table(),
        sentence=sentence,
    )


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

"""The one renderer: a frame becomes text, the same at build time and in the browser."""

from __future__ import annotations

import math

from sitegen.demo.frame import Frame
from sitegen.demo.marks.mark import Mark
from sitegen.demo.marks.number import Percent, compact, count, percent
from sitegen.demo.plain_text import clean_text, label_of
from sitegen.demo.records import FrameData, MarkData, MetricData


def show(frame: Frame) -> FrameData:
    """Draw a frame.

    A frame with numbers that are not finite has no marks; its text says where they are. Characters that a
    page cannot hold (lone surrogates, control characters) are replaced, see `clean_text`.
    """
    metrics = [
        MetricData(
            name=name,
            label=label_of(name),
            text=metric_text(value),
            value=value if math.isfinite(value) else None,
        )
        for name, value in frame.metrics.items()
    ]
    if found := find_non_finite(frame):
        text = f"The run has left the finite numbers: {clean_text(found)}. A smaller rate often helps."
        return FrameData(finite=False, text=text, metrics=metrics, marks=[])
    return FrameData(
        finite=True,
        text=clean_text(frame.text),
        metrics=metrics,
        marks=[_draw(name, mark) for name, mark in frame.marks.items()],
    )


def _draw(name: str, mark: Mark) -> MarkData:
    name = clean_text(name)
    label, sentence = clean_text(mark.label or label_of(name)), clean_text(mark.sentence())
    return MarkData(
        name=name,
        kind=mark.kind,
        label=label,
        svg=mark.picture(f"{label}. {sentence}"),
        table=mark.table(),
        sentence=sentence,
    )


def find_non_finite(frame: Frame) -> str:
    """Say where a frame holds numbers that are not finite; empty when all are."""
    for name, value in frame.metrics.items():
        if not math.isfinite(value):
            return f"the metric {name!r} is {compact(value)}"
    for name, mark in frame.marks.items():
        if found := mark.describe_non_finite():
            return f"{name!r} has {found}"
    return ""


def metric_text(value: float) -> str:
    """Write a metric: a `Percent` as a percentage, a whole number in full, any other with three digits."""
    if isinstance(value, Percent):
        return percent(value)
    return count(value) if isinstance(value, int) else compact(value, trim=False)

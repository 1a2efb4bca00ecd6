"""Frame: what one step of a demo shows, marks, metrics and a sentence."""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from typing import Any

import numpy as np

from sitegen.demo.marks.mark import Mark, MarkError, check_size
from sitegen.demo.marks.number import Percent

Number = float | np.floating[Any] | np.integer[Any]
"""What a metric may be; whole numbers are written without decimals."""


class Frame:
    """The marks of one step by name, with numbers beside them.

        Frame(boundary=Surface(...), loss=Curve(...), metrics={"accuracy": Percent(0.98)}, text="...")

    A metric is a float, a `Percent` or a whole number. Numbers that are not finite are allowed everywhere:
    such a frame is not drawn, says where these numbers are, and ends the run. The arrays of all marks
    together take at most 32 MB.

    Raises:
        MarkError: a mark, the text or a metric has the wrong type, or the marks take too much memory.
    """

    def __init__(self, *, metrics: Mapping[str, Number] | None = None, text: str = "", **marks: Mark) -> None:
        self.marks = marks
        self.text = text
        self.metrics: dict[str, float] = {}
        for name, mark in marks.items():
            if not isinstance(mark, Mark):
                raise MarkError(
                    f"Frame: {name} is {type(mark).__name__}; expected a mark such as Curve or Surface"
                )
        check_size(marks)
        if not isinstance(text, str):
            raise MarkError(f"Frame: text is {type(text).__name__}; expected str")
        for name, value in (metrics or {}).items():
            self.metrics[name] = _metric(name, value)


def _metric(name: str, value: object) -> float:
    if not isinstance(name, str) or not name.isidentifier():
        raise MarkError(f"Frame: the metric {name!r} is no name; expected letters, digits and _")
    if isinstance(value, Percent):
        return value
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise MarkError(f"Frame: the metric {name!r} is {type(value).__name__}; expected a number")
    return int(value) if isinstance(value, numbers.Integral) else float(value)

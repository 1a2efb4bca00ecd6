"""Filters for demos' controls: what a page shows of a control beyond the fields of its record."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sitegen.render.context import Pad

if TYPE_CHECKING:  # sitegen.demo imports NumPy
    from sitegen.demo import ControlData


def slider_position(control: ControlData) -> float:
    """Return the place of a slider's value on its track, from 0 to 1."""
    low, high, value = control["min"], control["max"], control["value"]
    if control["log"]:
        return round(math.log(value / low) / math.log(high / low), 4)
    return round((value - low) / (high - low), 4)


def options(control: ControlData) -> list[tuple[Any, str]]:
    """Return value and label of each choice, or of each recording of a clip."""
    clips: list[tuple[Any, str]] = [(name, label) for name, label in control.get("clips", ())]
    if clips and control["value"] not in dict(clips):
        clips.append((control["value"], "A recording"))
    return clips or [(choice, str(choice)) for choice in control.get("choices", ())]


def pad(control: ControlData) -> Pad:
    """Return the picture of a control for drawings or points."""
    from sitegen.demo.figure.pad import draw_pad  # noqa: PLC0415 - imports NumPy, and few demos have a pad

    drawn = draw_pad(control)
    samples = tuple((label, Markup(sample)) for label, sample in drawn.samples)  # noqa: S704  (drawn here)
    return Pad(Markup(drawn.svg), drawn.state, samples)  # noqa: S704


FILTERS = {"slider_position": slider_position, "options": options, "pad": pad}

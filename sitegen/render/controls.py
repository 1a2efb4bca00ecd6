"""Filters for demos' controls: what a page shows of a control beyond the fields of its record."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # sitegen.demo imports NumPy
    from sitegen.demo import ControlData


def slider_position(control: ControlData) -> float:
    """Return the place of a slider's value on its track, from 0 to 1."""
    low, high, value = control["min"], control["max"], control["value"]
    if control["log"]:
        return round(math.log(value / low) / math.log(high / low), 4)
    return float(round((value - low) / (high - low), 4))


def options(control: ControlData) -> list[tuple[Any, str]]:
    """Return value and label of each choice, or of each recording of a clip."""
    clips: list[tuple[Any, str]] = [(name, label) for name, label in control.get("clips", ())]
    if clips and control["value"] not in dict(clips):
        clips.append((control["value"], "A recording"))
    return clips or [(choice, str(choice)) for choice in control.get("choices", ())]

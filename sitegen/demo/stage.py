"""How a demo stands on its page: main picture, headline, presets, last step and speed of a run.

@demo(
    title="Depth spends parameters better",
    poster_steps=250,
    stage=Stage("boundary", side=("loss",)),
    headline=Headline("accuracy", label="right", baseline=0.5, said="of new points; guessing: 50%"),
    presets=(Preset("Two layers", layers=2), Preset("One wide layer", layers=1, fails=True)),
)

Everything is optional. Without it, the first mark is the main picture, the first metric is the headline, a
run pauses at the poster's step, and it takes about eight seconds to get there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sitegen.demo.controls.parse import ControlError, controls_of, parse_controls, values_of
from sitegen.demo.controls.value import to_plain
from sitegen.demo.plain_text import clean_text
from sitegen.demo.records import FrameData, HeadlineData, PresetData, StageData

SPEEDS = {"slow": 4.0, "medium": 20.0, "full": 0.0}
"""Steps a second by name; 0 for as many as possible."""
PLACEHOLDER = re.compile(r"\{(\w+)\}")
"""A metric in a text of the headline."""
MOST_PRESET = 24
MOST_LABEL = 20
MOST_SAID = 36


@dataclass(frozen=True, slots=True)
class Stage:
    """Which marks of a frame are in sight. Marks that no field names are folded.

    Args:
        primary: the main picture, or two that stand side by side; empty for the first mark.
        side: pictures that take each other's place beside it; None for the next two marks.
        beside: a picture that must be seen together with a drawing pad or with the main picture.
    """

    primary: str | tuple[str, ...] = ""
    side: tuple[str, ...] | None = None
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """The one number of a stage.

    Args:
        metric: the name of a metric of the frame.
        label: a small word after the number, such as `right`.
        baseline: what the number must beat, as a tick of the gauge: a number in the metric's own unit, or the
            name of another metric.
        said: a line below the number: what it counts, and its baseline. The metric's label when empty.

    In `label` and `said`, the name of a metric in braces stands for its number: `by chance: {chance}`.
    """

    metric: str
    label: str = ""
    baseline: float | str | None = None
    said: str = ""


@dataclass(frozen=True, slots=True, init=False)
class Preset:
    """A button that sets several controls at once: `Preset("XOR", fails=True, task="XOR")`."""

    label: str
    fails: bool
    values: dict[str, object]

    def __init__(self, label: str, /, *, fails: bool = False, **values: object) -> None:
        """Keep the values by the control's name.

        Args:
            label: what the button says.
            fails: whether the demo shows here what it cannot do; the button says so.
            values: the values that it sets; every other control gets the author's value.
        """
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "fails", fails)
        object.__setattr__(self, "values", values)


def declared_stage(
    *,
    stage: Stage | None,
    headline: Headline | None,
    presets: Sequence[Preset],
    until: int | None,
    speed: float | str | None,
    controls_class: type | None,
    faults: list[str],
) -> StageData:
    """Return a declaration as a record, and add to `faults` what is wrong with it."""
    stage = stage or Stage()
    primary = (stage.primary,) if isinstance(stage.primary, str) else tuple(stage.primary)
    main = [name for name in primary if name]
    if len(main) > 2:
        faults.append(f"has {len(main)} main pictures; expected one or two")
    if until is not None and (isinstance(until, bool) or not isinstance(until, int) or until < 0):
        faults.append(f"has until={until!r}; expected a whole number of steps, 0 for a run without end")
    if isinstance(speed, str):
        if speed not in SPEEDS:
            faults.append(f"has speed={speed!r}; expected {', '.join(map(repr, SPEEDS))} or steps a second")
        speed = SPEEDS.get(speed, 0.0)
    elif speed is not None and not (speed > 0 and math.isfinite(speed)):
        faults.append(f"has speed={speed!r}; expected steps a second above 0, or a name such as 'medium'")
    if headline is not None:
        for text, most, what in ((headline.label, MOST_LABEL, "label"), (headline.said, MOST_SAID, "line")):
            if len(PLACEHOLDER.sub("0.000", text)) > most:
                faults.append(f"has the {what} {text!r} at its headline; expected at most {most} letters")
    return StageData(
        main=main,
        side=None if stage.side is None else list(stage.side),
        beside=stage.beside,
        headline=None if headline is None else _headline(headline),
        presets=[_preset(preset, controls_class, faults) for preset in presets],
        until=until,
        speed=speed,
    )


def plain_stage() -> StageData:
    """Return the record of a demo that declares nothing."""
    return StageData(main=[], side=None, beside="", headline=None, presets=[], until=None, speed=None)


def faults_in_frame(stage: StageData, frame: FrameData) -> list[str]:
    """Return which names of a declaration a frame does not have, each with the near miss."""
    marks = [mark["name"] for mark in frame["marks"]]
    metrics = [metric["name"] for metric in frame["metrics"]]
    named = [*stage["main"], *(stage["side"] or ()), *filter(None, [stage["beside"]])]
    faults = [_missing("the mark", name, marks) for name in named if name not in marks]
    if headline := stage["headline"]:
        used = [headline["metric"], *PLACEHOLDER.findall(headline["label"] + headline["said"])]
        used += [headline["baseline"]] if isinstance(headline["baseline"], str) else []
        faults += [_missing("the metric", name, metrics) for name in used if name not in metrics]
    return faults


def _missing(kind: str, name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(known) or 'none'}"
    return f"names {kind} {name!r}, which its frame does not have ({hint})"


def _headline(headline: Headline) -> HeadlineData:
    return HeadlineData(
        metric=headline.metric,
        label=clean_text(headline.label),
        baseline=headline.baseline,
        said=clean_text(headline.said),
    )


def _preset(preset: Preset, controls_class: type | None, faults: list[str]) -> PresetData:
    values = dict(preset.values)
    if not preset.label.strip() or len(preset.label) > MOST_PRESET:
        faults.append(f"has the preset {preset.label!r}; expected a label of 1 to {MOST_PRESET} letters")
    if not values:
        faults.append(f"has the preset {preset.label!r}, which sets no control")
    if controls_class is not None and values:
        try:
            parsed = values_of(parse_controls(controls_class, values))
            values = {
                control.name: to_plain(parsed[control.name])
                for control in controls_of(controls_class)
                if control.name in values
            }
        except ControlError as error:
            faults.extend(f"has the preset {preset.label!r}: {fault}" for fault in error.faults)
    return PresetData(label=clean_text(preset.label), fails=preset.fails, values=values)

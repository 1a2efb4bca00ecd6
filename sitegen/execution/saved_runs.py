"""Which runs of an island the build saves, and which steps of each: pure arithmetic, no clock.

The first run has the author's values, others those of the presets. Every further run changes one control,
because readers move one control at a time. The count of runs follows from a budget in steps, so that every
machine saves the same runs.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # sitegen.demo imports NumPy
    from sitegen.demo import ControlData

SHORT_RUN = 40
"""A run of at most so many steps is saved whole."""
AUTHOR_FRAMES, OTHER_FRAMES = 24, 5
"""Frames of a longer run with the author's values, and with other values."""
FIRST_STEPS = 4
"""Steps at the start of the author's run that are kept without a gap: a reader steps through them."""
MOST_VALUES, MOST_CHOICES = 9, 12
"""Values of a slider and options of a choice, the author's included."""
SHORT_CHOICE = 6
"""A choice of at most so many options is saved whole."""
OPTIONS = ("choice", "toggle", "clip")
"""Kinds of controls that have options."""
LOG_POSITIONS = 200
"""Steps of a logarithmic track in the page."""


@dataclass(frozen=True, slots=True)
class SavedRun:
    """One run whose frames are saved."""

    changes: dict[str, Any]
    """The values that differ from the author's; empty for the author's own run."""
    steps: tuple[int, ...]
    """The steps whose frames are kept; the last frame is kept where the run ends before."""


def plan_runs(
    controls: Sequence[ControlData],
    hidden: Collection[str],
    *,
    presets: Sequence[Mapping[str, Any]] = (),
    poster_steps: int,
    generator: bool,
    budget: int,
) -> tuple[SavedRun, ...]:
    """Return the runs of one island: the author's, the presets, and runs with one other value of a control.

    Args:
        controls: the island's controls with the author's values.
        hidden: names of the controls that the reader does not see.
        presets: the values that each preset sets. These, and the options of short choices, are saved whatever
            the budget is.
        poster_steps: the steps of the author's run; 0 for a plain function.
        generator: whether the demo runs step by step.
        budget: how many steps the runs with other values may take together, if each is as long as the
            author's. Every control that has other values gets at least one.
    """
    own = {control["name"]: control["value"] for control in controls}
    changes = [
        {name: value for name, value in preset.items() if value != own[name]}
        for preset in presets
        if all(own[name] == value for name, value in preset.items() if name in hidden)
    ]
    shown = [control for control in controls if control["name"] not in hidden]
    shown.sort(key=lambda control: not control.get("main"))
    values = {control["name"]: other_values(control) for control in shown}
    # Only a slider has values that are near to one another: of a short choice every option is saved.
    short = [c["name"] for c in shown if c["kind"] in OPTIONS and len(values[c["name"]]) < SHORT_CHOICE]
    changes += [{name: value} for name in short for value in values[name]]
    # A control that has another value already waits one round.
    moved = {name for change in changes if len(change) == 1 for name in change}
    rows = [
        [*([None] if name in moved else []), *({name: value} for value in values[name])] for name in values
    ]
    length = poster_steps if generator else 1
    least = sum(1 for row in rows if row and row[0])
    rounds = [change for change in chain(*zip_longest(*rows)) if change is not None]
    changes += rounds[: max(least, budget // max(1, length) - len(changes))]
    distinct = [change for place, change in enumerate(changes) if change and change not in changes[:place]]
    steps = saved_steps(poster_steps, AUTHOR_FRAMES, FIRST_STEPS)
    other_steps = saved_steps(poster_steps, OTHER_FRAMES)
    return (SavedRun({}, steps), *(SavedRun(change, other_steps) for change in distinct))


def saved_steps(last: int, count: int, first: int = 0) -> tuple[int, ...]:
    """Return the steps of a run that are saved: all of a short run, else about `count`, more at the start."""
    if last <= SHORT_RUN and (first or last < count):
        return tuple(range(last + 1))
    spread = (round(last * (place / (count - 1)) ** 2) for place in range(count))
    return tuple(sorted({*range(first + 1), *spread}))


def other_values(control: ControlData) -> list[Any]:
    """Return the values of a control that are worth saving besides the author's, the most different first.

    Empty for a control whose values cannot be counted: a text, a drawing, points, a seed, a button.
    """
    own, kind = control["value"], control["kind"]
    if kind == "slider":
        return _slider_values(control)
    options: dict[str, list[Any]] = {
        "choice": control.get("choices", []),
        "toggle": [False, True],
        "clip": [name for name, _ in control.get("clips", [])],
    }
    return [value for value in options.get(kind, []) if value != own][: MOST_CHOICES - 1]


def _slider_values(control: ControlData) -> list[float]:
    """Return values that lie on the track, each as far as possible from those before it."""
    low, high, own = control["min"], control["max"], control["value"]

    def place(value: float) -> float:
        return (
            math.log(value / low) / math.log(high / low) if control["log"] else (value - low) / (high - low)
        )

    waiting = {value for value in _track(control) if value != own}
    chosen = [own]
    while waiting and len(chosen) < MOST_VALUES:
        best = max(sorted(waiting), key=lambda value: min(abs(place(value) - place(c)) for c in chosen))
        chosen.append(best)
        waiting.remove(best)
    return chosen[1:]


def _track(control: ControlData) -> Iterator[float]:
    """Yield about `MOST_VALUES` values that the reader can choose, evenly spread over the track."""
    low, high, step = control["min"], control["max"], control["step"]
    count = LOG_POSITIONS if control["log"] else math.floor((high - low) / step + 1e-9)
    used = sorted({round(count * place / (MOST_VALUES - 1)) for place in range(MOST_VALUES)})
    whole = isinstance(control["value"], int)
    for position in used:
        if control["log"]:
            exact = low * (high / low) ** (position / LOG_POSITIONS)
            value = float(round(exact)) if step == 1 else float(f"{exact:.3g}")
        else:
            value = low + position * step
            value = float(f"{value:.10g}")  # 0.1 + 2 * 0.1, as the page writes it
        yield int(value) if whole else min(high, max(low, value))

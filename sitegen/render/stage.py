"""The layout of an island: which picture, which controls and which number are in sight, and what is folded.

A demo declares its layout with `Stage`, a page changes it with the options `main`, `fold` and `presets`.
Without both, the first mark is the main picture, the next two take each other's place beside it, the first
metric is the headline, and the first two controls are in sight.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sitegen.model import Island, Poster
from sitegen.render.context import HeadlineContext, PresetContext, StageContext

if TYPE_CHECKING:  # sitegen.demo imports NumPy
    from sitegen.demo import ControlData, FrameData, MarkData, MetricData

PADS = frozenset({"ink", "points"})
"""Kinds of controls that take the main place."""
FOLDED = frozenset({"seed", "button"})
"""Kinds of controls that are in sight only where the author asks for them."""
MOST_CONTROLS = 2
MOST_TABS = 2
RUN_S = 8
"""How long a run to its last step takes at the normal speed."""
LEAST_SPEED = 4.0
ENDLESS_SPEED = 20.0
"""Steps a second of a run that has no last step."""
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Run:
    """What the client reads about a run, besides what templates show."""

    until: int
    """The step at which it pauses; 0 for none."""
    speed: float
    """Steps a second; 0 for as many as possible."""
    presets: tuple[dict[str, Any], ...]
    """The values of each preset."""


def run_of(island: Island, poster: Poster) -> Run:
    """Return when an island's run pauses, how fast it is, and what its presets set."""
    declared = poster.stage["until"]
    until = (poster.poster_steps if declared is None else declared) if poster.generator else 0
    speed = poster.stage["speed"]
    if speed is None:
        speed = max(LEAST_SPEED, until / RUN_S) if until else ENDLESS_SPEED
    return Run(until, speed, tuple(preset["values"] for preset in _presets(island, poster)))


def stage_of(
    island: Island, poster: Poster, controls: Sequence[ControlData], frame: FrameData
) -> StageContext:
    """Return the layout of an island.

    Args:
        island: the demo's place in a page.
        poster: the demo's result.
        controls: all controls; those with `hidden` are left out.
        frame: the poster's frame, its pictures marked as HTML.
    """
    shown = [control for control in controls if not control.get("hidden")]
    pad, near, far = _split_controls(island, shown)
    main, beside, side, more = _split_marks(island, poster, frame["marks"], has_pad=pad is not None)
    values = {control["name"]: control["value"] for control in controls}
    presets = tuple(
        PresetContext(
            preset["label"],
            preset["fails"],
            all(values[name] == value for name, value in preset["values"].items()),
        )
        for preset in _presets(island, poster)
    )
    return StageContext(
        kind="draw" if pad else "run" if poster.generator else "answer",
        fails=any(preset.pressed and preset.fails for preset in presets),
        headline=_headline(poster, frame["metrics"]),
        presets=presets,
        main=main,
        pad=pad,
        beside=beside,
        side=tuple((_tab_label(mark), mark) for mark in side),
        more=more,
        controls=near,
        more_controls=far,
        until=run_of(island, poster).until,
        checks=tuple(f"Checked at every build: {claim.text}" for claim in island.expect),
    )


def marks_in_order(island: Island, poster: Poster) -> tuple[MarkData, ...]:
    """Return the marks of an island: its main pictures, the one beside them, those in tabs, the rest."""
    main, beside, side, more = _split_marks(island, poster, poster.frame["marks"], has_pad=False)
    return (*main, *((beside,) if beside else ()), *side, *more)


def _presets(island: Island, poster: Poster) -> list[Any]:
    """Return the presets that the island offers: those that leave hidden controls as they are."""
    values = {control["name"]: control["value"] for control in poster.controls}
    return [
        preset
        for preset in poster.stage["presets"]
        if (island.presets is None or preset["label"] in island.presets)
        and all(values[name] == preset["values"][name] for name in island.hide if name in preset["values"])
    ]


def _split_controls(
    island: Island, shown: Sequence[ControlData]
) -> tuple[ControlData | None, tuple[ControlData, ...], tuple[ControlData, ...]]:
    """Return the control that takes the main place, the controls in sight, and the folded ones."""
    usable = [control for control in shown if control["name"] not in island.fold]
    wanted = [control for control in usable if control["name"] in island.main]
    wanted = wanted or [control for control in usable if control["main"]]
    if not wanted:
        pads = [control for control in usable if control["kind"] in PADS]
        plain = [c for c in usable if c["kind"] not in PADS | FOLDED and c.get("lines", 1) == 1]
        wanted = [*pads[:1], *plain]
    pad = next((control for control in wanted if control["kind"] in PADS), None)
    near = [control for control in wanted if control["kind"] not in PADS][:MOST_CONTROLS]
    far = tuple(control for control in shown if control is not pad and control not in near)
    return pad, tuple(near), far


def _split_marks(
    island: Island, poster: Poster, marks: Sequence[MarkData], *, has_pad: bool
) -> tuple[tuple[MarkData, ...], MarkData | None, tuple[MarkData, ...], tuple[MarkData, ...]]:
    """Return the main pictures, the one that stands with them, the ones in tabs, and the folded ones."""
    by_name = {mark["name"]: mark for mark in marks}
    declared = poster.stage
    open_marks = [mark for mark in marks if mark["name"] not in island.fold]
    named = [name for name in island.main if name in by_name] or declared["main"]
    main = [by_name[name] for name in named] or ([] if has_pad else open_marks[:1])
    beside = by_name.get(declared["beside"])
    if has_pad and beside is None:
        beside = next((mark for mark in open_marks if mark not in main), None)
    rest = [mark for mark in marks if mark not in main and mark is not beside]
    if declared["side"] is None:
        side = [mark for mark in rest if mark in open_marks][:MOST_TABS]
    else:
        side = [by_name[name] for name in declared["side"] if by_name[name] in rest]
        side = [mark for mark in side if mark in open_marks]
    return tuple(main), beside, tuple(side), tuple(mark for mark in rest if mark not in side)


def _tab_label(mark: MarkData) -> str:
    """Return the mark's name in its frame as words: shorter than its label."""
    words = mark["name"].replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _headline(poster: Poster, metrics: Sequence[MetricData]) -> HeadlineContext | None:
    declared = poster.stage["headline"]
    name = declared["metric"] if declared else ""
    metric = next((one for one in metrics if one["name"] == name), metrics[0] if metrics else None)
    if metric is None:
        return None
    value = metric["value"]
    is_share = metric["text"].endswith("%") and value is not None and 0 <= value <= 1
    baseline = declared["baseline"] if declared else None
    if isinstance(baseline, str):
        baseline = next((one["value"] for one in metrics if one["name"] == baseline), None)
    texts = {one["name"]: one["text"] for one in metrics}
    label = declared["label"] if declared else ""
    said = (declared["said"] if declared else "") or metric["label"]
    return HeadlineContext(
        name=metric["name"],
        text=metric["text"],
        label=_filled(label, texts),
        label_pattern=label if "{" in label else "",
        said=_filled(said, texts),
        said_pattern=said if "{" in said else "",
        share=round(100 * value, 2) if is_share and value is not None else None,
        baseline=round(100 * baseline, 2) if is_share and baseline is not None else None,
    )


def _filled(pattern: str, texts: Mapping[str, str]) -> str:
    """Return a text with numbers in place of the names of metrics."""
    return _PLACEHOLDER.sub(lambda found: texts.get(found[1], "–"), pattern)

"""A demo's place in a page, as its partial sees it: the poster and what the client must know."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

from sitegen.demo import ControlData, FrameData, draw_pad
from sitegen.markdown import highlight
from sitegen.model import Island, Poster
from sitegen.render.facts import Html


@dataclass(frozen=True, slots=True)
class ControlFacts:
    """One control with the author's value. Fields that its kind does not have are None, or empty."""

    name: str
    """The field's name in the demo's `Controls`."""
    kind: str
    """`slider`, `choice`, `toggle`, `seed`, `button`, `text`, `ink`, `points` or `clip`."""
    label: str
    """What the reader sees."""
    value: Any
    """The author's value."""
    live: bool
    """Whether a change reaches the running loop."""
    hidden: bool
    """Whether the reader does not see it."""
    min: float | None
    """A slider's lower end."""
    max: float | None
    """A slider's upper end."""
    step: float | None
    """The distance between two values of a slider."""
    log: bool
    """Whether equal distances on the track multiply."""
    unit: str
    """What the number counts."""
    choices: tuple[tuple[Any, str], ...]
    """Value and label of each choice, or of each clip."""
    position: float | None
    """A slider's place on its track, 0 to 1."""
    most: int | None
    """How many letters a text may have."""
    lines: int | None
    """How many lines a text's field shows; more than one may be written only where it shows more."""
    picture: Html
    """What the author drew or set into the plane, as SVG."""
    state: str
    """The same in words: `2 strokes`."""
    classes: tuple[tuple[str, Html], ...]
    """Label and sample of each class of points."""


@dataclass(frozen=True, slots=True)
class MarkFacts:
    """One picture of a frame with its twins."""

    name: str
    """The mark's name in the frame."""
    kind: str
    """The kind of mark: `curve`, `surface` ..."""
    label: str
    """What the reader sees above it."""
    svg: Html
    """The picture."""
    table: Html
    """The same as a table; may be empty."""
    sentence: str
    """The same as a sentence."""


@dataclass(frozen=True, slots=True)
class MetricFacts:
    """One number of a frame."""

    name: str
    """The metric's name in the frame."""
    label: str
    """What the reader sees before it."""
    text: str
    """The number as text."""


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """What the demo showed when its poster was taken."""

    text: str
    """The frame's own sentence; may be empty."""
    marks: tuple[MarkFacts, ...]
    """Its pictures."""
    metrics: tuple[MetricFacts, ...]
    """Its numbers."""


@dataclass(frozen=True, slots=True)
class IslandContext:
    """What `partials/demo_island.html` and `partials/demo_poster.html` receive as `island`."""

    id: str
    """Unique in its page."""
    demo: str
    """The demo's name."""
    title: str
    """One line."""
    description: str
    """One sentence; may be empty."""
    controls: tuple[ControlFacts, ...]
    """All controls, hidden ones included."""
    frame: FrameFacts
    """The poster."""
    caption: Html
    """The directive's body; may be empty."""
    facts: tuple[str, ...]
    """Short texts below the caption."""
    source_html: Html
    """The program, coloured; empty where an island further up shows it."""
    source_island: str
    """The first island of the demo in its page, which shows the program: often this one."""
    source_path: str
    """Where the program is, for people."""
    script_url: str
    """The program as one script to download."""
    runtime_url: str
    """The folder of the runtime, with a slash at the end."""
    generator: bool
    """Whether the demo runs step by step."""
    line: str
    """What the picture is, and what Run would load, as the client says it before the reader acts."""
    data_json: Html
    """What the client must know, as JSON that is safe inside a script element."""


def describe_island(
    island: Island,
    poster: Poster,
    caption: str,
    *,
    source_island: str,
    script_url: str,
    runtime_url: str,
    download_bytes: int,
) -> IslandContext:
    """Put together what the page shows of a demo.

    Args:
        island: the place, with the author's title and hidden controls.
        poster: what the build saw when it ran the demo with the author's values.
        caption: the island's caption with its numbers filled in, HTML.
        source_island: the island that shows the program; a page shows it once.
        script_url: where the demo lies as one script.
        runtime_url: the folder of the published runtime.
        download_bytes: what a reader's first run loads.
    """
    described: list[ControlData] = [
        {**control, "hidden": control["name"] in island.hide} for control in poster.controls
    ]
    data = {
        "controls": described,
        "poster_steps": poster.poster_steps,
        "generator": poster.generator,
        "download_bytes": download_bytes,
    }
    return IslandContext(
        id=island.id,
        demo=island.demo,
        title=island.title or poster.title,
        description=poster.description,
        controls=tuple(_control(control) for control in described),
        frame=describe_frame(poster.frame),
        caption=Html(caption),
        facts=tuple(poster.facts),
        source_html=Html(highlight(poster.source_code, "python") if source_island == island.id else ""),
        source_island=source_island,
        source_path=poster.source_path,
        script_url=script_url,
        runtime_url=runtime_url,
        generator=poster.generator,
        line=f"{_saved(poster)}. {run_loads(download_bytes)}",
        data_json=Html(script_json(data)),
    )


def _saved(poster: Poster) -> str:
    return f"Saved result after {poster.poster_steps} steps" if poster.generator else "Saved result"


def run_loads(download_bytes: int) -> str:
    """Say what the first run of a page loads."""
    return f"Run loads {math.floor(download_bytes / 1e6 + 0.5)} MB, once"


def script_json(data: object) -> str:
    """Return JSON that cannot end the script element it stands in, nor open a comment there."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _control(control: ControlData) -> ControlFacts:
    low, high, value = control.get("min"), control.get("max"), control["value"]
    log = bool(control.get("log"))
    position = None
    if low is not None and high is not None:
        share = math.log(value / low) / math.log(high / low) if log else (value - low) / (high - low)
        position = round(share, 4)
    pad = draw_pad(control)
    return ControlFacts(
        name=control["name"],
        kind=control["kind"],
        label=control["label"],
        value=value,
        live=bool(control.get("live")),
        hidden=control["hidden"],
        min=low,
        max=high,
        step=control.get("step"),
        log=log,
        unit=control.get("unit") or "",
        choices=_choices(control),
        position=position,
        most=control.get("most") if control["kind"] == "text" else None,
        lines=control.get("lines"),
        picture=Html(pad.svg),
        state=pad.state,
        classes=tuple((label, Html(sample)) for label, sample in pad.samples),
    )


def _choices(control: ControlData) -> tuple[tuple[Any, str], ...]:
    clips = tuple((name, label) for name, label in control.get("clips", ()))
    if clips and control["value"] not in dict(clips):
        clips += ((control["value"], "A recording"),)
    return clips or tuple((choice, str(choice)) for choice in control.get("choices", ()))


def describe_frame(frame: FrameData) -> FrameFacts:
    """Return a frame as the partials see it."""
    return FrameFacts(
        text=frame["text"],
        marks=tuple(
            MarkFacts(
                name=mark["name"],
                kind=mark["kind"],
                label=mark["label"],
                svg=Html(mark["svg"]),
                table=Html(mark["table"]),
                sentence=mark["sentence"],
            )
            for mark in frame["marks"]
        ),
        metrics=tuple(
            MetricFacts(metric["name"], metric["label"], metric["text"]) for metric in frame["metrics"]
        ),
    )

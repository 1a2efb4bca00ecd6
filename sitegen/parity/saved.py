"""Compare saved frames with the frames of the reader's Python, which takes over from them.

Allowed in every saved frame: metrics differ by at most 1e-4 of the larger, or by the demo's declared drift;
the marks have the same names, kinds and labels. In the first frame texts and sentences are equal, but numbers
may differ by one in the last digit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from typing import Any, cast

from sitegen.errors import Problem
from sitegen.execution import RunFrames, frames_origin, unpack_frames
from sitegen.model import Island, Output, Request
from sitegen.parity.compare import LATER, Measured, relative_difference, same_text


def saved_runs(islands: Sequence[Island], outputs: Sequence[Output]) -> list[RunFrames]:
    """Return the saved runs of some islands: the author's, then one for each set of controls that differs.

    Args:
        islands: islands that show the same run.
        outputs: the outputs of the site, in which an island's file is named after its place.
    """
    origins = {frames_origin(island) for island in islands}
    files = [output.content for output in outputs if output.origin in origins]
    found: dict[tuple[str, ...], RunFrames] = {}
    for content in files:
        for run in unpack_frames(cast("bytes", content)):
            found.setdefault(tuple(run.changes), run)
    return list(found.values())


def was_compared(
    demo: str, values: str, run: RunFrames, compared: MutableMapping[tuple[str, str], RunFrames]
) -> bool:
    """Return whether another island has saved the same frames of the same run, and remember a new run.

    Args:
        demo: the name of the demo.
        values: the values of the run as JSON text with sorted keys.
        run: the saved frames.
        compared: the runs until now, by demo and values.
    """
    known = compared.setdefault((demo, values), run)
    return known is not run and known.frames == run.frames


def steps_of(runs: Sequence[RunFrames]) -> str:
    """Return the saved steps of some runs as JSON text."""
    return json.dumps(sorted({frame["step"] for run in runs for frame in run.frames}))


def check_saved(request: Request, island: Island, run: RunFrames, browser: Measured) -> Iterator[Problem]:
    """Yield a problem for each saved frame that the browser does not have in the same way.

    Args:
        request: the author's run.
        island: the first island that shows it.
        run: the saved frames.
        browser: the result of `measure` with the values of the run and its steps.
    """
    values = {**dict(request.values), **run.changes}
    shown = ", ".join(f"{name}={str(value)[:40]}" for name, value in values.items())
    title = f"the saved frames of the demo {request.demo!r}" + (f" ({shown})" if shown else "")
    place = island.position
    if "error" in browser:
        error = browser["error"]
        texts = [f"the browser fails: {error['name']}: {error['message']}"]
    else:
        texts = list(_differences(run, browser))
    for text in texts[:1]:  # what differs at one step differs at the next ones too
        hint = "where rounding grows in training, declare it: @demo(..., drift={...})"
        yield Problem(f"{title}: {text}", place.path, place.line, place.column, hint, "parity")


def _differences(run: RunFrames, browser: Measured) -> Iterator[str]:
    live = {frame["step"]: frame for frame in browser["drawn"]}
    for saved in run.frames:
        step = saved["step"]
        if step not in live:
            yield f"step {step} is saved, and the browser ends at step {max(live, default=0)}"
            return
        theirs = live[step]
        for key in ("done", "finite"):
            if saved[key] != theirs[key]:
                yield f"step {step} is {key}={saved[key]}, in the browser {key}={theirs[key]}"
        marks = [[mark["name"], mark["kind"], mark["label"]] for mark in saved["marks"]]
        others = [mark[:3] for mark in theirs["marks"]]
        if marks != others:
            yield f"step {step} has the marks {marks}, in the browser {others}"
        elif step == 0:
            yield from _texts(cast("Mapping[str, Any]", saved), theirs)
        yield from _metrics(cast("Mapping[str, Any]", saved), theirs, browser["drift"])


def _texts(saved: Mapping[str, Any], theirs: Measured) -> Iterator[str]:
    pairs = [(saved["text"], theirs["text"])]
    pairs += [
        (mark["sentence"], other[3]) for mark, other in zip(saved["marks"], theirs["marks"], strict=True)
    ]
    for mine, other in pairs:
        if not same_text(mine, other):
            yield f"step {saved['step']} says {mine!r}, in the browser {other!r}"


def _metrics(saved: Mapping[str, Any], theirs: Measured, drift: Mapping[str, float]) -> Iterator[str]:
    live = {metric["name"]: metric["value"] for metric in theirs["metrics"]}
    for metric in saved["metrics"]:
        name, mine, other = metric["name"], metric["value"], live.get(metric["name"])
        both = mine is not None and other is not None
        agrees = both and abs(mine - other) <= drift.get(name, 0.0)
        if not agrees and relative_difference(mine, other) > LATER:
            yield f"{name} is {mine} at step {saved['step']}, in the browser {other}"

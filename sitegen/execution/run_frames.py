"""Run one demo with several values and save its frames, in the process that imports this module."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sitegen.demo import Demo, Session, StepData, describe_frame, load
from sitegen.execution.failures import Failure, failure_of
from sitegen.execution.opened_files import record_opened_files
from sitegen.execution.pack_frames import RunFrames, pack_frames
from sitegen.execution.run_demo import demos_package


def answer_frames(job: dict[str, Any], content_dir: Path, root: Path) -> Iterator[dict[str, object]]:
    """Yield the one answer to a job, for the process pool.

    Args:
        job: the `demo`, the author's `values` of all controls, and the `runs`, each with its `changes` of
            values and the `steps` whose frames are saved.
        content_dir: the folder that holds `demos/`.
        root: the site's folder.
    """
    with record_opened_files(root) as opened, demos_package(content_dir):
        runs, failures = _run_all(job, content_dir)
    packed, left_out = pack_frames(runs) if runs else (b"", 0)
    yield {
        "frames": base64.b64encode(packed).decode(),
        "left_out": left_out,
        "failures": [{"changes": changes, "failure": asdict(failure)} for changes, failure in failures],
        "files": sorted(opened),
    }


def _run_all(
    job: Mapping[str, Any], content_dir: Path
) -> tuple[list[RunFrames], list[tuple[dict[str, Any], Failure]]]:
    """Return the frames of each run, and the runs that raised an exception."""
    runs: list[RunFrames] = []
    failures: list[tuple[dict[str, Any], Failure]] = []
    for run in job["runs"]:
        changes = run["changes"]
        try:
            frames = _frames(load(job["demo"]), {**job["values"], **changes}, set(run["steps"]))
        except BaseException as error:  # noqa: BLE001 - a demo may raise anything, `SystemExit` included
            failures.append((changes, failure_of(error, content_dir)))
            if not changes:  # the poster says why; the other runs need the author's
                break
        else:
            runs.append(RunFrames(changes, tuple(frames)))
    return runs, failures


def _frames(demo: Demo, values: Mapping[str, Any], steps: Collection[int]) -> list[StepData]:
    """Return the frames of some steps of a run and its last frame, which is the poster of these values."""
    session = Session(demo, values)
    frames: list[StepData] = []
    for _ in session.run(demo.poster_steps):
        if session.steps - 1 in steps:
            frames.append(describe_frame(session))
    last = describe_frame(session)  # `done` may have changed: the generator ended after its last frame
    if frames and frames[-1]["step"] == last["step"]:
        frames.pop()
    return [*frames, last]

"""Saved frames: the build runs each island with several values of its controls, for answers without Python.

The page plays these frames from the reader's first touch until Python has started. One file holds the frames
of one island. The file of an earlier build is used while everything that its runs read is unchanged.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from sitegen.cache import key_of
from sitegen.errors import DemoError, Problem
from sitegen.execution.cached_values import is_frames_answer
from sitegen.execution.demo_folder import PACKAGE
from sitegen.execution.failures import Failure, failure_of_process
from sitegen.execution.process_pool import Outcome
from sitegen.execution.programs import Programs
from sitegen.execution.saved_runs import plan_runs
from sitegen.model import Island, Output, Page, Poster, Results, SavedFrames
from sitegen.permalink import frames_output
from sitegen.progress import BuildProgress, Silent

SECONDS_AN_ISLAND = 900
"""The time limit of all runs of one island together; beyond it the build fails.

What is saved depends on the budget in steps, never on time, so every machine saves the same."""
KIND = "frames"


def save_frames(
    islands: Iterable[Island],
    results: Results,
    programs: Programs,
    *,
    budget: int,
    seconds: float = SECONDS_AN_ISLAND,
    progress: BuildProgress | None = None,
) -> tuple[dict[tuple[PurePosixPath, str], SavedFrames], tuple[Problem, ...]]:
    """Run the demo of every island with other values of its controls, each distinct set of runs once.

    Args:
        islands: the islands of all pages.
        results: their posters.
        programs: the site's programs, and the frames of earlier builds.
        budget: how many steps the runs with other values may take together, for each island; 0 saves nothing.
        seconds: the time limit of one island's runs.
        progress: receives reports of the work.

    Returns:
        The file of each island by source and id, and a warning for every value with which a demo raises.

    Raises:
        DemoError: the process of a demo ended, or the runs of an island take too long.
    """
    jobs = {
        (island.position.path, island.id): json.dumps(_job(island, results.poster(island), budget))
        for island in (islands if budget else ())
    }
    answers = _answers(sorted(set(jobs.values())), programs, seconds, progress or Silent())
    frames = {
        place: SavedFrames(base64.b64decode(answers[job]["frames"]), answers[job]["left_out"])
        for place, job in jobs.items()
        if answers[job]["frames"]
    }
    origin = PurePosixPath(programs.content_dir.name, PACKAGE)
    return frames, tuple(dict.fromkeys(_warnings(answers, origin)))


def frames_outputs(pages: Iterable[Page], results: Results) -> Iterator[Output]:
    """Yield the file of every island that has saved frames, beside its page."""
    for page in pages:
        for island in page.body.islands:
            if saved := results.saved_frames(island):
                path = frames_output(page.source.output_path, island.id, saved.fingerprint)
                yield Output(path, saved.content, frames_origin(island))


def frames_origin(island: Island) -> str:
    """Return what made the file of an island, for messages."""
    return f"the saved frames of the demo {island.id!r} in {island.position.path}"


def _job(island: Island, poster: Poster, budget: int) -> dict[str, object]:
    runs = plan_runs(
        poster.controls,
        island.hide,
        presets=[
            preset["values"]
            for preset in poster.stage["presets"]
            if island.presets is None or preset["label"] in island.presets
        ],
        poster_steps=poster.poster_steps,
        generator=poster.generator,
        budget=budget,
    )
    return {
        "demo": island.demo,
        "values": {control["name"]: control["value"] for control in poster.controls},
        "runs": [{"changes": run.changes, "steps": run.steps} for run in runs],
    }


def _answers(
    jobs: list[str], programs: Programs, seconds: float, progress: BuildProgress
) -> dict[str, dict[str, Any]]:
    """Run what the cache does not have."""
    keys = {job: _key(job, programs) for job in jobs}
    answers = {job: found for job in jobs if (found := _cached(programs, keys[job]))}
    missing = [job for job in jobs if job not in answers]
    progress.count(len(jobs), cached=len(answers))
    if missing:
        progress.advance("Saving frames", 0, len(missing))
    problems: list[Problem] = []

    def receive(number: int, outcome: Outcome) -> None:
        """Store the answer at once: a build that is interrupted goes on from there."""
        job, answer = missing[number], outcome.answers[0] if outcome.answers else None
        if is_frames_answer(answer):
            answers[job] = answer
            stored = {**answer, "files": programs.digests(answer["files"])}
            programs.cache.put(KIND, keys[job], stored)
        else:
            problems.append(_failure(job, outcome, programs, seconds))
        done = len(answers) + len(problems) - len(jobs) + len(missing)
        progress.advance("Saving frames", done, len(missing))

    programs.run("frames", [json.loads(job) for job in missing], seconds, receive)
    if problems:
        raise DemoError(problems)
    return answers


def _failure(job: str, outcome: Outcome, programs: Programs, seconds: float) -> Problem:
    """Return why the process of a job gave no frames."""
    demo = str(json.loads(job)["demo"])
    failure = failure_of_process(demo, outcome, seconds, programs.content_dir)
    hint = "lower saved_steps in the table [demos] of the configuration, or poster_steps of the demo"
    return failure.problem(PurePosixPath(programs.content_dir.name, PACKAGE, f"{demo}.py"), hint)


def _key(job: str, programs: Programs) -> str:
    demo = str(json.loads(job)["demo"])
    environment = programs.environment_of(programs.demos.modules(demo))
    return key_of(job, programs.demos.digest(demo), environment)


def _cached(programs: Programs, key: str) -> dict[str, Any] | None:
    found: Any = programs.cache.get(KIND, key)
    if not isinstance(found, dict) or not programs.unchanged(found.get("files")):
        return None
    answer = {**found, "files": []}
    return answer if is_frames_answer(answer) else None


def _warnings(answers: Mapping[str, dict[str, Any]], origin: PurePosixPath) -> Iterator[Problem]:
    """Yield a warning for every value that a reader may choose and with which a demo raises an exception."""
    for job, answer in answers.items():
        demo = json.loads(job)["demo"]
        for failed in answer["failures"]:
            if not failed["changes"]:
                continue  # the demo has given a poster with the author's own values
            values = ", ".join(f"{name}={value}" for name, value in failed["changes"].items())
            given = failed["failure"]
            failure = Failure(**{**given, "faults": ()})
            where = failure.problem(origin / f"{demo}.py")
            yield Problem(
                f"the demo {demo!r} raises an exception with {values}: {failure.message}",
                where.path,
                where.line,
                hint="a reader can choose it: narrow the control, or return a frame that says what is wrong",
                code="demo",
                severity="warning",
            )

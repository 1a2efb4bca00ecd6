"""Run the demos of a site natively and in a browser, and compare the results."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sitegen.errors import Problem
from sitegen.execution import RunFrames
from sitegen.execution.run_demo import demos_package
from sitegen.model import Expectation, Island, Output, Request, Site, Still
from sitegen.parity.browser import open_browser
from sitegen.parity.compare import Measured, Row, compare
from sitegen.parity.measure import measure
from sitegen.parity.saved import check_saved, saved_runs, steps_of, was_compared
from sitegen.pool import single_threaded
from sitegen.progress import Progress, Silent


@dataclass(frozen=True, slots=True)
class Parity:
    """The result of a comparison."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


MOST_OTHERS = 2
"""Saved runs with other values that are compared for each run of a demo: each takes as long as a training."""


def check_parity(
    site: Site,
    outputs: Sequence[Output],
    content_dir: Path,
    progress: Progress | None = None,
    *,
    still: Still | None = None,
) -> Parity:
    """Run every demo of the pages natively and in a browser, each distinct run once, and compare the results.

    The saved frames of the author's run and of two runs with other values are compared with the browser too.

    Args:
        site: a built site, whose demos run natively without an error.
        outputs: the outputs of the site, which include the runtime.
        content_dir: the folder that holds `demos/`.
        progress: receives reports of the work.
        still: why some demos do not run for readers; they are not compared.

    Raises:
        NoBrowserError: there is no browser to compare with.
    """
    watch = progress or Silent()
    islands: dict[Request, list[Island]] = {}
    for island in (island for page in site.pages for island in page.body.islands):
        if (island.position.path, island.id) in (still or {}):
            continue
        islands.setdefault(Request.of(island), []).append(island)
    if not islands:
        return Parity((), ())
    rows: list[Row] = []
    problems: list[Problem] = []
    compared: dict[tuple[str, str], RunFrames] = {}
    watch.advance("Starting Python in the browser", 0, len(islands) + 1)
    native = multiprocessing.get_context("spawn")
    with (
        single_threaded(),
        ProcessPoolExecutor(1, mp_context=native) as pool,
        open_browser(outputs) as in_browser,
    ):
        for place, (request, users) in enumerate(islands.items(), start=1):
            watch.advance("Comparing demos", place, len(islands) + 1)
            saved = saved_runs(users, outputs)
            values = json.dumps(dict(request.values))
            running = pool.submit(measure_natively, request.demo, values, content_dir)
            theirs = json.loads(in_browser(request.demo, values, steps_of(saved[:1])))
            found, faults = compare_runs(request, users, json.loads(running.result()), theirs)
            rows += found
            problems += faults
            if faults:
                continue  # what differs in the author's run differs in its saved frames too
            for run in saved[:1]:
                problems += check_saved(request, users[0], run, theirs)
            for run in saved[1 : 1 + MOST_OTHERS]:
                values = json.dumps({**dict(request.values), **run.changes}, sort_keys=True)
                if was_compared(request.demo, values, run, compared):
                    continue
                theirs = json.loads(in_browser(request.demo, values, steps_of([run])))
                problems += check_saved(request, users[0], run, theirs)
    return Parity(tuple(rows), tuple(problems))


def measure_natively(demo: str, values: str, content_dir: Path, steps: str = "[]") -> str:
    """Measure a run of a demo in this process."""
    with demos_package(content_dir):
        return measure(demo, values, steps)


def compare_runs(
    request: Request, islands: Sequence[Island], native: Measured, browser: Measured
) -> tuple[list[Row], list[Problem]]:
    """Compare two measurements of a run, and check the claims of the pages against that of the browser."""
    shown = ", ".join(f"{name}={text}" for name, text in request.values)
    title = f"the demo {request.demo!r}" + (f" ({shown})" if shown else "")
    for place, measured in (("natively", native), ("in the browser", browser)):
        if "error" in measured:
            error = measured["error"]
            message = f"{title} fails {place}: {error['name']}: {error['message']}"
            line = f"in line {error['line']} of the demo" if error["line"] else None
            return [], [_problem(islands[0], message, line)]
    rows, differences = compare(request.demo, dict(request.values), native, browser)
    problems = [_problem(islands[0], f"{title}: {message}", hint or None) for message, hint in differences]
    for island in islands:
        problems += _claims(title, island.expect, browser["series"][-1])
    return rows, problems


def _claims(
    title: str, claims: Sequence[Expectation], metrics: Mapping[str, float | None]
) -> Iterator[Problem]:
    for claim in claims:
        value = metrics.get(claim.metric)
        if value is None or not claim.holds(value):
            message = (
                f"{title}: the claim '{claim.text}' does not hold in the browser: {claim.metric} = {value}"
            )
            place = claim.position
            hint = "weaken the claim, or choose values with which the training is more stable"
            yield Problem(message, place.path, place.line, place.column, hint, "parity")


def _problem(island: Island, message: str, hint: str | None) -> Problem:
    place = island.position
    return Problem(message, place.path, place.line, place.column, hint, "parity")

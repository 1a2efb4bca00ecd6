"""Posters: every demo of the posts, run natively, so that its result is in the page before a reader runs it.

Demos run in processes of their own: a reload sees new code, and what a demo does to its process stays there.
What the posts claim about the results is checked here, all at once.
"""

from __future__ import annotations

import math
import multiprocessing
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitegen.cache import Cache
from sitegen.demo.declaration import PACKAGE
from sitegen.errors import DemoError, Problem, near_miss, one_of
from sitegen.model import Expectation, Island, Metric, Position
from sitegen.poster_cache import keep_poster, recall_poster
from sitegen.poster_run import Failure, Poster, Request, run_demo

Part = Island | Metric
LOST = Failure(message="the process that ran the demo ended without an answer")
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


@dataclass(frozen=True, slots=True)
class Posters:
    """The posters of a site."""

    posters: Mapping[Request, Poster]
    requests: Mapping[tuple[PurePosixPath, str], Request]
    """The values of a demo's first island in a source, which metrics in its prose speak of."""

    def poster(self, island: Island) -> Poster:
        """Return the poster of a demo's place in a page."""
        return self.posters[request_of(island)]

    def metric(self, metric: Metric) -> str:
        """Return a computed number as text: of the page's own island, else with the demo's default values."""
        found = self.posters[self.requests[metric.position.path, metric.demo]].metrics[metric.name]
        return format(found["value"], metric.format) if metric.format else str(found["text"])


def make_posters(
    parts: Iterable[Part], content_dir: Path, executor: Executor | None = None, cache: Cache | None = None
) -> Posters:
    """Run every demo that the parts ask for, each distinct request once.

    Args:
        parts: islands and metrics of all pages.
        content_dir: the folder that holds `demos/`.
        executor: where to run, processes only; by default fresh processes that end with this call.
        cache: posters of earlier builds; without one every demo runs.

    Raises:
        DemoError: all problems of all demos: unknown ones, values that do not fit, exceptions, claims that do
            not hold, metrics that do not exist.
    """
    parts = tuple(parts)
    origin = PurePosixPath(content_dir.name, PACKAGE)
    known = sorted(
        file.stem for file in (content_dir / PACKAGE).glob("*.py") if not file.stem.startswith("_")
    )
    problems = [_unknown(part, known, origin) for part in parts if part.demo not in known]
    parts = tuple(part for part in parts if part.demo in known)
    places = _places(parts)
    wanted = [_request(part, places) for part in parts]
    requests = sorted(set(wanted), key=lambda request: (request.demo, request.values))
    results = _results(requests, content_dir, executor, cache or Cache(None))
    told: set[Request] = set()
    for part, request in zip(parts, wanted, strict=True):
        result = results[request]
        if isinstance(result, Poster):
            problems += _check_claims(part, result)
        elif result.faults or request not in told:  # what a demo raises is told of once
            problems += _tell(part, result, origin)
            told.add(request)
    if problems:
        raise DemoError(problems)
    posters = {request: result for request, result in results.items() if isinstance(result, Poster)}
    return Posters(posters, places)


def request_of(island: Island) -> Request:
    """Return the run that an island asks for."""
    return Request(island.demo, tuple(sorted((name, text) for name, (text, _) in island.options.items())))


def _results(
    requests: Sequence[Request], content_dir: Path, executor: Executor | None, cache: Cache
) -> dict[Request, Poster | Failure]:
    """Run what no earlier build has run; what fails is not kept."""
    results: dict[Request, Poster | Failure] = {}
    for request in requests:
        if poster := recall_poster(cache, request, content_dir):
            results[request] = poster
    wanted = [request for request in requests if request not in results]
    for request, result in zip(wanted, _run_all(wanted, content_dir, executor), strict=True):
        results[request] = result
        if isinstance(result, Poster):
            keep_poster(cache, request, content_dir, result)
    return results


def _run_all(
    requests: Sequence[Request], content_dir: Path, executor: Executor | None
) -> list[Poster | Failure]:
    if not requests:
        return []
    if executor is not None:
        return _collect(requests, content_dir, executor)
    results = _run_apart(requests, content_dir)
    # A process that dies takes the whole pool with it; alone, each shows whether it was the one.
    lost = [place for place, result in enumerate(results) if result is LOST] if len(requests) > 1 else []
    for place in lost:
        (results[place],) = _run_apart([requests[place]], content_dir)
    return results


def _run_apart(requests: Sequence[Request], content_dir: Path) -> list[Poster | Failure]:
    # Spawned, not forked: a fork would hold whatever the development server has imported.
    method = multiprocessing.get_context("spawn")
    workers = min(len(requests), os.cpu_count() or 1)
    with _one_thread_each(), ProcessPoolExecutor(workers, mp_context=method) as pool:
        return _collect(requests, content_dir, pool)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes that start meanwhile compute with one thread: small networks are faster so."""
    set_here = {name: "1" for name in _THREADS if name not in os.environ}
    os.environ.update(set_here)
    try:
        yield
    finally:
        for name in set_here:
            os.environ.pop(name, None)


def _collect(requests: Sequence[Request], content_dir: Path, executor: Executor) -> list[Poster | Failure]:
    futures = [executor.submit(run_demo, request, content_dir) for request in requests]
    results: list[Poster | Failure] = []
    for future in futures:
        try:
            results.append(future.result())
        except BrokenProcessPool:
            results.append(LOST)
    return results


def _request(part: Part, places: Mapping[tuple[PurePosixPath, str], Request]) -> Request:
    return request_of(part) if isinstance(part, Island) else places[part.position.path, part.demo]


def _places(parts: Sequence[Part]) -> dict[tuple[PurePosixPath, str], Request]:
    """Return for each source and demo the run that a metric there speaks of."""
    places: dict[tuple[PurePosixPath, str], Request] = {}
    for island in (part for part in parts if isinstance(part, Island)):
        places.setdefault((island.position.path, island.demo), request_of(island))
    for metric in (part for part in parts if isinstance(part, Metric)):
        places.setdefault((metric.position.path, metric.demo), Request(metric.demo))
    return places


def _unknown(part: Part, known: Sequence[str], origin: PurePosixPath) -> Problem:
    hint = near_miss(part.demo, known)
    if hint is None:
        hint = f"there are {one_of(known)}" if known else f"write {origin / f'{part.demo}.py'}"
    return _problem(f"there is no demo {part.demo!r} in {origin}", part.position, hint)


def _tell(part: Part, failure: Failure, origin: PurePosixPath) -> list[Problem]:
    """Return what went wrong: values at the post's lines, anything else at the demo's own line."""
    if isinstance(part, Island) and failure.faults:
        return [
            _problem(f"the demo {part.demo!r}: {message}", part.options[name][1], hint or None)
            for name, message, hint in failure.faults
        ]
    hint = f"used in {part.position.path}, line {part.position.line}"
    return [Problem(failure.message, origin / f"{part.demo}.py", failure.line, hint=hint, code="demo")]


def _check_claims(part: Part, poster: Poster) -> list[Problem]:
    if isinstance(part, Metric):
        return (
            [] if part.name in poster.metrics else [_no_metric(part.demo, part.name, poster, part.position)]
        )
    return _check_island(part, poster)


def _check_island(island: Island, poster: Poster) -> list[Problem]:
    names = [str(control["name"]) for control in poster.controls]
    problems = [
        _problem(
            f"the demo {island.demo!r} has no control {name!r} to hide",
            island.position,
            near_miss(name, names) or (f"it has {one_of(names)}" if names else "it has none"),
        )
        for name in island.hide
        if name not in names
    ]
    for claim in island.expect:
        if claim.metric not in poster.metrics:
            problems.append(_no_metric(island.demo, claim.metric, poster, claim.position))
        elif not _holds(claim, value := float(poster.metrics[claim.metric]["value"])):
            message = (
                f"the claim '{claim.text}' does not hold: the demo {island.demo!r} computed "
                f"{claim.metric} = {value:.6g}"
            )
            hint = "correct the claim, or the demo and its values"
            problems.append(_problem(message, claim.position, hint))
    return problems


def _no_metric(demo: str, name: str, poster: Poster, position: Position) -> Problem:
    names = list(poster.metrics)
    hint = near_miss(name, names) or (f"it has {one_of(names)}" if names else "it has none")
    return _problem(f"the demo {demo!r} has no metric {name!r}", position, hint)


def _holds(claim: Expectation, value: float) -> bool:
    low = -math.inf if claim.low is None else claim.low
    high = math.inf if claim.high is None else claim.high
    above = value > low if claim.low_open else value >= low
    return above and (value < high if claim.high_open else value <= high)


def _problem(message: str, position: Position, hint: str | None) -> Problem:
    return Problem(message, position.path, position.line, position.column, hint, "demo")

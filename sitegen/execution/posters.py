"""Posters: every demo of the posts, run natively, so that its result is in the page before a reader runs it.

Demos run in processes of their own: a reload sees new code, and what a demo does to its process stays there.
What the posts claim about the results is checked here, all at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from concurrent.futures import Executor
from pathlib import Path, PurePosixPath

from sitegen.cache import Cache
from sitegen.demo import PACKAGE, MetricData
from sitegen.errors import DemoError, Problem, near_miss, one_of
from sitegen.execution.poster_cache import keep_poster, recall_poster
from sitegen.execution.process_pool import run_isolated
from sitegen.execution.run_demo import Failure, list_demos, run_demo, run_requests
from sitegen.model import Island, Metric, Position, Poster, Request, Results

Part = Island | Metric
SECONDS_A_DEMO = 120
"""How long one demo may take to its poster."""


def make_posters(
    parts: Iterable[Part],
    content_dir: Path,
    executor: Executor | None = None,
    cache: Cache | None = None,
    seconds: float = SECONDS_A_DEMO,
) -> Results:
    """Run every demo that the parts ask for, each distinct request once.

    Args:
        parts: islands and metrics of all pages.
        content_dir: the folder that holds `demos/`.
        executor: where to run, without a limit of time; by default fresh processes that end with this call.
        cache: posters of earlier builds; without one every demo runs.
        seconds: how long one demo may take.

    Raises:
        DemoError: all problems of all demos: unknown ones, values that do not fit, exceptions, claims that do
            not hold, metrics that do not exist.
    """
    parts = tuple(parts)
    origin = PurePosixPath(content_dir.name, PACKAGE)
    known = list_demos(content_dir)
    ids = {(p.position.path, p.id) for p in parts if isinstance(p, Island) and p.demo in known}
    problems = [_unknown(part, known, origin, ids) for part in parts if not _is_known(part, known, ids)]
    parts = tuple(part for part in parts if _is_known(part, known, ids))
    places = _places(parts)
    wanted = [_request(part, places) for part in parts]
    requests = sorted(set(wanted), key=lambda request: (request.demo, request.values))
    results = _results(requests, content_dir, executor, cache or Cache(None), seconds)
    told: set[Request] = set()
    for part, request in zip(parts, wanted, strict=True):
        result = results[request]
        if isinstance(result, Poster):
            problems += _check_claims(part, result)
        elif result.faults or request not in told:  # what a demo raises is told of once
            problems += _tell(part, request.demo, result, origin)
            told.add(request)
    if problems:
        raise DemoError(problems)
    posters = {request: result for request, result in results.items() if isinstance(result, Poster)}
    return Results(posters, places)


def _results(
    requests: Sequence[Request],
    content_dir: Path,
    executor: Executor | None,
    cache: Cache,
    seconds: float,
) -> dict[Request, Poster | Failure]:
    """Run what no earlier build has run; what fails is not kept."""
    results: dict[Request, Poster | Failure] = {}
    for request in requests:
        if poster := recall_poster(cache, request, content_dir):
            results[request] = poster
    wanted = [request for request in requests if request not in results]
    for request, result in zip(wanted, _run_all(wanted, content_dir, executor, seconds), strict=True):
        results[request] = result
        if isinstance(result, Poster):
            keep_poster(cache, request, content_dir, result)
    return results


def _run_all(
    requests: Sequence[Request], content_dir: Path, executor: Executor | None, seconds: float
) -> list[Poster | Failure]:
    if not requests:
        return []
    if executor is not None:
        futures = [executor.submit(run_demo, request, content_dir) for request in requests]
        return [future.result() for future in futures]
    outcomes = run_isolated(run_requests, [(request, content_dir) for request in requests], seconds)
    return [
        outcome.answers[0] if outcome.answers else _unended(request, outcome.ending, seconds)
        for request, outcome in zip(requests, outcomes, strict=True)
    ]


def _unended(request: Request, ending: str, seconds: float) -> Failure:
    """Return what is said of a demo that did not come to its poster."""
    if ending != "limit":
        return Failure(message="the process that ran the demo ended without an answer")
    message = f"the demo {request.demo!r} did not come to its poster within {seconds:g} seconds; does it end?"
    return Failure(message=message)


def _request(part: Part, places: Mapping[tuple[PurePosixPath, str], Request]) -> Request:
    return Request.of(part) if isinstance(part, Island) else places[part.position.path, part.demo]


def _places(parts: Sequence[Part]) -> dict[tuple[PurePosixPath, str], Request]:
    """Return for each source and each name that a metric there may use the run that it speaks of."""
    places: dict[tuple[PurePosixPath, str], Request] = {}
    islands = [part for part in parts if isinstance(part, Island)]
    for island in islands:  # ids go before demos: an author gives them to tell islands apart
        places.setdefault((island.position.path, island.id), Request.of(island))
    for island in islands:
        places.setdefault((island.position.path, island.demo), Request.of(island))
    for metric in (part for part in parts if isinstance(part, Metric)):
        places.setdefault((metric.position.path, metric.demo), Request(metric.demo))
    return places


def _is_known(part: Part, known: Sequence[str], ids: Set[tuple[PurePosixPath, str]]) -> bool:
    return part.demo in known or (isinstance(part, Metric) and (part.position.path, part.demo) in ids)


def _unknown(
    part: Part, known: Sequence[str], origin: PurePosixPath, ids: Set[tuple[PurePosixPath, str]]
) -> Problem:
    names = list(known)
    message = f"there is no demo {part.demo!r} in {origin}"
    if isinstance(part, Metric):
        own = sorted(name for path, name in ids if path == part.position.path)
        names += [name for name in own if name not in names]
        message += " and no demo of that id in this page" if own else ""
    hint = near_miss(part.demo, names)
    if hint is None:
        hint = f"there are {one_of(names)}" if names else f"write {origin / f'{part.demo}.py'}"
    return _problem(message, part.position, hint)


def _tell(part: Part, demo: str, failure: Failure, origin: PurePosixPath) -> list[Problem]:
    """Return what went wrong: values at the post's lines, anything else at the demo's own line."""
    if isinstance(part, Island) and failure.faults:
        return [
            _problem(f"the demo {part.demo!r}: {message}", part.options[name][1], hint or None)
            for name, message, hint in failure.faults
        ]
    hint = f"used in {part.position.path}, line {part.position.line}"
    return [failure.problem(origin / f"{demo}.py", hint)]


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
        elif not claim.holds(value := _number(poster.metrics[claim.metric])):
            message = (
                f"the claim '{claim.text}' does not hold: the demo {island.demo!r} computed "
                f"{claim.metric} = {value:.6g}"
            )
            hint = "correct the claim, or the demo and its values"
            problems.append(_problem(message, claim.position, hint))
    return problems


def _number(metric: MetricData) -> float:
    assert metric["value"] is not None  # noqa: S101 - a frame that is not finite makes no poster
    return metric["value"]


def _no_metric(demo: str, name: str, poster: Poster, position: Position) -> Problem:
    names = list(poster.metrics)
    hint = near_miss(name, names) or (f"it has {one_of(names)}" if names else "it has none")
    return _problem(f"the demo {demo!r} has no metric {name!r}", position, hint)


def _problem(message: str, position: Position, hint: str | None) -> Problem:
    return Problem(message, position.path, position.line, position.column, hint, "demo")

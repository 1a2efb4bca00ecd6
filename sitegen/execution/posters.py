"""Posters: every demo of the pages runs natively, so that its result is in the page before a reader acts.

Demos run in isolated processes: a reload sees new code, and what a demo does to its process stays there. The
poster of an earlier build is used while everything that its run read is unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import PurePosixPath
from typing import Any

from sitegen.cache import key_of
from sitegen.errors import DemoError, Problem, near_miss, one_of
from sitegen.execution.cached_values import is_answer, is_poster
from sitegen.execution.claims import check_island, check_metric
from sitegen.execution.demo_folder import PACKAGE
from sitegen.execution.failures import Failure, failure_of_process
from sitegen.execution.programs import Programs
from sitegen.model import Island, Metric, Position, Poster, Request, Results
from sitegen.progress import BuildProgress, Silent

Part = Island | Metric
SECONDS_A_DEMO = 120
"""The time limit of one demo, from the start of its process to its poster."""
KIND = "poster"


def make_posters(
    parts: Iterable[Part],
    programs: Programs,
    *,
    seconds: float = SECONDS_A_DEMO,
    progress: BuildProgress | None = None,
) -> Results:
    """Run every demo that the parts show, each distinct request once.

    Args:
        parts: islands and metrics of all pages.
        programs: the site's programs, and the posters of earlier builds.
        seconds: the time limit of one demo.
        progress: receives reports of the work.

    Raises:
        DemoError: all problems of all demos: unknown ones, values that do not fit, exceptions, claims that do
            not hold, metrics that do not exist.
    """
    parts = tuple(parts)
    known, origin = programs.demos.names, PurePosixPath(programs.content_dir.name, PACKAGE)
    ids = {(p.position.path, p.id) for p in parts if isinstance(p, Island) and p.demo in known}
    problems = [_unknown(part, known, origin, ids) for part in parts if not _is_known(part, known, ids)]
    parts = tuple(part for part in parts if _is_known(part, known, ids))
    requests = _requests(parts)
    wanted = [_request(part, requests) for part in parts]
    distinct = sorted(set(wanted), key=lambda request: (request.demo, request.values))
    results = _results(distinct, programs, seconds, progress or Silent())
    reported: set[Request] = set()
    for part, request in zip(parts, wanted, strict=True):
        result = results[request]
        if isinstance(result, Poster):
            problems += check_island(part, result) if isinstance(part, Island) else check_metric(part, result)
        elif result.faults or request not in reported:  # an exception is reported once
            problems += _failed(part, request.demo, result, origin)
            reported.add(request)
    if problems:
        raise DemoError(problems)
    posters = {request: result for request, result in results.items() if isinstance(result, Poster)}
    return Results(posters, requests)


def _results(
    requests: Sequence[Request], programs: Programs, seconds: float, progress: BuildProgress
) -> dict[Request, Poster | Failure]:
    """Run what the cache does not have; failures are not cached."""
    results: dict[Request, Poster | Failure] = {}
    keys = {request: _key(request, programs) for request in requests}
    for request in requests:
        if poster := _cached(programs, keys[request]):
            results[request] = poster
    missing = [request for request in requests if request not in results]
    progress.count(len(requests), cached=len(results))
    if missing:
        progress.advance("Running demos", 0, len(missing))
    jobs = [{"demo": request.demo, "values": request.values} for request in missing]
    for request, outcome in zip(missing, programs.run("demos", jobs, seconds), strict=True):
        answer = outcome.answers[0] if outcome.answers else None
        if not is_answer(answer):
            results[request] = failure_of_process(request.demo, outcome, seconds, programs.content_dir)
            continue
        if "failure" in answer:
            results[request] = _failure(answer["failure"])
        else:
            results[request] = _poster(answer["poster"])
            value = {"poster": answer["poster"], "files": programs.digests(answer["files"])}
            programs.cache.put(KIND, keys[request], value)
    return results


def _key(request: Request, programs: Programs) -> str:
    values = (text for pair in request.values for text in pair)
    environment = programs.environment_of(programs.demos.modules(request.demo))
    return key_of(request.demo, *values, programs.demos.digest(request.demo), environment)


def _cached(programs: Programs, key: str) -> Poster | None:
    found: Any = programs.cache.get(KIND, key)
    if not isinstance(found, dict) or not programs.unchanged(found.get("files")):
        return None
    poster = found.get("poster")
    return _poster(poster) if is_poster(poster) else None


def _poster(values: dict[str, Any]) -> Poster:
    return Poster(**values | {"controls": tuple(values["controls"]), "facts": tuple(values["facts"])})


def _failure(values: dict[str, Any]) -> Failure:
    return Failure(**values | {"faults": tuple(map(tuple, values["faults"]))})


def _requests(parts: Sequence[Part]) -> dict[tuple[PurePosixPath, str], Request]:
    """Return the run that each name stands for, which a metric of a source may use."""
    requests: dict[tuple[PurePosixPath, str], Request] = {}
    islands = [part for part in parts if isinstance(part, Island)]
    for island in islands:  # ids before demos: an author gives ids to distinguish islands
        requests.setdefault((island.position.path, island.id), Request.of(island))
    for island in islands:
        requests.setdefault((island.position.path, island.demo), Request.of(island))
    for metric in (part for part in parts if isinstance(part, Metric)):
        requests.setdefault((metric.position.path, metric.demo), Request(metric.demo))
    return requests


def _request(part: Part, requests: Mapping[tuple[PurePosixPath, str], Request]) -> Request:
    return Request.of(part) if isinstance(part, Island) else requests[part.position.path, part.demo]


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


def _failed(part: Part, demo: str, failure: Failure, origin: PurePosixPath) -> list[Problem]:
    """Return what went wrong: values at the post's lines, anything else at the demo's own line."""
    if isinstance(part, Island) and failure.faults:
        return [
            _problem(f"the demo {part.demo!r}: {message}", part.options[name][1], hint or None)
            for name, message, hint in failure.faults
        ]
    hint = f"used in {part.position.path}, line {part.position.line}"
    return [failure.problem(origin / f"{demo}.py", hint)]


def _problem(message: str, position: Position, hint: str | None) -> Problem:
    return Problem(message, position.path, position.line, position.column, hint, "demo")

"""The claims of a page about its demos: `:expect:`, `:hide:` and the metrics that prose quotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sitegen.errors import Problem, near_miss, one_of
from sitegen.model import Expectation, Island, Metric, Position, Poster


def check_island(island: Island, poster: Poster) -> Iterator[Problem]:
    """Yield each claim that an island's poster does not keep, and each name that the demo does not have."""
    names = [control["name"] for control in poster.controls]
    for name in island.hide:
        if name not in names:
            message = f"the demo {island.demo!r} has no control {name!r} to hide"
            yield _problem(message, island.position, near_miss(name, names) or _existing(names))
    seen = [*names, *(mark["name"] for mark in poster.frame["marks"])]
    for name in (*island.main, *island.fold):
        if name not in seen:
            message = f"the demo {island.demo!r} has no mark and no control {name!r}"
            yield _problem(message, island.position, near_miss(name, seen) or _existing(seen))
    labels = [preset["label"] for preset in poster.stage["presets"]]
    for label in island.presets or ():
        if label not in labels:
            message = f"the demo {island.demo!r} has no preset {label!r}"
            yield _problem(message, island.position, near_miss(label, labels) or _existing(labels))
    values = {name: metric["value"] for name, metric in poster.metrics.items()}
    for claim in island.expect:
        if claim.metric not in values:
            yield _unknown_metric(island.demo, claim.metric, poster, claim.position)
        elif broken := describe_broken(claim, values, f"the demo {island.demo!r} computed"):
            yield _problem(broken, claim.position, "correct the claim, or the demo and its values")


def check_metric(metric: Metric, poster: Poster) -> Iterator[Problem]:
    """Yield a problem where prose quotes a metric that the demo does not have."""
    if metric.name not in poster.metrics:
        yield _unknown_metric(metric.demo, metric.name, poster, metric.position)


def describe_broken(claim: Expectation, metrics: Mapping[str, float | None], source: str) -> str:
    """Return the sentence about a claim that does not hold; empty where the claim holds.

    Args:
        claim: what the page states.
        metrics: the values that were computed; None for a number that is not finite.
        source: who computed them: `the demo 'depth' computed`.
    """
    value = metrics.get(claim.metric)
    if value is not None and claim.holds(value):
        return ""
    shown = "no finite number" if value is None else f"{value:.6g}"
    return f"the claim '{claim.text}' does not hold: {source} {claim.metric} = {shown}"


def _unknown_metric(demo: str, name: str, poster: Poster, position: Position) -> Problem:
    names = list(poster.metrics)
    hint = near_miss(name, names) or _existing(names)
    return _problem(f"the demo {demo!r} has no metric {name!r}", position, hint)


def _existing(names: list[str]) -> str:
    return f"it has {one_of(names)}" if names else "it has none"


def _problem(message: str, position: Position, hint: str) -> Problem:
    return Problem(message, position.path, position.line, position.column, hint, "demo")

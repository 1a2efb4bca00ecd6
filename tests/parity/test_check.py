from pathlib import PurePosixPath
from typing import Any

import pytest

from sitegen.markdown.expectation import parse_expectation
from sitegen.model import Island, Position, Request
from sitegen.parity.check import compare_runs
from tests.parity.test_compare import changed, run

POST = PurePosixPath("content/posts/a.md")
REQUEST = Request("depth", (("layers", "2"),))


def island(line: int, *claims: str) -> Island:
    expect = tuple(parse_expectation(text, Position(POST, line + 1)) for text in claims)
    return Island("depth", "depth", {}, (), expect, (), Position(POST, line))


def messages(native: dict[str, Any], browser: dict[str, Any], *islands: Island) -> list[str]:
    _, problems = compare_runs(REQUEST, islands, native, browser)
    assert all(problem.code == "parity" for problem in problems)
    return [f"{problem.line}: {problem.message}" for problem in problems]


def test_a_difference_is_reported_at_the_line_of_the_first_post_that_shows_the_run() -> None:
    (text,) = messages(run(), changed(run(), -1, 0.5), island(7), island(30))
    assert text.startswith("7: the demo 'depth' (layers=2): loss ends at 0.5 in the browser")


def test_the_claims_of_every_island_hold_in_the_browser_too() -> None:
    native = run(drift={"loss": 1.0})
    assert messages(native, changed(native, -1, 0.5), island(7, "loss < 0.6"), island(30, "loss <= 0.1")) == [
        "31: the demo 'depth' (layers=2): the claim 'loss <= 0.1' does not hold in the browser: loss = 0.5"
    ]


@pytest.mark.parametrize("line", [12, None])
def test_a_failure_in_the_browser_alone_is_reported(line: int | None) -> None:
    error = {"error": {"name": "OSError", "message": "no such file", "line": line}}
    _, (problem,) = compare_runs(REQUEST, [island(7)], run(), error)
    assert problem.message == "the demo 'depth' (layers=2) fails in the browser: OSError: no such file"
    assert problem.hint == (f"in line {line} of the demo" if line else None)

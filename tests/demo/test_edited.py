from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from sitegen.demo import load, worker_api
from sitegen.demo.declaration import UnknownDemoError
from sitegen.demo.edited import load_edited
from tests.demo.conftest import COUNTER, HEAD

SOURCE = HEAD + COUNTER
pytestmark = pytest.mark.usefixtures("counter")


def start(session: str, source: str | None, controls: str = "{}") -> dict[str, Any]:
    answer_data: dict[str, Any] = json.loads(worker_api.start(session, "counter", controls, source))
    return answer_data


def test_a_source_runs_in_the_place_of_the_module_which_stays_as_it_is() -> None:
    edited = SOURCE.replace('f"at {value}"', 'f"mine at {value}"')
    assert start("a", edited)["frame"]["text"] == "mine at 0.0"
    assert start("b", None)["frame"]["text"] == "at 0.0"
    assert json.loads(worker_api.step("a"))["frame"]["text"] == "mine at 1.0"
    assert load("counter").module == "demos.counter"


def test_controls_that_the_source_no_longer_has_are_let_go() -> None:
    edited = SOURCE.replace("    pace: Annotated[float, Slider(0.5, 8, live=True)] = 1.0\n", "").replace(
        "controls.pace", "2"
    )
    start("a", edited, '{"pace": 4, "start": 3}')
    assert json.loads(worker_api.step("a"))["frame"]["text"] == "at 5.0"


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("    value, jumps =", "    missing()\n    value, jumps =", "NameError"),
        ("    value, jumps = float", "    value jumps = float", "SyntaxError"),
        ("@demo(", "missing()\n@demo(", "NameError"),
    ],
    ids=["while it runs", "where it does not parse", "when it is read"],
)
def test_an_error_names_the_readers_own_line(old: str, new: str, name: str) -> None:
    program = SOURCE.replace(old, new, 1)
    added = new if name == "SyntaxError" else "missing()"
    line = program[: program.index(added)].count("\n") + 1
    error = start("a", program)["error"]
    assert (error["name"], error["line"]) == (name, line)
    assert "edited" not in error["message"]
    assert "counter.py, edited" in error["trace"]


def test_a_source_without_a_demo_is_refused_and_leaves_nothing() -> None:
    before = set(sys.modules)
    with pytest.raises(UnknownDemoError, match="holds 0 functions"):
        load_edited("counter", "x = 1\n")
    assert set(sys.modules) == before

import json
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from sitegen.execution import RunFrames, frames_origin
from sitegen.execution.pack_frames import pack_frames
from sitegen.model import Island, Output, Position, Request
from sitegen.parity.check import measure_natively
from sitegen.parity.saved import check_saved, saved_runs, steps_of, was_compared
from tests.demo.conftest import COUNTER, HEAD
from tests.execution.test_pack_frames import frame

POST = PurePosixPath("content/posts/a.md")
REQUEST = Request("depth", (("layers", "2"),))


def island(name: str = "depth") -> Island:
    return Island(name, "depth", {}, (), (), (), Position(POST, 7))


def run(*steps: int, **changes: Any) -> RunFrames:
    return RunFrames(changes, tuple(frame(step, "<svg/>", text=f"after {step}") for step in steps))


def browser(*steps: int, value: float = 0.5, drift: float | None = None, **given: Any) -> dict[str, Any]:
    """The result of a run whose metric has this value."""
    drawn = [frame(step, "", text=f"after {step}") | given for step in steps]
    for shown in drawn:
        shown["metrics"] = [{**metric, "value": value} for metric in shown["metrics"]]
        shown["marks"] = [[m["name"], m["kind"], m["label"], m["sentence"]] for m in shown["marks"]]
    return {"drawn": drawn, "drift": {} if drift is None else {"loss": drift}}


def messages(saved: RunFrames, theirs: dict[str, Any]) -> list[str]:
    problems = list(check_saved(REQUEST, island(), saved, theirs))
    assert all((problem.code, problem.path, problem.line) == ("parity", POST, 7) for problem in problems)
    return [problem.message for problem in problems]


def test_equal_frames_are_no_problem() -> None:
    assert messages(run(0, 5), browser(0, 5)) == []


def test_a_metric_may_differ_by_the_declared_drift_and_no_more() -> None:
    assert messages(run(0, 5), browser(0, 5, value=0.52, drift=0.05)) == []
    assert messages(run(5, rate=0.1), browser(5, value=0.6, drift=0.05)) == [
        "the saved frames of the demo 'depth' (layers=2, rate=0.1): loss is 0.5 at step 5, in the browser 0.6"
    ]


@pytest.mark.parametrize(
    ("theirs", "message"),
    [
        (browser(0), "step 5 is saved, and the browser ends at step 0"),
        (browser(0, 5, done=True), "step 0 is done=False, in the browser done=True"),
        (browser(0, 5, text="before 0"), "step 0 says 'after 0', in the browser 'before 0'"),
        (
            browser(0, 5) | {"error": {"name": "OSError", "message": "gone"}},
            "the browser fails: OSError: gone",
        ),
    ],
)
def test_the_first_difference_of_a_run_is_reported(theirs: dict[str, Any], message: str) -> None:
    assert messages(run(0, 5), theirs) == [f"the saved frames of the demo 'depth' (layers=2): {message}"]


def test_of_several_values_of_a_control_one_is_compared() -> None:
    runs = [run(0, 5), run(5, rate=1), run(5, rate=2), run(5, task="XOR"), run(5, task="OR", rate=1)]
    content, _ = pack_frames(runs)
    other = Output(PurePosixPath("a/x.frames"), b"", frames_origin(island("other")))
    output = Output(PurePosixPath("a/depth.frames"), content, frames_origin(island()))
    found = saved_runs([island()], [other, output])
    assert [saved.changes for saved in found] == [
        {}, {"rate": 1}, {"task": "XOR"}, {"task": "OR", "rate": 1}
    ]  # fmt: skip
    assert steps_of(found) == "[0, 5]"


def test_a_measured_run_holds_the_frames_of_the_wanted_steps(tmp_path: Path) -> None:
    (tmp_path / "demos").mkdir()
    (tmp_path / "demos" / "counter.py").write_text(HEAD + COUNTER, encoding="utf-8")
    found = json.loads(measure_natively("counter", '{"start": 48}', tmp_path, "[1, 3]"))
    assert [(shown["step"], shown["done"], shown["text"]) for shown in found["drawn"]] == [
        (1, True, "at 49.0")
    ]


def test_a_run_that_two_islands_have_saved_is_compared_once_unless_their_frames_differ() -> None:
    compared: dict[tuple[str, str], RunFrames] = {}
    assert not was_compared("depth", "{}", run(0, 5), compared)
    assert was_compared("depth", "{}", run(0, 5), compared)
    assert not was_compared("depth", "{}", run(0, 6), compared)
    assert not was_compared("depth", '{"rate": 1}', run(0, 5), compared)
    assert not was_compared("width", "{}", run(0, 5), compared)

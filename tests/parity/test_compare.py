import copy
import math
from typing import Any

import pytest

from sitegen.parity.compare import EARLY, Row, compare, relative_difference, same_text

Run = dict[str, Any]
FRAMES = 40
HELD = int(EARLY * FRAMES)
"""How many frames of a drifting run agree."""


def run(*, frames: int = FRAMES, drift: dict[str, float] | None = None, percent: tuple[str, ...] = ()) -> Run:
    """What `measure` answers for a run with two metrics and one mark."""
    array = {"shape": [3], "values": [0.0, 1.0, -2.0]}
    mark = {"kind": "curve", "label": "Loss", "sentence": "from 1 to 0.25", "arrays": {"x": array}}
    last = {"text": "", "marks": {"loss": {**mark, "sentence": "", "arrays": {"x": {"shape": [3]}}}}}
    return {
        "drift": drift or {},
        "percent": list(percent),
        "series": [{"loss": 1.0 / (step + 1), "steps": step} for step in range(frames)],
        "first": {"text": "After 0 steps.", "marks": {"loss": mark}},
        "last": last,
    }


def changed(original: Run, frame: int, value: float | None) -> Run:
    """The same run with another loss in one frame."""
    other = copy.deepcopy(original)
    other["series"][frame]["loss"] = value
    return other


def wrong(native: Run, browser: Run) -> list[str]:
    return [f"{message} | {hint}" for message, hint in compare("depth", {}, native, browser)[1]]


def test_equal_runs_give_a_row_for_each_metric_and_nothing_wrong() -> None:
    rows, problems = compare("depth", {"layers": "2"}, run(), run())
    assert problems == []
    assert [(row.metric, row.good, row.difference) for row in rows] == [("loss", True, 0), ("steps", True, 0)]
    assert rows[0].values == {"layers": "2"}


@pytest.mark.parametrize(("factor", "good"), [(1 + 9e-6, True), (1 + 2e-5, False)])
def test_the_first_frame_agrees_to_1e5(factor: float, good: bool) -> None:
    native = run(drift={"loss": 10.0})
    assert (wrong(native, changed(native, 0, factor)) == []) is good


@pytest.mark.parametrize("frame", [1, HELD, 39])
def test_every_frame_of_a_metric_agrees_to_1e4_when_no_drift_is_declared(frame: int) -> None:
    native = run()
    near = native["series"][frame]["loss"] * (1 + 9e-5)
    far = native["series"][frame]["loss"] * (1 + 2e-4)
    assert wrong(native, changed(native, frame, near)) == []
    assert wrong(native, changed(native, frame, far)) != []


def test_a_metric_with_another_end_is_reported_with_what_to_declare() -> None:
    native = run()
    (message,) = wrong(native, changed(native, -1, 0.225))
    assert message == (
        "loss ends at 0.225 in the browser, natively at 0.025; a difference of at most 2.3e-05 is allowed | "
        "where rounding grows in training, declare it: @demo(..., drift={'loss': 0.3})"
    )


def test_only_the_declared_difference_is_allowed_at_the_end() -> None:
    native = run(drift={"loss": 0.3})
    assert wrong(native, changed(native, -1, 0.225)) == []
    assert "a difference of at most 0.3 is allowed" in wrong(native, changed(native, -1, 0.4))[0]


def test_the_beginning_of_a_drifting_run_still_agrees() -> None:
    native = run(drift={"loss": 0.3})
    assert wrong(native, changed(native, HELD, 0.21)) == []
    (message,) = wrong(native, changed(native, HELD - 1, 0.26))
    assert "after the first frame, at most 0.0001 is allowed" in message


def test_one_answer_of_a_drifting_percentage_may_change() -> None:
    native = run(drift={"loss": 0.3}, percent=("loss",))
    assert wrong(native, changed(native, 1, 0.49)) == []


def test_a_number_on_one_side_only_is_reported() -> None:
    native = run(drift={"loss": 100.0})
    assert "loss ends at no finite number in the browser" in wrong(native, changed(native, -1, None))[0]
    both = changed(native, -1, None)
    assert wrong(both, both) == []


def test_another_number_of_frames_is_reported() -> None:
    rows, problems = compare("depth", {}, run(frames=40), run(frames=39))
    assert rows == []
    assert problems == [("it yields 39 frames in the browser, natively 40", "")]


def test_a_missing_metric_is_reported() -> None:
    browser = run()
    for metrics in browser["series"]:
        del metrics["loss"]
    assert wrong(run(), browser) != []


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("first", "text"), "After none.", "the first frame says 'After none.' in the browser"),
        (("first", "marks"), {}, "the first frame has the marks []"),
        (("first", "marks", "loss", "kind"), "bars", "has the kind 'bars' in the browser"),
        (("last", "marks", "loss", "label"), "Los", "the mark 'loss' of the last frame has the label 'Los'"),
        (("first", "marks", "loss", "sentence"), "from 1 to 0.27", "says 'from 1 to 0.27' in the browser"),
        (("last", "marks", "loss", "arrays", "x", "shape"), [4], "has arrays of the shapes {'x': [4]}"),
        (("first", "marks", "loss", "arrays", "x", "values"), [0.0, 1.0, -2.1], "differs in x by up to 0.1;"),
        (("first", "marks", "loss", "arrays", "x", "values"), [math.nan, 1.0, -2.0], "in x by up to inf"),
    ],
)  # fmt: skip
def test_differences_in_texts_and_marks_are_reported(path: tuple[str, ...], value: Any, message: str) -> None:
    browser = run()
    inner = browser
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    assert any(message in text for text in wrong(run(), browser))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("loss 0.25 after 1,000 steps", "loss 0.26 after 1,000 steps", True),
        ("loss 0.25", "loss 0.27", False),
        ("7.11×10⁻⁴", "7.12×10⁻⁴", True),
        ("7.11×10⁻⁴", "7.11×10⁻⁵", False),
        ("1,001 points", "1,000 points", True),
        ("1,003 points", "1,000 points", False),
        ("falls", "rises", False),
        ("1.0 and 2", "1.0 and 2 and 3", False),
    ],
)
def test_texts_are_the_same_up_to_the_last_digit(one: str, other: str, same: bool) -> None:
    assert same_text(one, other) is same
    assert same_text(other, one) is same


def test_differences_are_relative_to_the_larger_number() -> None:
    assert relative_difference(2.0, 1.0) == relative_difference(1.0, 2.0) == 0.5
    assert relative_difference(0.0, 0.0) == 0
    assert relative_difference(None, 1.0) == math.inf


def test_a_row_is_frozen() -> None:
    rows, _ = compare("depth", {}, run(), run())
    assert isinstance(rows[0], Row)
    with pytest.raises(AttributeError):
        rows[0].good = False  # type: ignore[misc]

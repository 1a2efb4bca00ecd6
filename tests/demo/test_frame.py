import numpy as np
import pytest

from sitegen.demo import Curve, Frame, MarkError, Percent


def test_metrics_keep_whole_numbers_fractions_and_percentages_apart() -> None:
    frame = Frame(metrics={"n": np.int64(3), "loss": np.float32(0.5), "accuracy": Percent(0.25)})
    assert [type(value) for value in frame.metrics.values()] == [int, float, Percent]


def test_marks_keep_their_order() -> None:
    frame = Frame(second=Curve([1.0]), first=Curve([2.0]))
    assert list(frame.marks) == ["second", "first"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"loss": [1.0]}, "Frame: loss is list; expected a mark such as Curve or Surface"),
        ({"text": 3}, "Frame: text is int; expected str"),
        ({"metrics": {"a b": 1.0}}, "Frame: the metric 'a b' is no name; expected letters, digits and _"),
        ({"metrics": {"ok": True}}, "Frame: the metric 'ok' is bool; expected a number"),
        ({"metrics": {"loss": "1"}}, "Frame: the metric 'loss' is str; expected a number"),
        ({"metrics": {"loss": np.ones(2)}}, "Frame: the metric 'loss' is ndarray; expected a number"),
    ],
)
def test_a_frame_refuses_what_it_cannot_hold(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(MarkError) as caught:
        Frame(**arguments)  # type: ignore[arg-type]
    assert str(caught.value) == message

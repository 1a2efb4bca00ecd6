import numpy as np
import pytest

from sitegen.demo import Curve, Frame, MarkError, Percent


def test_metrics_keep_whole_numbers_fractions_and_percentages_apart() -> None:
    frame = Frame(metrics={"n": np.int64(3), "loss": np.float32(0.5), "accuracy": Percent(0.25)})
    assert [type(value) for value in frame.metrics.values()] == [int, float, Percent]


def test_marks_keep_their_order() -> None:
    frame = Frame(second=Curve([1.0]), first=Curve([2.0]))
    assert list(frame.marks) == ["second", "first"]


def test_the_arrays_of_a_frame_have_a_size_that_a_phone_can_hold() -> None:
    one = Curve(np.arange(1_100_000.0))
    others = [Curve(np.arange(1_100_000.0)) for _ in range(2)]
    assert Frame(one=one).marks
    with pytest.raises(MarkError) as caught:
        Frame(first=one, second=others[0], third=others[1])
    assert str(caught.value) == (
        "Frame: its marks hold 50.4 MB of numbers; expected at most 32.0 MB "
        "(the largest is 'first' with 16.8 MB)"
    )


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

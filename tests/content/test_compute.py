"""What a network costs: the counts, the refusals, and that a poster shows nothing measured."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen import nn
from sitegen.demo import Bars, Demo, Frame, Table, load, show
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request
from tests.content.runs import run

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="module")
def compute() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("compute")


def table(frame: Frame, name: str) -> list[list[str]]:
    mark = frame.marks[name]
    assert isinstance(mark, Table)
    return mark.rows


def test_it_begins_with_the_network_that_reads_drawn_digits(compute: Demo) -> None:
    frame = run(compute)
    first = 26 * 26 * 9 * 8
    second = 11 * 11 * 9 * 8 * 16
    assert frame.metrics["parameters"] == (9 + 1) * 8 + (9 * 8 + 1) * 16 + (400 + 1) * 10 == 5258
    assert frame.metrics["multiply_adds"] == first + second + 4000 == 192_064
    assert table(frame, "layers") == [
        ["1 conv 8", "26 × 26 × 8", "80", "48,672"],
        ["2 conv 16", "11 × 11 × 16", "1,168", "139,392"],
        ["3 dense 10", "10", "4,010", "4,000"],
    ]


def test_training_is_three_ways_of_two_operations_and_time_follows_from_the_speed(compute: Demo) -> None:
    metrics = run(compute, examples=0.5, rounds=3, speed=2.0).metrics
    assert metrics["training_operations"] == 6 * 192_064 * 500_000 * 3
    assert metrics["hours"] == pytest.approx(metrics["training_operations"] / 2e9 / 3600)


def test_memory_is_four_numbers_a_weight_and_what_the_layers_gave(compute: Demo) -> None:
    outputs = 26 * 26 * 8 + 11 * 11 * 16 + 10
    for bits in (32, 8):
        metrics = run(compute, batch=4, bits=bits).metrics
        assert metrics["megabytes"] == pytest.approx((4 * 5258 + 4 * outputs) * bits / 8 / 1e6)


def test_an_empty_list_leaves_the_single_layer_that_is_its_baseline(compute: Demo) -> None:
    metrics = run(compute, layers=" \n", side=8).metrics
    assert metrics["parameters"] == metrics["single_layer"] == 650


def test_commas_and_lines_and_large_letters_mean_the_same(compute: Demo) -> None:
    lines, commas = (
        run(compute, layers=text) for text in ("conv 8\npool\n\n dense  32", "Conv 8, POOL,dense 32")
    )
    assert show(lines) == show(commas)


@pytest.mark.parametrize(
    ("layers", "left_out", "said"),
    [
        (
            "conf 8, pool",
            2,
            "Layer 1, “conf 8”, and all that follows is left out: expected pool, conv 1 to 32,",
        ),
        ("conv 33", 1, "expected pool, conv 1 to 32, or dense 1 to 1,000."),
        ("dense", 1, "expected pool"),
        ("pool 2", 1, "expected pool"),
        ("conv ²", 1, "expected pool"),
        ("dense 0", 1, "expected pool"),
        ("dense 8, pool", 1, "after a dense layer there is no picture any more."),
        ("pool, pool, pool, pool, pool", 1, "the picture is only 1 × 1 there."),
        ("pool, pool, pool, pool, conv 2", 1, "the picture is only 1 × 1 there."),
        (", ".join(["dense 2"] * 9), 1, "expected at most 8 layers."),
    ],
)
def test_what_cannot_be_built_is_said_and_the_layers_before_it_are_kept(
    compute: Demo, layers: str, left_out: int, said: str
) -> None:
    frame = run(compute, layers=layers)
    assert said in frame.text
    assert frame.metrics["left_out"] == left_out
    rest = ", ".join(layers.split(", ")[:-left_out])
    assert frame.metrics["parameters"] == run(compute, layers=rest).metrics["parameters"]


def test_what_would_not_fit_into_a_phone_is_refused_before_it_is_built(compute: Demo) -> None:
    large = run(compute, layers="conv 32, dense 1000, dense 1000", side=64)
    assert "it would have 123,008,000 weights; this page holds 2,000,000." in large.text
    slow = run(compute, layers="conv 32, conv 32", side=64)
    assert "it would multiply 33,177,600 times for one picture; this page bears 20,000,000." in slow.text
    fits = run(compute, layers="conv 32, pool, pool, pool, dense 1000", side=64)
    assert fits.metrics["left_out"] == 0


def test_the_work_of_a_convolution_is_what_the_post_says(compute: Demo) -> None:
    rows = table(run(compute, layers="conv 4, conv 5, pool, conv 6", side=28), "layers")
    for row, shape, maps in zip(rows, [(28, 28, 1), (26, 26, 4), (12, 12, 5)], (4, 5, 6), strict=False):
        work = 9 * shape[2] * maps * (shape[0] - 2) * (shape[1] - 2)
        assert row[3] == f"{work:,}"


def test_a_long_training_takes_years_and_a_short_one_seconds(compute: Demo) -> None:
    assert run(compute, examples=1000.0, rounds=100, side=64).text.endswith(" years at this speed.")
    assert " seconds at this speed." in run(compute, layers="", examples=0.001, rounds=1).text


def test_shares_are_of_one(compute: Demo) -> None:
    for name in ("where_parameters", "where_work"):
        bars = run(compute).marks[name]
        assert isinstance(bars, Bars)
        assert bars.values.sum() == pytest.approx(1)


def test_nothing_is_measured_until_the_reader_asks(compute: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules[compute.module]

    def clock() -> float:
        raise AssertionError("the clock was read")

    monkeypatch.setattr(module, "perf_counter", clock)
    assert table(run(compute), "device") == [["matrix product", "–", "–"], ["this network", "–", "–"]]
    with pytest.raises(AssertionError, match="the clock was read"):
        run(compute, measure=1)


def test_a_press_measures_this_device_and_changes_no_metric(compute: Demo) -> None:
    asked, plain = run(compute, measure=1, layers="dense 4", side=8), run(compute, layers="dense 4", side=8)
    assert asked.metrics == plain.metrics
    assert [row[0] for row in table(asked, "device")] == ["matrix product", "this network"]
    assert all(cell not in ("–", "0") for row in table(asked, "device") for cell in row[1:])


def test_what_is_tried_at_a_time_is_bounded(compute: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules[compute.module]
    tried: list[int] = []

    def practise(model: nn.Sequential, pictures: nn.Array) -> None:
        assert model.parameter_count
        tried.append(len(pictures))

    monkeypatch.setattr(module, "practise", practise)
    monkeypatch.setattr(module, "TRIAL", 0.0)
    run(compute, measure=1, batch=512, layers="conv 16, conv 16", side=64)
    run(compute, measure=1, batch=512, layers="", side=8)
    assert set(tried) == {1, 512}


def test_the_speed_is_work_by_time(compute: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules[compute.module]
    ticks = iter(range(1000))
    monkeypatch.setattr(module, "perf_counter", lambda: float(next(ticks)))
    assert module.seconds_each(lambda: None) == 2  # three looks at a clock that goes on by one each time
    assert module.duration(7200) == "2 hours"


def test_its_poster_is_the_same_twice_and_states_its_facts() -> None:
    one, other = (run_demo(Request("compute"), CONTENT) for _ in range(2))
    assert isinstance(one, Poster)
    assert one == other
    names = [fact.partition(":")[0] for fact in one.facts]
    assert names == ["Parameters", "Data", "Metric", "Baseline"]

import math

import numpy as np
import pytest

from sitegen.nn import (
    Linear,
    Parameter,
    batches,
    clip_grad_norm_,
    clip_grad_value_,
    cosine_decay,
    exponential_decay,
    step_decay,
)


def test_an_epoch_visits_every_row_once_with_its_target(rng: np.random.Generator) -> None:
    x, y = np.arange(10.0), np.arange(10) * 2
    parts = list(batches(x, y, size=4, rng=rng))
    assert [len(rows) for rows, _ in parts] == [4, 4, 2]
    seen = np.concatenate([rows for rows, _ in parts])
    assert sorted(seen.tolist()) == x.tolist()
    assert seen.tolist() != x.tolist()
    assert all((targets == 2 * rows).all() for rows, targets in parts)
    assert [len(rows) for rows, _ in batches(x, y, size=4, drop_last=True)] == [4, 4]


def test_the_same_seed_gives_the_same_order() -> None:
    first, second = (
        [rows.tolist() for (rows,) in batches(np.arange(9), size=2, rng=np.random.default_rng(1))]
        for _ in "ab"
    )
    assert first == second


def test_wrong_batches_are_refused_at_the_call() -> None:
    with pytest.raises(ValueError, match=r"arrays expected with equally many rows, received \[3, 2\]"):
        batches(np.zeros(3), np.zeros(2), size=1)
    with pytest.raises(ValueError, match="size expected at least 1, received 0"):
        batches(np.zeros(3), size=0)
    with pytest.raises(TypeError, match="rng expected"):
        batches(np.zeros(3), size=1, rng=4)  # type: ignore[arg-type]


def test_clipping_shrinks_the_norm_and_keeps_the_direction(rng: np.random.Generator) -> None:
    layer = Linear(3, 2, rng=rng)
    layer.weight.grad, layer.bias.grad = np.arange(6.0).reshape(2, 3), np.array([6.0, 7.0])  # type: ignore[union-attr]
    grad = layer.flatten()[1]
    before = grad.copy()
    norm = clip_grad_norm_(layer.parameters(), 2.0)
    assert norm == pytest.approx(math.sqrt(140))
    np.testing.assert_allclose(grad, before * 2 / norm, rtol=1e-6)
    assert clip_grad_norm_(layer.parameters(), 5.0) == pytest.approx(2)
    assert np.linalg.norm(grad) == pytest.approx(2)
    clip_grad_value_(layer.parameters(), 0.5)
    assert np.abs(grad).max() == 0.5


def test_cosine_schedule_warms_up_peaks_and_ends_at_the_floor() -> None:
    rates = [cosine_decay(step, 1.0, total=30, warmup=10, floor=0.1) for step in range(40)]
    assert rates[:10] == pytest.approx([(step + 1) / 10 for step in range(10)])
    assert rates[10] == 1.0
    assert rates[20] == pytest.approx(0.55)
    assert rates[30:] == pytest.approx([0.1] * 10)


def test_wrong_schedules_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"warmup expected in \[0, total\), received 5 of 5"):
        cosine_decay(0, 1.0, total=5, warmup=5)
    with pytest.raises(ValueError, match="step_decay: every expected at least 1, received 0"):
        step_decay(0, 1.0, every=0)
    with pytest.raises(ValueError, match="exponential_decay: factor expected a number above 0, received -1"):
        exponential_decay(0, 1.0, -1)


def test_gradients_beyond_the_squares_of_float32_are_clipped_too() -> None:
    weight = Parameter(np.zeros(2, np.float32))
    weight.grad = np.array([3e30, 4e30])
    assert clip_grad_norm_([weight], 1.0) == pytest.approx(5e30)
    np.testing.assert_allclose(weight.gradient, [0.6, 0.8], rtol=1e-6)

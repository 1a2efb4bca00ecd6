from collections.abc import Callable

import numpy as np
import pytest

from sitegen.nn import SGD, Adam, AdamW, Linear, Optimizer, Parameter, Sequential, Tanh

MAKERS: list[Callable[[list[Parameter]], Optimizer]] = [
    lambda p: SGD(p, lr=0.1),
    lambda p: SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    lambda p: Adam(p, lr=0.1),
    lambda p: AdamW(p, lr=0.1, weight_decay=0.001),
]


@pytest.mark.parametrize("make", MAKERS)
def test_a_bowl_is_descended_to_its_bottom(make: Callable[[list[Parameter]], Optimizer]) -> None:
    w = Parameter(np.array([3.0, -2.0], np.float32), "w")
    optimizer = make([w])
    for _ in range(300):
        optimizer.zero_grad()
        w.grad += 2 * w.value
        optimizer.step()
    assert np.abs(w.value).max() < 1e-2
    assert w.value.dtype == np.float32


def test_plain_descent_subtracts_rate_times_gradient() -> None:
    w = Parameter(np.array([1.0]), "w")
    optimizer = SGD([w], lr=0.5)
    w.grad = np.array([4.0])
    optimizer.step()
    assert w.value.tolist() == [-1.0]


def test_the_first_adam_step_is_the_rate_whatever_the_gradient() -> None:
    w = Parameter(np.array([1.0, 1.0]), "w")
    optimizer = Adam([w], lr=0.1)
    w.grad = np.array([1e-3, -1e3])
    optimizer.step()
    np.testing.assert_allclose(w.value, [0.9, 1.1], rtol=1e-4)


def test_the_rate_may_change_between_steps() -> None:
    w = Parameter(np.array([1.0]), "w")
    optimizer = SGD([w], lr=0.5)
    w.grad = np.array([1.0])
    optimizer.lr = 0.25
    optimizer.step()
    assert w.value.tolist() == [0.75]


def test_two_optimizers_over_overlapping_parameters_both_act(rng: np.random.Generator) -> None:
    model = Sequential(Linear(2, 3, rng=rng), Tanh(), Linear(3, 1, rng=rng))
    head, whole = SGD(model.layers[2].parameters(), lr=1.0), SGD(model.parameters(), lr=1.0)
    before = model.state_dict()
    for parameter in model.parameters():
        parameter.grad.fill(1)
    head.step()
    whole.step()
    after = model.state_dict()
    np.testing.assert_allclose(before["0.weight"] - after["0.weight"], 1, rtol=1e-6)
    np.testing.assert_allclose(before["2.weight"] - after["2.weight"], 2, rtol=1e-6)
    whole.zero_grad()
    assert all(not parameter.grad.any() for parameter in model.parameters())


def test_wrong_options_are_refused_by_name() -> None:
    w = [Parameter(np.zeros(1, np.float32), "w")]
    with pytest.raises(ValueError, match="SGD: lr expected a number above 0, received 0"):
        SGD(w, lr=0)
    with pytest.raises(ValueError, match=r"momentum expected in \(0, 1\) with nesterov, received 0"):
        SGD(w, lr=1, nesterov=True)
    with pytest.raises(ValueError, match=r"Adam: betas expected in \[0, 1\), received \(0.9, 1.0\)"):
        Adam(w, betas=(0.9, 1.0))
    with pytest.raises(ValueError, match="AdamW: weight_decay expected at least 0, received -1"):
        AdamW(w, weight_decay=-1)
    with pytest.raises(ValueError, match="parameters: expected at least one parameter"):
        Adam([])
    with pytest.raises(ValueError, match=r"expected one dtype, received \['float32', 'float64'\]"):
        Adam([*w, Parameter(np.zeros(1), "v")])


def test_a_model_converted_after_its_optimizer_was_made_is_refused(rng: np.random.Generator) -> None:
    model = Linear(1, 1, rng=rng)
    optimizer = Adam(model.parameters())
    model.astype(np.float64)
    with pytest.raises(TypeError, match=r"parameters expected in float32, received float64: .*model.astype"):
        optimizer.step()

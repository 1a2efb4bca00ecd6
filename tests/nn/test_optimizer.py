from collections.abc import Callable

import numpy as np
import pytest

from sitegen.nn import (
    SGD,
    Adagrad,
    Adam,
    AdamW,
    Linear,
    Optimizer,
    Parameter,
    RMSprop,
    Sequential,
    Tanh,
)

MAKERS: list[Callable[[list[Parameter]], Optimizer]] = [
    lambda p: SGD(p, lr=0.1),
    lambda p: SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    lambda p: Adam(p, lr=0.1),
    lambda p: AdamW(p, lr=0.1, weight_decay=0.001),
]


@pytest.mark.parametrize("make", MAKERS)
def test_a_bowl_is_descended_to_its_bottom(make: Callable[[list[Parameter]], Optimizer]) -> None:
    w = Parameter(np.array([3.0, -2.0], np.float32))
    optimizer = make([w])
    for _ in range(300):
        optimizer.zero_grad()
        (w * w).sum().backward()
        optimizer.step()
    assert np.abs(w.array).max() < 1e-2
    assert w.array.dtype == np.float32


def test_plain_descent_subtracts_rate_times_gradient() -> None:
    w = Parameter(np.array([1.0]))
    optimizer = SGD([w], lr=0.5)
    w.grad = np.array([4.0])
    optimizer.step()
    assert w.array.tolist() == [-1.0]


def test_the_first_adam_step_is_the_rate_whatever_the_gradient() -> None:
    w = Parameter(np.array([1.0, 1.0]))
    optimizer = Adam([w], lr=0.1)
    w.grad = np.array([1e-3, -1e3])
    optimizer.step()
    np.testing.assert_allclose(w.array, [0.9, 1.1], rtol=1e-4)


def test_the_rate_may_change_between_steps() -> None:
    w = Parameter(np.array([1.0]))
    optimizer = SGD([w], lr=0.5)
    w.grad = np.array([1.0])
    optimizer.lr = 0.25
    optimizer.step()
    assert w.array.tolist() == [0.75]


def test_two_optimizers_over_overlapping_parameters_both_act(rng: np.random.Generator) -> None:
    model = Sequential(Linear(2, 3, rng=rng), Tanh(), Linear(3, 1, rng=rng))
    head, whole = SGD(model.layers[2].parameters(), lr=1.0), SGD(model.parameters(), lr=1.0)
    before = model.state_dict()
    for parameter in model.parameters():
        parameter.grad = np.ones(parameter.shape)
    head.step()
    whole.step()
    after = model.state_dict()
    np.testing.assert_allclose(before["0.weight"] - after["0.weight"], 1, rtol=1e-6)
    np.testing.assert_allclose(before["2.weight"] - after["2.weight"], 2, rtol=1e-6)
    whole.zero_grad()
    assert all(parameter.grad is None for parameter in model.parameters())


def test_wrong_options_are_refused_by_name() -> None:
    w = [Parameter(np.zeros(1, np.float32))]
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
        Adam([*w, Parameter(np.zeros(1))])


def test_a_model_converted_after_its_optimizer_was_made_is_refused(rng: np.random.Generator) -> None:
    model = Linear(1, 1, rng=rng)
    optimizer = Adam(model.parameters())
    model.astype(np.float64)
    with pytest.raises(TypeError, match=r"parameters expected in float32, received float64: .*model.astype"):
        optimizer.step()


def trained(make: Callable[[list[Parameter]], Optimizer], steps: int) -> tuple[Parameter, Optimizer]:
    w = Parameter(np.array([3.0, -2.0], np.float32))
    optimizer = make([w])
    for _ in range(steps):
        optimizer.zero_grad()
        (w * w).sum().backward()
        optimizer.step()
    return w, optimizer


STATES: list[Callable[[list[Parameter]], Optimizer]] = [
    *MAKERS,
    lambda p: Adam(p, lr=0.1, amsgrad=True),
    lambda p: RMSprop(p, lr=0.01, momentum=0.9),
    lambda p: Adagrad(p, lr=0.5, lr_decay=0.01),
]


@pytest.mark.parametrize("make", STATES)
def test_training_goes_on_from_a_saved_state(make: Callable[[list[Parameter]], Optimizer]) -> None:
    whole, _ = trained(make, 8)
    w, first = trained(make, 5)
    second = make([w])
    second.load_state_dict(first.state_dict())
    for _ in range(3):
        second.zero_grad()
        (w * w).sum().backward()
        second.step()
    np.testing.assert_array_equal(w.array, whole.array)


def test_groups_have_options_of_their_own() -> None:
    fast, slow = Parameter(np.ones(1)), Parameter(np.ones(2))
    optimizer = SGD([{"params": [fast], "lr": 1.0}, {"params": slow}], lr=0.1)
    (fast.sum() + slow.sum()).backward()
    optimizer.step()
    assert fast.array.tolist() == [0]
    assert slow.array == pytest.approx(np.full(2, 0.9))
    optimizer.param_groups[1]["lr"] = 0.5
    optimizer.step()
    assert slow.array == pytest.approx(np.full(2, 0.4))
    with pytest.raises(ValueError, match="SGD: a parameter is in two groups"):
        SGD([{"params": fast}, {"params": [fast]}])
    with pytest.raises(ValueError, match="SGD: unknown option 'beta'"):
        SGD([{"params": fast, "beta": 1}])


def test_a_parameter_without_a_gradient_keeps_its_numbers_and_its_own_count_of_steps() -> None:
    used, unused = Parameter(np.ones(1)), Parameter(np.ones(1))
    optimizer = AdamW([used, unused], lr=0.1, weight_decay=0.5)
    for _ in range(3):
        optimizer.zero_grad()
        used.sum().backward()
        optimizer.step()
    assert unused.array.tolist() == [1]
    alone = Parameter(np.ones(1))
    reference = AdamW([alone], lr=0.1, weight_decay=0.5)
    alone.sum().backward()
    reference.step()
    optimizer.zero_grad()
    unused.sum().backward()
    optimizer.step()
    np.testing.assert_allclose(unused.array, alone.array, rtol=1e-12)


def test_a_gradient_of_weights_that_have_changed_is_refused() -> None:
    w = Parameter(np.ones(2))
    optimizer = SGD([w], lr=0.1)
    first, second = (w * w).sum(), (w * w).sum()
    first.backward()
    optimizer.step()
    with pytest.raises(
        RuntimeError, match=r"was changed, by optimizer.step\(\) or in place, after the forward pass"
    ):
        second.backward()

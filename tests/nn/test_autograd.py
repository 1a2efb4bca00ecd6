"""The tape: order, reuse, several losses, what is refused, and what is freed."""

import gc
import weakref

import numpy as np
import pytest

from sitegen import nn


def leaf(*shape: int, seed: int = 0) -> nn.Tensor:
    return nn.Tensor(np.random.default_rng(seed).standard_normal(shape), requires_grad=True)


def gradient(x: nn.Tensor) -> np.ndarray:
    assert x.grad is not None
    return x.grad.array


def test_a_tensor_used_twice_gets_both_gradients() -> None:
    x = nn.Tensor(3.0, requires_grad=True)
    (x * x + x).backward()
    assert gradient(x) == 7
    (x * 2).backward()
    assert gradient(x) == 9


def test_a_node_waits_for_everything_that_used_it() -> None:
    x = nn.Tensor(2.0, requires_grad=True)
    y = x * x
    late = y.exp() * 0
    (y * 3 + late + y * y).backward()
    assert gradient(x) == pytest.approx(4 * 3 + 4 * 2 * 4)


def test_two_calls_of_one_loss_and_one_layer_do_not_mix(rng: np.random.Generator) -> None:
    layer, criterion = nn.Linear(2, 1, rng=rng).astype(np.float64), nn.MSELoss()
    a, b, target = rng.standard_normal((3, 2)), rng.standard_normal((3, 2)), np.zeros((3, 1))
    first, second = criterion(layer(a), target), criterion(layer(b), target)
    first.backward()
    second.backward()
    apart = layer.weight.gradient.copy()
    layer.zero_grad()
    (criterion(layer(a), target) + criterion(layer(b), target)).backward()
    np.testing.assert_allclose(layer.weight.gradient, apart)


def test_unused_branches_and_detached_values_get_nothing() -> None:
    x, y = leaf(2), leaf(2)
    x.exp()
    (x.detach() * y).sum().backward()
    assert x.grad is None
    np.testing.assert_array_equal(gradient(y), x.array)


def test_nothing_is_recorded_under_no_grad() -> None:
    x = leaf(2)
    with nn.no_grad():
        y = x * 2
    assert not y.requires_grad
    assert (x * 2).requires_grad
    with pytest.raises(RuntimeError, match=r"no parameter or input .* requires a gradient; was it made"):
        y.sum().backward()


def test_a_graph_is_used_once_and_freed_with_its_loss() -> None:
    x = leaf(3)
    y = x.exp()
    loss = y.sum()
    loss.backward()
    with pytest.raises(RuntimeError, match=r"used by an earlier backward, .*\(a \+ b\).backward"):
        loss.backward()
    with pytest.raises(RuntimeError, match="used by an earlier backward"):
        (y * 2).sum().backward()
    with pytest.raises(RuntimeError, match="retain_graph is not available, since layers use their buffers"):
        x.sum().backward(retain_graph=True)
    with pytest.raises(RuntimeError, match="create_graph is not available"):
        x.sum().backward(create_graph=True)


def test_the_memory_of_a_step_goes_with_its_loss(rng: np.random.Generator) -> None:
    model = nn.Sequential(nn.Linear(2, 4, rng=rng), nn.Tanh(), nn.Linear(4, 1, rng=rng))
    held: list[weakref.ref[np.ndarray]] = []
    with nn.capture(model) as seen:
        loss = model(np.ones((3, 2), np.float32)).sum()
        held = [weakref.ref(array) for array in seen.all("1.output")]
    del seen, loss
    assert held[0]() is None, "something other than reference counting is needed to free a step"
    gc.collect()


def test_a_long_chain_is_walked_and_freed_without_a_deep_stack() -> None:
    x = nn.Tensor(1.0, requires_grad=True)
    y = x
    for _ in range(20_000):
        y = y + 0.0
    y.backward()
    assert gradient(x) == 1
    for _ in range(20_000):
        y = x = x + 0.0
    del x, y


def test_an_input_changed_in_place_after_its_use_is_refused() -> None:
    x = leaf(3) * 1
    y = (x * x).sum()
    x[0] = 5.0
    with pytest.raises(RuntimeError, match="an input of mul was changed in place after it was used"):
        y.backward()


def test_elements_of_a_result_can_be_assigned() -> None:
    x, v = leaf(3), nn.Tensor(2.0, requires_grad=True)
    y = x * 2
    y[1] = v
    (y * nn.tensor([1.0, 10.0, 100.0])).sum().backward()
    assert gradient(x).tolist() == [2, 0, 200]
    assert gradient(v) == 10
    with pytest.raises(RuntimeError, match="x is a leaf that requires a gradient"):
        x[0] = 1.0


def test_leaves_and_parameters_are_changed_in_place_only_without_a_gradient() -> None:
    w = nn.Parameter(np.ones(2))
    with pytest.raises(RuntimeError, match=r"cannot be changed in place; make a new one .* nn.no_grad\(\)"):
        w += 1
    with nn.no_grad():
        w -= 0.5
    assert w.array.tolist() == [0.5, 0.5]
    w.data.mul_(2)
    assert w.array.tolist() == [1, 1]
    total = nn.zeros(2)
    total += nn.ones(2)
    assert total.tolist() == [1, 1]


def test_gradients_of_some_leaves_leave_all_others_alone() -> None:
    x, w = leaf(2), nn.Parameter(np.ones(2))
    (found,) = nn.grad((x * w).sum(), x)
    assert found.tolist() == [1, 1]
    assert x.grad is None
    assert w.grad is None
    with pytest.raises(RuntimeError, match=r"expected inputs that the output depends on; those at \[1\]"):
        nn.grad((x * 2).sum(), [x, w])


def test_a_result_keeps_its_gradient_when_asked() -> None:
    x = leaf(2)
    y = x * 3
    y.retain_grad()
    (y * y).sum().backward()
    np.testing.assert_allclose(gradient(y), 2 * y.array)


def test_the_first_operation_with_nan_is_named_when_asked() -> None:
    x = nn.Tensor(np.zeros(2), requires_grad=True)
    with nn.detect_anomaly(), np.errstate(all="ignore"):
        loss = x.sqrt().sum()
        with pytest.raises(
            FloatingPointError, match=r"backward: sqrt with an output of shape \(2,\) is the first"
        ):
            loss.backward()


def test_a_gradient_needs_one_number_or_a_place_to_begin() -> None:
    with pytest.raises(RuntimeError, match=r"expected one number, received shape \(2,\); take .sum\(\)"):
        (leaf(2) * 2).backward()
    x = leaf(2)
    (x * 2).backward(np.array([1.0, 10.0]))
    assert gradient(x).tolist() == [2, 20]

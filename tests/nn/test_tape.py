from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from sitegen.nn import (
    Array,
    CrossEntropyLoss,
    Layer,
    LayerNorm,
    Linear,
    MSELoss,
    MultiheadAttention,
    ReLU,
    Sequential,
    Sigmoid,
    Tanh,
    Tensor,
    Value,
)

OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": lambda a, b: a + b + 1,
    "-": lambda a, b: 2 - a - b,
    "×": lambda a, b: 3 * a * b * np.ones((2, 1)),
    "/": lambda a, b: a / (b * b + 1) + 1 / (a * a + 2),
    "power": lambda a, b: (a * a + 1) ** 1.5 + b**2,
    "matmul": lambda a, b: a @ b.transpose(1, 0),
    "exp and log": lambda a, b: (a.exp() + b.exp()).log(),
    "tanh": lambda a, b: (a * b).tanh(),
    "sigmoid": lambda a, b: (a - b).sigmoid(),
    "relu": lambda a, b: a.relu() * b,
    "sum and broadcast": lambda a, b: a / b.sum(axis=1) + b.mean() + (a - b).sum(),
    "reshape": lambda a, b: a.reshape(3, 2) @ b,
}


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_operations_agree_with_central_differences(
    operation: Callable[[Value, Value], Value], rng: np.random.Generator
) -> None:
    a, b = rng.standard_normal((2, 3)), rng.standard_normal((2, 3)) + 0.1
    leaves = Value(a), Value(b)
    operation(*leaves).sum().backward()
    for leaf, x in zip(leaves, (a, b), strict=True):
        for i in np.ndindex(2, 3):
            kept = x[i]
            x[i] = kept + 1e-6
            above = operation(Value(a), Value(b)).data.sum()
            x[i] = kept - 1e-6
            below = operation(Value(a), Value(b)).data.sum()
            x[i] = kept
            assert leaf.grad[i] == pytest.approx((above - below) / 2e-6, rel=1e-5, abs=1e-7)


def on_tape(layer: Layer, x: Value, leaves: dict[int, Value]) -> Value:
    """Apply one layer's formula with tape operations; note the leaves that stand for its parameters."""
    if isinstance(layer, Linear):
        assert layer.bias is not None
        w, b = Value(layer.weight.array), Value(layer.bias.array)
        leaves[id(layer.weight)], leaves[id(layer.bias)] = w, b
        return x @ w.transpose(1, 0) + b
    if isinstance(layer, Tanh):
        return x.tanh()
    return x.relu() if isinstance(layer, ReLU) else x.sigmoid()


@pytest.mark.parametrize("seed", range(8))
def test_random_networks_get_the_same_gradients_from_tape_and_layers(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 6, rng.integers(2, 5)).tolist()
    layers: list[Layer] = []
    for inputs, outputs in pairwise(sizes):
        layers.append(Linear(inputs, outputs, rng=rng))
        layers.append((Tanh(), ReLU(), Sigmoid())[rng.integers(3)])
    model = Sequential(*layers).astype(np.float64)
    x, target = rng.standard_normal((4, sizes[0])), rng.standard_normal((4, sizes[-1]))
    source = Tensor(x, requires_grad=True)
    loss = MSELoss()(model(source), target)
    loss.backward()

    leaves: dict[int, Value] = {}
    leaf = y = Value(x)
    for layer in layers:
        y = on_tape(layer, y, leaves)
    total = ((y - target) ** 2).mean()
    total.backward()
    assert float(total.data) == pytest.approx(loss.item())
    assert source.grad is not None
    np.testing.assert_allclose(leaf.grad, source.grad.array, rtol=1e-9, atol=1e-12)
    for parameter in model.parameters():
        np.testing.assert_allclose(parameter.gradient, leaves[id(parameter)].grad, rtol=1e-9, atol=1e-12)


def softmax_on_tape(scores: Value) -> Value:
    powers = scores.exp()
    return powers / powers.sum(axis=powers.data.ndim - 1)


def test_cross_entropy_agrees_with_the_tape(rng: np.random.Generator) -> None:
    logits, targets = rng.standard_normal((3, 4)), np.array([1, 3, 0])
    leaf = Value(logits)
    (-(softmax_on_tape(leaf).log() * np.eye(4)[targets]).sum() / 3).backward()
    source = Tensor(logits, requires_grad=True)
    CrossEntropyLoss()(source, targets).backward()
    assert source.grad is not None
    np.testing.assert_allclose(source.grad.array, leaf.grad, rtol=1e-10)


def test_layer_norm_agrees_with_the_tape(rng: np.random.Generator) -> None:
    layer = LayerNorm(4).astype(np.float64)
    x, weights = rng.standard_normal((3, 4)), rng.standard_normal((3, 4))
    leaf = Value(x)
    centred = leaf - leaf.sum(axis=1) * 0.25
    ((centred / ((centred**2).sum(axis=1) * 0.25 + layer.eps) ** 0.5) * weights).sum().backward()
    source = Tensor(x, requires_grad=True)
    layer(source).backward(weights)
    assert source.grad is not None
    np.testing.assert_allclose(source.grad.array, leaf.grad, rtol=1e-9)


def test_attention_agrees_with_the_tape(rng: np.random.Generator) -> None:
    layer = MultiheadAttention(3, 1, rng=rng).astype(np.float64)
    x, weights = rng.standard_normal((1, 4, 3)), rng.standard_normal((1, 4, 3))
    source = Tensor(x, requires_grad=True)
    y, _ = layer(source)
    y.backward(weights)

    def rows(array: Array, i: int) -> Value:
        return Value(array[3 * i : 3 * i + 3].T)

    leaf, packed = Value(x[0]), layer.in_proj_weight.array
    q, k, v = (leaf @ rows(packed, i) for i in range(3))
    mixed = softmax_on_tape(q @ k.transpose(1, 0) * 3**-0.5) @ v
    out = mixed @ Value(layer.out_proj.weight.array.T)
    np.testing.assert_allclose(out.data, y.array[0], rtol=1e-9)
    (out * weights[0]).sum().backward()
    assert source.grad is not None
    np.testing.assert_allclose(source.grad.array[0], leaf.grad, rtol=1e-9)


def test_a_value_used_twice_gets_both_gradients() -> None:
    x = Value(3.0)
    (x * x + x).backward()
    assert x.grad == 7
    (x * 2).backward()
    assert x.grad == 9


def test_the_graph_can_be_drawn_from_parents_and_operations() -> None:
    x, y = Value(2.0), Value(-1.0)
    z = (x * y).tanh()
    assert z.operation == "tanh"
    assert z.parents[0].operation == "×"
    assert z.parents[0].parents == (x, y)
    assert repr(x) == "Value(leaf, 2.0)"
    assert repr(x * y) == "Value(×, -2.0)"


def test_a_long_chain_needs_no_deep_stack() -> None:
    x = y = Value(1.0)
    for _ in range(1500):
        y = y + 0.0
    y.backward()
    assert x.grad == 1


def test_float32_stays_float32() -> None:
    x = Value(np.ones(3, np.float32))
    y = (x * 2 + 1).tanh().sigmoid().mean()
    y.backward()
    assert y.data.dtype == x.grad.dtype == np.float32


def test_a_power_that_is_a_value_is_refused() -> None:
    with pytest.raises(TypeError, match="power expected a number, received Value"):
        Value(2.0) ** Value(2.0)  # type: ignore[operator]

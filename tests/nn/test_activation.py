from collections.abc import Callable

import numpy as np
import pytest

from sitegen.nn import (
    ELU,
    GELU,
    Layer,
    LeakyReLU,
    LogSigmoid,
    LogSoftmax,
    PReLU,
    ReLU,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Tanh,
    Tensor,
    sigmoid,
    softmax,
)

LAYERS: list[Layer] = [Tanh(), Sigmoid(), ReLU(), LeakyReLU(0.1), SiLU(), GELU(), GELU("tanh"), Softmax()]
LAYERS += [Softmax(0), LogSoftmax(), LogSoftmax(0), ELU(0.7), Softplus(2.0), LogSigmoid()]


@pytest.mark.parametrize("layer", [*LAYERS, PReLU(), PReLU(4)], ids=repr)
def test_gradients_agree_with_central_differences(
    layer: Layer, check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    x = rng.standard_normal((3, 4))
    x[np.abs(x) < 0.01] = 0.5  # the kink of the ReLUs has no derivative to compare with
    check_gradients(layer, x)


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_huge_inputs_stay_finite_in_float32(layer: Layer) -> None:
    x = np.array([[-1e4, -100.0, 0.0, 100.0, 1e4]], np.float32)
    leaf = Tensor(x, requires_grad=True)
    y = layer(leaf)
    y.sum().backward()
    assert leaf.grad is not None
    assert y.dtype == leaf.grad.dtype == np.float32
    assert np.isfinite(y.array).all()
    assert np.isfinite(leaf.grad.array).all()


def test_softmax_rows_sum_to_one_and_keep_the_order() -> None:
    p = softmax(np.array([[1.0, 3.0, 2.0]]))
    assert p.sum() == pytest.approx(1)
    assert p.argsort().tolist() == [[0, 2, 1]]


def test_sigmoid_is_a_half_at_zero_and_symmetric() -> None:
    x = np.linspace(-5, 5, 11)
    assert sigmoid(np.zeros(1))[0] == 0.5
    np.testing.assert_allclose(sigmoid(x) + sigmoid(-x), 1, rtol=1e-12)


def test_integers_are_refused() -> None:
    with pytest.raises(TypeError, match=r"Tanh: x expected a floating-point array, received .* of int64"):
        Tanh()(np.zeros((2, 2), np.int64))

"""Embedding, positions, normalisation, dropout and the recurrent layers."""

from collections.abc import Callable

import numpy as np
import pytest

from sitegen.nn import (
    GRU,
    LSTM,
    RNN,
    BatchNorm,
    Dropout,
    Embedding,
    LayerNorm,
    LearnedPosition,
    Linear,
    SinusoidalPosition,
    sinusoids,
)
from sitegen.nn.recurrent import Recurrent

RECURRENT: list[type[Recurrent]] = [RNN, GRU, LSTM]


def test_normalisation_gradients_agree_with_central_differences(
    check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    check_gradients(LayerNorm(4), 3 * rng.standard_normal((2, 3, 4)) + 1)
    check_gradients(BatchNorm(3), rng.standard_normal((4, 2, 3)))
    check_gradients(BatchNorm(3).eval(), rng.standard_normal((4, 3)))


def test_position_and_embedding_gradients_agree_with_central_differences(
    check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    check_gradients(LearnedPosition(5, 3, rng=rng), rng.standard_normal((2, 4, 3)))
    check_gradients(SinusoidalPosition(5, 3), rng.standard_normal((2, 4, 3)))
    check_gradients(Embedding(5, 3, rng=rng), np.array([[1, 4, 1], [0, 1, 2]]))


def test_dropout_gradient_agrees_with_central_differences(
    check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    layer = Dropout(0.4, rng=rng)

    def same_mask() -> None:
        layer.rng = np.random.default_rng(5)

    check_gradients(layer, rng.standard_normal((4, 5)), before=same_mask)
    assert layer.eval()(np.ones(3)).tolist() == [1, 1, 1]


def test_dropout_keeps_the_mean_and_drops_the_stated_share(rng: np.random.Generator) -> None:
    y = Dropout(0.25, rng=rng)(np.ones((200, 200), np.float32))
    assert y.dtype == np.float32
    assert (y == 0).mean() == pytest.approx(0.25, abs=0.01)
    assert y.mean() == pytest.approx(1, abs=0.01)


def test_batch_norm_in_evaluation_uses_what_training_has_seen(rng: np.random.Generator) -> None:
    layer = BatchNorm(2, momentum=1.0)
    x = (rng.standard_normal((1000, 2)) * [2, 5] + [3, -1]).astype(np.float32)
    layer(x)
    y = layer.eval()(x)
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-3)
    np.testing.assert_allclose(y.std(axis=0), 1, atol=1e-2)
    assert set(layer.state_dict()) == {"weight", "bias", "running_mean", "running_var"}
    assert layer.parameter_count == 4


def test_position_vectors_are_sines_and_cosines() -> None:
    table = sinusoids(3, 5)
    assert table.shape == (3, 5)
    np.testing.assert_allclose(table[0], [0, 1, 0, 1, 0])
    np.testing.assert_allclose(table[2, :2], [np.sin(2), np.cos(2)], rtol=1e-6)


@pytest.mark.parametrize("kind", RECURRENT)
@pytest.mark.parametrize(("batch", "time"), [(2, 4), (1, 3), (2, 1)])
def test_recurrent_gradients_agree_with_central_differences(
    kind: type[Recurrent],
    batch: int,
    time: int,
    check_gradients: Callable[..., None],
    rng: np.random.Generator,
) -> None:
    check_gradients(kind(3, 2, rng=rng), rng.standard_normal((batch, time, 3)))


@pytest.mark.parametrize("kind", RECURRENT)
def test_a_sequence_read_in_two_halves_gives_the_same_output_and_gradients(
    kind: type[Recurrent], rng: np.random.Generator
) -> None:
    layer = kind(3, 4, rng=rng).astype(np.float64)
    x, weights = rng.standard_normal((2, 6, 3)), rng.standard_normal((2, 6, 4))
    whole = layer(x)
    dx = layer.backward(weights)
    grads = [parameter.grad.copy() for parameter in layer.parameters()]
    layer.zero_grad()
    first = layer(x[:, :2])
    second = layer(x[:, 2:], state=layer.state)
    np.testing.assert_allclose(np.concatenate((first, second), axis=1), whole, rtol=1e-12)
    late = layer.backward(weights[:, 2:])
    early = layer.backward(weights[:, :2], grad_state=layer.grad_state)
    np.testing.assert_allclose(np.concatenate((early, late), axis=1), dx, rtol=1e-9)
    for parameter, expected in zip(layer.parameters(), grads, strict=True):
        np.testing.assert_allclose(parameter.grad, expected, rtol=1e-9)


@pytest.mark.parametrize("kind", RECURRENT)
def test_backward_leaves_the_given_gradient_alone(kind: type[Recurrent], rng: np.random.Generator) -> None:
    layer, x = kind(2, 3, rng=rng), np.ones((1, 1, 2), np.float32)
    grad = np.ones_like(layer(x))
    layer.backward(grad)
    assert (grad == 1).all()


def test_the_input_gradient_of_a_first_layer_can_be_left_out(rng: np.random.Generator) -> None:
    for layer, shape in ((LSTM(3, 2, rng=rng), (2, 4, 3)), (Linear(3, 2, rng=rng), (2, 3))):
        x = np.ones(shape, np.float32)
        layer.input_grad = False
        dx = layer.backward(np.ones_like(layer(x)))
        assert dx.shape == shape
        assert not dx.any()
        assert layer.flatten()[1].any()


def test_an_empty_batch_of_tokens_changes_nothing(rng: np.random.Generator) -> None:
    layer = Embedding(5, 2, rng=rng)
    y = layer(np.zeros((0, 3), np.int64))
    assert layer.backward(y).shape == (0, 3)
    assert not layer.weight.grad.any()


def test_lstm_forget_bias_follows_the_time_scales(rng: np.random.Generator) -> None:
    plain = LSTM(1, 50, rng=rng)
    assert (plain.bias.value[50:100] == 1).all()
    spread = LSTM(1, 50, rng=rng, time_scales=(1, 80))
    forget = spread.bias.value[50:100]
    assert forget.min() >= 0
    assert np.log(40) < forget.max() <= np.log(80)
    np.testing.assert_allclose(spread.bias.value[:50], -forget)
    with pytest.raises(ValueError, match=r"time_scales expected 1 ≤ shortest ≤ longest .* received \(5, 2\)"):
        LSTM(1, 2, rng=rng, time_scales=(5, 2))


def test_wrong_inputs_are_refused_by_name(rng: np.random.Generator) -> None:
    layer = LSTM(3, 2, rng=rng)
    x = np.zeros((2, 4, 3), np.float32)
    with pytest.raises(ValueError, match=r"LSTM: x expected shape \(any, any, 3\), received \(4, 3\)"):
        layer(x[0])
    with pytest.raises(ValueError, match="LSTM: x expected at least one time step"):
        layer(x[:, :0])
    with pytest.raises(ValueError, match="LSTM: state expected 2 arrays, received 1"):
        layer(x, state=(np.zeros((2, 2), np.float32),))
    with pytest.raises(ValueError, match=r"LSTM: state expected shape \(2, 2\), received \(3, 2\)"):
        layer(x, state=(np.zeros((3, 2), np.float32),) * 2)
    with pytest.raises(ValueError, match=r"Embedding: tokens expected values in \[0, 5\), received -1 to 2"):
        Embedding(5, 2, rng=rng)(np.array([2, -1]))
    with pytest.raises(ValueError, match="expected at most 3 time steps, received shape"):
        LearnedPosition(3, 3, rng=rng)(x)
    with pytest.raises(ValueError, match=r"BatchNorm: x expected at least 2 numbers per channel"):
        BatchNorm(3)(x[0, :1])
    with pytest.raises(ValueError, match=r"BatchNorm: momentum expected in \(0, 1\], received 0"):
        BatchNorm(3, momentum=0)
    with pytest.raises(ValueError, match=r"Dropout: p expected in \[0, 1\), received 1"):
        Dropout(1, rng=rng)

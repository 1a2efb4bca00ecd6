"""Embedding, positions, normalisation, dropout and the recurrent layers."""

from collections.abc import Callable
from typing import Any

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
    SinusoidalPosition,
    Tensor,
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
    y = Dropout(0.25, rng=rng)(np.ones((200, 200), np.float32)).array
    assert y.dtype == np.float32
    assert (y == 0).mean() == pytest.approx(0.25, abs=0.01)
    assert y.mean() == pytest.approx(1, abs=0.01)


def test_batch_norm_in_evaluation_uses_what_training_has_seen(rng: np.random.Generator) -> None:
    layer = BatchNorm(2, momentum=1.0)
    x = (rng.standard_normal((1000, 2)) * [2, 5] + [3, -1]).astype(np.float32)
    layer(x)
    y = layer.predict(x)
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
    whole = Tensor(x, requires_grad=True)
    y, last = layer(whole)
    (y * weights).sum().backward()
    grads = [parameter.gradient.copy() for parameter in layer.parameters()]
    layer.zero_grad()
    halves = Tensor(x, requires_grad=True)
    first, state = layer(halves[:, :2])
    second, end = layer(halves[:, 2:], state)
    np.testing.assert_allclose(np.concatenate((first.array, second.array), axis=1), y.array, rtol=1e-12)
    for one, other in zip(np.atleast_1d(last), np.atleast_1d(end), strict=True):
        np.testing.assert_allclose(np.asarray(one, float), np.asarray(other, float), rtol=1e-12)
    ((first * weights[:, :2]).sum() + (second * weights[:, 2:]).sum()).backward()
    assert whole.grad is not None
    assert halves.grad is not None
    np.testing.assert_allclose(halves.grad.array, whole.grad.array, rtol=1e-9)
    for parameter, expected in zip(layer.parameters(), grads, strict=True):
        np.testing.assert_allclose(parameter.gradient, expected, rtol=1e-9)


@pytest.mark.parametrize("kind", RECURRENT)
def test_gradients_of_two_layers_in_two_directions_agree_with_central_differences(
    kind: type[Recurrent], check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    check_gradients(kind(2, 2, 2, bidirectional=True, rng=rng), rng.standard_normal((2, 3, 2)))
    check_gradients(kind(2, 2, batch_first=False, bias=False, rng=rng), rng.standard_normal((3, 2, 2)))


@pytest.mark.parametrize("kind", RECURRENT)
def test_what_lies_behind_the_length_of_a_sequence_does_not_count(
    kind: type[Recurrent], check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    layer = kind(2, 3, bidirectional=True, rng=rng).astype(np.float64)
    x, lengths = rng.standard_normal((2, 4, 2)), np.array([4, 2])
    y, state = layer.predict(x, lengths=lengths)
    alone, end = layer.predict(x[1:, :2])
    np.testing.assert_allclose(y[1, :2], alone[0])
    assert not y[1, 2:].any()
    for padded, short in zip(
        np.stack([state]).reshape(-1, 2, 2, 3), np.stack([end]).reshape(-1, 2, 1, 3), strict=True
    ):
        np.testing.assert_allclose(padded[:, 1], short[:, 0])
    check_gradients(layer, x, lengths=lengths)
    with pytest.raises(ValueError, match="lengths expected 2 numbers from 1 to 4"):
        layer(x, lengths=np.array([5, 1]))


def test_an_empty_batch_of_tokens_changes_nothing(rng: np.random.Generator) -> None:
    layer = Embedding(5, 2, rng=rng)
    y = layer(np.zeros((0, 3), np.int64))
    assert y.shape == (0, 3, 2)
    y.sum().backward()
    assert not layer.weight.gradient.any()


def test_a_padding_token_is_zero_and_is_not_trained(rng: np.random.Generator) -> None:
    layer = Embedding(4, 2, padding_idx=1, rng=rng)
    layer(np.array([[1, 2]])).sum().backward()
    assert not layer.weight.array[1].any()
    assert layer.weight.gradient.tolist() == [[0, 0], [0, 0], [1, 1], [0, 0]]


def test_lstm_forget_bias_follows_the_time_scales(rng: np.random.Generator) -> None:
    plain: Any = LSTM(1, 50, rng=rng)
    assert (plain.bias_ih_l0.array[50:100] == 1).all()
    spread: Any = LSTM(1, 50, rng=rng, time_scales=(1, 80))
    forget = spread.bias_ih_l0.array[50:100]
    assert forget.min() >= 0
    assert np.log(40) < forget.max() <= np.log(80)
    np.testing.assert_allclose(spread.bias_ih_l0.array[:50], -forget)
    with pytest.raises(ValueError, match=r"time_scales expected 1 ≤ shortest ≤ longest .* received \(5, 2\)"):
        LSTM(1, 2, rng=rng, time_scales=(5, 2))


def test_wrong_inputs_are_refused_by_name(rng: np.random.Generator) -> None:
    layer = LSTM(3, 2, rng=rng)
    x = np.zeros((2, 4, 3), np.float32)
    with pytest.raises(ValueError, match=r"LSTM: x expected shape \(any, any, 3\), received \(4, 3\)"):
        layer(x[0])
    with pytest.raises(ValueError, match="LSTM: x expected at least one time step"):
        layer(x[:, :0])
    with pytest.raises(ValueError, match="LSTM: state expected 2 arrays, received tuple"):
        layer(x, state=(np.zeros((2, 2), np.float32),))
    with pytest.raises(ValueError, match=r"LSTM: state expected shape \(1, 2, 2\), received \(1, 3, 2\)"):
        layer(x, state=(np.zeros((1, 3, 2), np.float32),) * 2)
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

from collections.abc import Callable

import numpy as np
import pytest

from sitegen.nn import (
    CrossBlock,
    MultiHeadAttention,
    ReLU,
    TransformerBlock,
    TransformerDecoder,
    TransformerEncoder,
    capture,
)

PADDING = np.array([[False, False, True], [False, True, True]])


def test_self_attention_gradients_agree_with_central_differences(
    check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    x = rng.standard_normal((2, 3, 4))
    check_gradients(MultiHeadAttention(4, 2, rng=rng), x)
    check_gradients(MultiHeadAttention(4, 2, rng=rng, causal=True), x, padding=PADDING)


def test_cross_attention_gradients_agree_with_central_differences(
    check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    x, memory = rng.standard_normal((2, 2, 4)), rng.standard_normal((2, 3, 4))
    check_gradients(MultiHeadAttention(4, 2, rng=rng), x, memory, padding=PADDING)


@pytest.mark.parametrize("norm_first", [True, False])
def test_block_gradients_agree_with_central_differences(
    norm_first: bool, check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    x, memory = rng.standard_normal((2, 3, 4)), rng.standard_normal((2, 3, 4))
    check_gradients(TransformerBlock(4, 2, 5, rng=rng, norm_first=norm_first), x, padding=PADDING)
    cross = CrossBlock(4, 2, 3, rng=rng, norm_first=norm_first)
    check_gradients(cross, x[:1], memory[:1], memory_padding=PADDING[:1])


@pytest.mark.parametrize("norm_first", [True, False])
def test_stack_gradients_agree_with_central_differences(
    norm_first: bool, check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    x, memory = rng.standard_normal((1, 3, 4)), rng.standard_normal((1, 2, 4))
    check_gradients(TransformerEncoder(2, 4, 2, 3, rng=rng, norm_first=norm_first), x)
    check_gradients(TransformerDecoder(2, 4, 2, 3, rng=rng, norm_first=norm_first), x, memory)


def test_a_causal_block_does_not_look_ahead(rng: np.random.Generator) -> None:
    block = TransformerBlock(4, 2, rng=rng, causal=True, activation=ReLU)
    x = rng.standard_normal((1, 5, 4)).astype(np.float32)
    y = block.predict(x)
    x[0, 3:] += 1
    np.testing.assert_array_equal(block.predict(x)[0, :3], y[0, :3])
    assert not np.allclose(block.predict(x)[0, 3:], y[0, 3:])


def test_padding_has_no_influence(rng: np.random.Generator) -> None:
    encoder = TransformerEncoder(1, 4, 2, rng=rng)
    x = rng.standard_normal((2, 3, 4)).astype(np.float32)
    y = encoder.predict(x, padding=PADDING)
    x[PADDING] = 100
    np.testing.assert_array_equal(encoder.predict(x, padding=PADDING)[~PADDING], y[~PADDING])


def test_attention_weights_are_published_and_sum_to_one(rng: np.random.Generator) -> None:
    encoder = TransformerEncoder(2, 4, 2, rng=rng)
    with capture(encoder) as seen:
        encoder(rng.standard_normal((2, 3, 4)).astype(np.float32), padding=PADDING)
    weights = seen["layers.1.self_attn.attention"]
    assert weights.shape == (2, 2, 3, 3)
    np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-6)
    assert (weights[1, :, :, 1:] == 0).all()


def test_wrong_inputs_are_refused_by_name(rng: np.random.Generator) -> None:
    layer = MultiHeadAttention(4, 2, rng=rng)
    x = np.zeros((2, 3, 4), np.float32)
    with pytest.raises(ValueError, match="features expected a multiple of 3 heads, received 4"):
        MultiHeadAttention(4, 3, rng=rng)
    with pytest.raises(TypeError, match=r"padding expected an array of bool, received .* of float64"):
        layer(x, padding=np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"padding expected shape \(2, 3\), received \(3,\)"):
        layer(x, padding=np.zeros(3, bool))
    with pytest.raises(ValueError, match="padding expected to leave every place something to look at"):
        layer(x, padding=np.ones((2, 3), bool))
    with pytest.raises(ValueError, match="memory expected a batch of 2 and causal=False, received a batch"):
        layer(x, x[:1])
    with pytest.raises(TypeError, match=r"memory: x expected an array of float32, received .* of float64"):
        layer(x, x.astype(np.float64))

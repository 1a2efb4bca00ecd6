from collections.abc import Callable

import numpy as np
import pytest

from sitegen.nn import (
    MultiheadAttention,
    Tensor,
    TransformerDecoder,
    TransformerDecoderLayer,
    TransformerEncoder,
    TransformerEncoderLayer,
    capture,
)

PADDING = np.array([[False, False, True], [False, True, True]])


def test_self_attention_gradients_agree_with_central_differences(
    check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    x = rng.standard_normal((2, 3, 4))
    check_gradients(MultiheadAttention(4, 2, rng=rng), x)
    check_gradients(MultiheadAttention(4, 2, rng=rng), x, key_padding_mask=PADDING, is_causal=True)


def test_cross_attention_gradients_agree_with_central_differences(
    check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    x, memory = rng.standard_normal((2, 2, 4)), rng.standard_normal((2, 3, 4))
    check_gradients(MultiheadAttention(4, 2, rng=rng), x, memory, key_padding_mask=PADDING)
    check_gradients(MultiheadAttention(4, 2, bias=False, rng=rng), x, memory, memory + 1)
    free = rng.standard_normal((2, 3))
    check_gradients(MultiheadAttention(4, 2, rng=rng), x, memory, attn_mask=free, key_padding_mask=PADDING)


@pytest.mark.parametrize("norm_first", [True, False])
def test_block_gradients_agree_with_central_differences(
    norm_first: bool, check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    x, memory = rng.standard_normal((2, 3, 4)), rng.standard_normal((2, 3, 4))
    check_gradients(
        TransformerEncoderLayer(4, 2, 5, 0.0, "gelu", rng=rng, norm_first=norm_first),
        x,
        src_key_padding_mask=PADDING,
    )
    cross = TransformerDecoderLayer(4, 2, 3, 0.0, "gelu", rng=rng, norm_first=norm_first)
    check_gradients(cross, x[:1], memory[:1], memory_key_padding_mask=PADDING[:1], tgt_is_causal=True)


@pytest.mark.parametrize("norm_first", [True, False])
def test_stack_gradients_agree_with_central_differences(
    norm_first: bool, check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    x, memory = rng.standard_normal((1, 3, 4)), rng.standard_normal((1, 2, 4))
    check_gradients(TransformerEncoder.of(2, 4, 2, 3, rng=rng, norm_first=norm_first), x)
    check_gradients(TransformerDecoder.of(2, 4, 2, 3, rng=rng, norm_first=norm_first), x, memory)


def test_a_causal_block_does_not_look_ahead(rng: np.random.Generator) -> None:
    block = TransformerEncoderLayer(4, 2, 8, rng=rng, causal=True)
    x = rng.standard_normal((1, 5, 4)).astype(np.float32)
    y = block.predict(x)
    x[0, 3:] += 1
    np.testing.assert_array_equal(block.predict(x)[0, :3], y[0, :3])
    assert not np.allclose(block.predict(x)[0, 3:], y[0, 3:])


def test_padding_has_no_influence(rng: np.random.Generator) -> None:
    encoder = TransformerEncoder.of(1, 4, 2, rng=rng)
    x = rng.standard_normal((2, 3, 4)).astype(np.float32)
    y = encoder.predict(x, src_key_padding_mask=PADDING)
    x[PADDING] = 100
    np.testing.assert_array_equal(encoder.predict(x, src_key_padding_mask=PADDING)[~PADDING], y[~PADDING])


def test_attention_weights_are_published_and_sum_to_one(rng: np.random.Generator) -> None:
    encoder = TransformerEncoder.of(2, 4, 2, rng=rng)
    with capture(encoder) as seen:
        encoder(rng.standard_normal((2, 3, 4)).astype(np.float32), src_key_padding_mask=PADDING)
    weights = seen["layers.1.self_attn.attention"]
    assert weights.shape == (2, 2, 3, 3)
    np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-6)
    assert (weights[1, :, :, 1:] == 0).all()


def test_wrong_inputs_are_refused_by_name(rng: np.random.Generator) -> None:
    layer = MultiheadAttention(4, 2, rng=rng)
    x = np.zeros((2, 3, 4), np.float32)
    with pytest.raises(ValueError, match="embed_dim expected a multiple of 3 heads, received 4"):
        MultiheadAttention(4, 3, rng=rng)
    with pytest.raises(
        TypeError, match=r"key_padding_mask expected an array of bool, received .* of float64"
    ):
        layer(x, key_padding_mask=np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"key_padding_mask expected shape \(2, 3\), received \(3,\)"):
        layer(x, key_padding_mask=np.zeros(3, bool))
    with pytest.raises(ValueError, match=r"attn_mask expected a shape that broadcasts to \(2, 2, 3, 3\)"):
        layer(x, attn_mask=np.zeros((2, 3), bool))
    with pytest.raises(
        TypeError, match=r"layer expected a TransformerEncoderLayer, .* TransformerEncoder.of"
    ):
        TransformerEncoder(2, 4)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"key and value expected one shape and a batch of 2, received"):
        layer(x, x[:1])
    with pytest.raises(TypeError, match=r"key: x expected an array of float32, received .* of float64"):
        layer(x, x.astype(np.float64))


def test_a_place_that_may_look_nowhere_gets_nothing_and_stays_finite(rng: np.random.Generator) -> None:
    x = Tensor(rng.standard_normal((1, 3, 4)).astype(np.float32), requires_grad=True)
    layer = MultiheadAttention(4, 2, rng=rng)
    left = np.array([[True, False, False]])
    y, weights = layer(x, key_padding_mask=left, is_causal=True, average_attn_weights=False)
    assert not weights.array[0, :, 0].any()
    y.sum().backward()
    assert x.grad is not None
    assert np.isfinite(x.grad.array).all()


def test_layers_of_a_stack_start_as_copies_of_the_given_one(rng: np.random.Generator) -> None:
    layer = TransformerEncoderLayer(4, 2, 8, rng=rng)
    stack = TransformerEncoder(layer, 2)
    first, second = stack.layers
    np.testing.assert_array_equal(first.linear1.weight.array, second.linear1.weight.array)
    assert first.linear1.weight is not second.linear1.weight
    short = TransformerEncoder.of(2, 4, 2, rng=rng)
    assert not np.array_equal(short.layers[0].linear1.weight.array, short.layers[1].linear1.weight.array)

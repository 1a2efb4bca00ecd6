import copy
import pickle
from collections.abc import Callable

import numpy as np
import pytest

from sitegen.nn import (
    AvgPool2d,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    LastStep,
    Layer,
    MaxPool1d,
    MaxPool2d,
    Tensor,
    Upsample2d,
)
from sitegen.nn.columns import gather, scatter


def image(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Numbers that are all far apart, so that no maximum changes hands during a central difference."""
    return rng.permutation(int(np.prod(shape))).reshape(shape) / 10


LAYERS: list[tuple[Callable[[np.random.Generator], Layer], tuple[int, ...]]] = [
    (lambda rng: Conv2d(2, 3, 3, rng=rng), (2, 5, 4, 2)),
    (lambda rng: Conv2d(2, 3, (3, 2), stride=(2, 1), padding=(1, 2), rng=rng), (2, 5, 4, 2)),
    (lambda rng: Conv2d(1, 2, 3, padding="same", rng=rng, bias=False), (1, 4, 3, 1)),
    (lambda rng: Conv1d(3, 2, 3, stride=2, padding=1, rng=rng), (2, 6, 3)),
    (lambda rng: Conv1d(2, 4, 2, padding=(2, 0), dilation=2, groups=2, rng=rng), (2, 5, 2)),
    (lambda rng: Conv2d(4, 4, 3, 2, "same", groups=4, rng=rng), (1, 5, 4, 4)),
    (lambda rng: Conv2d(4, 6, 2, dilation=(2, 1), groups=2, rng=rng), (2, 5, 4, 4)),
    (lambda rng: Conv2d(2, 3, 1, rng=rng), (2, 3, 2, 2)),
    (lambda rng: Conv2d(2, 2, 3, padding=((0, 1), (2, 0)), rng=rng), (1, 3, 3, 2)),
    (lambda rng: ConvTranspose2d(2, 1, 3, 2, 1, 1, bias=False, rng=rng), (1, 3, 2, 2)),
    (lambda _: Upsample2d(2, "bilinear"), (2, 2, 3, 2)),
    (lambda _: MaxPool2d(3, 2, 1), (1, 5, 4, 2)),
    (lambda _: AvgPool2d(2, padding=1), (1, 4, 4, 1)),
    (lambda _: MaxPool1d(2), (2, 5, 3)),
    (lambda rng: ConvTranspose2d(2, 3, 3, stride=2, padding=1, rng=rng), (2, 2, 3, 2)),
    (lambda _: Upsample2d(3), (2, 2, 3, 2)),
    (lambda _: MaxPool2d(2), (2, 4, 5, 2)),
    (lambda _: MaxPool2d(3, stride=2), (1, 5, 7, 2)),
    (lambda _: AvgPool2d((2, 1), stride=1), (2, 3, 3, 2)),
    (lambda _: GlobalAveragePool(), (2, 3, 2, 2)),
    (lambda _: GlobalMaxPool(), (2, 5, 3)),
    (lambda _: LastStep(), (2, 3, 2)),
    (lambda _: Flatten(), (2, 3, 2, 2)),
]


@pytest.mark.parametrize(("make", "shape"), LAYERS)
def test_gradients_agree_with_central_differences(
    make: Callable[[np.random.Generator], Layer],
    shape: tuple[int, ...],
    check_gradients: Callable[..., None],
    rng: np.random.Generator,
) -> None:
    check_gradients(make(rng), image(rng, *shape))


def test_a_convolution_is_the_sum_over_every_window(rng: np.random.Generator) -> None:
    layer = Conv2d(2, 3, (2, 3), stride=(1, 2), rng=rng)
    assert layer.bias is not None
    x = rng.standard_normal((2, 4, 7, 2)).astype(np.float32)
    y = layer.predict(x)
    assert y.shape == (2, 3, 3, 3)
    for b, i, j, o in np.ndindex(*y.shape):
        window = x[b, i : i + 2, 2 * j : 2 * j + 3]
        expected = (window * layer.weight.array[o]).sum() + layer.bias.array[o]
        assert y[b, i, j, o] == pytest.approx(expected, abs=1e-5)


def test_gather_and_scatter_are_each_others_transpose(rng: np.random.Generator) -> None:
    x = rng.standard_normal((2, 5, 6, 3))
    columns = gather(x, (3, 2), (2, 1), (1, 1))
    other = rng.standard_normal(columns.shape)
    back = scatter(other, (5, 6), (2, 1), (1, 1))
    assert (columns * other).sum() == pytest.approx((x * back).sum())


def test_the_window_matrix_is_used_again_but_never_while_it_is_needed(rng: np.random.Generator) -> None:
    layer = Conv2d(1, 1, 2, rng=rng)
    first, second = rng.standard_normal((2, 1, 3, 3, 1)).astype(np.float32)
    y, z = layer(first), layer(second)
    z.sum().backward()
    layer.zero_grad()
    layer(second)
    y.sum().backward()
    expected = gather(first, (2, 2), (1, 1), (0, 0)).sum(axis=(0, 1, 2))
    np.testing.assert_allclose(layer.weight.gradient[0], expected, rtol=1e-5)
    spare = layer.spare.arrays[0]
    layer.predict(first)
    assert layer.spare.arrays[0] is spare


def test_a_pickle_leaves_the_window_matrix_out(rng: np.random.Generator) -> None:
    layer = Conv2d(1, 1, 3, rng=rng)
    before = len(pickle.dumps(layer))
    layer(np.zeros((8, 32, 32, 1), np.float32)).sum().backward()
    assert len(pickle.dumps(layer)) == before
    assert copy.deepcopy(layer).spare.arrays == []


def test_equal_maxima_send_the_gradient_once() -> None:
    x = Tensor(np.ones((1, 2, 2, 1), np.float32), requires_grad=True)
    MaxPool2d(2)(x).sum().backward()
    assert x.grad is not None
    assert x.grad.sum() == 1


def test_same_padding_gives_what_tensorflow_gives(rng: np.random.Generator) -> None:
    # TensorFlow pads an even kernel, or a stride that does not fit, on the right and below.
    x = np.arange(4, dtype=np.float32).reshape(1, 1, 4, 1)
    layer = Conv2d(1, 1, (1, 3), stride=(1, 2), padding="same", bias=False, rng=rng)
    layer.weight.data = np.array([1, 10, 100], np.float32).reshape(1, 1, 3, 1)
    assert layer.predict(x).ravel().tolist() == [210, 32]
    assert Conv2d(1, 1, 2, padding="same", rng=rng).predict(x).shape == x.shape


def test_wrong_options_are_refused_by_name(rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match=r'padding expected numbers, "same" or "valid", received .full'):
        Conv2d(1, 1, 2, padding="full", rng=rng)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"groups expected a divisor of 3 and 4 channels, received 2"):
        Conv2d(3, 4, 1, groups=2, rng=rng)
    with pytest.raises(ValueError, match=r"kernel_size expected one number or a pair, received \(1, 2, 3\)"):
        Conv2d(1, 1, (1, 2, 3), rng=rng)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"Conv2d: stride expected at least 1, received 0"):
        Conv2d(1, 1, 1, stride=0, rng=rng)
    with pytest.raises(TypeError, match=r"MaxPool2d: kernel_size expected a whole number"):
        MaxPool2d(1.5)  # type: ignore[arg-type]


def test_wrong_inputs_are_refused_by_name(rng: np.random.Generator) -> None:
    conv = Conv2d(3, 1, 3, rng=rng)
    with pytest.raises(ValueError, match=r"x expected shape \(any, any, any, 3\), received \(1, 3, 8, 8\)"):
        conv(np.zeros((1, 3, 8, 8), np.float32))
    with pytest.raises(ValueError, match=r"x expected at least \(3, 3\) pixels .* received shape \(1, 2"):
        conv(np.zeros((1, 2, 8, 3), np.float32))
    with pytest.raises(ValueError, match=r"AvgPool2d: x expected at least \(2, 2\) pixels"):
        AvgPool2d(2)(np.zeros((1, 1, 4, 1), np.float32))
    with pytest.raises(ValueError, match=r"Upsample2d: x expected 4 axes, received shape \(2, 2\)"):
        Upsample2d()(np.zeros((2, 2), np.float32))
    with pytest.raises(ValueError, match=r"padding \(3, 3\) leaves nothing of x"):
        ConvTranspose2d(1, 1, 2, padding=3, rng=rng)(np.zeros((1, 2, 2, 1), np.float32))

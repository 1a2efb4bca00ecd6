"""Every layer in one table, and one run through it, for the tests that ask the same of all."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from sitegen import nn

Maker: TypeAlias = Callable[[int, np.random.Generator], nn.Module]


def rows(b: int, t: int, d: int) -> tuple[int, ...]:
    return (b, d) if t == 1 else (b, t, d)


def sequence(b: int, t: int, d: int) -> tuple[int, ...]:
    return (b, t, d)


def image(b: int, t: int, d: int) -> tuple[int, ...]:
    return (b + 1, t + 2, 5, d)


# name: how to build it for d features, and what shape goes in
LAYERS: dict[str, tuple[Maker, Callable[[int, int, int], tuple[int, ...]]]] = {
    "Linear": (lambda d, rng: nn.Linear(d, 3, rng=rng), rows),
    "Conv2d": (lambda d, rng: nn.Conv2d(d, 2, 3, stride=2, padding=1, rng=rng), image),
    "Conv1d": (lambda d, rng: nn.Conv1d(d, 2, 3, padding=1, rng=rng), sequence),
    "ConvTranspose2d": (lambda d, rng: nn.ConvTranspose2d(d, 2, 2, stride=2, rng=rng), image),
    "Upsample2d": (lambda _, __: nn.Upsample2d(2), image),
    "MaxPool2d": (lambda _, __: nn.MaxPool2d(2), image),
    "AvgPool2d": (lambda _, __: nn.AvgPool2d(2), image),
    "GlobalAveragePool": (lambda _, __: nn.GlobalAveragePool(), image),
    "GlobalMaxPool": (lambda _, __: nn.GlobalMaxPool(), sequence),
    "LastStep": (lambda _, __: nn.LastStep(), sequence),
    "Flatten": (lambda _, __: nn.Flatten(), image),
    "LayerNorm": (lambda d, _: nn.LayerNorm(d), rows),
    "BatchNorm": (lambda d, _: nn.BatchNorm(d), image),
    "RMSNorm": (lambda d, _: nn.RMSNorm(d), rows),
    "GroupNorm": (lambda d, _: nn.GroupNorm(d, d), image),
    "L2Normalize": (lambda _, __: nn.L2Normalize(), rows),
    "grouped Conv2d": (lambda d, rng: nn.Conv2d(d, 2 * d, 3, 2, "same", 1, d, rng=rng), image),
    "dilated Conv1d": (lambda d, rng: nn.Conv1d(d, 2, 2, padding=(2, 0), dilation=2, rng=rng), sequence),
    "MaxPool1d": (lambda _, __: nn.MaxPool1d(1), sequence),
    "bilinear Upsample2d": (lambda _, __: nn.Upsample2d(2, "bilinear"), image),
    "PReLU": (lambda d, _: nn.PReLU(d), rows),
    "bidirectional LSTM": (lambda d, rng: nn.LSTM(d, 3, 2, bidirectional=True, rng=rng), sequence),
    "Concat": (lambda d, rng: nn.Concat(nn.Linear(d, 2, rng=rng), nn.Tanh()), rows),
    "Dropout": (lambda _, rng: nn.Dropout(0.5, rng=rng), rows),
    "RNN": (lambda d, rng: nn.RNN(d, 3, rng=rng), sequence),
    "GRU": (lambda d, rng: nn.GRU(d, 3, rng=rng), sequence),
    "LSTM": (lambda d, rng: nn.LSTM(d, 3, rng=rng, time_scales=(1, 9)), sequence),
    "MultiheadAttention": (lambda d, rng: nn.MultiheadAttention(d, d, rng=rng), sequence),
    "TransformerEncoder": (
        lambda d, rng: nn.TransformerEncoder.of(1, d, 1, 3, rng=rng, causal=True),
        sequence,
    ),
    "SinusoidalPosition": (lambda d, _: nn.SinusoidalPosition(9, d), sequence),
    "LearnedPosition": (lambda d, rng: nn.LearnedPosition(9, d, rng=rng), sequence),
    "Residual": (lambda d, rng: nn.Residual(nn.Linear(d, d, rng=rng)), rows),
    **{
        kind.__name__: (lambda _, __, kind=kind: kind(), rows)  # type: ignore[misc]
        for kind in (
            *(nn.Tanh, nn.ReLU, nn.LeakyReLU, nn.Sigmoid, nn.SiLU, nn.GELU, nn.Softmax),
            *(nn.ELU, nn.Softplus, nn.LogSigmoid, nn.LogSoftmax, nn.Identity),
        )
    },
}


def run(
    name: str, size: tuple[int, int, int], seed: int, scale: float
) -> tuple[nn.Module, list[NDArray[Any]]]:
    """Build, run forward and backward; return the module and all arrays that came out."""
    make, shape = LAYERS[name]
    rng = np.random.default_rng(seed)
    module = make(size[2], rng)
    x = nn.Tensor((scale * rng.standard_normal(shape(*size))).astype(np.float32), requires_grad=True)
    kept = x.array.copy()
    output = module(x)
    y = output[0] if isinstance(output, tuple) else output
    grad = np.ones_like(y.array)
    with pytest.raises(ValueError, match="gradient expected"):
        y.backward(grad[..., None])
    y.backward(grad)
    assert np.array_equal(x.array, kept), "the input was changed"
    assert (grad == 1).all(), "the given gradient was changed"
    assert x.grad is not None
    assert x.grad.shape == x.shape
    grads = [parameter.grad.array for parameter in module.parameters() if parameter.grad is not None]
    assert len(grads) == len(module.parameters())
    return module, [y.array, x.grad.array, *grads]


def assert_same_finite_float32(name: str, size: tuple[int, int, int], seed: int, scale: float) -> None:
    """Run a layer twice from one seed; all that comes out must be finite, float32 and the same."""
    with np.errstate(all="raise", under="ignore"):
        _, first = run(name, size, seed, scale)
        _, second = run(name, size, seed, scale)
    for one, two in zip(first, second, strict=True):
        assert one.dtype == np.float32
        assert np.isfinite(one).all()
        assert np.array_equal(one, two)

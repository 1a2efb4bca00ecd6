"""The gradient check and the strictness that every test of the library runs under.

Needs only NumPy and pytest, so that the same files run inside Pyodide.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from sitegen.nn import Array, Module, Tensor

FIXTURES = Path(__file__).parent / "fixtures"
GradientCheck: TypeAlias = Callable[..., None]
Recording: TypeAlias = Callable[[str], dict[str, NDArray[Any]]]


@pytest.fixture(autouse=True)
def floating_errors_raise() -> Iterator[None]:
    # Underflow is not an error here: e^-200 in a softmax is rightly zero.
    with np.errstate(all="raise", under="ignore"):
        yield


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20240229)


def relative_error(a: Array, b: Array) -> float:
    """Return |a - b| / (|a| + |b|) over whole arrays, 0 where both vanish."""
    scale = float(np.linalg.norm(a) + np.linalg.norm(b))
    return float(np.linalg.norm(a - b)) / scale if scale > 1e-9 else 0.0


def central_difference(value: Callable[[], float], x: Array, step: float = 1e-5) -> Array:
    """Return d value / d x, changing every element of ``x`` in place and putting it back."""
    slope = np.zeros_like(x)
    for i in np.ndindex(*x.shape):
        kept = x[i]
        x[i] = kept + step
        above = value()
        x[i] = kept - step
        below = value()
        x[i] = kept
        slope[i] = (above - below) / (2 * step)
    return slope


@pytest.fixture
def check_gradients(rng: np.random.Generator) -> GradientCheck:
    """Compare every gradient of a module with central differences in float64."""

    def check(
        module: Module, *inputs: NDArray[Any], before: Callable[[], Any] = lambda: None, **options: Any
    ) -> None:
        module.astype(np.float64)
        before()
        leaves = [Tensor(x, x.dtype.kind == "f") for x in inputs]
        outputs = tensors(module(*leaves, **options))
        assert all(output.dtype == np.float64 for output in outputs)
        weights = [rng.standard_normal(output.shape) for output in outputs]
        module.zero_grad()
        total = (outputs[0] * weights[0]).sum()
        for output, weight in zip(outputs[1:], weights[1:], strict=True):
            total = total + (output * weight).sum()
        total.backward()

        def value() -> float:
            before()
            found = tensors(module(*leaves, **options))
            return float(sum((y.array * w).sum() for y, w in zip(found, weights, strict=True)))

        for name, parameter in module.named_parameters():
            assert parameter.grad is not None, f"{type(module).__name__}.{name} has no gradient"
            error = relative_error(parameter.grad.array, central_difference(value, parameter.array))
            assert error < 1e-6, f"{type(module).__name__}.{name}: relative error {error:.1e}"
        for i, (x, leaf) in enumerate(zip(inputs, leaves, strict=True)):
            if leaf.requires_grad:
                assert leaf.grad is not None, f"{type(module).__name__}, input {i} has no gradient"
                error = relative_error(leaf.grad.array, central_difference(value, x))
                assert error < 1e-6, f"{type(module).__name__}, input {i}: relative error {error:.1e}"

    return check


def tensors(output: Any) -> list[Tensor]:
    """Return all tensors of an output, also within tuples; the weights of attention have no gradient."""
    if isinstance(output, tuple):
        return [tensor for part in output for tensor in tensors(part)]
    return [output] if isinstance(output, Tensor) and output.requires_grad else []


@pytest.fixture
def recording() -> Recording:
    """Read what PyTorch computed, written once by record_torch.py."""

    def read(name: str) -> dict[str, NDArray[Any]]:
        with np.load(FIXTURES / f"{name}.npz", allow_pickle=False) as file:
            return dict(file)

    return read

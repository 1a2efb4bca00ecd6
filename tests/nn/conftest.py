"""The gradient check and the strictness that every test of the library runs under.

Needs only NumPy and pytest, so that the same files run inside Pyodide.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from sitegen.nn import Array, Module

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
        output = module(*inputs, **options)
        assert output.dtype == np.float64
        weights = rng.standard_normal(output.shape)
        module.zero_grad()
        returned = module.backward(weights)
        input_grads = returned if isinstance(returned, tuple) else (returned,)
        for part in module.modules():
            assert not part._saved, f"{type(part).__name__} keeps something after backward"
            part.saving = False

        def value() -> float:
            before()
            return float((module.forward(*inputs, **options) * weights).sum())

        for name, parameter in module.named_parameters().items():
            error = relative_error(parameter.grad, central_difference(value, parameter.value))
            assert error < 1e-6, f"{type(module).__name__}.{name}: relative error {error:.1e}"
        floats = [x for x in inputs if x.dtype.kind == "f"]
        if floats:
            for i, (x, grad) in enumerate(zip(floats, input_grads, strict=True)):
                error = relative_error(grad, central_difference(value, x))
                assert error < 1e-6, f"{type(module).__name__}, input {i}: relative error {error:.1e}"

    return check


@pytest.fixture
def recording() -> Recording:
    """Read what PyTorch computed, written once by record_torch.py."""

    def read(name: str) -> dict[str, NDArray[Any]]:
        with np.load(FIXTURES / f"{name}.npz", allow_pickle=False) as file:
            return dict(file)

    return read

"""The three matrix products that training needs, in one place, because NumPy for WebAssembly has no BLAS.

There a kernel multiplies float32. What it declines is left to NumPy, whose ``matmul`` is plain C with
strides there, while ``einsum`` over two operands that are contiguous along the summed axis is vectorised: two
to three times faster once that axis is long. With BLAS ``matmul`` always wins.

The dots in the shapes stand for any axes before the last two; they are the same in both operands.
"""

import sys

import numpy as np

from sitegen.nn.array import Array
from sitegen.nn.kernel import accelerated

HAS_BLAS = sys.platform != "emscripten"
LONG = 64  # the summed length from which einsum wins, measured in Chromium (NumPy 2.4, WebAssembly)


@accelerated
def product_nt(a: Array, b: Array, bias: Array | None = None) -> Array:
    """Return a·bᵀ (+ bias), the forward product of a layer whose weight is stored out × in.

    Shape:
        a: (..., M, K). b: (..., N, K). bias: (N,). returns: (..., M, N), in the operands' dtype.
    """
    if HAS_BLAS or a.ndim > 2 or a.shape[1] < LONG:
        result: Array = a @ b.swapaxes(-1, -2)
    else:
        result = np.einsum("mk,nk->mn", a, b)
    if bias is not None:
        result += bias
    return result


@accelerated
def product_nn(a: Array, b: Array) -> Array:
    """Return a·b, which sends a gradient back through a weight stored out × in.

    Shape:
        a: (..., M, K). b: (..., K, N). returns: (..., M, N), in the operands' dtype.
    """
    if HAS_BLAS or a.ndim > 2 or a.shape[1] < LONG:
        return a @ b
    return product_nt(a, np.ascontiguousarray(b.T))


@accelerated
def product_tn(a: Array, b: Array) -> Array:
    """Return aᵀ·b, the gradient of a weight: summed over the rows, which are the examples.

    Shape:
        a: (..., K, M). b: (..., K, N). returns: (..., M, N), in the operands' dtype.
    """
    if HAS_BLAS or a.ndim > 2 or a.shape[0] < LONG:
        return a.swapaxes(-1, -2) @ b
    return product_nt(np.ascontiguousarray(a.T), np.ascontiguousarray(b.T))

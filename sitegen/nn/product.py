"""The three matrix products that training needs, in one place, because NumPy for WebAssembly has no BLAS.

There the inner loop of ``matmul`` is plain C with strides, while ``einsum`` over two operands that are
contiguous along the summed axis is vectorised: two to three times faster once that axis is long. With BLAS
``matmul`` always
    wins.
"""

import sys

import numpy as np

from sitegen.nn.array import Array

HAS_BLAS = sys.platform != "emscripten"
LONG = 64  # the summed length from which einsum wins, measured in Chromium (NumPy 2.4, WebAssembly)


def product_nt(a: Array, b: Array) -> Array:
    """Return a·bᵀ, the forward product of a layer whose weight is stored out × in.

    Shape:
        a: (M, K). b: (N, K). returns: (M, N), in the operands' dtype.
    """
    if HAS_BLAS or a.shape[1] < LONG:
        return a @ b.T
    result: Array = np.einsum("mk,nk->mn", a, b)
    return result


def product_nn(a: Array, b: Array) -> Array:
    """Return a·b, which sends a gradient back through a weight stored out × in.

    Shape:
        a: (M, K). b: (K, N). returns: (M, N), in the operands' dtype.
    """
    if HAS_BLAS or a.shape[1] < LONG:
        return a @ b
    return product_nt(a, np.ascontiguousarray(b.T))


def product_tn(a: Array, b: Array) -> Array:
    """Return aᵀ·b, the gradient of a weight: summed over the rows, which are the examples.

    Shape:
        a: (K, M). b: (K, N). returns: (M, N), in the operands' dtype.
    """
    if HAS_BLAS or a.shape[0] < LONG:
        return a.T @ b
    return product_nt(np.ascontiguousarray(a.T), np.ascontiguousarray(b.T))

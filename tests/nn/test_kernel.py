"""Every kernel against float64. These tests run natively (NumPy) and in Pyodide, with both compiled files.

Tolerances: 2e-6 of the sum of the absolute terms for a product, 4e-7 of the value (some units in the last
place of float32) for a function of one number, 2e-6 for a sum along a row.
"""

import os
from collections.abc import Callable

import numpy as np
import pytest

from sitegen.nn import Array, columns, elementary, kernel, norm, optim, pooling, product

SIZES = (1, 3, 8, 17, 64, 65)
PRODUCTS = {
    "nn": (product.product_nn, False, False),
    "nt": (product.product_nt, False, True),
    "tn": (product.product_tn, True, False),
}
ACCELERATED = (
    *(
        product.product_nn,
        product.product_nt,
        product.product_tn,
        norm.normalise_last,
        norm.normalise_backward,
    ),
    *(elementary.tanh, elementary.rectified, elementary.softmax, elementary.softmax_backward, optim.adam),
    *(columns.gather, columns.scatter, pooling.max_pool, pooling.max_pool_backward),
)


def plain(function: Callable[..., Array]) -> Callable[..., Array]:
    """Return the NumPy function behind an accelerated one."""
    found: Callable[..., Array] = getattr(function, "__wrapped__", function)
    return found


def float32(rng: np.random.Generator, *shape: int) -> Array:
    return rng.standard_normal(shape).astype(np.float32)


def swapped(x: Array, yes: bool) -> Array:
    return x.swapaxes(-1, -2) if yes else x


def check_product(kind: str, a: Array, b: Array, bias: Array | None = None) -> None:
    """Compare with float64 within 2e-6 of Σ|a||b|; ``a`` and ``b`` are stored as the product expects."""
    function, swap_a, swap_b = PRODUCTS[kind]
    result = function(a, b) if bias is None else product.product_nt(a, b, bias)
    left, right = (swapped(x.astype(np.float64), swap) for x, swap in ((a, swap_a), (b, swap_b)))
    size, start = np.abs(left) @ np.abs(right), 0.0 if bias is None else bias.astype(np.float64)
    assert result.dtype == np.float32
    assert result.flags.c_contiguous
    assert result.shape == size.shape
    assert (np.abs(result - (left @ right + start)) <= 2e-6 * (size + np.abs(start))).all()


def test_the_variant_in_the_environment_is_the_one_that_runs() -> None:
    expected = os.environ.get("EXPECTED_KERNEL", "numpy")
    assert expected == kernel.VARIANT
    assert (kernel.KERNEL is None) == (kernel.VARIANT == "numpy")


def test_every_kernel_has_an_accelerated_function_of_the_same_name() -> None:
    names = {function.__name__ for function in ACCELERATED}
    if kernel.KERNEL is None:
        assert not any(hasattr(function, "__wrapped__") for function in ACCELERATED)
    else:
        assert names == {name for name in vars(kernel.KERNEL) if not name.startswith("_")}
        assert all(hasattr(function, "__wrapped__") for function in ACCELERATED)


@pytest.mark.parametrize("kind", PRODUCTS)
@pytest.mark.parametrize("m", SIZES)
def test_products_of_odd_sizes_agree_with_float64(kind: str, m: int, rng: np.random.Generator) -> None:
    _, swap_a, swap_b = PRODUCTS[kind]
    for n in SIZES:
        for k in (*SIZES, 257):
            a = float32(rng, *((k, m) if swap_a else (m, k)))
            check_product(kind, a, float32(rng, *((n, k) if swap_b else (k, n))))


@pytest.mark.parametrize("kind", PRODUCTS)
@pytest.mark.parametrize("size", [(100, 300, 600), (200, 9, 520), (5, 515, 260)])
def test_products_beyond_one_block_agree_with_float64(
    kind: str, size: tuple[int, int, int], rng: np.random.Generator
) -> None:
    m, n, k = size
    _, swap_a, swap_b = PRODUCTS[kind]
    a = float32(rng, *((k, m) if swap_a else (m, k)))
    check_product(kind, a, float32(rng, *((n, k) if swap_b else (k, n))))


@pytest.mark.parametrize("kind", PRODUCTS)
def test_views_are_multiplied_without_a_copy_of_the_values(kind: str, rng: np.random.Generator) -> None:
    square = float32(rng, 40, 40)
    views = [
        *(square[::2, ::2], square[:20, :20].T, square[::-2, ::2], square[20:, 20:], square[:20, 39:19:-1]),
        np.broadcast_to(square[0, :20], (20, 20)),
        square.reshape(20, 2, 40)[:, 1, :20],
    ]
    for a in views:
        for b in views:
            check_product(kind, a, b)


@pytest.mark.parametrize("kind", PRODUCTS)
def test_stacks_of_matrices_are_multiplied_one_by_one(kind: str, rng: np.random.Generator) -> None:
    q = float32(rng, 2, 3, 5, 7)
    check_product(kind, q, float32(rng, 2, 3, 5, 7) if kind != "nn" else float32(rng, 2, 3, 7, 5))
    heads = float32(rng, 2, 7, 3, 7).transpose(0, 2, 1, 3)
    check_product(kind, heads, heads)


@pytest.mark.parametrize("size", [(1, 5, 3), (2, 64, 33), (17, 12, 9), (40, 16, 300)])
def test_a_bias_is_added_to_every_row(size: tuple[int, int, int], rng: np.random.Generator) -> None:
    m, n, k = size
    check_product("nt", float32(rng, m, k), float32(rng, n, k), float32(rng, n))


@pytest.mark.parametrize("size", [(0, 3, 4), (3, 0, 4), (3, 4, 0)])
def test_empty_products_have_their_shape_and_are_zero(size: tuple[int, int, int]) -> None:
    m, n, k = size
    results = (
        product.product_nn(np.ones((m, k), np.float32), np.ones((k, n), np.float32)),
        product.product_nt(np.ones((m, k), np.float32), np.ones((n, k), np.float32)),
        product.product_tn(np.ones((k, m), np.float32), np.ones((k, n), np.float32)),
    )
    for result in results:
        assert result.shape == (m, n)
        assert not result.any()


def test_numpy_computes_what_a_kernel_declines(rng: np.random.Generator) -> None:
    a, b = float32(rng, 5, 5), float32(rng, 5, 5)
    for left, right in (
        (a.astype(np.float64), b.astype(np.float64)),
        (a.astype(np.float64), b),
        (a.astype(">f4"), b.astype(">f4")),
        (a.astype(np.float16), b.astype(np.float16)),
    ):
        result = product.product_nn(left, right)
        assert result.dtype == (left @ right).dtype
        np.testing.assert_array_equal(result, left @ right)
    with pytest.raises(ValueError, match="mismatch"):
        product.product_nn(a, float32(rng, 4, 5))
    unaligned = np.frombuffer(b"\0" + a.tobytes(), np.uint8)[1:].view(np.float32).reshape(5, 5)
    check_product("nn", unaligned, b)


def test_nan_stays_nan(rng: np.random.Generator) -> None:
    a, b = float32(rng, 9, 9), float32(rng, 9, 9)
    a[4, 2] = np.nan
    assert np.isnan(product.product_nn(a, b)[4]).all()
    assert np.isfinite(np.delete(product.product_nn(a, b), 4, axis=0)).all()
    edges = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-40, 88.0], np.float32)
    np.testing.assert_array_equal(elementary.tanh(edges), np.tanh(edges))
    np.testing.assert_array_equal(np.signbit(elementary.tanh(edges)[3:5]), [False, True])
    np.testing.assert_array_equal(elementary.rectified(edges), np.maximum(edges, 0))
    with np.errstate(invalid="ignore"):
        assert np.isnan(elementary.softmax(edges[None, :2])).all()


def test_tanh_agrees_with_float64_everywhere(rng: np.random.Generator) -> None:
    sizes = np.exp(rng.uniform(-40, 5, 10_001))
    x = (sizes * rng.choice([-1, 1], sizes.shape)).astype(np.float32)
    np.testing.assert_allclose(elementary.tanh(x), np.tanh(x.astype(np.float64)), rtol=4e-7)


@pytest.mark.parametrize("count", SIZES)
def test_tanh_writes_into_the_array_it_is_given(count: int, rng: np.random.Generator) -> None:
    x, guarded = float32(rng, count), np.full(count + 2, 7, np.float32)
    inner = guarded[1:-1]
    assert elementary.tanh(x, inner) is inner
    np.testing.assert_allclose(inner, np.tanh(x), rtol=4e-7)
    assert guarded[0] == guarded[-1] == 7
    expected = np.tanh(x)
    assert elementary.tanh(x, x) is x
    np.testing.assert_allclose(x, expected, rtol=4e-7)
    shifted = float32(rng, count + 3)
    expected = np.tanh(shifted[:-1])
    elementary.tanh(shifted[:-1], shifted[1:])
    np.testing.assert_allclose(shifted[1:], expected, rtol=4e-7)
    wide = float32(rng, 4, 6)
    assert elementary.tanh(wide[:, :3], wide[:, 3:]) is not wide
    np.testing.assert_allclose(wide[:, 3:], np.tanh(wide[:, :3]), rtol=4e-7)


@pytest.mark.parametrize("count", SIZES)
def test_rows_agree_with_float64(count: int, rng: np.random.Generator) -> None:
    x, grad = 5 * float32(rng, 3, 7, count), float32(rng, 3, 7, count)
    exact, exact_grad = x.astype(np.float64), grad.astype(np.float64)
    y = elementary.softmax(x)
    np.testing.assert_allclose(y, elementary.softmax(exact), rtol=2e-6)
    expected = elementary.softmax_backward(y.astype(np.float64), exact_grad)
    np.testing.assert_allclose(elementary.softmax_backward(y, grad), expected, atol=2e-6)
    normal, scale = norm.normalise_last(x, 1e-5)
    exact_normal, exact_scale = norm.normalise_last(exact, 1e-5)
    assert scale.shape == (3, 7, 1)
    np.testing.assert_allclose(normal, exact_normal, rtol=1e-5, atol=2e-6)
    np.testing.assert_allclose(scale, exact_scale, rtol=2e-6)
    back = norm.normalise_backward(grad, exact_normal.astype(np.float32), exact_scale.astype(np.float32), -1)
    exact_back = norm.normalise_backward(exact_grad, exact_normal, exact_scale, -1)
    np.testing.assert_allclose(back, exact_back, rtol=1e-5, atol=1e-5 * exact_scale.max())
    np.testing.assert_array_equal(elementary.rectified(x), np.maximum(x, 0))


def test_softmax_of_masked_and_of_very_low_scores_is_zero(rng: np.random.Generator) -> None:
    x = float32(rng, 6, 11)
    x[:, 3], x[2, 7] = -np.inf, -120
    y = elementary.softmax(x)
    assert not y[:, 3].any()
    np.testing.assert_allclose(y, elementary.softmax(x.astype(np.float64)), rtol=2e-6, atol=1e-37)


@pytest.mark.parametrize("count", [*SIZES, 1000])
def test_adam_agrees_with_float64(count: int, rng: np.random.Generator) -> None:
    value, grad, mean = (float32(rng, count) for _ in range(3))
    square = float32(rng, count) ** 2
    options = (0.9, 0.999, 1e-8, 0.02, 1.7)
    exact = [x.astype(np.float64) for x in (value, grad, mean, square)]
    assert optim.adam(value, grad, mean, square, options) is value
    optim.adam(exact[0], exact[1], exact[2], exact[3], options)
    for got, expected in zip((value, mean, square), (exact[0], exact[2], exact[3]), strict=True):
        np.testing.assert_allclose(got, expected, rtol=2e-6, atol=2e-7)


WINDOWS = [
    ((2, 6, 7, 3), (3, 3), (1, 1), (1, 1)),
    ((1, 5, 5, 1), (2, 3), (2, 1), (0, 0)),
    ((2, 9, 4, 6), (3, 2), (3, 3), (2, 1)),
    ((1, 2, 2, 5), (1, 1), (1, 1), (4, 3)),
    ((3, 1, 12, 2), (1, 5), (1, 2), (0, 6)),
]


@pytest.mark.parametrize(("shape", "size", "stride", "padding"), WINDOWS)
def test_gathering_and_scattering_windows_agrees_with_numpy(
    shape: tuple[int, int, int, int],
    size: tuple[int, int],
    stride: tuple[int, int],
    padding: tuple[int, int],
    rng: np.random.Generator,
) -> None:
    x = float32(rng, *shape)
    expected = plain(columns.gather)(x, size, stride, padding)
    np.testing.assert_array_equal(columns.gather(x, size, stride, padding), expected)
    out = np.full_like(expected, 7)
    assert columns.gather(x, size, stride, padding, out) is out
    np.testing.assert_array_equal(out, expected)
    grad = float32(rng, *expected.shape)
    image = plain(columns.scatter)(grad, shape[1:3], stride, padding)
    np.testing.assert_allclose(
        columns.scatter(grad, shape[1:3], stride, padding), image, rtol=1e-6, atol=1e-6
    )


@pytest.mark.parametrize(("size", "stride"), [((2, 2), (2, 2)), ((3, 2), (1, 2)), ((2, 3), (3, 1))])
@pytest.mark.parametrize("channels", [1, 4, 6])
def test_pooling_agrees_with_numpy_also_for_equal_values(
    size: tuple[int, int], stride: tuple[int, int], channels: int, rng: np.random.Generator
) -> None:
    x = rng.integers(0, 3, (2, 7, 8, channels)).astype(np.float32)
    y = plain(pooling.max_pool)(x, size, stride)
    np.testing.assert_array_equal(pooling.max_pool(x, size, stride), y)
    grad = float32(rng, *y.shape)
    expected = plain(pooling.max_pool_backward)(x, y, grad, size, stride)
    got = pooling.max_pool_backward(x, y, grad, size, stride)
    np.testing.assert_allclose(got, expected, rtol=1e-6, atol=1e-6)


@pytest.mark.skipif(kernel.KERNEL is None, reason="there is no kernel")
def test_kernels_survive_growing_memory_and_do_not_leak(rng: np.random.Generator) -> None:
    from pyodide_js import _module  # type: ignore[import-not-found]

    a, b = float32(rng, 70, 70), float32(rng, 70, 70)
    check_product("nn", a, b)
    before = _module.HEAPU8.length
    large = np.ones((before // 4 // 1000 + 9000, 1000), np.float32)
    assert _module.HEAPU8.length > before
    check_product("nn", a, b)
    check_product("nn", large[-70:, -70:], b)
    del large
    grown = _module.HEAPU8.length
    x, grad = float32(rng, 4, 8, 8, 3), float32(rng, 64)
    for _ in range(2_000):
        weights = elementary.softmax(product.product_nt(a, b))
        elementary.tanh(product.product_tn(a, elementary.softmax_backward(weights, a)))
        norm.normalise_last(b, 1e-5)
        optim.adam(grad, grad, grad, grad, (0.9, 0.999, 1e-8, 0.02, 1.7))
        gathered = columns.gather(x, (3, 3), (1, 1), (1, 1))
        pooling.max_pool(columns.scatter(gathered, (8, 8), (1, 1), (1, 1)), (2, 2), (2, 2))
    assert _module.HEAPU8.length == grown

import numpy as np
import pytest

from sitegen.nn import product


@pytest.mark.parametrize("has_blas", [True, False])
@pytest.mark.parametrize("size", [(3, 5, 4), (2, 64, 3), (70, 1, 2), (1, 100, 1)])
def test_all_routes_give_the_same_products(
    has_blas: bool, size: tuple[int, int, int], rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    m, k, n = size
    monkeypatch.setattr(product, "HAS_BLAS", has_blas)
    a, b = rng.standard_normal((m, k)).astype(np.float32), rng.standard_normal((k, n)).astype(np.float32)
    expected = a.astype(np.float64) @ b.astype(np.float64)
    for result in (
        product.product_nt(a, np.ascontiguousarray(b.T)),
        product.product_nn(a, b),
        product.product_tn(np.ascontiguousarray(a.T), b),
    ):
        assert result.dtype == np.float32
        np.testing.assert_allclose(result, expected, rtol=1e-4, atol=1e-5)

import numpy as np
import pytest

from sitegen.nn import (
    Initializer,
    fan_in_uniform,
    kaiming_normal,
    kaiming_uniform,
    normal,
    orthogonal,
    uniform,
    xavier_normal,
    xavier_uniform,
)

# name, variance for shape (400, 300)
VARIANCES: list[tuple[Initializer, float]] = [
    (fan_in_uniform, 1 / (3 * 300)),
    (xavier_uniform, 2 / 700),
    (xavier_normal, 2 / 700),
    (kaiming_uniform, 2 / 300),
    (kaiming_normal, 2 / 300),
    (orthogonal, 1 / 400),
    (normal, 1.0),
]


@pytest.mark.parametrize(("init", "variance"), VARIANCES, ids=lambda value: getattr(value, "__name__", ""))
def test_weights_have_the_stated_variance(
    init: Initializer, variance: float, rng: np.random.Generator
) -> None:
    weight = init((400, 300), rng)
    assert weight.dtype == np.float32
    assert weight.var() == pytest.approx(variance, rel=0.03)
    assert abs(weight.mean()) < 0.02 * np.sqrt(variance)


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (4, 2, 2, 3)])
def test_an_orthogonal_weight_is_orthonormal_along_its_shorter_side(
    shape: tuple[int, ...], rng: np.random.Generator
) -> None:
    matrix = orthogonal(shape, rng).reshape(shape[0], -1).astype(np.float64)
    product = matrix.T @ matrix if matrix.shape[0] >= matrix.shape[1] else matrix @ matrix.T
    np.testing.assert_allclose(product, np.eye(len(product)), atol=1e-6)


def test_the_same_seed_gives_the_same_weights() -> None:
    first, second = (xavier_uniform((5, 5), np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first, second)


def test_a_seed_in_place_of_a_generator_is_refused() -> None:
    with pytest.raises(
        TypeError, match=r"uniform: rng expected np.random.default_rng\(seed\), received int 3"
    ):
        uniform((2, 2), 3, 1.0)  # type: ignore[arg-type]


def test_a_weight_needs_two_axes(rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match=r"shape: expected at least two axes .* received \(5,\)"):
        xavier_normal((5,), rng)

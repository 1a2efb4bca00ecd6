import numpy as np
import pytest
from numpy.typing import NDArray

from sitegen.nn import Array, beam_search, generate, greedy, log_softmax, sample, top_k_probabilities

# A language in which the greedy first word leads to a poor sentence: 0 start, 3 end.
TABLE = np.log(
    np.array(
        [
            [0.01, 0.50, 0.48, 0.01],
            [0.25, 0.25, 0.25, 0.25],
            [0.01, 0.01, 0.01, 0.97],
            [0.25, 0.25, 0.25, 0.25],
        ]
    )
)


def scores(tokens: NDArray[np.integer]) -> Array:
    following: Array = TABLE[tokens[:, -1]]
    return following


def test_greedy_takes_the_highest_score() -> None:
    assert greedy(np.array([0.1, 3.0, 2.0])) == 1
    assert generate(scores, [2], end=3, max_length=9) == [2, 3]
    assert generate(scores, [0], end=3, max_length=3) == [0, 1, 0]


def test_sampling_follows_the_probabilities(rng: np.random.Generator) -> None:
    logits = np.log(np.array([0.5, 0.3, 0.2], np.float32))
    draws = np.bincount([sample(logits, rng) for _ in range(4000)], minlength=3) / 4000
    np.testing.assert_allclose(draws, [0.5, 0.3, 0.2], atol=0.03)


def test_temperature_sharpens_and_levels() -> None:
    logits = np.array([2.0, 1.0, 0.0])
    cold, warm = top_k_probabilities(logits, 0.1), top_k_probabilities(logits, 100.0)
    assert cold[0] > 0.99
    np.testing.assert_allclose(warm, 1 / 3, atol=0.01)


def test_top_k_leaves_only_the_highest(rng: np.random.Generator) -> None:
    p = top_k_probabilities(np.array([1.0, 4.0, 2.0, 3.0]), top_k=2)
    assert (p > 0).tolist() == [False, True, False, True]
    assert p.sum() == pytest.approx(1)
    assert sample(np.array([1.0, 4.0, 2.0]), rng, top_k=1) == 1
    assert top_k_probabilities(np.array([1.0, 2.0]), top_k=9).min() > 0


def test_a_beam_of_two_finds_what_greedy_misses() -> None:
    greedy_like = beam_search(scores, [0], width=1, end=3, max_length=3)[0]
    best = beam_search(scores, [0], width=2, end=3, max_length=3)[0]
    assert greedy_like.tokens == (0, 1, 0)
    assert best.tokens == (0, 2, 3)
    assert best.finished
    assert best.log_probability == pytest.approx(np.log(0.48 * 0.97))
    assert best.log_probability > greedy_like.log_probability


def test_a_beam_as_wide_as_the_language_is_exhaustive() -> None:
    found = beam_search(scores, [0], width=64, end=3, max_length=4)
    best = max(
        sum(TABLE[a, b] for a, b in zip((0, i, j), (i, j, k), strict=True))
        for i in range(3)
        for j in range(3)
        for k in range(4)
    )
    assert found[0].log_probability >= best


def test_a_search_whose_sentences_are_all_finished_stops() -> None:
    calls = []

    def only_end(tokens: NDArray[np.integer]) -> Array:
        calls.append(len(tokens))
        return np.tile(np.array([0.0, 0.0, 0.0, 99.0]), (len(tokens), 1))

    assert beam_search(only_end, [0], width=1, end=3, max_length=9)[0].tokens == (0, 3)
    assert calls == [1]


def test_length_power_lifts_longer_sentences() -> None:
    short = beam_search(scores, [0], width=4, end=3, max_length=6)
    long = beam_search(scores, [0], width=4, end=3, max_length=6, length_power=3.0)
    assert len(long[0].tokens) > len(short[0].tokens)


def test_log_softmax_is_the_logarithm_of_a_distribution() -> None:
    result = log_softmax(np.array([[1e4, 0.0], [1.0, 1.0]]))
    np.testing.assert_allclose(result, [[0, -1e4], [-np.log(2)] * 2])


def test_wrong_options_are_refused_by_name(rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match="temperature expected a number above 0, received 0"):
        sample(np.zeros(3), rng, temperature=0)
    with pytest.raises(ValueError, match="top_k expected at least 1, received 0"):
        sample(np.zeros(3), rng, top_k=0)
    with pytest.raises(ValueError, match=r"logits expected 1 axes, received shape \(2, 3\)"):
        greedy(np.zeros((2, 3)))
    with pytest.raises(ValueError, match="beam_search: width expected at least 1, received 0"):
        beam_search(scores, [0], width=0, end=3, max_length=3)

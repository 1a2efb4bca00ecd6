"""From scores to tokens: the ways to choose the next token of a language model.

Letters: V size of the vocabulary, N number of sequences, T their length so far.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sitegen.nn.array import Array, IntArray, check_float, check_positive, check_sizes
from sitegen.nn.elementary import log_softmax, softmax
from sitegen.nn.init import check_generator
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor


def greedy(logits: Array) -> int:
    """Return the token with the highest score, the first of equals; ``logits`` is (V,).

    Shape:
        logits: (V,), any float.
    """
    logits = plain_index(logits)
    check_float("greedy", logits, "logits", ndim=1)
    return int(logits.argmax())


def top_k_probabilities(logits: Array, temperature: float = 1.0, top_k: int | None = None) -> Array:
    """Return what `sample` draws from: softmax(logits/temperature), zero outside the ``top_k`` highest.

    Shape:
        logits: (V,). returns: (V,), float64, summing to 1.

    Args:
        logits: the scores.
        temperature: below 1 sharpens the choice, above 1 levels it.
        top_k: how many tokens may be chosen; equal scores at the border all may. None for all.
    """
    logits = plain_index(logits)
    check_float("sample", logits, "logits", ndim=1)
    check_positive("sample", temperature=temperature)
    scores: Array = logits.astype(np.float64) / temperature
    if top_k is not None:
        check_sizes("sample", top_k=top_k)
        border = np.sort(scores)[-min(top_k, len(scores))]
        scores = np.where(scores >= border, scores, -np.inf)
    return softmax(scores)


def sample(
    logits: Array, rng: np.random.Generator, temperature: float = 1.0, top_k: int | None = None
) -> int:
    """Draw a token by its probability (see `top_k_probabilities`); ``logits`` is (V,).

    Shape:
        logits: (V,), any float.

    Example:
        >>> sample(np.array([0.0, 9.0, 1.0]), np.random.default_rng(0), temperature=0.5)
        1
    """
    check_generator("sample", rng)
    return int(rng.choice(len(logits), p=top_k_probabilities(logits, temperature, top_k)))


def generate(
    scores: Callable[[IntArray], Array | Tensor],
    prompt: list[int],
    choose: Callable[[Array], int] = greedy,
    *,
    end: int,
    max_length: int,
) -> list[int]:
    """Extend ``prompt`` token by token until ``end`` or ``max_length`` tokens in all; return them all.

    Shape:
        scores: takes (N, T), returns (N, V).

    Args:
        scores: takes sequences (N, T) of integers, returns the scores (N, V) of the next token.
        prompt: the first tokens.
        choose: takes scores (V,), returns a token: `greedy`, or ``lambda s: sample(s, rng, 0.8)``.
        end: the token that ends a sequence; it is included.
        max_length: the longest sequence.
    """
    tokens = list(prompt)
    while len(tokens) < max_length and (len(tokens) == len(prompt) or tokens[-1] != end):
        tokens.append(choose(plain_index(scores(np.array([tokens])))[0]))
    return tokens


@dataclass(frozen=True)
class Hypothesis:
    """One sequence that a beam search keeps.

    Attributes:
        tokens: the sequence, prompt and end included.
        log_probability: the sum of the log probabilities of its tokens after the prompt, in nats.
        finished: whether it ends with the end token.
    """

    tokens: tuple[int, ...]
    log_probability: float
    finished: bool


def beam_search(
    scores: Callable[[IntArray], Array | Tensor],
    prompt: list[int],
    *,
    width: int,
    end: int,
    max_length: int,
    length_power: float = 0.0,
) -> list[Hypothesis]:
    """Keep the ``width`` most probable sequences at every step; return them, the best first.

    With width 1 this is greedy decoding. All open sequences are scored in one call.

    Shape:
        scores: takes (N, T), returns (N, V).

    Args:
        scores: takes sequences (N, T) of integers, returns the scores (N, V) of the next token.
        prompt: the first tokens.
        width: how many sequences stay in the beam.
        end: the token that ends a sequence.
        max_length: the longest sequence, prompt included.
        length_power: log probabilities are divided by length**power when ranked; 0 favours short ones.
    """
    check_sizes("beam_search", width=width)

    def rank(hypothesis: Hypothesis) -> float:
        length = max(len(hypothesis.tokens) - len(prompt), 1)
        return float(hypothesis.log_probability / length**length_power)

    beam = [Hypothesis(tuple(prompt), 0.0, False)]
    for _ in range(max_length - len(prompt)):
        open_ones = [hypothesis for hypothesis in beam if not hypothesis.finished]
        if not open_ones:
            break
        candidates = [hypothesis for hypothesis in beam if hypothesis.finished]
        steps = log_softmax(plain_index(scores(np.array([hypothesis.tokens for hypothesis in open_ones]))))
        for hypothesis, step in zip(open_ones, steps, strict=True):
            for token in np.argsort(-step, kind="stable")[:width].tolist():
                total = hypothesis.log_probability + float(step[token])
                candidates.append(Hypothesis((*hypothesis.tokens, token), total, token == end))
        beam = sorted(candidates, key=rank, reverse=True)[:width]
    return beam

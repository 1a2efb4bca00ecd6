"""An encoder-decoder's exercise: each piece is asked for behind the right ones before it. No demo itself."""

import numpy as np

from sitegen import nn

NO_TARGET = -100


def dictation(
    sources: list[list[int]], targets: list[list[int]]
) -> tuple[nn.IntArray, nn.IntArray, nn.IntArray]:
    """Return what is read, what stands written at each place, and what has to follow there.

    The number 0 begins and ends what is written: `four` is read, `· vier` stands there, `vier ·` follows.

    Shape:
        returns: (n, S), (n, T), (n, T), filled up with 0, 0 and `NO_TARGET`.
    """
    source = np.zeros((len(sources), max(map(len, sources))), np.int64)
    written = np.zeros((len(sources), max(map(len, targets)) + 1), np.int64)
    follows = np.full(written.shape, NO_TARGET, np.int64)
    for row, (read, answer) in enumerate(zip(sources, targets, strict=True)):
        source[row, : len(read)] = read
        written[row, 1 : len(answer) + 1] = answer
        follows[row, : len(answer) + 1] = [*answer, 0]
    return source, written, follows


def all_right(
    model: nn.Module, source: nn.IntArray, written: nn.IntArray, follows: nn.IntArray
) -> nn.BoolArray:
    """Return for each row whether every piece is right, the end included.

    If the right piece is the likeliest everywhere, writing freely would have given the same; if not, free
    writing would have gone wrong at the same piece.

    Shape:
        returns: (n,).
    """
    best = model.predict(source, written).argmax(axis=-1)
    right: nn.BoolArray = ((best == follows) | (follows == NO_TARGET)).all(axis=1)
    return right

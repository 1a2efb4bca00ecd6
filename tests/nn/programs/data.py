"""The data of the twelve programs, equal for both libraries; what begins with "image" is channels last."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAMES = (
    *("vae", "gan", "seq2seq", "resnet", "unet", "detector"),
    *("triplet", "factorisation", "dqn", "diffusion", "graph", "saliency"),
)


def data(name: str) -> dict[str, NDArray[Any]]:
    """Return the arrays of a program; every floating-point one is float32."""
    rng = np.random.default_rng(NAMES.index(name))
    normal, uniform, whole = rng.standard_normal, rng.random, rng.integers
    makers: dict[str, Callable[[], dict[str, NDArray[Any]]]] = {
        "vae": lambda: {"x": whole(0, 2, (8, 12)) * 1.0, "noise": normal((10, 8, 3))},
        "gan": lambda: {"real": normal((8, 2)) + 3, "noise": normal((10, 8, 4))},
        "seq2seq": lambda: {
            "source": whole(1, 9, (4, 5)),
            "written": whole(1, 7, (4, 6)),
            "follows": whole(0, 7, (4, 6)),
        },
        "resnet": lambda: {"image": normal((6, 8, 8, 3)), "label": whole(0, 4, 6)},
        "unet": lambda: {"image": normal((3, 8, 8, 1)), "image_mask": whole(0, 2, (3, 8, 8, 1)) * 1.0},
        "detector": lambda: {
            "image": normal((4, 8, 8, 3)),
            "found": (uniform((4, 4, 4)) < 0.3) * 1.0,
            "box": uniform((4, 4, 4, 4)),
            "kind": whole(0, 3, (4, 4, 4)),
        },
        "triplet": lambda: {"anchor": normal((6, 10)), "same": normal((6, 10)), "other": normal((6, 10))},
        "factorisation": lambda: {
            "user": whole(0, 6, 20),
            "film": whole(0, 8, 20),
            "rating": whole(1, 6, 20) * 1.0,
        },
        "dqn": lambda: {
            "state": normal((16, 4)),
            "action": whole(0, 3, 16),
            "reward": normal(16),
            "next": normal((16, 4)),
            "done": (uniform(16) < 0.2) * 1.0,
        },
        "diffusion": lambda: {
            "x": normal((8, 2)),
            "noise": normal((10, 8, 2)),
            "time": whole(0, 20, (10, 8)),
            "beta": np.linspace(0.01, 0.2, 20),
        },
        "graph": lambda: {
            "x": normal((9, 5)),
            "adjacency": np.eye(9)
            + np.eye(9)[[1, 2, 3, 4, 5, 6, 7, 8, 0]]
            + np.eye(9)[[8, 0, 1, 2, 3, 4, 5, 6, 7]],
            "label": whole(0, 3, 9),
            "known": np.array([0, 2, 5, 8]),
        },
        "saliency": lambda: {"image": normal((5, 8, 8, 1)), "label": whole(0, 3, 5)},
    }
    made = makers[name]()
    return {key: x.astype(np.float32) if x.dtype.kind == "f" else x for key, x in made.items()}

"""Small pictures of handwritten digits, and what can be done to them. No demo itself."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from sitegen.nn import Array, IntArray

SIDE = 8
KERNELS: dict[str, npt.ArrayLike] = {
    "vertical edge": [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],
    "horizontal edge": [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
    "blur": [[1 / 9] * 3] * 3,
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
}
"""Kernels that people made by hand, long before networks learned theirs."""

BY_HAND = "-1 0 1\n-1 0 1\n-1 0 1"
"""A kernel as readers write one: nine numbers, row by row."""
MOST = 99


def choose_kernel(name: str, by_hand: str) -> tuple[Array | None, str]:
    """Return the kernel of that name or the one made by hand, and what is wrong with it; none is learned."""
    if name in KERNELS:
        return np.array(KERNELS[name], np.float32), ""
    return read_kernel(by_hand) if name == "by hand" else (None, "")


def read_kernel(text: str) -> tuple[Array | None, str]:
    """Return a kernel that a reader wrote row by row, or None and what is wrong with it.

    Shape:
        returns: (3, 3), float32, and a sentence, which is empty if all is well.
    """
    words = text.replace("−", "-").replace(",", " ").replace(";", " ").split()
    numbers = [number for word in words if (number := _number(word)) is not None]
    if len(numbers) == len(words) == 9:
        return np.array(numbers, np.float32).reshape(3, 3), ""
    strange = next((word for word in words if _number(word) is None), "")
    found = f"{strange!r} is none" if strange else f"these are {len(words)}"
    return None, f"The kernel needs nine numbers from −{MOST} to {MOST}; {found}."


def _number(word: str) -> float | None:
    try:
        number = float(word)
    except ValueError:
        return None
    return number if abs(number) <= MOST else None


def digits() -> tuple[Array, IntArray, Array, IntArray]:
    """Return images (n, 8, 8, 1) from 0 to 1 and digits (n,): to learn from, then held out."""
    with np.load(Path(__file__).parent / "data" / "digits.npz") as file:
        images, new_images = ((file[name] / np.float32(16))[..., None] for name in ("images", "new_images"))
        return images, file["labels"].astype(np.int64), new_images, file["new_labels"].astype(np.int64)


def moved(images: Array, shift: int) -> Array:
    """Return images moved right, down, left, up, and so on in turn; what leaves the picture is lost.

    Shape:
        images: (n, 8, 8, 1). returns: the same.
    """
    wide = np.pad(images, ((0, 0), (shift, shift), (shift, shift), (0, 0)))
    result = np.empty_like(images)
    for turn, (down, right) in enumerate(((0, 1), (1, 0), (0, -1), (-1, 0))):
        top, left = shift * (1 - down), shift * (1 - right)
        result[turn::4] = wide[turn::4, top : top + SIDE, left : left + SIDE]
    return result

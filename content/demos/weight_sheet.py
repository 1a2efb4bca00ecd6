"""Every weight of the adding Transformer on one sheet, lit for one digit of one sum. No demo itself."""

from dataclasses import dataclass

import numpy as np

from sitegen import nn
from sitegen.demo import Image

from .adder import FIRST, HEADS, LENGTH, SIGNS, WIDTH, Adder

PALE = 0.22  # how much of a weight's colour is left where it takes no part
ACROSS, DOWN = 52, 45  # cells of the sheet
PER_SIGN = 3  # cells from one sign of the sum to the next
MARGIN = 0.5  # cells from a block to its frame
PRESENT, NEXT = 0, 2  # the colours of frames: what there is, and the digit that is chosen now


@dataclass(frozen=True)
class Reading:
    """What happens in the network while it chooses one digit.

    Shape:
        attention: (HEADS, LENGTH), what each head reads, 0 for what is not yet written.
        read: (WIDTH,), the vector of the place that asks. seen: (LENGTH, WIDTH), of all places.
        mixed: (WIDTH,), what the heads found, before it is weighed again. found: (WIDTH,), after attention.
        units: (HIDDEN,), the hidden units. result: (WIDTH,), from which digits are scored.
        chances: (10,), of the digits.
    """

    attention: nn.Array
    read: nn.Array
    seen: nn.Array
    mixed: nn.Array
    found: nn.Array
    units: nn.Array
    result: nn.Array
    chances: nn.Array


def reading(model: Adder, signs: nn.IntArray, digit: int) -> Reading:
    """Return what the network computes for a digit. Shape: signs: (LENGTH,); digit from 0, units first."""
    with nn.capture(model) as seen:
        scores = model.predict(signs[None])[0, digit]
    here = FIRST + digit
    weights = seen["attention.attention"][0, :, digit]
    x = seen["place.output"][0]
    values = x @ model.attention.in_proj_weight.array[2 * WIDTH :].T
    by_head = values.reshape(LENGTH, HEADS, -1).transpose(1, 0, 2)
    mixed = (weights[:, None] @ by_head).reshape(-1)
    units = np.maximum(seen["widen.output"][0, digit], 0)
    found = x[here] + seen["attention.out_proj.output"][0, digit]
    return Reading(
        weights, x[here], x, mixed, found, units, found + seen["narrow.output"][0, digit], nn.softmax(scores)
    )


def sheet(model: Adder, signs: nn.IntArray, digit: int, now: Reading) -> Image:
    """Return all weights, those that take part in a digit in strong colours, and above them the sum.

    Args:
        model: the network.
        signs: the sum, with the digits that the network wrote. Shape: (LENGTH,).
        digit: which digit is chosen now, from 0; this one and later ones are not shown.
        now: what the network computes for it.
    """
    known = FIRST + 1 + digit
    drawn = np.zeros((DOWN, ACROSS))
    names: list[str] = []
    frames: list[tuple[float, float, float, float]] = []
    kinds: list[int] = []

    def place(name: str, left: int, top: int, cells: nn.Array, kind: int = PRESENT) -> None:
        rows, columns = cells.shape
        drawn[top : top + rows, left : left + columns] = cells
        names.append(name)
        frames.append((left - MARGIN, top - MARGIN, left + columns + MARGIN, top + rows + MARGIN))
        kinds.append(kind)

    for number in range(LENGTH):
        # The root makes small shares visible.
        light = np.sqrt(now.attention[:, number]) if number < known else np.zeros(HEADS)
        kind = NEXT if number == FIRST + 1 + digit else PRESENT
        squares = light.repeat(2)[:, None].repeat(2, axis=1)
        place(SIGNS[signs[number]] if number < known else "·", 1 + PER_SIGN * number, 3, squares, kind)

    strongest = now.attention.max(axis=0)
    at_work = np.zeros(len(SIGNS))
    np.maximum.at(at_work, signs[:known], strongest[:known])
    at_work[signs[FIRST + digit]] = 1
    places = strongest.copy()
    places[FIRST + digit] = 1
    mean = now.attention.mean(axis=0) @ now.seen
    query, key, value = np.split(model.attention.in_proj_weight.array, 3)
    blocks = (
        ("signs", 1, 12, model.sign.weight.array, at_work[:, None]),
        ("places", 1, 29, model.place.weight.array, places[:, None]),
        ("query", 11, 12, query, now.read),
        ("key", 21, 12, key, mean),
        ("value", 11, 23, value, mean),
        ("mix", 21, 23, model.attention.out_proj.weight.array, now.mixed),
        ("widen", 29, 12, with_bias(model.widen), np.append(now.found, 1)),
        ("narrow", 40, 12, model.narrow.weight.array.T, now.units[:, None]),
        ("scores", 29, 33, with_bias(model.scores), np.append(now.result, 1)),
    )
    for name, left, top, weights, inputs in blocks:
        place(name, left, top, lit(weights, inputs))
    place("digit", 40, 33, now.chances[:, None].repeat(2, axis=1), NEXT)
    return Image(
        drawn,
        label="Every weight; strong colours take part in this digit",
        scale="signed",
        low=-1,
        high=1,
        boxes=frames,
        box_names=names,
        box_classes=kinds,
    )


def lit(weights: nn.Array, inputs: nn.Array) -> nn.Array:
    """Return weights between -1 and 1, pale where weight times input is small. Shape: (out, in) and (in,)."""
    part = np.abs(weights * inputs)
    shown: nn.Array = weights / np.abs(weights).max() * (PALE + (1 - PALE) * np.sqrt(part / part.max()))
    return shown


def with_bias(layer: nn.Linear) -> nn.Array:
    """Return a layer's weights with its biases as one more column. Shape: (out, in + 1)."""
    state = layer.state_dict()
    return np.column_stack((state["weight"], state["bias"]))

"""A leaf grows from one cell, by a rule that every cell follows, and heals where it is bitten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen import nn
from sitegen.demo import (
    Choice,
    Curve,
    Facts,
    Frame,
    Handle,
    Headline,
    Image,
    Preset,
    Seed,
    Slider,
    Stage,
    demo,
)

from .automaton import (
    CHANNELS,
    OPACITY,
    SHOWN,
    SIDE,
    bitten,
    leaf,
    pixel_error,
    rule,
    seed_cells,
    stepped,
)

DAMAGED, UNDAMAGED = "with damage", "without damage"
RULES = {DAMAGED: rule("healing"), UNDAMAGED: rule("growing")}
CARD = RULES[DAMAGED][1]
BITE_AT, UNTIL = 48, 120  # steps of the automaton
SHADES = 24


@dataclass
class Controls:
    """What the reader may change."""

    trained: Annotated[str, Choice(DAMAGED, UNDAMAGED, label="Trained", main=True)] = DAMAGED
    size: Annotated[int, Slider(0, 12, unit="cells", live=True, label="Bite", main=True)] = 4
    x: Annotated[float, Slider(0, SIDE, step=0.5, unit="cells", live=True, label="Bite, across")] = 11.5
    y: Annotated[float, Slider(0, SIDE, step=0.5, unit="cells", live=True, label="Bite, down")] = 8.5
    seed: Annotated[int, Seed(label="Which cells are updated")] = 1


@demo(
    title="A leaf that heals",
    poster_steps=UNTIL,
    stage=Stage("leaf", side=("course", "wanted")),
    headline=Headline("error", label="pixel error", baseline="hole", said="with the hole left: {hole}"),
    presets=(
        Preset("Grow and heal", trained=DAMAGED, size=4),
        Preset("Half the leaf", size=6, x=6.5, y=11.5),
        Preset("Nothing is left", size=12, x=9.0, y=9.0, fails=True),
        Preset("Never damaged", trained=UNDAMAGED, fails=True),
    ),
    speed=24,
    facts=Facts(
        parameters=f"{CARD.parameters:,}, the same for all {SIDE * SIDE} cells; each cell has {CHANNELS} "
        "numbers: red, green, blue, opacity and eight of its own.",
        data=f"{CARD.data}.",
        licence=f"{CARD.licence}.",
        training=f"{CARD.script}, beforehand: Adam through 20 to 32 steps; the median of three seeds "
        "is shipped.",
        metric="the root mean square difference to the picture, from 0 to 1; after holes in 32 grids "
        f"{CARD.score:.3f}.",
        baseline=f"{CARD.baseline_score:.3f} with the whole picture and the same holes left.",
    ),
    drift={"error": 0.1, "living": 40},
)
def growing(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """Watch a cell become a leaf, a bite, and the healing. From then on, drag the ring to erase."""
    network, cells, place = RULES[controls.trained][0], seed_cells(), spot(controls)
    course = [pixel_error(cells)]
    hole = left_open(controls)
    yield frame(controls, cells, course, hole)
    while True:
        moved, hole = spot(controls) != place, left_open(controls)
        place = spot(controls)
        if len(course) == BITE_AT or (moved and len(course) > BITE_AT):
            cells = bite(controls, cells)
        cells = stepped(network, cells, 1, rng)
        course.append(pixel_error(cells))
        yield frame(controls, cells, course, hole)


def spot(controls: Controls) -> tuple[float, float]:
    """Return where the ring is."""
    return controls.x, controls.y


def bite(controls: Controls, cells: nn.Array) -> nn.Array:
    """Return the cells without those in the ring."""
    return bitten(cells, np.array([spot(controls)]), np.array([controls.size]))


def left_open(controls: Controls) -> float:
    """Return the pixel error of the whole picture with this hole."""
    return pixel_error(bite(controls, leaf()[None]))


def frame(controls: Controls, cells: nn.Array, course: list[float], hole: float) -> Frame:
    """Return what there is at a step."""
    steps = len(course) - 1
    shown = cells[0, ..., :SHOWN].clip(0, 1)
    alive = int((shown[..., OPACITY] > 0.1).sum())
    return Frame(
        leaf=Image(
            on_paper(shown),
            label="Drag the ring: it erases once the leaf is there",
            handles=[Handle((controls.x, controls.y), "x", "y")],
        ),
        course=Curve(
            {"pixel error": course, "hole left open": np.full(len(course), hole)},
            label="How far from the picture",
            x_label="step",
            x_range=(0, max(UNTIL, steps)),
            y_range=(0, 0.8),
        ),
        wanted=Image(on_paper(leaf()), label="The picture that it learned"),
        metrics={
            "error": round(course[-1], 3),
            "hole": round(hole, 3),
            "living": alive,
            "step": steps,
            "test_error": round(CARD.score, 3),
            "test_holes": round(CARD.baseline_score, 3),
            "parameters": CARD.parameters,
        },
        text=f"Step {steps:,}: {alive} of {SIDE * SIDE} cells are alive; the picture is off by "
        f"{course[-1]:.3f}, and with the hole left it would be off by {hole:.3f}.",
    )


def on_paper(cells: nn.Array) -> nn.Array:
    """Return colours on white, in few shades, which keeps frames small. Shape: (S, S, 4) to (S, S, 3)."""
    colours: nn.Array = (cells[..., :OPACITY] + 1 - cells[..., OPACITY:]).clip(0, 1)
    return np.round(colours * SHADES) / SHADES

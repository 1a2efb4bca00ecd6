"""One network, trained in three libraries: matching lines, and the answers of all three."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import numpy as np

from sitegen import nn
from sitegen.demo import (
    Bars,
    Choice,
    Curve,
    Facts,
    Frame,
    Headline,
    Image,
    Percent,
    Preset,
    Slider,
    Stage,
    Table,
    Toggle,
    demo,
)

from .digits import digits
from .listing import LISTINGS, STEPS, Listing

NAMES = {"PyTorch": "pytorch", "Keras": "keras", "TensorFlow": "tensorflow"}
CLOSE = 1e-4
WEIGHTS = Path(__file__).parent / "weights"


def build(rng: np.random.Generator) -> nn.Sequential:
    """Return the network from rows (B, 64) to ten scores (B, 10)."""
    return nn.Sequential(nn.Linear(64, 32, rng=rng), nn.Tanh(), nn.Linear(32, 10, rng=rng))


@cache
def network(library: str, turned: bool) -> tuple[nn.Sequential, nn.ModelCard]:
    """Return the network with the weights that a library trained, and their card.

    Args:
        library: a key of `NAMES`.
        turned: False for the numbers of Keras and TensorFlow in their own order, (in, out), read as if they
            were in the order of PyTorch and sitegen.nn, (out, in).
    """
    model = build(np.random.default_rng(0))
    card = nn.load_model(WEIGHTS / f"libraries-{NAMES[library]}.npz", model)
    if not turned and library != "PyTorch":
        for layer in model.modules():
            if isinstance(layer, nn.Linear):
                theirs = layer.weight.array.T
                layer.weight.data = np.ascontiguousarray(theirs).reshape(layer.weight.shape)
    return model, card


@cache
def stored() -> dict[str, nn.Array]:
    """Return the answers (24, 10) that each library gave, and its losses (20,)."""
    with np.load(WEIGHTS / "libraries-answers.npz") as file:
        return dict(file)


CARD = network("PyTorch", True)[1]
SHOWN = len(stored()["pytorch"])


@dataclass
class Controls:
    """What the reader may change."""

    line: Annotated[int, Slider(1, len(STEPS), label="Step: data, model, loss, gradient, step")] = 4
    library: Annotated[str, Choice(*NAMES, label="Beside it", main=True)] = "PyTorch"
    digit: Annotated[int, Slider(1, SHOWN, label="Digit shown")] = 1
    turned: Annotated[bool, Toggle(label="Turn the weights round")] = True


@demo(
    title="Four libraries",
    stage=Stage("programs", side=("answers", "scores", "digit")),
    headline=Headline("right", label="right", baseline=0.1, said="of 360 new digits; by chance: 10%"),
    presets=(
        Preset("PyTorch", library="PyTorch", turned=True),
        Preset("Keras", library="Keras", turned=True),
        Preset("TensorFlow", library="TensorFlow", turned=True),
        Preset("Weights not turned", library="Keras", turned=False, fails=True),
    ),
    facts=Facts(
        parameters=f"{CARD.parameters:,}: 64 pixels, 32 neurons with tanh, ten scores.",
        data="1,437 handwritten digits of 8 × 8 pixels to learn from, and 360 new ones.",
        training="beforehand, in PyTorch 2.13.0, Keras 3.15.1 and TensorFlow 2.21.0, each from the same "
        "start on the same batches: 20 rounds, 64 digits at a time, learning rate 0.5. Here only answers are "
        "computed.",
        metric="right answers on the 360 new digits. Three starts give 97.5%, 97.8% and 97.5%, the same in "
        "all three libraries.",
        baseline="guessing one of ten.",
    ),
)
def libraries(controls: Controls, rng: np.random.Generator) -> Frame:
    """Touch a line: the lines that do the same are lit in both programs."""
    step, key = STEPS[controls.line - 1], NAMES[controls.library]
    _, _, pictures, labels = digits()
    rows = pictures.reshape(-1, 64)
    place = controls.digit - 1
    live = {name: network(name, controls.turned)[0].predict(rows) for name in NAMES}
    here, theirs = live[controls.library], stored()[key]
    right = float(np.mean(here.argmax(axis=1) == labels))
    difference = float(np.abs(here[:SHOWN] - theirs).max())
    between = max(float(np.abs(stored()[name] - theirs).max()) for name in NAMES.values())
    return Frame(
        programs=Listing(
            {name: LISTINGS[name] for name in ("sitegen.nn", controls.library)},
            step,
            pick="line",
            label=f"Touch a line: {step}",
        ),
        answers=Bars(
            {
                f"{library}: {live[library][place].argmax()}": certainty(live[library][place])
                for library in NAMES
            },
            label="Answer to the digit, and how sure each network is",
            x_range=(0, 1),
        ),
        scores=Table(
            {
                "digit": list(range(10)),
                "here": [f"{score:.3f}" for score in here[place]],
                f"in {controls.library}": [f"{score:.3f}" for score in theirs[place]],
                "difference": [f"{gap:.4f}" for gap in np.abs(here[place] - theirs[place])],
            },
            label=f"Scores: computed here, and by {controls.library}",
        ),
        loss=Curve(
            {name: stored()[f"{file}_losses"] for name, file in NAMES.items()},
            np.arange(1, 21),
            label="Loss in training: three lines in one",
            x_label="round",
            y_range=(0, None),
        ),
        digit=Image(pictures[place, :, :, 0], label=f"A new digit: {labels[place]}", scale="grey"),
        metrics={
            "right": Percent(right),
            "difference": round(difference, 4),
            "between": round(between, 4),
            "parameters": CARD.parameters,
        },
        text=f"The step {step}. With the weights from {controls.library} the network is right on "
        f"{right:.1%} of 360 new digits. Its scores here differ from those in {controls.library} by "
        f"{'less than 0.0001' if difference < CLOSE else f'up to {difference:.1f}'}.",
    )


def certainty(scores: nn.Array) -> Percent:
    """Return the largest probability that scores (10,) stand for."""
    powers = np.exp(scores - scores.max())
    return Percent(float(powers.max() / powers.sum()))

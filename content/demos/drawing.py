"""Draw a digit; a small convolutional network that learned from MNIST says what it takes it for."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen import nn
from sitegen.demo import (
    Bars,
    Drawing,
    Facts,
    Frame,
    Headline,
    Image,
    ImageGrid,
    Ink,
    Percent,
    Preset,
    Seed,
    Slider,
    Stage,
    Toggle,
    demo,
    draw,
    metric_text,
)

from .handwriting import PEN, SIDE, prepared, reader, turned

CARD = reader()[1]
THREE = "0.3,0.22 0.42,0.15 0.58,0.15 0.68,0.24 0.67,0.36 0.56,0.45 0.44,0.47 0.58,0.49 0.7,0.58"
THREE += " 0.71,0.72 0.6,0.83 0.44,0.86 0.29,0.79"
HOUSE = "0.25,0.85 0.25,0.45 0.5,0.2 0.75,0.45 0.75,0.85 0.25,0.85"


@dataclass
class Controls:
    """What the reader may change."""

    drawing: Annotated[Drawing, Ink(SIDE, SIDE, brush=PEN, label="Draw a digit")] = Drawing(THREE)
    prepare: Annotated[bool, Toggle(label="Resize and centre it first")] = True
    turn: Annotated[int, Slider(-180, 180, step=5, unit="°", label="Turn it by")] = 0
    noise: Annotated[float, Slider(0, 1, step=0.05, label="Noise")] = 0.0
    seed: Annotated[int, Seed(label="Seed of the noise")] = 1


@demo(
    title="Draw a digit",
    stage=Stage(side=("seen", "edges", "shapes"), beside="answer"),
    headline=Headline("answer", label="{certainty} sure", said="guessing: 10%"),
    presets=(Preset("A three", drawing=THREE), Preset("A house", drawing=HOUSE, fails=True)),
    facts=Facts(
        parameters=f"{CARD.parameters:,}: first 8 kernels, then 16, and a last layer that makes ten scores.",
        data="MNIST, digits by American census workers and pupils; 55,000 learned from, 10,000 held out.",
        licence="CC BY-SA 3.0, as TensorFlow's documentation states for MNIST (LeCun, Cortes, Burges, 1998).",
        training=f"beforehand: Adam, 10 rounds, images turned and moved a little, seed {CARD.seed}.",
        metric=f"the share of the 10,000 that are read correctly: {metric_text(Percent(CARD.score))}.",
        baseline=f"{metric_text(Percent(CARD.baseline_score))} with a single linear layer; "
        "11.4% by always answering 1.",
    ),
)
def drawing(controls: Controls, rng: np.random.Generator) -> Frame:
    """Draw with a finger, the mouse, or the arrow keys. The answer follows every stroke."""
    pixels = seen(controls, rng)
    model, _ = reader()
    with nn.capture(model) as inside:
        shares = nn.softmax(model.predict(pixels[None, ..., None]))[0]
    second, first = (int(digit) for digit in shares.argsort()[-2:])
    said = f"It says {first}, {shares[first]:.0%} sure; its second choice is {second}, {shares[second]:.0%}."
    return Frame(
        answer=Bars(
            {str(digit): Percent(share) for digit, share in enumerate(shares)},
            label="What it takes it for",
            x_range=(0, 1),
        ),
        seen=Image(pixels, label="What the network sees"),
        edges=feature_maps(inside["1.output"], "Eight feature maps of the first layer"),
        shapes=feature_maps(inside["4.output"], "Sixteen feature maps of the second layer"),
        metrics={
            "answer": first,
            "certainty": Percent(shares[first]),
            "test_accuracy": Percent(CARD.score),
            "linear_accuracy": Percent(CARD.baseline_score),
            "parameters": model.parameter_count,
        },
        text=said if pixels.any() else f"The pad is empty. {said}",
    )


def seen(controls: Controls, rng: np.random.Generator) -> nn.Array:
    """Return what the network is given, from 0 (paper) to 1 (ink). Shape: (28, 28)."""
    strokes = turned(controls.drawing.strokes, controls.turn)
    pixels = prepared(strokes) if controls.prepare else draw(strokes, SIDE, SIDE, PEN)
    if controls.noise:
        pixels = pixels + np.float32(controls.noise) * rng.standard_normal(pixels.shape, np.float32)
    return np.clip(pixels, 0, 1)


def feature_maps(values: nn.Array, label: str) -> ImageGrid:
    """Return what a layer made of one image. Shape: (1, h, w, maps)."""
    maps = values[0].transpose(2, 0, 1)
    return ImageGrid(
        maps, label=label, low=0, high=max(float(maps.max()), 1e-6), columns=4 if len(maps) < 9 else 8
    )

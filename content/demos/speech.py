"""Choose or record a word; a small network that learned from a talking program says what it hears."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen import nn
from sitegen.demo import (
    Bars,
    Clip,
    Facts,
    Frame,
    Headline,
    Heatmap,
    Percent,
    Preset,
    Recording,
    Seed,
    Slider,
    Sound,
    Stage,
    demo,
    metric_text,
)

from .hearing import RATE, WORDS, clips, faster, listener, one_second, pitch_names, pitches

CARD = listener()[1]
CLIPS = clips()


@dataclass
class Controls:
    """What the reader may change."""

    sound: Annotated[Recording, Clip(CLIPS, rate=RATE, most_seconds=2.0, label="A word", main=True)] = (
        Recording("seven")
    )
    noise: Annotated[float, Slider(0, 2, step=0.05, label="Noise", main=True)] = 0.0
    speed: Annotated[float, Slider(0.5, 2, step=0.05, unit="×", label="Speed of the tape", main=True)] = 1.0
    seed: Annotated[int, Seed(label="Seed of the noise")] = 1


@demo(
    title="Say a word",
    stage=Stage("answer", side=("sound", "pitches")),
    headline=Headline("certainty", label="sure", baseline=1 / len(WORDS), said="guessing: 8%"),
    presets=(
        Preset("seven", sound="seven"),
        Preset("down", sound="down"),
        Preset("banana", sound="banana", fails=True),
    ),
    facts=Facts(
        parameters=f"{CARD.parameters:,}: three layers of kernels along time, one that makes twelve scores.",
        data="twelve words in four accents, spoken by the program espeak-ng; eight voices to learn "
        "from, two to choose settings by, two for the test.",
        licence="synthesised, no person's voice. espeak-ng is under GPL-3, which in general does not cover "
        "what it says.",
        training=f"beforehand: Adam, each sound moved, sped up or slowed a little, seed {CARD.seed}.",
        metric=f"the share of 384 sounds of the two kept voices that are heard correctly: "
        f"{metric_text(Percent(CARD.score))}. It was not measured on people; expect worse.",
        baseline=f"{metric_text(Percent(CARD.baseline_score))} with the word whose mean picture is nearest; "
        f"{metric_text(Percent(1 / len(WORDS)))} by always saying the same.",
    ),
)
def speech(controls: Controls, rng: np.random.Generator) -> Frame:
    """Choose a word, or record one. What you record stays in this page."""
    spoiled = {name: spoil(sound, controls, rng) for name, sound in CLIPS.items() if name in WORDS}
    chosen = controls.sound.text
    second = spoiled[chosen] if chosen in spoiled else spoil(controls.sound.samples, controls, rng)
    picture = pitches(second)
    shares = listen([second])[0]
    heard = listen(list(spoiled.values())).argmax(axis=1)
    right = sum(WORDS[place] == name for place, name in zip(heard, spoiled, strict=True))
    second_best, best = (int(place) for place in shares.argsort()[-2:])
    return Frame(
        answer=Bars(
            {word: Percent(share) for word, share in zip(WORDS, shares, strict=True)},
            label="Which word it takes it for",
            x_range=(0, 1),
        ),
        sound=Sound(second / max(float(np.abs(second).max()), 1e-6), RATE, label="The second that it hears"),
        pitches=Heatmap(
            picture.T[::-1],
            label="The same second as a picture: time to the right, pitch upwards",
            rows=pitch_names()[::-1],
            x_label="one second, in slices of 10 ms",
            low=-3,
            high=3,
        ),
        metrics={
            **({"right": int(WORDS[best] == chosen)} if chosen in spoiled else {}),
            "certainty": Percent(shares[best]),
            "right_of_the_twelve": right,
            "test_accuracy": Percent(CARD.score),
            "nearest_mean_accuracy": Percent(CARD.baseline_score),
            "parameters": CARD.parameters,
        },
        text=f"It hears “{WORDS[best]}”, {shares[best]:.0%} sure; second choice “{WORDS[second_best]}”, "
        f"{shares[second_best]:.0%}. Treated so, {right} of the twelve words are heard correctly.",
    )


def spoil(sound: nn.Array, controls: Controls, rng: np.random.Generator) -> nn.Array:
    """Return the second that is heard: at another speed, and with noise. Shape: (n,) to (RATE,).

    Noise of 1 is as loud as the word itself, on average over its length.
    """
    sound = sound if controls.speed == 1 else faster(sound, controls.speed)
    second = one_second(sound)
    loudness = float(np.sqrt(np.square(second).sum() / min(len(sound), RATE)))
    noise = np.float32(controls.noise * loudness)
    return second + noise * rng.standard_normal(RATE, np.float32)


def listen(seconds: list[nn.Array]) -> nn.Array:
    """Return a share for each word. Shape: each (RATE,). returns: (len(seconds), 12)."""
    return nn.softmax(listener()[0].predict(np.stack([pitches(second) for second in seconds])))

"""A very small GPT reads first names letter by letter, and soon writes some of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
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
    Percent,
    Preset,
    Seed,
    Slider,
    Stage,
    Table,
    demo,
)

from .letters import LENGTH, LETTERS, UNIFORM, decode, encode, names, origin
from .practice import endless

WIDTH, HEADS, BATCH = 16, 2, 32
STEPS_PER_FRAME = 3
TEST_EVERY = 30  # steps
MILESTONES = (0, 30, 120, 300, 600, 1200, 2400)  # steps after which some names are kept
LAST_STEP = 6_000
RECENT = 100  # names of which copies are counted
NOTHING = "nothing"


@dataclass
class Controls:
    """What the reader may change."""

    examples: Annotated[int, Choice(50, 500, 4904, label="Names to learn from", main=True)] = 4904
    prompt: Annotated[str, Choice(NOTHING, "a", "jo", "mar", "q", "xyz", live=True, label="Begin with")] = (
        NOTHING
    )
    temperature: Annotated[float, Slider(0.1, 2, step=0.1, live=True, main=True)] = 0.8
    top_k: Annotated[int, Slider(1, len(LETTERS), live=True, label="Choose among the best")] = len(LETTERS)
    rate: Annotated[float, Slider(0.0005, 0.1, log=True, live=True, label="Learning rate")] = 0.01
    seed: Annotated[int, Seed()] = 1


@demo(
    title="A small GPT learns to write names",
    poster_steps=300,
    stage=Stage("names", side=("progress", "next", "loss")),
    headline=Headline("copies", label="copied", said="surprise at each letter: {surprise}"),
    presets=(
        Preset("Careful", temperature=0.3),
        Preset("Daring", temperature=1.6),
        Preset("From 50 names", examples=50, fails=True),
    ),
    facts=Facts(
        parameters="4,395 in one causal Transformer block, 16 wide, with 2 heads.",
        data="5,163 first names frequent in the United States in 1990; 259 of them are held out.",
        licence="public domain (U.S. Census Bureau), from the Python package names by Trey Hunner (MIT).",
        training=f"Adam on {BATCH} names at a time, {STEPS_PER_FRAME} steps a frame, "
        f"at most {LAST_STEP:,} steps.",
        metric="surprise at each letter of the held-out names, and at their end, in nats.",
        baseline=f"{UNIFORM:.2f}, knowing nothing: all letters equally likely.",
    ),
    # Rounding differs elsewhere, and grows in training.
    drift={"surprise": 0.15, "training_surprise": 0.05, "copies": 0.1},
)
def gpt(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """Guess the next letter, again and again, and write a name after every frame."""
    writer = rng.spawn(1)[0]  # so that what is written changes nothing in what is learned
    learnable, held_out = names()
    examples = rng.permutation(learnable)[: controls.examples].tolist()
    known, real = set(examples), {*learnable, *held_out}
    read, guess = encode(examples)
    new_read, new_guess = encode(held_out)
    practice = endless(read, guess, size=BATCH, rng=rng)
    model = network(rng)
    criterion, optimizer = nn.CrossEntropyLoss(), nn.Adam(model.parameters(), lr=controls.rate)

    steps: list[int] = []
    losses: dict[str, list[float]] = {"training": [], "held-out": []}
    batch_losses: list[float] = []
    kept: dict[str, list[object]] = {"it wrote": [], "steps": [], "surprise": []}
    written: list[str] = []  # the newest first
    for step, (x, y) in zip(range(LAST_STEP + 1), practice, strict=False):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        batch_losses.append(loss.item())
        loss.backward()
        if step % TEST_EVERY == 0:
            steps.append(step)
            losses["training"].append(float(np.mean(batch_losses)))
            losses["held-out"].append(criterion(model.predict(new_read), new_guess).item())
            batch_losses.clear()
        if step in MILESTONES:
            four = ", ".join(write(model, controls, writer) for _ in range(4))
            for column, value in zip(kept.values(), (four, step, losses["held-out"][-1]), strict=True):
                column.append(value)
        if step % STEPS_PER_FRAME == 0:
            written = [write(model, controls, writer), *written][:RECENT]
            copies, surprise = np.mean([name in known for name in written]), losses["held-out"][-1]
            yield Frame(
                progress=Table(kept, label="What it wrote along the way"),
                names=Table(
                    {"name": written[:8], "is": [origin(name, known, real) for name in written[:8]]},
                    label="The latest names, newest first",
                ),
                next=next_letters(model, controls),
                loss=Curve(
                    {**losses, "no knowledge": [UNIFORM] * len(steps)},
                    steps,
                    label="Surprise per letter, in nats",
                    x_label="Adam steps",
                ),
                metrics={
                    "surprise": surprise,
                    "training_surprise": losses["training"][-1],
                    "copies": Percent(copies),
                    "parameters": model.parameter_count,
                    "adam_steps": step,
                },
                text=f"After {step:,} steps it wrote {written[0]}. Of its latest {len(written)} names, "
                f"{copies:.0%} are copies.",
            )
        optimizer.lr = controls.rate
        optimizer.step()


def network(rng: np.random.Generator) -> nn.Sequential:
    """Return a network from letters (B, T) to the scores (B, T, 27) of the letter after each."""
    return nn.Sequential(
        nn.Embedding(len(LETTERS), WIDTH, rng=rng, std=0.5),
        nn.LearnedPosition(LENGTH, WIDTH, rng=rng),
        nn.TransformerEncoder.of(1, WIDTH, HEADS, rng=rng, causal=True),
        nn.Linear(WIDTH, len(LETTERS), rng=rng),
    )


def prompt(controls: Controls) -> list[int]:
    """Return the letters that a name begins with, after the dot."""
    return [0, *(LETTERS.index(letter) for letter in controls.prompt if controls.prompt != NOTHING)]


def write(model: nn.Sequential, controls: Controls, rng: np.random.Generator) -> str:
    """Draw letter after letter until the dot."""
    return decode(
        nn.generate(
            lambda tokens: model.predict(tokens)[:, -1],
            prompt(controls),
            lambda scores: nn.sample(scores, rng, controls.temperature, controls.top_k),
            end=0,
            max_length=LENGTH,
        )
    )


def next_letters(model: nn.Sequential, controls: Controls) -> Bars:
    """Return the likeliest letters after the prompt, with the probabilities that are drawn by."""
    scores = model.predict(np.array([prompt(controls)]))[0, -1]
    shares = nn.top_k_probabilities(scores, controls.temperature, controls.top_k)
    best = np.argsort(-shares, kind="stable")[:8]
    start = decode(prompt(controls))
    named = {
        f"{start}{LETTERS[number]}…" if number else f"{start}, end": Percent(shares[number])
        for number in best
    }
    return Bars(named, label="What comes next", x_range=(0, 1))

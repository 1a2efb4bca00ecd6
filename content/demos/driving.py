"""A small network learns to steer from an expert, and from its own mistakes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Bars, Curve, Facts, Frame, Headline, Percent, Preset, Seed, Slider, Stage, demo
from sitegen.nn import Adam, Array, Linear, MSELoss, Sequential, Tanh, cosine_decay

from .road import LAP, RAYS, Drive, Floats, Tracks, laps_of_the_expert, top_view

NEW = 20  # tracks that it never saw
UNITS = 16
STEPS, BATCH, RATE = 600, 128, 0.01
DRIVEN, TRAINED = 3, 30  # steps in a frame
CALM = 0.9  # how much of a shove is left one step later


@dataclass
class Controls:
    """What the reader may change."""

    rounds: Annotated[int, Slider(0, 4, label="Correction rounds", main=True)] = 1
    shoves: Annotated[float, Slider(0, 0.4, step=0.05, label="Shoves while recording", main=True)] = 0.0
    tracks: Annotated[int, Slider(1, 8, label="Tracks to record on")] = 4
    bends: Annotated[float, Slider(0.5, 2.5, step=0.1, label="Bends of the unseen tracks", main=True)] = 1.0
    shown: Annotated[int, Slider(1, NEW, live=True, label="Track shown", main=True)] = 1
    seed: Annotated[int, Seed()] = 1


@demo(
    title="Learning to steer",
    poster_steps=1_000,
    stage=Stage("view", side=("laps", "steering")),
    headline=Headline("laps", label=f"of {NEW} laps", said="by copying alone: {laps_by_copying}"),
    presets=(
        Preset("Only copying", rounds=0, shoves=0.0, fails=True),
        Preset("One correction", rounds=1, shoves=0.0),
    ),
    speed=60,
    facts=Facts(
        parameters=f"{8 * UNITS + UNITS + 1}: {len(RAYS)} rays, {UNITS} tanh units, one steering angle.",
        data=f"generated tracks; the tracks to record on are learned from, {NEW} others are for the test.",
        training=f"here: Adam, {STEPS} steps of {BATCH} examples after the recording and after each round.",
        metric=f"laps without leaving the road, on {NEW} tracks that it never saw.",
        baseline="driving straight on finishes no lap; the expert, who knows the map, is measured, too.",
    ),
    drift={
        "laps": 3,
        "laps_by_copying": 3,
        "way_without_a_mistake": 0.15,
        "error_on_examples": 0.02,
        "examples": 60,
    },
)
def driving(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """An expert drives and is recorded; a network copies it; then it drives on tracks that it never saw."""
    learned, new = Tracks(controls.tracks, rng), Tracks(NEW, rng, controls.bends)
    model = Sequential(Linear(len(RAYS), UNITS, rng=rng), Tanh(), Linear(UNITS, 1, rng=rng))
    film = Film(controls, laps_of_the_expert(new))
    for number in range(controls.rounds + 1):
        film.scene(Drive(learned), "The expert drives" if number == 0 else "It drives, the expert notes")
        shove = np.zeros(controls.tracks)
        for moment in range(1, LAP + 1):
            drive, seen = film.drive, film.drive.look()
            film.note(seen[drive.going], drive.expert()[drive.going])
            if number == 0:
                shove = CALM * shove + controls.shoves * rng.standard_normal(controls.tracks)
                drive.step(drive.expert() + shove)
            else:
                drive.step(steer(model, seen))
            if moment % DRIVEN == 0:
                yield film.frame()
        for step in train(model, film, rng):
            film.doing = f"Training, step {step:,} of {STEPS:,}"
            yield film.frame()
        film.scene(Drive(new), "It drives alone" if number == 0 else f"It drives alone after round {number}")
        for moment in range(1, LAP + 1):
            film.drive.step(steer(model, film.drive.look()))
            if moment % DRIVEN == 0:
                yield film.frame()
        film.laps["copying" if number == 0 else f"round {number}"] = int(film.drive.done.sum())
        yield film.frame()


def steer(model: Sequential, seen: Array) -> Floats:
    """Return what the network does. Shape: (n, 7) to (n,)."""
    return np.clip(model.predict(seen)[:, 0], -1, 1).astype(np.float64)


def train(model: Sequential, film: "Film", rng: np.random.Generator) -> Iterator[int]:
    """Learn from all that was noted so far; yield how many steps are done, now and then."""
    x, y = np.concatenate(film.seen), np.concatenate(film.wanted)[:, None].astype(np.float32)
    criterion, optimizer = MSELoss(), Adam(model.parameters(), lr=RATE)
    for step in range(STEPS):
        chosen = rng.integers(len(x), size=BATCH)
        optimizer.zero_grad()
        criterion(model(x[chosen]), y[chosen]).backward()
        optimizer.lr = cosine_decay(step, RATE, STEPS)
        optimizer.step()
        if (step + 1) % TRAINED == 0:
            film.error = float(np.sqrt(criterion(model.predict(x), y)))
            yield step + 1


class Film:
    """All that was noted and measured so far, and how a moment of it looks."""

    def __init__(self, controls: Controls, by_expert: int) -> None:
        self.controls, self.by_expert = controls, by_expert
        self.laps: dict[str, int] = {}
        self.error = 0.0
        self.seen: list[Array] = []
        self.wanted: list[Floats] = []

    def scene(self, drive: Drive, doing: str) -> None:
        """Begin another drive."""
        self.drive, self.doing = drive, doing

    def note(self, seen: Array, wanted: Floats) -> None:
        """Keep what cars saw, and what the expert would do there. Shape: (n, 7) and (n,)."""
        self.seen.append(seen)
        self.wanted.append(wanted)

    def frame(self) -> Frame:
        """Return the track that the reader chose, or the last that there is."""
        drive, laps = self.drive, list(self.laps.values())
        car = min(self.controls.shown, len(drive.x)) - 1
        told = ", ".join(f"{count} of {NEW} laps after {name}" for name, count in self.laps.items())
        state = "has finished" if drive.done[car] else f"is {'on' if drive.on[car] else 'off'} the road"
        return Frame(
            view=top_view(drive, car, f"{self.doing}: track {car + 1}"),
            steering=Curve(
                {
                    "done": [s[car] for s in drive.steering],
                    "the expert would": [s[car] for s in drive.advice],
                },
                label="Steering",
                x_label="step of the drive",
                x_range=(0, max(30, int(drive.driven[car]))),
                y_label="right −1, left 1",
                y_range=(-1, 1),
            ),
            laps=Bars(self.laps or {"not yet driven": 0}, label=f"Laps of {NEW} after", x_range=(0, NEW)),
            metrics={
                "laps": laps[-1] if laps else 0,
                "laps_by_copying": laps[0] if laps else 0,
                "laps_by_the_expert": self.by_expert,
                "way_without_a_mistake": Percent(np.clip(drive.turned / (2 * np.pi), 0, 1).mean()),
                "error_on_examples": self.error,
                "examples": sum(len(part) for part in self.seen),
                "parameters": 8 * UNITS + UNITS + 1,
            },
            text=f"{self.doing}; the car of track {car + 1} {state}. {told or 'Nothing is measured yet'}.",
        )

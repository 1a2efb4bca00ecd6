"""Newcomers watch what they are shown, and are shown what is like what they watched: variety goes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Bars, Curve, Facts, Frame, Headline, Preset, Seed, Slider, Stage, demo

from .films import GENRE, GENRES, NAMES, NEW, VIEWERS, Floats, Places, World
from .lists import SHOWN, Trial, best
from .taste import STEPS, Taste, expected, settle, train
from .taste_map import numbers, taste_map

PEOPLE = 120  # newcomers
ROUNDS = 8  # evenings on which each of them watches one film
AT_ONCE = 4  # steps of training in a frame


@dataclass
class Controls:
    """What the reader may change."""

    chance: Annotated[int, Slider(0, 4, label="Drawn by chance", main=True)] = 0
    person: Annotated[int, Slider(1, 20, live=True, label="Viewer shown", main=True)] = 1
    seed: Annotated[int, Seed()] = 1


@demo(
    title="The bubble",
    poster_steps=STEPS // AT_ONCE + ROUNDS + 1,
    stage=Stage("map", side=("variety", "list")),
    headline=Headline(
        "kinds", label="kinds", baseline="kinds_at_first", said="in the first list: {kinds_at_first}"
    ),
    presets=(
        Preset("Only the likeliest", chance=0, fails=True),
        Preset("Two by chance", chance=2),
    ),
    speed=5,
    facts=Facts(
        parameters=f"{3 * len(NAMES)} for the films, learned from {VIEWERS} other viewers; then fixed.",
        data=f"{PEOPLE} newcomers made of random numbers, who have rated nothing. Each evening they watch "
        f"the film that they like best of the {SHOWN} that they are shown, and rate it.",
        training=f"here: Adam, {STEPS} steps for the map; each evening newcomers find new places in it.",
        metric=f"kinds: how many of the {len(GENRES)} kinds of film are among the {SHOWN} shown, on average.",
        baseline="the first list, before anything is known of a newcomer.",
    ),
    drift={"kinds": 0.15, "kinds_at_first": 0.15, "stars_for_the_film": 0.05},
)
def bubble(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """The map is learned first. Then newcomers choose among five films, evening after evening."""
    world, model = World(rng), Taste(rng)
    trial = Trial(world, 0, rng)
    club = Club(world.liking[:PEOPLE], controls, rng)
    yield club.picture(model, "Before training")
    for step in train(model, trial.known):
        if step % AT_ONCE == 0:
            yield club.picture(model, f"Step {step} of the map")
    for evening in range(ROUNDS + 1):
        club.look(model)
        yield club.picture(model, f"Evening {evening + 1}")
        club.watch()


class Club:
    """Newcomers, what they are shown, and what they say of it."""

    def __init__(self, liking: Floats, controls: Controls, rng: np.random.Generator) -> None:
        self.liking, self.controls, self.rng = liking, controls, rng
        self.stars: Floats = np.zeros(liking.shape)
        self.seen = np.zeros(liking.shape, dtype=bool)
        self.seen[:, NEW] = True
        self.places: Floats = np.zeros((len(liking), 2))
        self.shown: Places = np.empty((len(liking), 0), dtype=np.int64)
        self.kinds: list[float] = []
        self.joy: list[float] = []

    def look(self, model: Taste) -> None:
        """Show each of them the likeliest films, some of these replaced by chance."""
        _, films, good = model.places()
        self.places = settle(self.stars, films, good)
        self.shown = best(expected(self.places, films, good), self.seen)
        if by_chance := self.controls.chance:
            away = self.seen.copy()
            np.put_along_axis(away, self.shown, values=True, axis=1)
            drawn = best(self.rng.random(self.liking.shape), away)
            self.shown[:, SHOWN - by_chance :] = drawn[:, :by_chance]
        kinds = (GENRE[self.shown][:, :, None] == np.arange(len(GENRES))).any(axis=1).sum(axis=1)
        self.kinds.append(float(kinds.mean()))

    def watch(self) -> None:
        """Let each of them watch the film of the five that they truly like best, and rate it."""
        liking = np.take_along_axis(self.liking, self.shown, axis=1)
        chosen = np.take_along_axis(self.shown, liking.argmax(axis=1)[:, None], axis=1)
        stars = np.clip(np.rint(liking.max(axis=1)), 1, 5)
        self.joy.append(float(stars.mean()))
        np.put_along_axis(self.stars, chosen, stars[:, None], axis=1)
        np.put_along_axis(self.seen, chosen, values=True, axis=1)

    def picture(self, model: Taste, when: str) -> Frame:
        """Return the map with the newcomer that the reader chose, and the variety of all lists so far."""
        _, films, good = model.places()
        person = self.controls.person - 1
        five = self.shown[person] if self.shown.size else np.empty(0, dtype=np.int64)
        counts = {kind: int((GENRE[five] == place).sum()) for place, kind in enumerate(GENRES)}
        kinds = self.kinds or [0.0]
        names = ", ".join(NAMES[film] for film in five) or "nothing yet"
        evenings = np.arange(1, len(kinds) + 1)
        return Frame(
            map=taste_map(self.places[person], films, good, numbers(films, five), "viewer"),
            variety=Curve(
                {"kinds in a list": kinds},
                evenings,
                label=f"Mean of {PEOPLE} newcomers",
                x_label="evening",
                x_range=(1, ROUNDS + 1),
                y_range=(0, len(GENRES)),
            ),
            list=Bars(counts, label=f"What viewer {person + 1} is shown", x_range=(0, SHOWN)),
            metrics={
                "kinds": kinds[-1],
                "kinds_at_first": kinds[0],
                "stars_for_the_film": float(np.mean(self.joy)) if self.joy else 0.0,
            },
            text=f"{when}: viewer {person + 1} is shown {names}. A list holds {kinds[-1]:.1f} of "
            f"{len(GENRES)} kinds on average.",
        )

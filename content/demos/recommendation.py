"""Films and viewers find their places in a plane, from ratings alone; a few of yours place you there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import (
    Bars,
    Choice,
    Curve,
    Facts,
    Frame,
    Handle,
    Headline,
    Note,
    Percent,
    Preset,
    Seed,
    Slider,
    Stage,
    Surface,
    Toggle,
    demo,
)

from .films import GENRE, GENRES, LOVED, NAMES, NEW, RATED, VIEWERS, Floats, World
from .lists import HIDDEN, Trial, best
from .taste import STEPS, Taste, expected, settle, train
from .taste_map import numbers, spot, taste_map

FIRST = [GENRE.tolist().index(kind) for kind in range(len(GENRES))]  # the films that the reader may rate
AT_ONCE = 2  # steps of training in a frame
UNDER = 0.7  # of a lane: notes stand above their places, these beside their rings
ANY, THE_NEW = "any film", "the new film"


@dataclass
class Controls:
    """What the reader may change."""

    space: Annotated[int, Slider(0, 5, unit="★", live=True, label="Comet Nine", main=True)] = 5
    romance: Annotated[int, Slider(0, 5, unit="★", live=True, label="Letters to Ida", main=True)] = 0
    crime: Annotated[int, Slider(0, 5, unit="★", live=True, label="The Grey Ledger")] = 0
    horror: Annotated[int, Slider(0, 5, unit="★", live=True, label="Moth House")] = 0
    cartoons: Annotated[int, Slider(0, 5, unit="★", live=True, label="Captain Turnip")] = 0
    look: Annotated[str, Choice(ANY, THE_NEW, label="Count lists with")] = ANY
    ratings: Annotated[int, Slider(0, 60, step=5, label="Ratings of the new film", main=True)] = 0
    kind: Annotated[bool, Toggle(label="Tell its kind", main=True)] = False
    seed: Annotated[int, Seed()] = 1


@demo(
    title="A map of taste",
    poster_steps=STEPS // AT_ONCE,
    stage=Stage("map", side=("stars", "list", "error")),
    headline=Headline("found", label="found", baseline="found_by_list", said="popular list: {found_by_list}"),
    presets=(
        Preset("Space fan", space=5),
        Preset("Nothing rated", space=0),
        Preset("Tears and turnips", space=1, romance=5, cartoons=5),
        Preset("A new film", look=THE_NEW, fails=True),
        Preset("Rated by 30", look=THE_NEW, ratings=30),
        Preset("Told its kind", look=THE_NEW, kind=True),
    ),
    speed=10,
    facts=Facts(
        parameters=f"{3 * len(NAMES) + 2 * VIEWERS}: two for the place of each of {VIEWERS} viewers and "
        f"{len(NAMES)} films, one for how good a film is.",
        data=f"invented films, and viewers made of random numbers, who rate {RATED} films each; "
        f"{HIDDEN:.0%} of the ratings are hidden for the test. The network does not know the kinds.",
        training=f"here: Adam, {STEPS} steps on all known ratings, mean squared error.",
        metric=f"found: of the hidden ratings of {LOVED} or 5 stars, the share whose film is in the viewer's "
        "list of five; for the new film, of the viewers who would love it, the share who are shown it.",
        baseline="the popular list: the five films with the most good ratings that a viewer has not rated. "
        "For the error in stars: the mean of each film.",
    ),
    drift={"found": 0.03, "error_in_stars": 0.02, "lists_with_the_new": 8},
)
def recommendation(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """Dots are films. They know nothing but stars: who liked what. Rate a film and see where you land."""
    world, model = World(rng), Taste(rng)
    trial = Trial(world, controls.ratings, rng)
    errors = [trial.error(model)]
    yield picture(controls, model, trial, errors)
    for step in train(model, trial.known):
        if step % AT_ONCE == 0:
            errors.append(trial.error(model))
            yield picture(controls, model, trial, errors)


def picture(controls: Controls, model: Taste, trial: Trial, errors: list[float]) -> Frame:
    """Return the map with the reader in it, and how well all viewers are served."""
    viewers, films, good = model.places()
    if controls.kind:
        alike = np.flatnonzero(GENRE[:NEW] == GENRE[NEW])
        films[NEW], good[NEW] = films[alike].mean(axis=0), good[alike].mean()
    stars = np.zeros((1, len(NAMES)))
    stars[0, FIRST] = [getattr(controls, kind) for kind in GENRES]
    you = settle(stars, films, good)
    scores = expected(you, films, good)
    five = best(scores, stars > 0)[0]
    lists = best(expected(viewers, films, good), trial.seen)
    found, by_list = (trial.found(some, new=controls.look == THE_NEW) for some in (lists, trial.popular))
    shown = int((lists == NEW).any(axis=1).sum())
    if controls.look == THE_NEW:
        notes = [Note(spot(films[NEW]), f"new: in {shown} of {VIEWERS} lists")]
    else:
        notes = [*numbers(films, five), Note(spot(films[NEW]), "new")]
    named = ", ".join(f"{place} {NAMES[film]}" for place, film in enumerate(five, 1))
    return Frame(
        map=taste_map(you[0], films, good, notes),
        stars=rating_board(stars[0]),
        list=Bars(
            {f"{place} {NAMES[film]}": scores[0, film] for place, film in enumerate(five, 1)},
            label="Your five, with the stars that you are expected to give",
            x_range=(0, 5),
        ),
        error=Curve(
            {"network": errors, "mean of the film": [trial.error_of_means] * len(errors)},
            np.arange(len(errors)) * AT_ONCE,
            label="Error on hidden ratings",
            x_label="step",
            y_label="stars",
            x_range=(0, STEPS),
            y_range=(0, None),
        ),
        metrics={
            "found": Percent(found),
            "found_by_list": Percent(by_list),
            "error_in_stars": errors[-1],
            "error_of_means": trial.error_of_means,
            "lists_with_the_new": shown,
            "viewers": VIEWERS,
            "parameters": model.parameter_count,
        },
        text=f"For you: {named}. {found:.0%} found, by the popular list {by_list:.0%}.",
    )


def rating_board(stars: Floats) -> Surface:
    """Return a lane for each film that the reader may rate; its handle sets the stars."""
    lanes, ends = np.arange(len(GENRES))[::-1], (-0.9, 5.6)
    tint = Surface.plane((1, 65), ends, (0, 1))[:, 0].clip(0, 5)
    rows = list(zip(lanes.tolist(), FIRST, GENRES, strict=True))
    return Surface(
        np.where(tint < 0.5, 3, tint)[None],
        label="Your stars: drag the rings",
        x_range=ends,
        y_range=(-1.4, len(rows) - 0.4),
        low=1,
        high=5,
        points=np.column_stack((np.full(len(rows), -0.5), lanes)),
        classes=np.arange(len(rows)),
        boundary=False,
        stretch=True,
        notes=[
            *(Note((0.35, lane - UNDER), f"{NAMES[film]}, {kind}") for lane, film, kind in rows),
            *(Note((star, -1.35), f"{star}★" if star else "none") for star in range(6)),
        ],
        handles=[Handle((float(stars[film]), lane), x=kind) for lane, film, kind in rows],
    )

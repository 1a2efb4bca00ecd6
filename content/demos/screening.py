"""A thousand people are screened: who is ill, who is called ill, and how many of the alarms are right."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated

import numpy as np

from sitegen import nn
from sitegen.demo import (
    Bars,
    Choice,
    Curve,
    Facts,
    Frame,
    Handle,
    Headline,
    Percent,
    Preset,
    Slider,
    Stage,
    Surface,
    demo,
)

from .tissue import ALARM, CONTRASTS, SCANNERS, SCREENING, marker

ROWS, COLUMNS = 25, 40
PEOPLE = ROWS * COLUMNS
CARD = marker()[1]
THRESHOLDS = np.arange(1, 12) / 20


@dataclass
class Controls:
    """What the reader may change."""

    ill: Annotated[int, Slider(1, 500, log=True, label="Ill among 1,000", main=True)] = 200
    threshold: Annotated[float, Slider(0.05, 0.55, step=0.05, label="Mark from", main=True)] = 0.5
    contrast: Annotated[
        float, Slider(CONTRASTS[0], CONTRASTS[-1], step=0.5, label="Contrast of the lesions")
    ] = 4.0
    scanner: Annotated[str, Choice(*SCANNERS, label="Scanner")] = SCANNERS[0]


@demo(
    title="A thousand people are screened",
    stage=Stage("people", side=("trade_off", "alarms")),
    headline=Headline(
        "alarms_right", label="right alarms", baseline="share_ill", said="calling all ill: {share_ill}"
    ),
    presets=(
        Preset("1 in 5 is ill", ill=200),
        Preset("1 in 100", ill=10, fails=True),
        Preset("1 in 1,000", ill=1, fails=True),
        Preset("Coarser grain", scanner="coarser", fails=True),
    ),
    facts=Facts(
        parameters=f"{CARD.parameters:,}, the U-Net that marks lesions.",
        data="500 generated tissues without a lesion and 100 with one or two, none of them learned from.",
        training=f"beforehand: Adam, new tissues in each step, seed {CARD.seed}.",
        metric="right alarms: ill people among all who are called ill. Somebody is called ill where the "
        f"network marks at least {ALARM} pixels. People are whole: shares of the tissues are rounded.",
        baseline="calling everybody ill finds all the ill; as many alarms are right as people are ill. "
        "All people are invented, and nothing here tells anything about a real test.",
    ),
)
def screening(controls: Controls, rng: np.random.Generator) -> Frame:
    """Each mark is an alarm, or somebody ill who gets none. The tinted part is ill; all are invented."""
    del rng
    healthy, sick = scores(controls.scanner, controls.contrast)
    sensitivity, specificity = rates(healthy, sick, controls.threshold)
    found = round(controls.ill * sensitivity)
    false = round((PEOPLE - controls.ill) * (1 - specificity))
    alarms = found + false
    right = found / alarms if alarms else 0.0
    each = np.transpose([rates(healthy, sick, threshold) for threshold in THRESHOLDS])
    return Frame(
        people=people(controls.ill, found, false),
        trade_off=Curve(
            {"ill people called ill": each[0], "healthy people left alone": each[1]},
            THRESHOLDS,
            label="Both rates for every threshold",
            x_label="mark from this probability on",
            y_range=(0, 1),
            handles=[Handle(at=(controls.threshold, sensitivity), x="threshold")],
        ),
        alarms=Bars(
            {"ill, called ill": found, "ill, missed": controls.ill - found, "healthy, called ill": false},
            label=f"Of {PEOPLE:,} people",
        ),
        metrics={
            "alarms_right": Percent(right),
            "share_ill": Percent(controls.ill / PEOPLE),
            "sensitivity": Percent(sensitivity),
            "specificity": Percent(specificity),
            "alarms": alarms,
            "found": found,
            "missed": controls.ill - found,
            "false_alarms": false,
        },
        text=f"Ill of {PEOPLE:,} people: {controls.ill}, of whom found: {found}. Called ill: {alarms}, of "
        f"these wrongly: {false}. So {right:.0%} of the alarms are right.",
    )


@cache
def tables() -> dict[str, nn.Array]:
    """Return the scores that content/demos/train/lesions.py wrote, from 0 to 1."""
    with np.load(SCREENING) as file:
        return {name: file[name] / np.float32(255) for name in file.files}


def scores(scanner: str, contrast: float) -> tuple[nn.Array, nn.Array]:
    """Return the scores of the healthy (500,) and of the ill (100,): each alarms up to this threshold."""
    place, column = SCANNERS.index(scanner), int(np.abs(np.subtract(CONTRASTS, contrast)).argmin())
    return tables()["healthy"][place], tables()["ill"][place, column]


def rates(healthy: nn.Array, sick: nn.Array, threshold: float) -> tuple[float, float]:
    """Return sensitivity and specificity: the ill who are called ill, the healthy who are not."""
    return float((sick >= threshold).mean()), float((healthy < threshold).mean())


def people(ill: int, found: int, false: int) -> Surface:
    """Return everybody as a place of a plane, column by column, the ill first, with a mark for each alarm."""
    number = np.arange(PEOPLE)
    places = np.column_stack((number // ROWS + 0.5, ROWS - 0.5 - number % ROWS))
    shown = np.r_[:ill, ill : ill + false]
    classes = np.where(shown < found, 0, np.where(shown < ill, 2, 1))
    # Three cells by three for each: all tinted for the ill, a pale dot in the middle for the healthy.
    cells = np.full((COLUMNS, 3, ROWS, 3), 0.5)
    cells[:, 1, :, 1] = 1.0
    cells[number[:ill] // ROWS, :, number[:ill] % ROWS] = 0.0
    tint = cells.reshape(3 * COLUMNS, 3 * ROWS).T[::-1]
    return Surface(
        tint,
        label=f"{PEOPLE:,} people; on blue ground those who are ill",
        x_range=(0, COLUMNS),
        y_range=(0, ROWS),
        points=places[shown],
        classes=classes,
        class_names=("ill, called ill", "healthy, called ill", "ill, missed"),
        boundary=False,
        stretch=True,
    )

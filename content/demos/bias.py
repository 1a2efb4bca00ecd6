"""Two groups of equal ability, one of them measured badly: one rule for all makes unequal errors."""

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
    Seed,
    Slider,
    Stage,
    Table,
    Toggle,
    demo,
)

from .applicants import BATCH, RATE, STEPS, School, people, trained

GROUPS = ("town", "village")
PEOPLE, JUDGED = 2_000, 4_000  # to learn from, both groups together; and new ones in each group
SAME, MISSES, ALARMS = "nothing", "refused by mistake", "admitted by mistake"


@dataclass
class Controls:
    """What the reader may change."""

    village: Annotated[int, Slider(20, 1000, step=20, label="Villagers among the 2,000")] = 100
    noise: Annotated[float, Slider(1, 4, step=0.25, label="Noise in three of the village's grades")] = 4.0
    strict: Annotated[float, Slider(0, 2, step=0.25, label="The village marks lower by", main=True)] = 0.0
    unfair: Annotated[
        float, Slider(0, 0.6, step=0.05, label="Villagers' passes recorded as failures", main=True)
    ] = 0.0
    way: Annotated[bool, Toggle(label="Give it the way to school", main=True)] = False
    town_bar: Annotated[float, Slider(0.05, 0.95, step=0.05, label="Admit from the town from")] = 0.5
    village_bar: Annotated[
        float, Slider(0.05, 0.95, step=0.05, label="Admit from the village from", main=True)
    ] = 0.5
    equal: Annotated[
        str, Choice(SAME, MISSES, ALARMS, label="Make equal, by the village's bar", main=True)
    ] = SAME
    seed: Annotated[int, Seed()] = 1


@demo(
    title="Equal ability, unequal errors",
    stage=Stage("refused", side=("admitted", "trade_off")),
    headline=Headline("refused_gap", label="gap", said="refused by mistake, town to village"),
    facts=Facts(
        parameters="129: 6 inputs, 16 tanh neurons, 1 output. No input says which group somebody belongs to.",
        data=f"people made of random numbers; {PEOPLE:,} to learn from, {JUDGED:,} new ones in each group. "
        "Ability has the same distribution in both groups, and half of each would pass.",
        training=f"Adam, {STEPS} steps of {BATCH} people, rate {RATE}.",
        metric="refused by mistake: a share of those who would pass; admitted by mistake: of those who would "
        "not. A gap is the village's share minus the town's.",
        baseline="admitting everybody is right for 50% in both groups, and so is a coin.",
    ),
)
def bias(controls: Controls, rng: np.random.Generator) -> Frame:
    """A course admits people by their grades. The network never learns who comes from where."""
    known = controls.village
    schools = School(), School(controls.noise, controls.strict, far=True)
    sizes = (PEOPLE - known, known)
    groups = [people(n, school, controls.way, rng) for n, school in zip(sizes, schools, strict=True)]
    x, passed = (np.concatenate(parts) for parts in zip(*groups, strict=True))
    hidden = (np.arange(PEOPLE) >= PEOPLE - known) & (rng.random(PEOPLE) < controls.unfair)
    model = trained(x, passed & ~hidden, rng)
    new = [people(JUDGED, school, controls.way, rng) for school in schools]
    scores, truths = [nn.sigmoid(model.predict(x)[:, 0]) for x, _ in new], [passed for _, passed in new]
    bars = [controls.town_bar, controls.village_bar]
    if controls.equal != SAME:
        wanted = errors(scores[0], truths[0], bars[0])[controls.equal == ALARMS]
        those = scores[1][truths[1] == (controls.equal == MISSES)]
        bars[1] = float(np.quantile(those, wanted if controls.equal == MISSES else 1 - wanted))
    rates = [errors(*group) for group in zip(scores, truths, bars, strict=True)]
    right = [float(((s >= bar) == t).mean()) for s, t, bar in zip(scores, truths, bars, strict=True)]
    gaps = [round(rates[1][kind] - rates[0][kind], 3) + 0.0 for kind in (0, 1)]  # and no minus before 0
    return Frame(
        refused=bars_of([rate[0] for rate in rates], "Refused by mistake, of those who would pass"),
        admitted=bars_of([rate[1] for rate in rates], "Admitted by mistake, of those who would not"),
        trade_off=trade_off(scores, truths, bars, rates),
        counts=counts(scores, truths, bars),
        metrics={
            "right_in_town": Percent(right[0]),
            "right_in_village": Percent(right[1]),
            "refused_in_town": Percent(rates[0][0]),
            "refused_in_village": Percent(rates[1][0]),
            "refused_gap": Percent(gaps[0]),
            "admitted_gap": Percent(gaps[1]),
            "village_bar": bars[1],
            "parameters": model.parameter_count,
        },
        text=f"Of those who would pass, {rates[0][0]:.0%} from the town and {rates[1][0]:.0%} from the "
        f"village are refused; of the others, {rates[0][1]:.0%} and {rates[1][1]:.0%} are admitted.",
    )


def errors(scores: nn.Array, passed: nn.BoolArray, bar: float) -> tuple[float, float]:
    """Return the shares refused of those who would pass, and admitted of those who would not."""
    return float((scores[passed] < bar).mean()), float((scores[~passed] >= bar).mean())


def bars_of(shares: list[float], label: str) -> Bars:
    """Return one share for each group."""
    values = {group: Percent(share) for group, share in zip(GROUPS, shares, strict=True)}
    return Bars(values, label=label, x_range=(0, 1))


def trade_off(
    scores: list[nn.Array], truths: list[nn.BoolArray], bars: list[float], rates: list[tuple[float, float]]
) -> Curve:
    """Return both errors of both groups for every bar, with dots where the bars stand."""
    grid = np.linspace(0, 1, 51)
    lines: dict[str, nn.Array] = {}
    for group, score, truth in zip(GROUPS, scores, truths, strict=True):
        lines[f"refused, {group}"], lines[f"admitted, {group}"] = np.transpose(
            [errors(score, truth, bar) for bar in grid]
        )
    dots = {group: [(bars[g], rate) for rate in rates[g]] for g, group in enumerate(GROUPS)}
    return Curve(
        lines,
        grid,
        label="Errors for every bar",
        x_label="admit from this probability on",
        y_label="share of errors",
        y_range=(0, 1),
        points=dots,
    )


def counts(scores: list[nn.Array], truths: list[nn.BoolArray], bars: list[float]) -> Table:
    """Return how many of each group would pass and are admitted, and from which probability on."""
    admitted = [score >= bar for score, bar in zip(scores, bars, strict=True)]
    return Table(
        {
            "": GROUPS,
            "would pass": [int(truth.sum()) for truth in truths],
            "admitted": [int(part.sum()) for part in admitted],
            "bar": bars,
        },
        label=f"Of {JUDGED:,} new people in each group",
    )

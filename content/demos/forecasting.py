"""A recurrent network forecasts an invented counter of bicycles, and goes on when the town has changed."""

from dataclasses import dataclass
from functools import lru_cache
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
    demo,
    metric_text,
)

from .bicycles import (
    AHEAD,
    BRIDGE,
    CHANGES,
    DAY,
    LATER,
    WEEK,
    Floats,
    count_bicycles,
    forecast,
    forecaster,
    last_week,
    truth,
)

MODEL, CARD = forecaster()
LEAD, STARTS = 21, 42  # days before the first forecast, and days on which one starts
CHANGED = 22  # the day of the change, a Monday
SETTLED = CHANGED + 7  # from here on, last week is of the new kind
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LOOK_BACK = range(3, 10)  # days before a start: forecasts from there are over, so they can be judged
DAYS = np.arange(1, STARTS + 1)
OLD, NEW = DAYS <= CHANGED - 3, DAYS >= SETTLED


@dataclass
class Controls:
    """What the reader may change."""

    day: Annotated[int, Slider(1, STARTS, label="Forecast from day", main=True)] = 11
    change: Annotated[str, Choice(*CHANGES, label=f"On day {CHANGED} comes", main=True)] = LATER
    size: Annotated[float, Slider(0, 1, step=0.25, label="Size of the change")] = 1.0
    seed: Annotated[int, Seed(label="Seed of weather and chance")] = 1


@demo(
    title="Tomorrow's bicycles",
    stage=Stage("chart", side=("days", "inside", "rain")),
    headline=Headline("error", label="bicycles off", baseline="copying", said="copying last week: {copying}"),
    presets=(
        Preset("The old town", day=11),
        Preset("Its worst days", day=10),
        Preset("The change", day=CHANGED, fails=True),
        Preset("Two weeks later", day=37, fails=True),
        Preset("New bridge", day=37, change=BRIDGE, fails=True),
    ),
    facts=Facts(
        parameters=f"{CARD.parameters:,}: a GRU of 16 that reads, and layers of 32 that answer.",
        data="an invented counter, made of random numbers: hours, weekdays, holidays, rain, warmth, chance. "
        "Nothing was counted on a street.",
        training=f"{CARD.script.partition(',')[0]}, beforehand: Adam, 1,000 steps of 48 starts in three "
        "years without a change; three seeds, of which the first is shipped.",
        metric="mean absolute error over the three days; it is given the weather of these days, which in "
        f"earnest is a forecast itself. In the year after training: {metric_text(CARD.score)}.",
        baseline=f"the count of the same hour a week before; in the year after training: "
        f"{metric_text(CARD.baseline_score)}.",
    ),
)
def forecasting(controls: Controls, rng: np.random.Generator) -> Frame:
    """It has read two days, and forecasts three. The pale band should hold nine of ten counts."""
    del rng  # a day that moves must not draw other weather: `forecasts` makes its own
    made = forecasts(controls.change, controls.size, controls.seed)
    place, when = controls.day - 1, DAYS
    # In this order, the network and last week have the colours that they have in the chart.
    errors = {"better lately": made.chosen, "network": made.error[LEAD:], "last week": made.copying[LEAD:]}
    weekday, ahead = WEEKDAYS[place % 7], controls.day + (np.arange(AHEAD) + 0.5) / DAY
    error, copying = float(errors["network"][place]), float(errors["last week"][place])
    return Frame(
        chart=Curve(
            {
                "counted": made.count[place],
                "network": made.middle[place],
                "last week": made.copied[place],
            },
            ahead,
            label=f"Bicycles an hour, three days from {weekday}, day {controls.day}",
            x_label="day, from midnight to midnight",
            y_range=(0, 450),
            bands={"network": (made.low[place], made.high[place])},
            notes=[
                Note(at=(controls.day + n + 0.5, 450), text=WEEKDAYS[(place + n) % 7][:3])
                for n in range(AHEAD // DAY)
            ],
        ),
        days=Curve(
            errors,
            when,
            label="Bicycles off, for a forecast from each day",
            x_label="day",
            y_range=(0, 80),
            handles=[Handle(at=(controls.day, min(error, 80)), x="day")],
        ),
        inside=Bars(
            {
                "promised": Percent(0.9),
                "these three days": Percent(made.inside[place]),
                f"up to day {CHANGED - 1}": Percent(made.inside[OLD].mean()),
                f"from day {SETTLED} on": Percent(made.inside[NEW].mean()),
            },
            label="Counts inside the band",
            x_range=(0, 1),
        ),
        rain=Curve(
            {"these days": made.rain[place], "a week before": made.rain_before[place]},
            ahead,
            label="Rain in millimetres an hour",
            x_label="day, from midnight to midnight",
            y_range=(0, 12),
        ),
        metrics={
            "error": error,
            "copying": copying,
            "inside": Percent(made.inside[place]),
            "error_before": float(errors["network"][OLD].mean()),
            "copying_before": float(errors["last week"][OLD].mean()),
            "inside_before": Percent(made.inside[OLD].mean()),
            "error_after": float(errors["network"][NEW].mean()),
            "copying_after": float(errors["last week"][NEW].mean()),
            "better_lately_after": float(errors["better lately"][NEW].mean()),
            "inside_after": Percent(made.inside[NEW].mean()),
            "test_error": CARD.score,
            "test_copying": CARD.baseline_score,
            "parameters": CARD.parameters,
        },
        text=f"In the three days from {weekday}, day {controls.day}, the network is off by {error:.0f} "
        f"bicycles an hour, copying last week by {copying:.0f}. The band promises to hold 90% of the counts, "
        f"and holds {made.inside[place]:.0%}.",
    )


@dataclass(frozen=True)
class Forecasts:
    """Forecasts from each midnight and what came. The first LEAD errors are of the days before day 1.

    Shape:
        count, low, middle, high, copied, rain, rain_before: (STARTS, AHEAD). inside, chosen: (STARTS,).
        error, copying: (LEAD + STARTS,); the first 7 are 0.
    """

    count: Floats
    low: Floats
    middle: Floats
    high: Floats
    copied: Floats
    rain: Floats
    rain_before: Floats
    inside: Floats
    error: Floats
    copying: Floats
    chosen: Floats


@lru_cache(maxsize=8)
def forecasts(change: str, size: float, seed: int) -> Forecasts:
    """Return all forecasts of one town, its change on day CHANGED."""
    rng = np.random.default_rng(seed)
    counter = count_bicycles(LEAD + STARTS + 3, rng, change, LEAD + CHANGED - 1, size)
    starts = np.arange(7, LEAD + STARTS) * DAY
    low, middle, high = forecast(MODEL, counter, starts)
    count, copied = truth(counter, starts), last_week(counter, starts)
    error, copying = (np.zeros(LEAD + STARTS) for _ in range(2))
    error[7:], copying[7:] = np.abs(middle - count).mean(axis=1), np.abs(copied - count).mean(axis=1)
    shown = slice(LEAD - 7, None)
    inside = ((low <= count) & (count <= high)).mean(axis=1)
    hours = starts[shown, None] + np.arange(AHEAD)
    return Forecasts(
        count=count[shown],
        low=low[shown],
        middle=middle[shown],
        high=high[shown],
        copied=copied[shown],
        rain=counter.rain[hours],
        rain_before=counter.rain[hours - WEEK],
        inside=inside[shown],
        error=error,
        copying=copying,
        chosen=better_lately(error, copying),
    )


def better_lately(error: Floats, copying: Floats) -> Floats:
    """Return the error of a rule: take whichever was off by less in the forecasts of the last days."""
    starts = np.arange(LEAD, LEAD + STARTS)
    judged = starts[:, None] - np.array(LOOK_BACK)
    network = error[judged].mean(axis=1) <= copying[judged].mean(axis=1)
    return np.where(network, error[starts], copying[starts])

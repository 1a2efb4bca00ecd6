"""What a network costs: stack layers, and count parameters, operations, memory and time."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Annotated

import numpy as np

from sitegen import nn
from sitegen.demo import (
    Bars,
    Button,
    Choice,
    Facts,
    Frame,
    Headline,
    Percent,
    Slider,
    Stage,
    Table,
    TextField,
    compact,
    demo,
)

from .layer_list import read_layers

READER = "conv 8\npool\nconv 16\npool"
NAMES = {"Conv2d": "conv", "Linear": "dense"}
BACKWARD = 2  # times the work of the forward pass: once for the weights, once for the layer below
COPIES = {"weights": 1, "gradients": 1, "averages": 2}  # numbers for each parameter; the averages are Adam's
TRIAL, SQUARE = 0.15, 256  # seconds, and the side of the matrices that are multiplied on this device
MOST_TRIED = 100_000_000  # operations at a time, so that a phone stays responsive
UNITS = {"years": 31_557_600, "days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}


@dataclass
class Controls:
    """What the reader may change."""

    layers: Annotated[str, TextField(200, lines=6, label="Layers, one a line")] = READER
    side: Annotated[int, Choice(8, 28, 64, label="Width and height of a picture")] = 28
    examples: Annotated[float, Slider(0.001, 1000, log=True, unit="million", label="Examples", main=True)] = (
        0.06
    )
    rounds: Annotated[int, Slider(1, 100, label="Rounds through all examples")] = 10
    batch: Annotated[int, Slider(1, 512, step=1, log=True, label="Pictures at a time", main=True)] = 32
    bits: Annotated[int, Choice(32, 16, 8, label="Bits for a number", main=True)] = 32
    speed: Annotated[
        float, Slider(0.1, 1e6, log=True, label="Speed, billion operations a second", main=True)
    ] = 1.0
    measure: Annotated[int, Button(label="Measure this device")] = 0


@demo(
    title="What a network costs",
    stage=Stage("where_work", side=("layers", "where_parameters", "memory")),
    headline=Headline("hours", label="hours", said="{parameters} parameters"),
    facts=Facts(
        parameters="as many as your layers have; all weights are zero, since only their number counts.",
        data="none. Nothing is trained here.",
        metric="multiply-adds of one picture on its way forward, as sitegen.nn.count counts them; each is "
        "two operations. Training takes three times as many: the way back is about two ways forward. "
        "Bends and pooling are left out.",
        baseline="one layer from the picture to the ten scores.",
    ),
)
def compute(controls: Controls, rng: np.random.Generator) -> Frame:
    """Layers: “conv 8”, “pool” or “dense 32”, one a line; the ten scores at the end are always there."""
    model, left_out, fault = read_layers(controls.layers, controls.side)
    costs = nn.count(model, (1, controls.side, controls.side, 1))
    parameters, multiply_adds = (
        sum(getattr(cost, what) for cost in costs) for what in ("parameters", "multiply_adds")
    )
    examples = round(1e6 * controls.examples)
    each = 2 * (1 + BACKWARD) * multiply_adds  # operations for one picture in training
    operations = float(each) * examples * controls.rounds
    seconds = operations / (controls.speed * 1e9)
    outputs = sum(int(np.prod(cost.output)) for cost in costs)
    memory = {name: copies * parameters for name, copies in COPIES.items()}
    memory["outputs kept"] = outputs * controls.batch
    megabytes = {name: numbers * controls.bits / 8 / 1e6 for name, numbers in memory.items()}
    names = [f"{place} {NAMES[cost.kind]} {cost.output[-1]}" for place, cost in enumerate(costs, 1)]
    return Frame(
        layers=Table(
            {
                "layer": names,
                "output": [" × ".join(map(str, cost.output[1:])) for cost in costs],
                "parameters": [cost.parameters for cost in costs],
                "multiply-adds": [cost.multiply_adds for cost in costs],
            },
            label="Layer by layer",
        ),
        where_parameters=shares(names, [cost.parameters for cost in costs], "Where the parameters are"),
        where_work=shares(names, [cost.multiply_adds for cost in costs], "Where the work is"),
        memory=Bars(megabytes, label="Memory in training", x_label="million bytes"),
        device=device(model, controls, each, operations),
        metrics={
            "parameters": parameters,
            "multiply_adds": multiply_adds,
            "training_operations": operations,
            "megabytes": sum(megabytes.values()),
            "hours": seconds / 3600,
            "left_out": left_out,
            "single_layer": 10 * (controls.side**2 + 1),
        },
        text=f"{parameters:,} parameters, {multiply_adds:,} multiply-adds a picture. Going {controls.rounds} "
        f"times through {examples:,} examples takes {duration(seconds)} at this speed."
        + (f" {fault}" if fault else ""),
    )


def shares(names: list[str], numbers: list[int], label: str) -> Bars:
    """Return which share of a sum each layer has."""
    total = sum(numbers)
    values = {name: Percent(number / total) for name, number in zip(names, numbers, strict=True)}
    return Bars(values, label=label, x_range=(0, 1))


def duration(seconds: float) -> str:
    """Return a time in the largest unit of which it holds at least one."""
    name, size = next(((n, s) for n, s in UNITS.items() if seconds >= s), ("seconds", 1))
    return f"{compact(seconds / size)} {name}"


def device(model: nn.Sequential, controls: Controls, each: int, operations: float) -> Table:
    """Return what this device does in a second; dashes until the reader asks, since every device differs."""
    rows = {"matrix product": ["–", "–"], "this network": ["–", "–"]}
    if controls.measure:
        square = nn.Linear(SQUARE, SQUARE, rng=np.random.default_rng(0))
        ones = np.ones((SQUARE, SQUARE), np.float32)
        number = max(1, min(controls.batch, MOST_TRIED // each))
        pictures = np.ones((number, controls.side, controls.side, 1), np.float32)
        speeds = [
            2 * SQUARE**3 / seconds_each(lambda: square.predict(ones)),
            each * len(pictures) / seconds_each(lambda: practise(model, pictures)),
        ]
        told = [[compact(speed / 1e9), duration(operations / speed)] for speed in speeds]
        rows = dict(zip(rows, told, strict=True))
    return Table(
        {
            "this device": list(rows),
            "Gop/s": [row[0] for row in rows.values()],
            "whole training": [row[1] for row in rows.values()],
        },
        label="Measured here; a Gop is a billion operations",
    )


def practise(model: nn.Sequential, pictures: nn.Array) -> None:
    """Go forward and backward once; the sum of the scores serves as the loss."""
    model(pictures).sum().backward()


def seconds_each(work: Callable[[], object]) -> float:
    """Return how long some work takes, from as many runs as fit into the time of a trial, at least one."""
    work()
    runs, start = 0, perf_counter()
    while not runs or perf_counter() - start < TRIAL:
        work()
        runs += 1
    return (perf_counter() - start) / runs

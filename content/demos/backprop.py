"""Backpropagation at walking pace: a neuron computes its answer, then blame goes back one edge at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Curve, Frame, Handle, Headline, Slider, Stage, Table, Text, demo
from sitegen.nn import Array, Value

FORMULAS = {"p": "w₁·x₁", "q": "w₂·x₂", "s": "p + q", "z": "s + b", "y": "tanh z", "e": "y − t", "L": "e²"}
RULES = {
    "×": "the slope of a product towards one factor is the other factor",
    "+": "a sum hands on what arrives: its slope is 1",
    "tanh": "the slope of tanh is 1 − y², which is small where y is close to 1 or −1",
    "^2": "the slope of e² is 2e",
}
ROUNDS, NUDGE, WAITING = 5, np.float32(0.01), "·"
Edge = tuple[str, str, float]  # from, to, and the slope on the way


@dataclass
class Controls:
    """What the reader may change."""

    x1: Annotated[float, Slider(-2, 2, step=0.1, label="Input x₁")] = 0.5
    x2: Annotated[float, Slider(-2, 2, step=0.1, label="Input x₂")] = -1.0
    w1: Annotated[float, Slider(-2, 2, step=0.1, label="Weight w₁", main=True)] = 0.8
    w2: Annotated[float, Slider(-2, 2, step=0.1, label="Weight w₂")] = 0.6
    b: Annotated[float, Slider(-4, 4, step=0.1, label="Bias b")] = 0.1
    target: Annotated[float, Slider(-1, 1, step=0.1, label="Target t")] = 1.0
    rate: Annotated[float, Slider(0.01, 1, log=True, live=True, label="Learning rate", main=True)] = 0.1


@demo(
    title="Backpropagation, edge by edge",
    poster_steps=19,
    stage=Stage("tree", side=("rule", "slope")),
    headline=Headline("difference", said="from the slope by nudging: {slope_by_nudging}"),
    facts=(
        "Parameters: 3, two weights and a bias.",
        "Data: one example, set by the sliders. Nothing is random.",
        f"Training: gradient descent on this one example, {ROUNDS} rounds of 20 frames.",
    ),
    drift={"difference": 1e-5},  # what is left of two equal slopes is rounding
)
def backprop(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """Press Step: seven values are computed forward, then the blame goes back along eleven edges."""
    del rng  # nothing here is random
    weights = {"w₁": controls.w1, "w₂": controls.w2, "b": controls.b}
    for turn in range(1, ROUNDS + 1):
        nodes = calculation(controls, weights)
        nodes["L"].backward()
        edges = edges_of(nodes)
        forward = [(known, None) for known in range(len(FORMULAS) + 1)]
        backward = [(len(FORMULAS), edges[:gone]) for gone in range(len(edges) + 1)]
        for known, gone in (*forward, *backward):
            near = loss_at(nodes["w₁"].data + np.array([-NUDGE, NUDGE]), controls, nodes)
            measured = float((near[1] - near[0]) / (2 * NUDGE))
            loss, gap = float(nodes["L"].data), abs(measured - float(nodes["w₁"].grad))
            yield Frame(
                tree=tree(nodes, edges, known, gone),
                rule=chain_rule(nodes, edges, gone or []),
                slope=loss_curve(controls, nodes, arrived=gone == edges),
                metrics={"round": turn, "loss": loss, "slope_by_nudging": measured, "difference": gap},
                text=f"Round {turn}. {said(nodes, known, gone)}",
            )
        weights = {name: float(nodes[name].data - controls.rate * nodes[name].grad) for name in weights}


def calculation(controls: Controls, weights: dict[str, float]) -> dict[str, Value]:
    """Return every value by name, in the order in which they are computed; each remembers its parents."""
    numbers = {"x₁": controls.x1, "x₂": controls.x2, **weights}
    n = {name: Value(np.array(number, np.float32)) for name, number in numbers.items()}
    n["p"] = n["w₁"] * n["x₁"]
    n["q"] = n["w₂"] * n["x₂"]
    n["s"] = n["p"] + n["q"]
    n["z"] = n["s"] + n["b"]
    n["y"] = n["z"].tanh()
    n["e"] = n["y"] - controls.target
    n["L"] = n["e"] ** 2
    return n


def edges_of(nodes: dict[str, Value]) -> list[Edge]:
    """Return all edges in the order in which gradients travel."""
    names, found = {id(value): name for name, value in nodes.items()}, []
    for name, value in reversed(nodes.items()):
        slopes = zip(value.parents, value.shares(np.ones_like(value.data)), strict=True)
        found += [(name, names[id(parent)], float(s)) for parent, s in slopes if id(parent) in names]
    return found


def said(nodes: dict[str, Value], known: int, gone: list[Edge] | None) -> str:
    """Return in words what this frame adds."""
    if gone is None:
        name = list(FORMULAS)[known - 1]
        value = f"{nodes[name].data:.3g}".replace("-", "−")
        return (
            f"Forward: {name} = {FORMULAS[name]} = {value}." if known else "The inputs and weights are set."
        )
    if not gone:
        return "Now backward. The loss answers for itself in full: its gradient is 1."
    above, below, _ = gone[-1]
    return f"Back from {above} to {below}: {RULES[nodes[above].operation]}."


def tree(nodes: dict[str, Value], edges: list[Edge], known: int, gone: list[Edge] | None) -> Text:
    """Return the calculation, each value above those that it is made from."""
    hidden = list(FORMULAS)[known:]
    arrived = set() if gone is None else {"L", *(below for _, below, _ in gone)}
    lines = [f"{'value':>23}{'gradient':>10}"]

    def add(name: str, depth: int) -> None:
        title = " " * depth + (f"{name} = {FORMULAS[name]}" if name in FORMULAS else name)
        value = WAITING if name in hidden else f"{nodes[name].data:.3f}"
        gradient = f"{nodes[name].grad:.3f}" if name in arrived else WAITING
        here = " ◂" if gone and gone[-1][1] == name else ""
        lines.append(f"{title:16}{value:>7}{gradient:>10}{here}".replace("-", "−"))
        for above, below, _ in edges:
            if above == name:
                add(below, depth + 1)

    add("L", 0)
    return Text("\n".join(lines), label="The calculation, the loss on top", mono=True)


def chain_rule(nodes: dict[str, Value], edges: list[Edge], gone: list[Edge]) -> Table:
    """Return for every edge what arrives at its upper end, the slope there, and what is passed on."""
    names = [f"{above} → {below}" for above, below, _ in edges]
    sent = [(float(nodes[above].grad), slope, float(nodes[below].grad)) for above, below, slope in edges]
    cells = (*sent[: len(gone)], *[(WAITING,) * 3] * (len(edges) - len(gone)))
    arrives, slopes, passed = zip(*cells, strict=True)
    columns = {"edge": names, "arrives": arrives, "× slope": slopes, "= passed on": passed}
    return Table(columns, label="The chain rule")


def loss_curve(controls: Controls, nodes: dict[str, Value], *, arrived: bool) -> Curve:
    """Return the loss for other w₁, and once its gradient has arrived, the line with that slope."""
    x = np.linspace(-3, 3, 61, dtype=np.float32)
    w1, loss = nodes["w₁"], nodes["L"]
    series = {"loss": loss_at(x, controls, nodes)}
    if arrived:
        series["gradient"] = loss.data + w1.grad * (x - w1.data)
    label, handle = "The loss, if only w₁ were different", Handle((float(w1.data), float(loss.data)), x="w1")
    return Curve(series, x, label=label, x_label="w₁", y_range=(0, 4), handles=[handle])


def loss_at(w1: Array, controls: Controls, nodes: dict[str, Value]) -> Array:
    """Return the loss for other values of w₁."""
    rest = nodes["q"].data + nodes["b"].data
    return (np.tanh(w1 * nodes["x₁"].data + rest) - np.float32(controls.target)) ** 2

"""A folder of demos for one test, importable as a site's own."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sitegen.execution.run_demo import demos_package

HEAD = """
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import *
"""

WriteDemo = Callable[[str, str], None]


@pytest.fixture
def write_demo(tmp_path: Path) -> Iterator[WriteDemo]:
    """A function that writes `demos/<name>.py`, so that `load(name)` finds it."""

    def write(name: str, program: str) -> None:
        file = tmp_path / "demos" / f"{name}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(HEAD + textwrap.dedent(program), encoding="utf-8")

    with demos_package(tmp_path):
        yield write


COUNTER = """
@dataclass
class Controls:
    start: Annotated[int, Slider(0, 100)] = 0
    pace: Annotated[float, Slider(0.5, 8, live=True)] = 1.0
    seed: Annotated[int, Seed()] = 1
    jump: Annotated[int, Button("Jump")] = 0

@demo(title="Counter", poster_steps=3)
def counter(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    '''Counts
    upwards.

    More for programmers.'''
    value, jumps = float(controls.start), controls.jump
    while value < 50:
        metrics = {"value": value, "draw": rng.random()}
        yield Frame(line=Curve([0.0, value]), metrics=metrics, text=f"at {value}")
        value += controls.pace
        if controls.jump != jumps:
            value, jumps = value + 10, controls.jump
"""

PLAIN = """
@dataclass
class Controls:
    slope: Annotated[float, Slider(-2, 2)] = 1.0

@demo(title="Line")
def line(controls: Controls, rng: np.random.Generator) -> Frame:
    return Frame(line=Curve([0.0, controls.slope]), metrics={"slope": controls.slope, "draw": rng.random()})
"""


@pytest.fixture
def counter(write_demo: WriteDemo) -> None:
    """The demo `counter`, a generator."""
    write_demo("counter", COUNTER)


@pytest.fixture
def line(write_demo: WriteDemo) -> None:
    """The demo `line`, a plain function."""
    write_demo("line", PLAIN)

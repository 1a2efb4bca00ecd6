"""Start a demo: a small module that works as it is."""

from __future__ import annotations

import errno
import keyword
import re
from pathlib import Path

PROGRAM = '''\
"""{title}: what this demo shows, in one line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Curve, Frame, Seed, Slider, demo


@dataclass
class Controls:
    """What the reader may change."""

    rate: Annotated[float, Slider(0.01, 1.0, log=True, live=True)] = 0.1
    seed: Annotated[int, Seed()] = 1


@demo(title="{title}", poster_steps=30)
def {name}(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """A ball rolls down a parabola, from a random start."""
    position = float(rng.uniform(2, 3))
    heights: list[float] = []
    while True:
        heights.append(position**2)
        yield Frame(
            height=Curve(heights, x_label="step", y_range=(0, 9)),
            metrics={{"height": heights[-1]}},
            text=f"After {{len(heights) - 1}} steps the height is {{heights[-1]:.3g}}.",
        )
        position -= controls.rate * 2 * position
'''
DIRECTIVE = """\
:::{{demo}} {name}
What the reader should look at.
:::
"""
TAKEN = frozenset({"demo", "demos", "float", "len", "list", "int", "np", "train", "weights"})
"""Words that the program itself uses, and folders: as the demo's name, they would hide what they name."""


def new_demo(content: Path, name: str) -> Path:
    """Write a demo that works, and return its file.

    Args:
        content: the folder of the sources.
        name: of the demo, its module and its function.

    Raises:
        ValueError: this cannot be a demo's name; the text says what can.
        FileExistsError: there is such a demo.
        OSError: the file cannot be written.
    """
    _check(name)
    path = content / "demos" / f"{name}.py"
    for taken in (path, path.with_suffix("")):
        if taken.exists():
            raise FileExistsError(errno.EEXIST, "there is such a demo", str(taken))
    path.parent.mkdir(parents=True, exist_ok=True)
    title = name.replace("_", " ").strip().capitalize()
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(PROGRAM.format(name=name, title=title))
    return path


def directive(name: str) -> str:
    """Return what an author pastes into a post."""
    return DIRECTIVE.format(name=name)


def _check(name: str) -> None:
    expected = "expected a name of lower-case letters, digits and _, beginning with a letter"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        near = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
        fits = re.fullmatch(r"[a-z][a-z0-9_]*", near) and not keyword.iskeyword(near) and near not in TAKEN
        raise ValueError(f"{expected}, received {name!r}" + (f"\ndid you mean {near!r}?" if fits else ""))
    if keyword.iskeyword(name) or name in TAKEN:
        raise ValueError(f"{name!r} is a word of Python or of the demo's own program\ntry {name + '_demo'!r}")

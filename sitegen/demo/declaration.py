"""`@demo`, which declares a function in `content/demos/` a demo, and the import of demos by name."""

from __future__ import annotations

import importlib
import inspect
import math
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sitegen.demo.controls.parse import Control, controls_of
from sitegen.demo.display import choose_backend
from sitegen.demo.facts import Facts
from sitegen.demo.frame import Frame
from sitegen.demo.plain_text import clean_text
from sitegen.demo.records import StageData
from sitegen.demo.stage import Headline, Preset, Stage, declared_stage, plain_stage

PACKAGE = "demos"
"""The package of a site's demos: `content/demos/` natively, a folder of the wheel in the browser."""

Run = Callable[[Any, np.random.Generator], Frame | Iterator[Frame]]


class DemoDeclarationError(TypeError):
    """A demo is declared wrongly; the text names every fault."""


class UnknownDemoError(LookupError):
    """No module of that name holds a demo."""


@dataclass(frozen=True)
class Demo:
    """A demo's function with its declaration."""

    name: str
    title: str
    description: str
    """The first paragraph of the function's docstring."""
    poster_steps: int
    """The step of the poster's frame, counted from the first frame; 0 for a plain function."""
    run: Run = field(repr=False)
    controls_class: type
    generator: bool
    """Whether the demo yields frames one by one; a plain function returns one for each set of values."""
    module: str
    """The import name of the demo's module."""
    facts: tuple[str, ...] = ()
    """Lines for the caption: data, parameters, baseline."""
    drift: Mapping[str, float] = field(default_factory=dict)
    """How far metrics may differ between two machines, in the metric's own unit."""
    stage: StageData = field(default_factory=plain_stage)
    """How it stands on a page."""

    @property
    def controls(self) -> tuple[Control, ...]:
        """What the reader may change."""
        return controls_of(self.controls_class)


def demo(
    *,
    title: str,
    poster_steps: int = 0,
    facts: Sequence[str] | Facts = (),
    drift: Mapping[str, float] | None = None,
    stage: Stage | None = None,
    headline: Headline | None = None,
    presets: Sequence[Preset] = (),
    until: int | None = None,
    speed: float | str | None = None,
    requires: Sequence[str] = (),
) -> Callable[[Run], Demo]:
    """Declare a function `(controls, rng)` a demo; it has the name of its module.

    The function returns a `Frame` and is called again when a control changes, or yields frames one by one.
    All randomness comes from `rng`, which the `Seed` of the controls seeds.

    Args:
        title: one line.
        poster_steps: the step of the poster's frame, counted from the first frame.
        facts: lines for the caption.
        drift: for a run in which rounding errors grow, how far metrics may differ in the browser, in the
            metric's own unit: `{"accuracy": 0.15}`. `sitegen check --demos` checks that; metrics without an
            entry must agree.
        stage: which marks are in sight; by default the first one, with the next two beside it.
        headline: the one number; by default the first metric.
        presets: buttons that set several controls.
        until: the step at which a run pauses, 0 for a run without end; the poster's step when absent.
        requires: modules that a library imports only when one of its functions is called. The build reads
            the list in the text, and publishes their packages like those of the demo's own imports.
        speed: steps a second, or `slow`, `medium` or `full`; a run takes about eight seconds when absent.

    Raises:
        DemoDeclarationError: at import, with every fault of the declaration.
    """

    def declare(function: Run) -> Demo:
        name = function.__name__
        faults, controls_class = _check_signature(function)
        lines = facts.lines() if isinstance(facts, Facts) else facts
        faults += _check_values(title, poster_steps, lines, drift or {})
        if isinstance(requires, str) or not all(isinstance(name, str) for name in requires):
            faults.append("has requires that are not a list of names of modules")
        generator = inspect.isgeneratorfunction(function)
        if not generator and poster_steps:
            faults.append("has poster_steps, but is not a generator: a function that returns has one frame")
        usable = None if faults else controls_class
        shown = declared_stage(
            stage=stage,
            headline=headline,
            presets=presets,
            until=until,
            speed=speed,
            controls_class=usable,
            faults=faults,
        )
        if not generator and (until is not None or speed is not None):
            faults.append("has until or speed, but is not a generator: a function that returns does not run")
        if faults:
            raise DemoDeclarationError("\n".join(f"the demo {name!r} {fault}" for fault in faults))
        text = inspect.cleandoc(function.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
        return Demo(
            name,
            clean_text(title),
            clean_text(text),
            poster_steps,
            function,
            controls_class,
            generator,
            function.__module__,
            tuple(clean_text(line) for line in lines),
            dict(drift or {}),
            shown,
        )

    return declare


def _check_values(
    title: object, poster_steps: object, lines: Iterable[object], drift: Mapping[str, float]
) -> Iterator[str]:
    """Yield what is wrong with the values of a declaration."""
    if not isinstance(title, str) or not title.strip():
        yield "has no title"
    if isinstance(poster_steps, bool) or not isinstance(poster_steps, int) or poster_steps < 0:
        yield f"has poster_steps={poster_steps!r}; expected a whole number from 0"
    if isinstance(lines, str) or not all(isinstance(line, str) for line in lines):
        yield "has facts that are not a list of texts"
    for metric, most in drift.items():
        if not (isinstance(metric, str) and isinstance(most, int | float) and 0 < most < math.inf):
            yield f"lets {metric!r} drift by {most!r}; expected a metric's name and a number above 0"


def load(name: str) -> Demo:
    """Import `demos.<name>` and return its one demo.

    Raises:
        UnknownDemoError: no such module, or none, several or a differently named demo in it.
    """
    full = f"{PACKAGE}.{name}"
    choose_backend()
    if not name.isidentifier():
        raise UnknownDemoError(f"{name!r} is not a demo's name; expected letters, digits and _")
    try:
        module = importlib.import_module(full)
    except ModuleNotFoundError as error:
        if error.name in (PACKAGE, full):
            raise UnknownDemoError(f"there is no demo {name!r}") from None
        raise
    found = [value for value in vars(module).values() if isinstance(value, Demo) and value.module == full]
    if len(found) != 1:
        raise UnknownDemoError(f"the module {full} holds {len(found)} functions with @demo; expected one")
    if found[0].name != name:
        raise UnknownDemoError(
            f"the demo of the module {full} is called {found[0].name!r}; expected {name!r}"
        )
    return found[0]


def _check_signature(function: Run) -> tuple[list[str], type]:
    """Return the faults of the function's signature, and the class of its first argument."""
    parameters = list(inspect.signature(function).parameters.values())
    if len(parameters) != 2:
        return [f"takes {len(parameters)} arguments; expected two: controls and rng"], object
    try:
        hints = typing.get_type_hints(function)
    except NameError as error:
        return [f"has an annotation that cannot be read: {error}"], object
    controls_class = hints.get(parameters[0].name)
    if controls_class is None:
        return [f"does not say the type of {parameters[0].name!r}; expected a dataclass of controls"], object
    try:
        controls_of(controls_class)
    except TypeError as error:
        return [f"has controls that cannot be used: {line}" for line in str(error).splitlines()], object
    returned = hints.get("return")
    generator = inspect.isgeneratorfunction(function)
    frames = [hint for hint in (returned, *typing.get_args(returned)) if hint is Frame]
    if not frames or (returned is Frame) == generator:
        expected = "Iterator[Frame]" if generator else "Frame"
        return [f"is annotated to return {returned!r}; expected {expected}"], controls_class
    return [], controls_class

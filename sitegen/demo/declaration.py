"""`@demo`: what makes a function of a module in `content/demos/` a demo."""

from __future__ import annotations

import importlib
import inspect
import typing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sitegen.demo.facts import Facts
from sitegen.demo.frame import Frame
from sitegen.demo.reading import Control, controls_of

PACKAGE = "demos"
"""Where a site's demos live: `content/demos/` natively, a folder of the wheel in the browser."""

Run = Callable[[Any, np.random.Generator], Frame | Iterator[Frame]]


class DemoDeclarationError(TypeError):
    """A demo is declared in a way that cannot work; the text names every fault."""


class UnknownDemoError(LookupError):
    """No module of that name holds a demo."""


@dataclass(frozen=True)
class Demo:
    """A function that shows something, with what the page needs to know about it."""

    name: str
    title: str
    description: str
    """The first paragraph of the function's docstring."""
    poster_steps: int
    """How many steps after the first frame the poster is taken; a plain function has one frame."""
    run: Run = field(repr=False)
    controls_class: type
    generator: bool
    """Whether the demo runs on by itself; a plain function gives one frame for each set of values."""
    module: str
    """The module's import name; errors are traced to it."""
    facts: tuple[str, ...] = ()
    """What a caption should state: data, parameters, baseline."""

    @property
    def controls(self) -> tuple[Control, ...]:
        """What the reader may change."""
        return controls_of(self.controls_class)


def demo(*, title: str, poster_steps: int = 0, facts: Sequence[str] | Facts = ()) -> Callable[[Run], Demo]:
    """Declare a function `(controls, rng)` a demo; it bears its module's name.

    It returns a `Frame` (and is called again whenever a control changes), or yields frames one by one. All
    randomness comes from `rng`, which is seeded by the controls' `Seed`.

    Raises:
        DemoDeclarationError: at import, with every fault of the declaration.
    """

    def declare(function: Run) -> Demo:
        name = function.__name__
        faults, controls_class = _check_signature(function)
        if not isinstance(title, str) or not title.strip():
            faults.append("has no title")
        if isinstance(poster_steps, bool) or not isinstance(poster_steps, int) or poster_steps < 0:
            faults.append(f"has poster_steps={poster_steps!r}; expected a whole number from 0")
        told = facts.lines() if isinstance(facts, Facts) else facts
        if isinstance(told, str) or not all(isinstance(fact, str) for fact in told):
            faults.append("has facts that are no list of texts")
        generator = inspect.isgeneratorfunction(function)
        if not generator and poster_steps:
            faults.append("has poster_steps, but is no generator: a function that returns has one frame")
        if faults:
            raise DemoDeclarationError("\n".join(f"the demo {name!r} {fault}" for fault in faults))
        text = inspect.cleandoc(function.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
        return Demo(
            name,
            title,
            text,
            poster_steps,
            function,
            controls_class,
            generator,
            function.__module__,
            tuple(told),
        )

    return declare


def load(name: str) -> Demo:
    """Import `demos.<name>` and return its one demo.

    Raises:
        UnknownDemoError: no such module, or none, several or a differently named demo in it.
    """
    full = f"{PACKAGE}.{name}"
    if not name.isidentifier():
        raise UnknownDemoError(f"{name!r} is no demo's name; expected letters, digits and _")
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
        wanted = "Iterator[Frame]" if generator else "Frame"
        return [f"is annotated to return {returned!r}; expected {wanted}"], controls_class
    return [], controls_class

"""Run what an extension provides; its faults are errors with its file and line, and the page that used it."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import PurePath
from types import TracebackType
from typing import Any

from sitegen.errors import ExtensionError, Problem, SitegenError, near_miss
from sitegen.extension import InputError
from sitegen.extension.records import CODE, Place, Provided
from sitegen.model import Position

MOST_PLACES = 3
"""How many places a fault names that uses of many pages show."""


def run(
    provided: Provided,
    *arguments: Any,
    expected: tuple[type, ...] = (),
    at: Position | None = None,
    **named: Any,
) -> Any:
    """Return what a function of an extension returns.

    Args:
        provided: what the extension provides.
        arguments: of the function.
        expected: the types that it may return; any where there are none.
        at: the place in a page that uses it.
        named: further arguments of the function.

    Raises:
        ExtensionError: the function raised an exception, or returned something else. A mistake of the author,
            `InputError`, is at the place in the page; without a place it has none.
    """
    used = f"used at {at.path}:{at.line}:{at.column}" if at else None
    try:
        with redirect_stdout(sys.stderr):  # the output of a command can be JSON
            value = provided.function(*arguments, **named)
            # What a generator raises belongs to the function.
            value = tuple(value) if expected == (tuple,) and not isinstance(value, str) else value
    except SitegenError:
        raise
    except InputError as error:
        path, line, column = (at.path, at.line, at.column) if at else (None, None, None)
        raise ExtensionError(Problem(error.message, path, line, column, error.hint or None, CODE)) from error
    except (Exception, SystemExit) as error:
        place = place_of(error.__traceback__, provided.inside) or _definition(provided)
        message = f"{provided} raised {described(error)}"
        raise ExtensionError(
            Problem(message, *place, hint=_hints(near_name(error), used), code=CODE)
        ) from error
    if expected and not isinstance(value, expected):
        known = " or ".join(
            {str: "text", bytes: "bytes", type(None): "nothing", tuple: "a list"}[kind] for kind in expected
        )
        message = f"{provided}: expected {known}, received {_shown(value)}"
        raise ExtensionError(Problem(message, *_definition(provided), hint=used, code=CODE))
    return value


def described(error: BaseException) -> str:
    """Return the name and the text of an exception."""
    lines = traceback.format_exception_only(error)  # its own `__str__` may raise another one
    return " ".join((lines[-1] if isinstance(error, SyntaxError) else lines[0]).split())


def near_name(error: BaseException) -> str | None:
    """Return the attribute that may be meant by one that does not exist."""
    if not isinstance(error, AttributeError) or not error.name:
        return None
    return near_miss(error.name, [name for name in dir(error.obj) if not name.startswith("_")])


def place_of(trace: TracebackType | None, inside: Callable[[str], PurePath | None]) -> Place | None:
    """Return the innermost line of an extension that an exception passed."""
    for frame in reversed(traceback.extract_tb(trace)):
        if frame.lineno and (file := inside(frame.filename)):
            return file, frame.lineno
    return None


def grouped(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems in which one fault of an extension appears once, with the places that use it."""
    found: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        rest = problem.sort_key if problem.code == CODE and problem.path else (id(problem),)
        found.setdefault((problem.code, *rest), []).append(problem)
    return [_joined(group) for group in found.values()]


def _joined(group: list[Problem]) -> Problem:
    hints = list(dict.fromkeys(problem.hint for problem in group if problem.hint))
    left = len(hints) - MOST_PLACES
    hints = [*hints[:MOST_PLACES], *([f"and at {left} more"] if left > 0 else [])]
    return replace(group[0], hint="\n".join(hints) or None) if len(group) > 1 else group[0]


def _definition(provided: Provided) -> Place:
    """Return where the function begins; the line of `setup` that adds it, where it is not the extension's."""
    code = getattr(provided.function, "__code__", None)
    file = provided.inside(code.co_filename) if code else None
    return (file, code.co_firstlineno) if code and file else provided.place


def _hints(*hints: str | None) -> str | None:
    return "\n".join(filter(None, hints)) or None


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."

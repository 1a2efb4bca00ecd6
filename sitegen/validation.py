"""Turn the errors of pydantic into problems with a place and a hint."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sitegen.errors import Problem, near_miss

if TYPE_CHECKING:  # an edited text is rendered without pydantic
    from pydantic import ValidationError

KeyPath = tuple[str | int, ...]
Locate = Callable[[KeyPath, bool], tuple[int | None, int | None]]
"""Line and column of a key (second argument False) or of its value (True)."""

# Words for the types that pydantic expects; its own messages name Python types.
EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a table of keys and values",
    "model_type": "a table of keys and values",
    "mapping_type": "a table of keys and values",
}


def name_of(key: KeyPath) -> str:
    """Return the key as an author would write it: `menus.main.2.url`."""
    return ".".join(str(part) for part in key if part != "[key]")


def problems_of(
    error: ValidationError,
    *,
    path: PurePath,
    code: str,
    known: Callable[[KeyPath], Iterable[str]],
    locate: Locate,
    prefix: KeyPath = (),
) -> list[Problem]:
    """Return a problem for every error that pydantic found, with its line.

    Args:
        error: the exception of pydantic.
        path: the file, for the messages.
        code: the code of the problems.
        known: returns the keys that are allowed beside a key, for near misses.
        locate: returns the place of a key or of its value.
        prefix: the key of the table that was validated, where it is inside another one.
    """
    faults = error.errors(include_url=False)
    placed = ({**fault, "loc": (*prefix, *fault["loc"])} for fault in faults)
    return [_problem(fault, path, code, known, locate) for fault in placed]


def _problem(
    fault: Any, path: PurePath, code: str, known: Callable[[KeyPath], Iterable[str]], locate: Locate
) -> Problem:
    key: KeyPath = tuple(part for part in fault["loc"] if part != "[key]")  # a table's key that is refused
    kind, name = fault["type"], name_of(key)
    hint = None
    if kind == "extra_forbidden":
        names = tuple(known(key))
        message = f"unknown key {name!r}"
        hint = near_miss(str(key[-1]), names) or f"known keys: {', '.join(sorted(names))}"
        line, column = locate(key, False)
    elif kind == "missing":
        message = f"the key {name!r} is missing"
        line, column = locate(key[:-1], False)
    else:
        line, column = locate(key, True)
        cause = fault.get("ctx", {}).get("error")
        if isinstance(cause, ValueError):
            text, _, hint_text = str(cause).partition("\n")
            message, hint = f"{name}: {text}", hint_text or None
        else:
            expected = f"expected {EXPECTED[kind]}" if kind in EXPECTED else _expected(fault)
            message = f"{name}: {expected}, received {_shown(fault['input'])}"
            if EXPECTED.get(kind) == "a list" and isinstance(fault["input"], str):
                items = ", ".join(part.strip() for part in fault["input"].split(",") if part.strip())
                hint = f"write {name}: [{items}]"
    return Problem(message, path, line, column, hint, code)


def _expected(fault: Any) -> str:
    if kinds := fault.get("ctx", {}).get("expected"):  # a choice of texts
        return f"expected {kinds}"
    return str(fault["msg"]).lower()


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."

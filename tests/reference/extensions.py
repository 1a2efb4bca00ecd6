"""The page of what an extension imports from `sitegen.extension`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator

from sitegen import extension
from sitegen.field_docs import field_docs
from tests.reference.text import code, definitions, page_of, prose


def extensions() -> str:
    """Return the page of the methods of `Extension`, and of what the functions receive and return."""
    return page_of(
        "Extensions",
        "What a site or a package can add in Python.",
        5,
        [
            "A module of `extensions` in the configuration has a function `setup(site)`, whose argument has "
            "these methods. Import the names of this page from `sitegen.extension`.",
            "## Methods",
            *(part for name, method in _methods() for part in _method(name, method)),
            "## Values",
            *(part for name in ("Block", "CheckedPage", "Finding") for part in _value(name)),
            "### `InputError`",
            prose(_text(extension.InputError.__doc__)),
        ],
    )


def _methods() -> Iterator[tuple[str, Callable[..., object]]]:
    return ((name, one) for name, one in vars(extension.Extension).items() if name.startswith("add_"))


def _method(name: str, method: Callable[..., object]) -> Iterator[str]:
    parameters = [*inspect.signature(method).parameters.values()][1:]
    yield f"### {code(name)}"
    text, _, arguments = (inspect.getdoc(method) or "").partition("\n\nArgs:\n")
    yield code(f"{name}({', '.join(map(_parameter, parameters))})")
    yield prose(_text(text))
    if arguments:
        rows = (line.strip().partition(": ") for line in arguments.splitlines())
        yield definitions((code(row[0]), prose(f"{row[2][0].upper()}{row[2][1:]}")) for row in rows)


def _parameter(one: inspect.Parameter) -> str:
    default = "" if one.default is one.empty else f" = {one.default!r}"
    return f"{one.name}: {one.annotation}{default}"


def _value(name: str) -> Iterator[str]:
    value = vars(extension)[name]
    yield f"### {code(name)}"
    yield prose(_text(value.__doc__))
    docs = field_docs(value)
    yield definitions((code(field), prose(docs.get(field, ""))) for field in value.__dataclass_fields__)


def _text(text: str | None) -> str:
    return " ".join(inspect.cleandoc(text or "").split())

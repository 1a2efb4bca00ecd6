"""The pages of what demos import: `sitegen.demo` and `sitegen.nn`."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import sitegen.demo
import sitegen.nn
from sitegen.field_docs import field_docs
from tests.reference.text import code, definitions, page_of, prose, sections

LINE = 60
"""How long a call may be in one line."""


def demos() -> str:
    """Return the page of every control and mark."""
    controls = [
        value
        for value in vars(sitegen.demo).values()
        if inspect.isclass(value) and value.__module__.startswith("sitegen.demo.controls.")
    ]
    marks = [
        value
        for value in vars(sitegen.demo).values()
        if inspect.isclass(value) and value.__module__.startswith("sitegen.demo.marks.")
    ]
    public = set(sitegen.demo.__all__)
    return page_of(
        "Demos",
        "Every control and mark of sitegen.demo.",
        5,
        [
            "A demo imports these names from `sitegen.demo`.",
            "## The demo",
            *_object("demo", sitegen.demo.demo),
            *_object("Frame", sitegen.demo.Frame),
            "## Controls",
            *(part for one in controls if _shown(one, public) for part in _object(one.__name__, one)),
            "## Marks",
            *(part for one in marks if _shown(one, public) for part in _object(one.__name__, one)),
        ],
    )


def _shown(cls: type, public: set[str]) -> bool:
    return (
        cls.__name__ in public
        and not issubclass(cls, Exception)
        and bool(inspect.getdoc(cls))
        and cls.__name__ not in {"Control", "Fault", "Mark", "Demo"}
    )


def _object(name: str, value: Callable[..., Any]) -> Iterator[str]:
    yield f"### {code(name)}"
    docs = field_docs(value) if inspect.isclass(value) else {}
    yield f"```python\n{_call(name, value)}\n```"
    yield sections(inspect.getdoc(value) or "")
    if docs:
        yield definitions((code(key), prose(text)) for key, text in docs.items())


def network_library() -> str:
    """Return the page of every public name of `sitegen.nn`."""
    rows: dict[str, list[tuple[str, str]]] = {}
    for name in sitegen.nn.__all__:
        value = getattr(sitegen.nn, name)
        if not getattr(value, "__module__", "").startswith("sitegen.nn.") or not inspect.getdoc(value):
            continue
        module = value.__module__.rpartition(".")[2]
        first = re.split(r"\n\s*\n", inspect.cleandoc(inspect.getdoc(value) or ""))[0]
        rows.setdefault(module, []).append((code(name), prose(" ".join(first.split()))))
    modules = {module: inspect.getdoc(sys.modules[f"sitegen.nn.{module}"]) or "" for module in rows}
    parts_ = [
        part
        for module, names in sorted(rows.items())
        for part in (
            f"## {code(module)}",
            prose(" ".join(modules[module].split("\n\n")[0].split())),
            definitions(names),
        )
    ]
    return page_of(
        "The network library",
        "Every public name of sitegen.nn, by module.",
        6,
        ["Programs import these names from `sitegen.nn`.", *parts_],
    )


def _call(name: str, value: Callable[..., Any]) -> str:
    """Return a call with its arguments, one on a line where they are many."""
    parameters = inspect.signature(value).parameters.values()
    first = next((one.name for one in parameters if one.kind is one.KEYWORD_ONLY), None)
    written = [f"*, {_plain(one)}" if one.name == first else _plain(one) for one in parameters]
    line = f"{name}({', '.join(written)})"
    return line if len(line) <= LINE else f"{name}(\n" + "".join(f"    {one},\n" for one in written) + ")"


def _plain(parameter: inspect.Parameter) -> str:
    """Return an argument; types without their modules and quotes."""
    text = str(parameter).replace("''", '""').replace("'", "")
    return re.sub(r"(?<![\w.])(?:\w+\.)+(?=\w)", "", text)

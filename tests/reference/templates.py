"""The page of the names that templates receive."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterable, Iterator
from types import ModuleType

from sitegen.field_docs import field_docs, property_docs
from sitegen.render import page_info, site_info
from sitegen.render.context import language_links, parts, pictures, programs, site_files, templates
from sitegen.render.functions import FILTERS, FUNCTIONS, Functions
from tests.reference.text import code, definitions, page_of, prose


def template_names() -> str:
    """Return the page of every name that a template receives."""
    found = [*_dataclasses(templates), *_dataclasses(site_files)]
    contexts = [value for value in found if value.__name__ != "Context"]
    modules = page_info, parts, language_links, pictures, programs
    values = [*_dataclasses(site_info)[1:], *(item for module in modules for item in _dataclasses(module))]
    return page_of(
        "Templates",
        "Every name that a template receives.",
        4,
        [
            "Every template, feeds and macros included, knows `site` and the functions and filters below, "
            "besides those of Jinja.",
            "## site",
            _fields(site_info.SiteInfo),
            "## Functions",
            _functions(FUNCTIONS),
            "## Filters",
            _functions(FILTERS),
            "## Every HTML template",
            _fields(templates.Context),
            *(part for context in contexts for part in _context(context)),
            "## Values",
            *(part for value in values for part in _value(value)),
        ],
    )


def _dataclasses(module: ModuleType) -> list[type]:
    values = vars(module).values()
    own = [value for value in values if isinstance(value, type) and value.__module__ == module.__name__]
    return [value for value in own if dataclasses.is_dataclass(value)]


def _functions(names: Iterable[str]) -> str:
    docs = ((name, inspect.getdoc(getattr(Functions, name)) or "") for name in names)
    return definitions((code(name), prose(" ".join(text.split()))) for name, text in docs)


def _context(context: type) -> Iterator[str]:
    first, _, rest = inspect.cleandoc(context.__doc__ or "").partition("\n")
    name, _, meaning = first.partition(":")
    yield f"## {name.rstrip('.')}"
    if text := " ".join(f"{meaning.strip().capitalize()} {rest.strip()}".split()):
        yield prose(text)
    yield _fields(context, inherited=templates.Context)


def _value(value: type) -> Iterator[str]:
    yield f"### {code(value.__name__)}"
    yield prose(" ".join(inspect.cleandoc(value.__doc__ or "").split()))
    yield _fields(value)


def _fields(cls: type, inherited: type | None = None) -> str:
    docs = {**field_docs(cls), **property_docs(cls)}
    known = field_docs(inherited) if inherited and issubclass(cls, inherited) else {}
    names = [*(field.name for field in dataclasses.fields(cls) if field.name[0] != "_"), *property_docs(cls)]
    rows = [(code(name), prose(docs.get(name, ""))) for name in names if name not in known]
    return definitions(rows) if rows else "Only the names above."

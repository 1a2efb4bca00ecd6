"""The direction of imports, as data: a module imports only from floors below its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "sitegen"

GROUND = {
    "errors",
    "model",
    "permalink",
    "validation",
    "text_rules",
    "config",
    "progress",
    "theme",
    "pool",
    "apart",
}
"""Words and values. Within this floor nothing imports in a circle, which the interpreter checks."""

FLOORS: dict[str, set[str]] = {
    # doors
    "cli": {
        "build",
        "check",
        "serve",
        "new",
        "new_demo",
        "rehearsal",
        "parity",
        "load",
        "write",
        "runtime",
        "front_matter",
        "content_policy",
    },
    "serve": {"build"},
    "check": {"content_policy"},
    "new": set(),
    "new_demo": set(),
    "rehearsal": {"poster_run", "demo"},
    "parity": {"poster_run", "demo"},
    # the sentence
    "build": {
        "offline",
        "cache",
        "load",
        "parse",
        "collect",
        "render",
        "write",
        "assets",
        "poster",
        "cells",
        "script",
        "runtime",
        "content_policy",
    },
    # the five verbs; none of them knows another
    "load": {"front_matter"},
    "parse": {"markdown"},
    "collect": set(),
    "render": {"content_policy", "markdown", "poster", "poster_run", "cells", "demo"},
    "write": set(),
    # what they use
    "content_policy": set(),
    "front_matter": {"yaml_block"},
    "yaml_block": set(),
    "markdown": set(),
    "assets": {"client"},
    "client": {"minify"},
    "minify": set(),
    "offline": set(),
    "poster": {"poster_run", "poster_cache", "cache", "demo"},
    "poster_cache": {"poster_run", "cache"},
    "poster_run": {"demo"},
    "cells": {"cell_run"},
    "cell_run": {"demo", "poster_run"},
    "script": {"poster", "poster_run"},
    "cache": set(),
    "runtime": {"client"},
    # the browser wing, which knows nothing of the generator
    "demo": {"nn"},
    "nn": set(),
}

BROWSER_WING = {"demo", "nn"}

HOMES = {
    "jinja2": {"render"},
    "tree_sitter": {"minify"},
    "tree_sitter_javascript": {"minify"},
    "markdown_it": {"markdown"},
    "mdit_py_plugins": {"markdown"},
    "pygments": {"markdown"},
    "latex2mathml": {"markdown"},
    "yaml": {"yaml_block"},
    "frontmatter": {"yaml_block"},
    "pydantic": {"config", "validation", "front_matter", "cli"},
    "urllib.request": {"runtime"},
    "http.client": {"runtime"},
    "starlette": {"serve"},
    "uvicorn": {"serve"},
    "watchfiles": {"serve"},
    "click": {"cli"},
    "rich": {"cli"},
    "platformdirs": {"runtime"},
    "playwright": {"parity"},
    "numpy": {"demo", "nn"},
}
"""Each foreign library has one home."""


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem[0] != "_")


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_table_names_every_module_and_no_other() -> None:
    assert {name_of(path) for path in modules()} == set(FLOORS) | GROUND


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_below(path: Path) -> None:
    name = name_of(path)
    allowed = {name} | FLOORS.get(name, set()) | (set() if name in BROWSER_WING else GROUND)

    used = {target.split(".")[1] for target in imports_of(path) if target.startswith("sitegen.")}

    assert used - {"__version__"} <= allowed


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_foreign_library_is_imported_only_in_its_home(path: Path) -> None:
    for target in imports_of(path):
        for library, homes in HOMES.items():
            if target == library or target.startswith(library + "."):
                assert name_of(path) in homes, f"{target} lives in {homes}"


def test_only_the_verbs_touch_what_they_are_named_after() -> None:
    """The doors do not reach past the sentence into rendering."""
    for door in ("cli", "serve", "check", "new", "new_demo", "rehearsal", "parity"):
        assert not FLOORS[door] & {"parse", "collect", "render", "markdown", "poster"}

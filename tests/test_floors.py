"""The direction of imports, as data: a module imports only from floors below its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sitegen.demo

PACKAGE = Path(__file__).parent.parent / "sitegen"

GROUND = {
    "errors",
    "model",
    "permalink",
    "validation",
    "text_rules",
    "config",
    "config_file",
    "config_languages",
    "config_lists",
    "config_security",
    "field_docs",
    "words",
    "languages",
    "config_tables",
    "config_values",
    "dates",
    "toml_places",
    "progress",
    "theme",
    "pool",
    "source_files",
}
"""Words and values. Within this floor nothing imports in a circle, which the interpreter checks."""

FLOORS: dict[str, set[str]] = {
    # doors
    "cli": {
        "build",
        "check",
        "serve",
        "scaffold",
        "execution",
        "engine",
        "incremental",
        "live_site",
        "demo",
        "model_import",
        "nn",
        "parity",
        "load",
        "output_folder",
        "runtime",
        "front_matter",
        "content_policy",
        "importing",
        "extension",
    },
    "importing": {"build", "markdown_text"},
    "serve": {"build"},
    "check": {"content_policy", "extension", "images"},
    "scaffold": set(),
    "parity": {"execution", "demo"},
    # the sentence
    "build": {
        "cache",
        "engine",
        "output_folder",
        "load",
        "parse",
        "collect",
        "render",
        "write",
        "assets",
        "cards",
        "execution",
        "images",
        "notebook",
        "runtime",
        "content_policy",
        "redirects",
        "extension",
        "search",
    },
    "incremental": {
        "build",
        "edit",
        "addresses",
        "bibliography",
        "body_cache",
        "cache",
        "engine",
        "extension",
        "search",
        "write",
    },
    "live_site": {"build", "edit", "cache", "engine", "extension", "incremental", "search"},
    "edit": {
        "bibliography",
        "body_cache",
        "cache",
        "engine",
        "execution",
        "language_line",
        "notebook",
        "parse",
        "render",
        "runtime",
    },
    # the five verbs; none of them knows another
    "load": {"extension", "front_matter", "extension_keys", "source_place", "unread_files"},
    "parse": {"bibliography", "body_cache", "cache", "extension", "included_files", "markdown"},
    "collect": {"collect_warnings", "addresses", "site_files"},
    "collect_warnings": {"addresses", "page_names"},
    "render": {
        "addresses",
        "archive",
        "cache",
        "content_policy",
        "data_files",
        "engine",
        "extension",
        "images",
        "markdown",
        "demo",
        "markdown_text",
        "page_names",
        "site_files",
    },
    "write": {"output_folder"},
    # what they use
    "output_folder": set(),
    "model_import": {"execution", "nn"},
    "addresses": {"archive", "extension", "site_files"},
    "archive": set(),
    "page_names": set(),
    "site_files": set(),
    "content_policy": set(),
    "source_place": set(),
    "unread_files": set(),
    "redirects": set(),
    "front_matter": {
        "extension",
        "foreign_keys",
        "extension_keys",
        "language_line",
        "toml_block",
        "yaml_block",
    },
    "extension_keys": {"extension"},
    "language_line": set(),
    "foreign_keys": {"yaml_block"},
    "toml_block": {"yaml_block"},
    "yaml_block": set(),
    "data_files": {"yaml_data"},
    "yaml_data": {"yaml_block"},
    "markdown": {"bibliography", "extension", "included_files"},
    "bibliography": set(),
    "extension": {"cache"},
    "assets": {"cache"},
    "execution": {"cache", "demo"},
    "images": {"cache"},
    "cards": {"cache", "demo"},
    "notebook": {"cache", "demo", "execution", "markdown_text"},
    "markdown_text": {"demo"},
    "search": {"addresses", "cache", "engine"},
    "cache": set(),
    "body_cache": {"bibliography", "cache", "engine", "extension", "included_files"},
    "included_files": set(),
    "engine": {"cache"},
    "runtime": {"assets"},
    # the browser wing, which knows nothing of the generator
    "demo": {"nn"},
    "nn": set(),
}

BROWSER_WING = {"demo", "nn"}

HOMES = {
    "jinja2": {"render"},
    "babel": {"render", "words"},
    "markupsafe": {"render"},
    "rcssmin": {"assets"},
    "rjsmin": {"assets"},
    "markdown_it": {"markdown"},
    "mdit_py_plugins": {"markdown"},
    "pygments": {"markdown"},
    "latex2mathml": {"markdown"},
    "yaml": {"yaml_block", "yaml_data", "importing"},
    "frontmatter": {"yaml_block"},
    "pydantic": {
        "config",
        "config_languages",
        "config_lists",
        "config_security",
        "config_tables",
        "validation",
        "front_matter",
        "extension_keys",
        "theme",
        "cli",
    },
    "urllib.request": {"runtime", "check"},
    "http.client": {"runtime", "check"},
    "starlette": {"serve"},
    "uvicorn": {"serve"},
    "watchfiles": {"serve"},
    "click": {"cli"},
    "rich": {"cli"},
    "platformdirs": {"runtime"},
    "playwright": {"parity"},
    "numpy": {"demo", "model_import", "nn"},
    "PIL": {"cards", "images"},
    "defusedxml": {"importing"},
    "docutils": {"importing"},
    "markdownify": {"importing"},
    "pagefind": {"search"},
    "pybtex": {"bibliography"},
}
"""Each foreign library has one home."""


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem[0] != "_")


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path, *, relative: bool = False) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert relative or node.level == 0, f"{path}: imports are absolute"
            if node.level:
                continue
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_table_names_every_module_and_no_other() -> None:
    assert {name_of(path) for path in modules()} == set(FLOORS) | GROUND


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_below(path: Path) -> None:
    name = name_of(path)
    allowed = {name} | FLOORS.get(name, set()) | (set() if name in BROWSER_WING else GROUND)
    allowed |= {"demo"} if name == "model" else set()  # its records, for the type checker only
    allowed |= (
        {"render"} if name == "extension" else set()
    )  # the site of templates, for the type checker only
    allowed |= {"theme"} if path.parent.name == "native" else set()  # a report has the theme's marks.css

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
    for door in ("cli", "serve", "check", "scaffold", "parity"):
        assert not FLOORS[door] & {"parse", "collect", "render", "markdown"}


def programs() -> list[Path]:
    """Everything outside the package `sitegen.demo` and its tests that may import it."""
    root = PACKAGE.parent
    found = [path for folder in ("sitegen", "content", "tests") for path in (root / folder).rglob("*.py")]
    rooms = (PACKAGE / "demo", root / "tests" / "demo")
    return sorted(path for path in found if not any(path.is_relative_to(room) for room in rooms))


def test_demos_are_imported_through_the_door_of_their_package() -> None:
    """A module below `sitegen.demo` may move; what the package exports stays."""
    deep = [
        f"{path.relative_to(PACKAGE.parent)}: {target}"
        for path in programs()
        for target in imports_of(path, relative=True)
        if target.startswith("sitegen.demo.")
        and target.removeprefix("sitegen.demo.") not in {*sitegen.demo.__all__, "*"}
        and not target.startswith("sitegen.demo.native")
    ]

    assert deep == []

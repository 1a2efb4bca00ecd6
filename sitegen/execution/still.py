"""Programs that run only when the site is built: they import what the reader's Python does not have.

Such a cell or demo is *still*: the page shows its result and its program, and says why it does not run. When
a cell is still, all later cells of its page are: they share their names, and a name may stand for a
value that the still cell has changed under another name, which no reading of the text finds out.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath

from sitegen.execution.demo_folder import DemoFolder, imported_names
from sitegen.execution.imports import imported_modules
from sitegen.execution.reader_modules import reader_modules
from sitegen.model import Cell, Island, Page, Still, cell_name

RECORDED = "what it shows was recorded when the page was built."


def still_programs(
    pages: Iterable[Page],
    demos: DemoFolder,
    *,
    packages: frozenset[str] = frozenset(),
    keep: Collection[str] = (),
) -> Still:
    """Return the still programs of a site.

    Args:
        pages: all pages.
        demos: the folder of demos.
        packages: the import names of the packages that the site publishes for its readers.
        keep: modules that the configuration keeps although packing would remove them.
    """
    modules = reader_modules(packages, keep)
    found: dict[tuple[PurePosixPath, str], str] = {}
    for page in pages:
        for island in page.body.islands:
            if reason := _of_demo(island, demos, modules):
                found[island.position.path, island.id] = reason
        found |= dict(_of_cells(page.body.cells, demos, modules))
    return found


def runs_live(pages: Iterable[Page], still: Still) -> bool:
    """Return whether readers can run any program of some pages."""
    return any(
        (part.position.path, part.id) not in still
        for page in pages
        for part in page.body.parts
        if isinstance(part, Cell | Island)
    )


def live_imports(
    pages: Iterable[Page], demos: DemoFolder, still: Still
) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Return the top-level modules that the programs import which readers can run.

    Args:
        pages: all pages.
        demos: the folder of demos.
        still: the programs that readers cannot run.

    Returns:
        Those of each demo by its name, and those of each code cell, see `cell_name`, in the page's order.
    """
    of_demos, of_cells = {}, {}
    for page in pages:
        for island in page.body.islands:
            if (island.position.path, island.id) not in still:
                of_demos[island.demo] = demos.modules(island.demo)
        for cell in page.body.cells:
            if (cell.position.path, cell.id) not in still:
                of_cells[cell_name(cell)] = imports_of_cell(cell, demos)
    return of_demos, of_cells


def _of_demo(island: Island, demos: DemoFolder, modules: frozenset[str]) -> str:
    if not island.live:
        return f"This demo does not run on the page; {RECORDED}"
    missing = demos.modules(island.demo) - modules
    return f"This demo uses {_named(missing)}; {RECORDED}" if missing else ""


def _of_cells(
    cells: Iterable[Cell], demos: DemoFolder, modules: frozenset[str]
) -> Iterator[tuple[tuple[PurePosixPath, str], str]]:
    before = ""
    for number, cell in enumerate(cells, start=1):
        missing = imports_of_cell(cell, demos) - modules
        if missing:
            reason = f"This program uses {_named(missing)}; {RECORDED}"
        elif not cell.live:
            reason = f"This program does not run on the page; {RECORDED}"
        elif before:
            reason = f"This program comes after {before}, which does not run on the page; {RECORDED}"
        else:
            continue
        before = before or f"cell {number}"
        yield (cell.position.path, cell.id), reason


def imports_of_cell(cell: Cell, demos: DemoFolder) -> frozenset[str]:
    """Return the top-level modules that a cell imports, by itself and by the site's modules."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a build reports them when the cell runs
            tree = ast.parse(cell.source)
    except (SyntaxError, ValueError):
        return frozenset()
    modules = set(imported_modules(tree))
    for node in ast.walk(tree):
        for name in imported_names(node, PurePosixPath()):
            modules |= demos.modules(name.replace(".", "/"))
    return frozenset(modules)


def _named(missing: Iterable[str]) -> str:
    """Return modules as the middle of a sentence: `pandas, which is not part of this page`."""
    names = sorted(missing)
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"{listed}, which {'are' if len(names) > 1 else 'is'} not part of this page"

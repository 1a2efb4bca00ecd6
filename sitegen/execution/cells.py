"""Code cells at build time: the cells of each page run in order, in a process of their own.

What a cell shows is in the page before a reader runs it; one that fails fails the build at its own line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from sitegen.demo import CellOutput
from sitegen.errors import CellError, Problem
from sitegen.execution.process_pool import Outcome, run_isolated
from sitegen.execution.run_cells import Program, run_cells
from sitegen.model import Cell

CellOutputs = dict[tuple[PurePosixPath, str], CellOutput]
"""Outputs by source and by the cell's id."""
SECONDS_A_PAGE = 60
"""How long all cells of one page may take together."""


def make_outputs(
    pages: Iterable[Sequence[Cell]], content_dir: Path, seconds: float = SECONDS_A_PAGE
) -> CellOutputs:
    """Run the cells of every page.

    Args:
        pages: the cells of each page, in order.
        content_dir: the folder that holds `demos/`, from which cells may import.
        seconds: how long the cells of one page may take.

    Raises:
        CellError: the first cell of each page that raises, does not raise what it says, or takes too long.
    """
    pages = [cells for cells in pages if cells]
    programs = [
        Program(
            tuple((f"cell {number}", cell.source) for number, cell in enumerate(cells, start=1)),
            tuple(cell.raises for cell in cells),
            content_dir,
        )
        for cells in pages
    ]
    outputs: dict[tuple[PurePosixPath, str], CellOutput] = {}
    problems: list[Problem] = []
    for cells, outcome in zip(pages, run_isolated(run_cells, programs, seconds), strict=True):
        for cell, answer in zip(cells, outcome.answers, strict=False):
            outputs[cell.position.path, cell.id] = answer
            if problem := _check(cell, answer):
                problems.append(problem)
        if outcome.ending != "done":
            problems.append(_unended(cells, outcome, seconds))
    if problems:
        raise CellError(problems)
    return outputs


def _check(cell: Cell, answer: CellOutput) -> Problem | None:
    """Return what is wrong with what a cell did."""
    error = answer["error"]
    if error is None:
        if not cell.raises:
            return None
        message = f"the cell was to raise {cell.raises}, and raised nothing"
        return _problem(message, cell, None, "take away ':raises:', or correct the cell")
    if cell.raises in error["kinds"]:
        return None
    said = f"{error['name']}: {error['message']}" if error["message"] else error["name"]
    if cell.raises:
        return _problem(f"the cell was to raise {cell.raises}, and raised {said}", cell, error["line"], None)
    hint = f"if it is meant to raise, write ':raises: {error['name']}' above its first line"
    return _problem(f"the cell raises {said}", cell, error["line"], hint)


def _unended(cells: Sequence[Cell], outcome: Outcome[CellOutput], seconds: float) -> Problem:
    cell = cells[min(len(outcome.answers), len(cells) - 1)]
    if outcome.ending == "limit":
        message = f"the cells of this page take longer than {seconds:g} seconds; the time was up in this cell"
        return _problem(message, cell, None, "does it end? Compute less, or move the work into a demo")
    return _problem("the process that ran the cell ended without an answer", cell, None, None)


def _problem(message: str, cell: Cell, line: int | None, hint: str | None) -> Problem:
    path, place = cell.position.path, cell.position.line
    return Problem(message, path, cell.first_line + line - 1 if line else place, None, hint, "cell")

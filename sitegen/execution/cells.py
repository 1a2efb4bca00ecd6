"""Outputs of code cells: the cells of a page run in one isolated process, in order, and share their names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from sitegen.cache import key_of
from sitegen.errors import CellError, Problem
from sitegen.execution.cached_values import are_outputs
from sitegen.execution.failures import dumped_places, last_words
from sitegen.execution.process_pool import Outcome
from sitegen.execution.programs import Programs
from sitegen.execution.still import imports_of_cell
from sitegen.model import Cell
from sitegen.progress import BuildProgress, Silent

if TYPE_CHECKING:  # sitegen.demo imports NumPy
    from sitegen.demo import CellOutput

SECONDS_A_PAGE = 60
"""The time limit of all cells of one page together."""
KIND = "cells"
CellOutputs = dict[tuple[PurePosixPath, str], "CellOutput"]
"""Outputs by source and by the cell's id."""


def make_outputs(
    pages: Iterable[Sequence[Cell]],
    programs: Programs,
    *,
    seconds: float = SECONDS_A_PAGE,
    progress: BuildProgress | None = None,
) -> tuple[CellOutputs, tuple[Problem, ...]]:
    """Run the cells of every page, or take their outputs from an earlier build; return them, and warnings.

    Args:
        pages: the cells of each page, in order.
        programs: the site's programs, and the outputs of earlier builds.
        seconds: the time limit of the cells of one page.
        progress: receives reports of the work.

    Raises:
        CellError: the first cell of each page that raises, does not raise what its option names, or takes
            too long.
    """
    pages = [cells for cells in pages if cells]
    jobs = [_job(cells) for cells in pages]
    keys = [_key(job, cells, programs) for job, cells in zip(jobs, pages, strict=True)]
    cached = {
        key: outputs
        for cells, key in zip(pages, keys, strict=True)
        if (outputs := _cached(programs, key, len(cells)))
    }
    watch = progress or Silent()
    watch.count(len(pages), cached=len(cached))
    missing = [place for place, key in enumerate(keys) if key not in cached]
    if missing:
        watch.advance("Running code cells", 0, len(missing))
    ran = programs.run("cells", [jobs[place] for place in missing], seconds)
    outcomes = dict(zip(missing, ran, strict=True))
    found: CellOutputs = {}
    problems: list[Problem] = []
    for place, (cells, key) in enumerate(zip(pages, keys, strict=True)):
        if place in outcomes:
            outputs, wrong = _outputs(cells, outcomes[place], seconds)
            problems += wrong
            if not wrong:
                files = programs.digests(outcomes[place].answers[-1]["files"])
                programs.cache.put(KIND, key, {"outputs": outputs, "files": files})
        else:
            outputs = cached[key]
        found |= {(cell.position.path, cell.id): output for cell, output in zip(cells, outputs, strict=False)}
    if problems:
        raise CellError(problems)
    return found, tuple(_warnings(pages, found))


def _job(cells: Sequence[Cell]) -> dict[str, object]:
    return {
        "cells": [
            {"name": f"cell {number}", "source": cell.source, "raises": cell.raises, "alt": cell.alt}
            for number, cell in enumerate(cells, start=1)
        ]
    }


def _key(job: dict[str, object], cells: Sequence[Cell], programs: Programs) -> str:
    modules = frozenset[str]().union(*(imports_of_cell(cell, programs.demos) for cell in cells))
    return key_of(json.dumps(job), programs.demos.listing, programs.environment_of(modules))


def _cached(programs: Programs, key: str, count: int) -> list[CellOutput] | None:
    found: Any = programs.cache.get(KIND, key)
    if not isinstance(found, dict) or not programs.unchanged(found.get("files")):
        return None
    outputs = found.get("outputs")
    return outputs if are_outputs(outputs, count) else None


def _outputs(
    cells: Sequence[Cell], outcome: Outcome, seconds: float
) -> tuple[list[CellOutput], list[Problem]]:
    """Return the outputs of one page, and what is wrong with them."""
    outputs: list[CellOutput] = [answer["output"] for answer in outcome.answers if "output" in answer]
    problems = [
        problem for cell, output in zip(cells, outputs, strict=False) if (problem := _check(cell, output))
    ]
    if outcome.ending != "done":
        problems.append(_ended(cells, len(outputs), outcome, seconds))
    return outputs, problems


def _check(cell: Cell, output: CellOutput) -> Problem | None:
    """Return what is wrong with the output of a cell."""
    error = output["error"]
    if error is None:
        if not cell.raises:
            return None
        message = f"expected the cell to raise {cell.raises}; it raises nothing"
        return _problem(message, cell, None, "remove ':raises:', or correct the cell")
    if cell.raises in error["kinds"]:
        return None
    raised = f"{error['name']}: {error['message']}".removesuffix(": ")
    if cell.raises:
        message = f"expected the cell to raise {cell.raises}; it raises {raised}"
        return _problem(message, cell, error["line"], None)
    hint = f"if this is intended, write ':raises: {error['name']}' above the cell's first line"
    return _problem(f"the cell raises {raised}", cell, error["line"], hint)


def _warnings(pages: Iterable[Sequence[Cell]], outputs: CellOutputs) -> Iterator[Problem]:
    """Yield what an author should know about the outputs, at the line of each cell."""
    for cell in (cell for cells in pages for cell in cells):
        path, line = cell.position.path, cell.position.line
        for warning in outputs[path, cell.id]["warnings"]:
            yield Problem(warning["message"], path, line, None, warning["hint"], warning["rule"], "warning")


def _ended(cells: Sequence[Cell], done: int, outcome: Outcome, seconds: float) -> Problem:
    """Return the problem of a page whose process did not finish."""
    cell = cells[min(done, len(cells) - 1)]
    file = re.compile(rf"<cell {cells.index(cell) + 1}>")
    line = next((line for name, line in dumped_places(outcome) if file.fullmatch(name)), None)
    if outcome.ending == "timeout":
        message = f"the cells of this page take longer than {seconds:g} seconds; the limit is in this cell"
        return _problem(message, cell, line, "does it end? Compute less, or move the work into a demo")
    message = f"the process that ran the cell ended with {outcome.reason}{last_words(outcome)}"
    return _problem(message, cell, line, None)


def _problem(message: str, cell: Cell, line: int | None, hint: str | None) -> Problem:
    path, place = cell.position.path, cell.position.line
    return Problem(message, path, cell.first_line + line - 1 if line else place, None, hint, "cell")

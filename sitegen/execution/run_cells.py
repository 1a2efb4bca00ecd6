"""Run the code cells of one page in order, in the process that imports this module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sitegen.demo import CellOutput, CellPage
from sitegen.execution.opened_files import record_opened_files
from sitegen.execution.run_demo import demos_package


def answer_page(job: dict[str, Any], content_dir: Path, root: Path) -> Iterator[dict[str, object]]:
    """Yield the output of each cell of a page for the process pool, then the files that the page opened."""
    with record_opened_files(root) as opened:
        for output in run_cells(job["cells"], content_dir):
            yield {"output": output}
    yield {"files": sorted(opened)}


def run_cells(cells: list[dict[str, str]], content_dir: Path) -> Iterator[CellOutput]:
    """Yield the outputs up to the first cell that raises, or does not raise, against its options.

    Args:
        cells: of each cell its `name` in tracebacks, its `source`, the exception that it `raises`, or "", and
            the alternative text `alt` of its pictures.
        content_dir: the folder that holds `demos/`, from which cells may import.
    """
    with demos_package(content_dir):
        page = CellPage()
        for cell in cells:
            output = page.run(cell["name"], cell["source"], cell["alt"])
            yield output
            if bool(output["error"]) != bool(cell["raises"]):
                return

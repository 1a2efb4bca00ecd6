"""The cells of one page, run in order in whatever process this is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sitegen.demo import CellOutput, CellPage
from sitegen.execution.run_demo import demos_package


@dataclass(frozen=True, slots=True)
class Program:
    """The cells of one page."""

    sources: tuple[tuple[str, str], ...]
    """Name and program of each cell."""
    raises: tuple[str, ...]
    """The exception that each cell is to raise; empty for none."""
    content_dir: Path
    """The folder that holds `demos/`, from which cells may import."""


def run_cells(program: Program) -> Iterator[CellOutput]:
    """Give what each cell shows, up to the first that fails without leave."""
    with demos_package(program.content_dir):
        page = CellPage()
        for (name, source), raises in zip(program.sources, program.raises, strict=True):
            answer = page.run(name, source)
            yield answer
            if bool(answer["error"]) != bool(raises):
                return

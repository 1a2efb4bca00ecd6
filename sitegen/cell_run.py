"""The cells of one page, run in order in whatever process this is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitegen.demo.cell import CellPage
from sitegen.poster_run import demos_of

Answer = Mapping[str, Any]
"""What `CellPage.run` returns."""


@dataclass(frozen=True, slots=True)
class Program:
    """The cells of one page."""

    sources: tuple[tuple[str, str], ...]
    """Name and program of each cell."""
    raises: tuple[str, ...]
    """The exception that each cell is to raise; empty for none."""
    content_dir: Path
    """The folder that holds `demos/`, from which cells may import."""


def run_cells(program: Program) -> Iterator[Answer]:
    """Give what each cell shows, up to the first that fails without leave."""
    with demos_of(program.content_dir):
        page = CellPage()
        for (name, source), raises in zip(program.sources, program.raises, strict=True):
            answer = page.run(name, source)
            yield answer
            if bool(answer["error"]) != bool(raises):
                return

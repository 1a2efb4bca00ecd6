"""Run the authors' programs of a site: demos and code cells, natively, in processes with a time limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sitegen.errors import CellError, DemoError, Level, Problem, judged
from sitegen.execution.cells import CellOutputs, make_outputs
from sitegen.execution.frames import frames_origin, frames_outputs, save_frames
from sitegen.execution.pack_frames import RunFrames, unpack_frames
from sitegen.execution.posters import make_posters
from sitegen.execution.programs import Programs, open_programs
from sitegen.execution.standalone import make_scripts
from sitegen.execution.still import runs_live, still_programs
from sitegen.model import Island, Metric, Results, Site, Still
from sitegen.progress import BuildProgress

__all__ = [
    "Programs",
    "RunFrames",
    "frames_origin",
    "frames_outputs",
    "make_scripts",
    "open_programs",
    "run_programs",
    "runs_live",
    "still_programs",
    "unpack_frames",
]


def run_programs(
    site: Site,
    programs: Programs,
    progress: BuildProgress,
    *,
    saved_steps: int = 0,
    still: Still | None = None,
    levels: Mapping[str, Level] | None = None,
) -> tuple[Results, tuple[Problem, ...]]:
    """Run the demos and the code cells of a site; return their results, errors and warnings.

    Args:
        site: the site.
        programs: its programs, and the results of earlier builds.
        progress: receives reports of the work.
        saved_steps: how many steps with other values than the author's may be saved for each island.
        still: why some programs do not run for readers; nothing is saved for these.
        levels: the severity of each rule of the build. The cells of a page with an error do not run.
    """
    problems: tuple[Problem, ...] = ()
    posters, cells = Results(), CellOutputs()
    parts: list[Island | Metric] = []
    for page in site.pages:
        parts += [*page.body.islands, *page.body.metrics]
    # The cells of a page that could not be read would be too few.
    pages = [
        page.body.cells
        for page in site.pages
        if page.body.cells
        and not any(found.severity == "error" for found in judged(page.body.problems, levels or {}))
    ]
    with progress.step("posters"):
        try:
            posters = make_posters(parts, programs, progress=progress)
        except DemoError as error:
            problems += error.problems
    still = still or {}
    islands = [part for part in parts if isinstance(part, Island)] if not problems else []
    islands = [island for island in islands if (island.position.path, island.id) not in still]
    with progress.step("frames"):
        try:
            frames, warnings = save_frames(islands, posters, programs, budget=saved_steps, progress=progress)
            posters, problems = replace(posters, frames=frames), (*problems, *warnings)
        except DemoError as error:
            problems += error.problems
    with progress.step("cells"):
        try:
            cells, found = make_outputs(pages, programs, progress=progress)
            problems += found
        except CellError as error:
            problems += error.problems
    return replace(posters, cells=cells, still=still), problems

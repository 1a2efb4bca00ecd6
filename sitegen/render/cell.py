"""A code cell as its partial sees it: the program and what it showed when the site was built."""

from __future__ import annotations

from dataclasses import dataclass

from sitegen.demo import CellOutput
from sitegen.markdown import highlight
from sitegen.model import Cell
from sitegen.render.facts import Html
from sitegen.render.island import FrameFacts, describe_frame, run_loads, script_json


@dataclass(frozen=True, slots=True)
class CellContext:
    """What `partials/code_cell.html` and `partials/code_cell_still.html` receive as `cell`."""

    id: str
    """Unique in its page."""
    number: int
    """Its place among the cells of its page, from 1."""
    source_html: Html
    """The program, coloured."""
    hide_code: bool
    """Whether the program is folded away."""
    hide_output: bool
    """Whether what it shows is folded away."""
    stdout: str
    """What it printed; may be empty."""
    value: str
    """The text of its last expression's value; may be empty."""
    frame: FrameFacts
    """The drawn value; without pictures where it is none."""
    error: str
    """The exception that it raised, as it is meant to; empty for none."""
    empty: bool
    """Whether it showed nothing."""
    runtime_url: str
    """The folder of the runtime, with a slash at the end."""
    line: str
    """What Run would load, at a page's first cell."""
    data_json: Html
    """What the client must know, as JSON that is safe inside a script element."""


def describe_cell(
    cell: Cell, number: int, output: CellOutput, *, runtime_url: str, download_bytes: int
) -> CellContext:
    """Put together what the page shows of a code cell.

    Args:
        cell: the place with its program.
        number: its place among the cells of its page, from 1.
        output: what it showed when the site was built.
        runtime_url: the folder of the published runtime.
        download_bytes: what a reader's first run loads.
    """
    frame = describe_frame(output["frame"] or {"finite": True, "text": "", "metrics": [], "marks": []})
    error = output["error"]
    said = "" if error is None else f"{error['name']}: {error['message']}".removesuffix(": ")
    data = {"source": cell.source, "raises": cell.raises}
    return CellContext(
        id=cell.id,
        number=number,
        source_html=Html(highlight(cell.source, "python")),
        hide_code=cell.hide_code,
        hide_output=cell.hide_output,
        stdout=output["stdout"],
        value=output["value"],
        frame=frame,
        error=said,
        empty=not (output["stdout"] or output["value"] or output["frame"] or said),
        runtime_url=runtime_url,
        line=run_loads(download_bytes) if number == 1 else "",
        data_json=Html(script_json(data)),
    )

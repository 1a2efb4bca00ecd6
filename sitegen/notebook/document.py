"""The file of a notebook: the format 4.5 of Jupyter, with the same bytes for the same page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sitegen.execution.programs import Programs
from sitegen.markdown_text.page_text import macros_of, pieces_of
from sitegen.markdown_text.parts import destination, inline_text
from sitegen.model import Cell, Island, Output, Page, Results
from sitegen.notebook.needs import first_cell, needs_of
from sitegen.notebook.outputs import lines_of, outputs_of
from sitegen.permalink import notebook_output, permalink_of, script_output

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

KEY = "sitegen"
"""The key of what only sitegen reads, in the metadata of notebooks and of cells."""
KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}
SHORT = 60
"""A demo's program of at most so many lines stands in the notebook; longer ones are linked."""
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def make_notebooks(
    pages: Iterable[Page], results: Results, programs: Programs, config: Config
) -> Iterator[Output]:
    """Yield the notebook of every page that has code cells; none where the configuration wants none.

    Args:
        pages: pages of the site.
        results: what their programs gave.
        programs: the site's demos, from which cells import.
        config: the site's configuration.
    """
    for page in pages if config.notebooks else ():
        ran = all((cell.position.path, cell.id) in results.cells for cell in page.body.cells)
        if page.body.cells and ran:  # a page with an error, which stops the build, has no outputs
            path = notebook_output(page.source.output_path)
            origin = f"the notebook of {page.source.source_path}"
            yield Output(path, notebook_text(page, results, programs, config).encode(), origin)


def notebook_text(page: Page, results: Results, programs: Programs, config: Config) -> str:
    """Return a page as the text of a notebook.

    Args:
        page: a page with code cells.
        results: what its programs gave.
        programs: the site's demos.
        config: the site's configuration.
    """
    url = config.origin + page.permalink
    needs = needs_of(page.body.cells, programs)
    cells = [
        _code("needs", first_cell(needs, programs), {KEY: {"part": "needs"}}),
        _text("title", _title(page, url, config), {KEY: {"part": "title"}}),
    ]
    pieces = pieces_of(page, config, results.metric, lambda island, _: _demo(island, page, results, config))
    ran = 0
    for number, piece in enumerate(pieces, start=1):
        if isinstance(piece, str):
            cells.append(_text(f"text-{number}", piece, {}))
            continue
        ran += 1
        identity = piece.id if ID.fullmatch(piece.id) else f"code-{number}"
        outputs = outputs_of(results.cell(piece), ran)
        cells.append(_code(identity, piece.source.rstrip("\n"), _metadata(piece, ran), outputs, ran))
    metadata = {**KERNEL, KEY: {"front_matter": _front_matter(page), "url": url}, "title": page.title}
    notebook = {"cells": _with_own_ids(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"


def _title(page: Page, url: str, config: Config) -> str:
    """Return the text of the cell with the title, where the page is, and the site's own formulas."""
    lines = [f"# {inline_text(page.title)}", "", f"[{inline_text(config.title)}]({url})"]
    macros = macros_of(page, config)
    return "\n".join([*lines, "", macros] if macros else lines)


def _demo(island: Island, page: Page, results: Results, config: Config) -> Sequence[str]:
    """Return what stands in the place of a demo: a link to it, what it shows, and its program."""
    poster = results.poster(island)
    title = inline_text(island.title or poster.title)
    live = f"{config.origin}{page.permalink}#{island.id}"
    path = permalink_of(config.base_path, script_output(page.source.output_path, island.id))
    script = destination(config.origin + path)
    lines = [f"**[{title}]({live})**: a live demo on the page; its program is [one script]({script})."]
    if poster.frame["text"]:
        lines += ["", f"> {' '.join(poster.frame['text'].split())}"]
    program = poster.source_code.strip("\n").split("\n")
    return [*lines, "", "```python", *program, "```"] if len(program) <= SHORT else lines


def _front_matter(page: Page) -> Mapping[str, Any]:
    """Return what an import of the notebook reads besides the title."""
    matter = page.source.front_matter
    given: dict[str, Any] = {
        "authors": list(matter.authors),
        "date": matter.date and matter.date.isoformat(),
        "description": matter.description,
        "language": matter.language,
        "tags": list(matter.tags),
        "title": matter.title,
        "toc": matter.toc,
        "updated": matter.updated and matter.updated.isoformat(),
        **{name: list(terms) for name, terms in matter.terms.items()},
    }
    return {name: value for name, value in given.items() if value}


def _metadata(cell: Cell, number: int) -> dict[str, Any]:
    """Return the metadata of a cell: its options as the tags that Jupyter Book and nbconvert know."""
    options = (
        (cell.hide_code, "hide-input"),
        (cell.hide_output, "hide-output"),
        (cell.raises, "raises-exception"),
    )
    tags = [tag for given, tag in options if given]
    folded = {"source_hidden": cell.hide_code, "outputs_hidden": cell.hide_output}  # JupyterLab's own
    given = {
        "jupyter": {name: True for name, hidden in folded.items() if hidden},
        "name": "" if cell.id == f"cell-{number}" else cell.id,
        "tags": tags,
    }
    return {name: value for name, value in given.items() if value}


def _code(
    identity: str, source: str, metadata: Mapping[str, Any], outputs: Iterable[object] = (), count: int = 0
) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": count or None,
        "id": identity,
        "metadata": metadata,
        "outputs": list(outputs),
        "source": lines_of(source),
    }


def _text(identity: str, source: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": identity, "metadata": metadata, "source": lines_of(source)}


def _with_own_ids(cells: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return cells whose ids differ: an author's anchor may be the name of another cell."""
    taken: set[str] = set()
    made = []
    for cell in cells:
        identity, number = cell["id"], 2
        while identity in taken:
            identity, number = f"{cell['id'][:60]}-{number}", number + 1
        taken.add(identity)
        made.append({**cell, "id": identity})
    return made

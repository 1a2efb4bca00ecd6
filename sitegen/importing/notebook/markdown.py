"""The cells of a notebook as Markdown: texts, live code cells, demos, and programs with stored outputs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sitegen.importing.folder import safe_name
from sitegen.importing.model import Fallback, Outcome
from sitegen.importing.notebook.controls import NotAControlError
from sitegen.importing.notebook.file import StoredCell, read_cells, text_of
from sitegen.importing.notebook.interact import Made, calls_interact, make_demo, without_widgets
from sitegen.importing.notebook.magics import plain_program
from sitegen.importing.notebook.outputs import Files, outputs_markdown
from sitegen.importing.notebook.programs import Step, steps_of
from sitegen.markdown_text.parts import directive, fence

ANCHOR = re.compile(r"[A-Za-z][\w-]{0,63}\Z")
HIDDEN = {
    "hide-code": {"hide-input", "hide-cell", "remove-input", "remove-cell"},
    "hide-output": {"hide-output", "hide-cell", "remove-output", "remove-cell"},
}
"""Options of a code cell → tags of notebooks. What was removed elsewhere is folded here."""
REMOVED = frozenset({"remove-input", "remove-output", "remove-cell"})
MARKDOWN = frozenset({"text/markdown", "markdown"})
HTML = frozenset({"text/html", "html"})
OWN = "sitegen"
"""The key of what the export of sitegen writes into metadata."""


@dataclass(slots=True)
class Notebook:
    """A notebook as Markdown."""

    body: str
    metadata: Mapping[str, Any]
    title: str
    """The first heading of its texts, or nothing."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Pictures by name."""
    fallbacks: tuple[Fallback, ...] = ()
    """For the code cells and demos of the body, in order."""
    demos: Mapping[str, str] = field(default_factory=dict)
    """Programs of demos by name."""
    notes: tuple[tuple[str, Outcome], ...] = ()
    """What was not copied unchanged, with the number of the cell."""


@dataclass(slots=True)
class _Parts:
    """What the cells of one notebook become."""

    name: str
    """The beginning of the names of files and demos."""
    files: Files
    fallbacks: list[Fallback] = field(default_factory=list)
    demos: dict[str, str] = field(default_factory=dict)
    notes: list[tuple[str, Outcome]] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)


def notebook_markdown(
    text: str, name: str, cells: slice = slice(None), *, live: bool = True, origin: str = ""
) -> Notebook:
    """Return a notebook as Markdown.

    Args:
        text: the JSON of the file.
        name: the beginning of the names of pictures and demos.
        cells: which cells.
        live: whether programs become code cells and demos where they can run.
        origin: what the programs of demos call the file.

    Raises:
        NotebookError: the text is no notebook of format 3 or 4.
    """
    file = read_cells(text)
    parts = _Parts(safe_name(name, "notebook"), Files(safe_name(name, "notebook")))
    parts.notes += [(fault, "not imported") for fault in file.faults]
    chosen = [cell for cell in file.cells[cells] if not isinstance(cell.metadata.get(OWN), dict)]
    chosen, made = _with_demos(chosen, parts, origin or name) if live else (chosen, {})
    steps = steps_of([cell for cell in chosen if cell.kind == "code"], live=live)
    pieces: list[str] = []
    for place, cell in enumerate(chosen):
        own = [step for step in steps if step.cell is cell]
        pieces += _cell(cell, place, own, made.get(cell.number), parts)
    body = "\n\n".join(piece.strip("\n") for piece in pieces if piece.strip()) + "\n"
    texts = (cell.source for cell in chosen if cell.kind == "markdown")
    title = next((found[1] for source in texts if (found := _heading(source))), "")
    notes = tuple(dict.fromkeys((*parts.notes, *parts.files.faults)))
    files = parts.files.found
    return Notebook(body, file.metadata, title, files, tuple(parts.fallbacks), parts.demos, notes)


def _heading(source: str) -> re.Match[str] | None:
    outside = re.sub(r"^(```|~~~).*?^\1", "", source, flags=re.MULTILINE | re.DOTALL)
    return re.search(r"^#[ \t]+(.+?)[ \t]*#*$", outside, re.MULTILINE)


def _with_demos(
    cells: Sequence[StoredCell], parts: _Parts, origin: str
) -> tuple[list[StoredCell], dict[int, tuple[StoredCell, Made]]]:
    """Return the cells without their calls of `interact` that became demos, and these with their cells."""
    made: dict[int, tuple[StoredCell, Made]] = {}
    before: list[str] = []
    failed = False
    for cell in cells:
        if cell.kind != "code" or cell.language != "python":
            continue
        program = plain_program(cell.source).source
        if calls_interact(program):
            where = f"{origin} (cell {cell.number})"
            try:
                made[cell.number] = (cell, make_demo(program, before, where, f"{parts.name}_{cell.number}"))
            except NotAControlError as reason:
                failed = True
                parts.notes.append((f"cell {cell.number}: interact: {reason}", "left as it is"))
            else:
                before.append(made[cell.number][1].rest)
                parts.notes.append((f"cell {cell.number}: interact is a demo", "converted"))
                continue
        before.append(without_widgets(program))
    shown = [
        replace(cell, source=made[cell.number][1].rest, outputs=()) if cell.number in made
        else replace(cell, source=without_widgets(cell.source)) if made and not failed and cell.kind == "code"
        else cell
        for cell in cells
    ]  # fmt: skip
    return shown, made


def _cell(
    cell: StoredCell, place: int, steps: Sequence[Step], made: tuple[StoredCell, Made] | None, parts: _Parts
) -> Iterator[str]:
    if cell.kind == "markdown":
        yield _attachments(cell, parts)
    elif cell.kind == "raw":
        yield _raw(cell, place, parts)
    else:
        for tag in sorted(cell.tags & REMOVED):
            parts.notes.append((f"cell {cell.number}: {tag}: what it removes is folded", "converted"))
        if "parameters" in cell.tags:
            parts.notes.append((f"cell {cell.number}: parameters: an ordinary cell", "converted"))
        for step in steps:
            yield _live(step, parts) if step.live else _still(step, parts)
        if not steps and cell.outputs:
            yield outputs_markdown(cell.outputs, cell.number, parts.files)
        if made:
            yield _demo(*made, parts)


def _live(step: Step, parts: _Parts) -> str:
    """Return a code cell that the build runs."""
    cell = step.cell
    parts.notes += _magic_notes(step)
    options = [f":{option}:" for option, tags in HIDDEN.items() if cell.tags & tags]
    name = cell.metadata.get("name")
    if isinstance(name, str) and ANCHOR.match(name) and name not in parts.anchors and not step.imports:
        parts.anchors.add(name)
        options.append(f":id: {name}")
    options += [f":raises: {step.raises}"] if step.raises else []
    program = step.program.source.strip("\n").rstrip()
    block = fence("\n".join([*options, program])).strip("\n")
    ticks = block[: len(block) - len(block.lstrip("`"))]
    text = f"{ticks}{{code-cell}} python{block.removeprefix(ticks)}"
    stored = Files(f"{parts.name}-stored-{cell.number}")
    instead = _program_and_outputs(step, stored)
    binds, reads = step.names.binds, step.names.reads
    parts.fallbacks.append(Fallback(text, instead, stored.found, binds, reads))
    return text


def _still(step: Step, parts: _Parts) -> str:
    """Return a program that does not run, with the outputs that the notebook stores."""
    if step.program.language == "python" and step.program.source.strip() and step.reason != "only comments":
        parts.notes.append((f"cell {step.cell.number}: does not run: {step.reason}", "converted"))
    parts.notes += _magic_notes(step)
    return _program_and_outputs(step, parts.files)


def _magic_notes(step: Step) -> Iterable[tuple[str, Outcome]]:
    known: Mapping[str, Outcome] = {"dropped": "dropped", "converted": "converted"}
    for magic, outcome in step.program.notes:
        yield f"cell {step.cell.number}: {magic}", known.get(outcome, "left as it is")


def _program_and_outputs(step: Step, files: Files) -> str:
    cell, source = step.cell, step.program.source
    program = fence(source, step.program.language) if source.strip() else ""
    outputs = "" if step.imports else outputs_markdown(cell.outputs, cell.number, files)
    if program and cell.tags & HIDDEN["hide-code"]:
        program = directive("details", f"Code of cell {cell.number}", program)
    if outputs and cell.tags & HIDDEN["hide-output"]:
        outputs = directive("details", f"Output of cell {cell.number}", outputs)
    return "\n\n".join(piece.strip("\n") for piece in (program, outputs) if piece)


def _demo(cell: StoredCell, made: Made, parts: _Parts) -> str:
    """Return the place of a demo, and keep its program."""
    parts.demos[made.demo] = made.module
    text = f"```{{demo}} {made.demo}\n```"
    stored = Files(f"{parts.name}-stored-{cell.number}")
    program = fence(cell.source, "python").strip("\n")
    outputs = outputs_markdown(cell.outputs, cell.number, stored)
    parts.fallbacks.append(Fallback(text, f"{program}\n\n{outputs}".strip(), stored.found, demo=made.demo))
    return text


def _attachments(cell: StoredCell, parts: _Parts) -> str:
    source = cell.source
    for name, forms in cell.attachments.items():
        file = parts.files.attachment(name, forms, cell.number)
        if file is not None:
            for written in (name, name.replace(" ", "%20")):
                source = source.replace(f"attachment:{written}", file)
    if "](attachment:" in source:
        what = f"cell {cell.number}: an attachment that the notebook does not have"
        parts.notes.append((what, "left as it is"))
    return source


def _raw(cell: StoredCell, place: int, parts: _Parts) -> str:
    """Return a raw cell: front matter at the top, Markdown and HTML; other formats are left out."""
    form = text_of(cell.metadata.get("raw_mimetype", cell.metadata.get("format"))).casefold()[:40]
    if not place and re.match(r"\s*(---|\+\+\+)[ \t]*\n", cell.source):
        return cell.source
    if form in MARKDOWN or form in HTML:
        return re.sub(r"\n\s*\n", "\n", cell.source.strip()) if form in HTML else cell.source
    if cell.source.strip():
        parts.notes.append((f"cell {cell.number}: raw {form or 'text'}", "dropped"))
    return ""

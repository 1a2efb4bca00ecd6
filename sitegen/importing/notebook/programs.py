"""Which cells of a notebook run when the site is built, and which keep their stored outputs."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sitegen.importing.notebook.file import StoredCell
from sitegen.importing.notebook.magics import Program, plain_program
from sitegen.importing.notebook.names import ASKS, Names, names_of, not_installed, parse

EXCEPTION = re.compile(r"[A-Za-z_]\w*\Z")
WRONG_SYNTAX = frozenset({"SyntaxError", "IndentationError", "TabError"})


@dataclass(slots=True)
class Step:
    """A part of a cell: the whole of it, or its imports."""

    cell: StoredCell
    program: Program
    live: bool = False
    raises: str = ""
    """The exception that it is to raise."""
    names: Names = field(default_factory=lambda: names_of(()))
    reason: str = ""
    """Why it does not run."""
    imports: bool = False
    """Whether it is only the imports of a cell that does not run."""


def steps_of(cells: Sequence[StoredCell], *, live: bool = True) -> list[Step]:
    """Return the programs of the code cells of a notebook in order.

    A cell runs if it is Python, imports packages that are installed here, and needs no name of a cell that
    does not run. Of a cell that a package keeps from running, the other imports run if a later cell needs
    them.

    Args:
        cells: the code cells.
        live: whether any cell runs.
    """
    steps: list[Step] = []
    known: set[str] = set()
    lost: dict[str, str] = {}
    for cell in cells:
        for step in _parts(cell):
            _judge(step, known, lost)
            step.live &= live
            steps.append(step)
            names = step.names
            if step.live:
                known |= names.binds
                for name in names.binds:
                    lost.pop(name, None)
            else:
                lost |= dict.fromkeys(names.binds, f"cell {cell.number}")
                known -= names.binds
    return _joined(steps)


def _parts(cell: StoredCell) -> list[Step]:
    """Return a cell as one step, or its usable imports and the rest as two."""
    if cell.language != "python":
        return [
            Step(cell, Program(cell.source, cell.language, runs=False), reason="written in another language")
        ]
    program = plain_program(cell.source)
    whole = Step(cell, program, names=_names(program.source))
    tree = parse(program.source)
    if tree is None or not program.runs or not not_installed(whole.names.packages):
        return [whole]
    first = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    usable = [node for node in first if not not_installed(names_of([node]).packages)]
    if not usable:
        return [whole]
    lines = program.source.split("\n")
    taken = {line for node in usable for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    others = {node.lineno for node in tree.body if node not in usable}
    if taken & others:  # two statements on one line
        return [whole]
    imports = Program("\n".join(line for number, line in enumerate(lines, 1) if number in taken))
    rest = Program("\n".join(line for number, line in enumerate(lines, 1) if number not in taken).strip("\n"))
    head = Step(cell, imports, names=_names(imports.source), imports=True)
    return [head, Step(cell, Program(rest.source, notes=program.notes), names=_names(rest.source))]


def _names(source: str) -> Names:
    tree = parse(source)
    return names_of(tree.body if tree else ())


def _judge(step: Step, known: set[str], lost: dict[str, str]) -> None:
    """Set whether a step runs, and why not."""
    raised = [output.error for output in step.cell.outputs if output.kind == "error"]
    raises = raised[-1] if raised and not step.imports else ""
    tree = parse(step.program.source)
    if not step.program.source.strip():
        step.reason = "empty"
    elif tree is None and raises in WRONG_SYNTAX and step.program.language == "python":
        step.live, step.raises = True, raises
    elif step.reason or not step.program.runs or tree is None:
        step.reason = step.reason or "not plain Python"
    elif not tree.body:
        step.reason = "only comments"
    elif "raises-exception" in step.cell.tags and not raised:
        step.reason = "is to raise an exception, and the notebook does not say which"
    elif absent := not_installed(step.names.packages):
        step.reason = f"imports {', '.join(absent)}"
    elif needed := sorted(step.names.reads & ASKS):
        step.reason = f"calls {needed[0]}"
    elif needed := sorted(name for name in step.names.reads if name in lost):
        step.reason = f"needs {needed[0]} of {lost[needed[0]]}, which does not run"
    elif (needed := _unknown(step, known)) and raises != "NameError":
        step.reason = f"needs {needed[0]}, which no cell before it sets"
    elif raises and (not EXCEPTION.match(raises) or raises == "KeyboardInterrupt"):
        step.reason = f"was stopped by {raises}"
    else:
        step.live, step.raises = True, raises


def _unknown(step: Step, known: set[str]) -> list[str]:
    """Return the names that no program before a step sets; what `from math import *` sets is not known."""
    star = "*" in known or "*" in step.names.binds
    return [] if star else sorted(step.names.reads - known - step.names.binds)


def _joined(steps: list[Step]) -> list[Step]:
    """Return the steps with the imports back in their cells where no later step needs them."""
    made: list[Step] = []
    for place, step in enumerate(steps):
        if step.imports:
            later = [other for other in steps[place + 1 :] if other.live and not other.imports]
            if not any(step.names.binds & other.names.reads for other in later):
                continue
        if made and made[-1].cell is step.cell and made[-1].imports:
            made.append(step)
        elif any(other.cell is step.cell and other.imports for other in steps) and not step.imports:
            whole = plain_program(step.cell.source)
            made.append(Step(step.cell, whole, names=step.names, reason=step.reason))
        else:
            made.append(step)
    return made

"""```` ```{code-cell} python ````: a program that runs when the site is built, and again when a reader asks.

As for a demo, the renderer leaves a placeholder.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Sequence
from dataclasses import replace

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.markdown.demo import ANCHOR, OFF, check_live
from sitegen.markdown.directive import Directive
from sitegen.markdown.document import KEY, Document
from sitegen.model import Cell

OPTIONS = frozenset({"alt", "hide-code", "hide-output", "id", "live", "raises"})
FLAGS = ("hide-code", "hide-output")
EXCEPTION = re.compile(r"[A-Za-z_]\w*\Z")


def code_cell(directive: Directive, document: Document) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return the token of a cell."""
    if directive.argument and directive.argument != "python":
        message = f"a code cell is written in python, received {directive.argument!r}"
        hint = f"to show code that does not run, write ```{directive.argument} without braces"
        document.problem(message, directive.position, hint=hint, code="cell")
    for option in directive.options:
        if option.name in FLAGS and option.value:
            message = f"the option {option.name!r} takes no value, received {option.value!r}"
            document.problem(message, option.position, code="cell")
        elif option.name == "raises" and not EXCEPTION.match(option.value):
            message = f"{option.value!r} is not the name of an exception"
            document.problem(message, option.position, hint="write ':raises: ValueError'", code="cell")
        elif option.name == "id" and not ANCHOR.match(option.value):
            message = f"{option.value!r} is not an anchor: letters, digits, '-' and '_'"
            document.problem(message, option.position, code="cell")
        elif option.name == "alt" and not option.value:
            hint = "write what the figure shows, for readers who do not see it"
            document.problem("the alternative text is empty", option.position, hint=hint, code="cell")
        elif option.name == "live":
            check_live(option, document, "cell")
    given = {option.name for option in directive.options}
    program = directive.body.lstrip("\n")
    if not program.strip():
        document.problem("the code cell is empty", directive.position, code="cell")
    cell = Cell(
        id=directive.option("id"),
        source=program.rstrip() + "\n",
        raises=directive.option("raises"),
        hide_code="hide-code" in given,
        hide_output="hide-output" in given,
        position=directive.position,
        first_line=document.first_line + directive.body_line + len(directive.body) - len(program),
        alt=directive.option("alt"),
        live=directive.option("live") not in OFF,
    )
    _check_syntax(cell, document)
    token = Token("code_cell", "", 0, meta={"cell": cell})
    if cell.id:
        token.attrs["id"] = cell.id
    return [token], []


def _check_syntax(cell: Cell, document: Document) -> None:
    """Report a program that does not parse, with its column, before it runs."""
    if cell.raises in {"SyntaxError", "IndentationError"}:
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escape sequences are reported when the cell runs
            ast.parse(cell.source)
    except SyntaxError as error:
        line = cell.first_line - document.first_line + (error.lineno or 1) - 1
        raw = document.lines[line] if line < len(document.lines) else ""
        program = (error.text or "").rstrip("\n")
        shift = max(raw.find(program), 0) if program else 0
        position = document.position(line, shift + (error.offset or 1))
        document.problem(f"the code cell does not parse: {error.msg}", position, code="cell")
    except ValueError as error:  # NUL characters
        document.problem(f"the code cell does not parse: {error}", cell.position, code="cell")


def render_code_cell(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    """Return the mark of a cell, and give the cell its anchor."""
    document: Document = env[KEY]
    cell: Cell = tokens[index].meta["cell"]
    for attribute in tokens[index].attrs:
        if attribute != "id":
            message = f"a code cell takes no attribute {attribute!r}"
            document.problem(message, cell.position, hint="only {#id}", code="cell")
    if document.enclosing:
        document.problem("a code cell cannot be used in the caption of a demo", cell.position, code="cell")
    document.cells += 1
    # `author_ids` has taken the author's own id before the headings got theirs.
    anchor = str(tokens[index].attrs.get("id", "")) or document.free_id(f"cell-{document.cells}")
    return document.leave(replace(cell, id=anchor), ids=(anchor,))

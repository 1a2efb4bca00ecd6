"""Directives in a text: opening, option lines, body and closing, as a block rule of markdown-it.

A directive around another one has more colons. The same with backticks is for bodies that are not Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from sitegen.errors import near_miss, one_of
from sitegen.markdown.directive import Directive, DirectiveRule, Option, check
from sitegen.markdown.document import Document, document_of
from sitegen.markdown.extension import extension_rule
from sitegen.model import Position

OPENING = re.compile(
    r"(?P<fence>:{3,}|`{3,}|~{3,})[ \t]*\{(?P<name>[^{}\s]*)\}[ \t]*(?P<argument>.*?)[ \t]*\Z"
)
NOTHING: tuple[Sequence[Token], Sequence[Token]] = ((), ())
COLONS = re.compile(r":{3,}[ \t]*(?P<rest>.*?)[ \t]*\Z")
OPTION = re.compile(r":(?P<name>[A-Za-z][\w-]*):(?:[ \t]+(?P<value>.*?))?[ \t]*\Z")


def directive_rule(table: Mapping[str, DirectiveRule]) -> Callable[[StateBlock, int, int, bool], bool]:
    """Return the block rule that reads the directives of a table."""

    def directive(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        document = document_of(state)
        if state.is_code_block(first):
            return False
        start = state.bMarks[first] + state.tShift[first]
        if state.src[start : start + 3] not in {":::", "```", "~~~"}:
            return False
        found = OPENING.match(state.src, start, state.eMarks[first])
        if found is None:
            return _not_a_directive(state, first, silent, document)
        if silent:
            return True
        end, closed = _find_end(state, first, last, found["fence"])
        if not closed:
            document.open_directives += 1
            document.problem(
                f"the directive {{{found['name']}}} is never closed",
                _place(state, document, first),
                hint=f"close it with a line {found['fence']}",
                code="directive",
            )
        _read(state, document, table, found, (first, end))
        state.line = end + closed
        return True

    return directive


def _read(
    state: StateBlock,
    document: Document,
    table: Mapping[str, DirectiveRule],
    found: re.Match[str],
    lines: tuple[int, int],
) -> None:
    """Turn the lines of a directive into tokens."""
    first, end = lines
    options, body_line = _read_options(state, document, first + 1, end)
    directive = Directive(
        name=found["name"],
        argument=found["argument"],
        options=options,
        body=state.getLines(body_line, end, state.sCount[first], keepLastLF=True),
        body_line=body_line,
        line=first,
        position=_place(state, document, first),
    )
    rule = table.get(directive.name) or extension_rule(directive.name, document)
    if rule is None:
        known = (*table, *document.extensions.names("directive"))
        document.problem(
            f"no directive is called {directive.name!r}",
            directive.position,
            hint=near_miss(directive.name, known) or f"use {one_of(known)}",
            code="directive",
        )
        before, after = NOTHING
    else:
        check(directive, rule, document)
        _refuse_late_options(state, document, rule, body_line, end)
        before, after = rule.tokens(directive, document)
    _push(state, before, lines)
    if rule is None or rule.markdown:
        _tokenize_body(state, body_line, end)
    _push(state, after, None)


def _tokenize_body(state: StateBlock, first: int, end: int) -> None:
    """Parse the body's lines as blocks."""
    parent, line_max = state.parentType, state.lineMax
    state.parentType = "container"
    # Ends a lazy continuation at the end of the directive.
    state.lineMax = end
    state.level += 1
    state.md.block.tokenize(state, first, end)
    state.level -= 1
    state.parentType, state.lineMax = parent, line_max


def _push(state: StateBlock, tokens: Sequence[Token], lines: tuple[int, int] | None) -> None:
    for token in tokens:
        token.block = True
        state.level -= token.nesting < 0
        token.level = state.level
        state.level += token.nesting > 0
        if lines is not None and token.map is None and token.nesting >= 0:
            token.map = [*lines]
        state.tokens.append(token)


def _find_end(state: StateBlock, first: int, last: int, fence: str) -> tuple[int, bool]:
    """Return the line of the closing fence, or the first line behind the block when there is none."""
    for line in range(first + 1, last):
        start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
        if start < end and state.sCount[line] < state.blkIndent:
            return line, False
        text = state.src[start:end].rstrip(" \t")
        if len(text) >= len(fence) and set(text) == {fence[0]} and not state.is_code_block(line):
            return line, True
    return last, False


def _read_options(
    state: StateBlock, document: Document, first: int, end: int
) -> tuple[tuple[Option, ...], int]:
    """Return the option lines that follow the opening, and the line behind them."""
    options = []
    line = first
    while line < end:
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
        if not text.startswith(":") or text.startswith(":::"):
            break
        found = OPTION.match(text)
        if found is None:
            document.problem(
                f"{text!r} is not an option",
                _place(state, document, line),
                hint="an option is written ':name: value'; an empty line ends the options",
                code="directive",
            )
        else:
            options.append(Option(found["name"], found["value"] or "", _place(state, document, line)))
        line += 1
    return tuple(options), line


def _refuse_late_options(
    state: StateBlock, document: Document, rule: DirectiveRule, first: int, end: int
) -> None:
    """Report options right behind a line of text, where they would be part of the text."""
    for line in range(first, end):
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
        found = OPTION.match(text)
        if not text.strip() or text.startswith((":::", "```", "~~~")):
            return
        if found and (rule.options is None or found["name"] in rule.options):
            document.problem(
                f"the option {found['name']!r} comes after text",
                _place(state, document, line),
                hint="options come first, each on its own line",
                code="directive",
            )


def _not_a_directive(state: StateBlock, line: int, silent: bool, document: Document) -> bool:
    """Report colons that look like a directive and are none; backticks are ordinary code."""
    start = state.bMarks[line] + state.tShift[line]
    found = COLONS.match(state.src, start, state.eMarks[line])
    if found is None:
        return False
    if silent:
        return True
    state.line = line + 1
    if found["rest"]:
        document.open_directives += 1
        name = found["rest"].partition(" ")[0].strip("{}")
        message = f"{found[0].strip()!r} is not a directive"
        hint = f"write ':::{{{name}}}'" if name.isidentifier() else "write ':::{name} argument'"
    elif document.open_directives:
        # These colons close a directive that has been reported.
        document.open_directives -= 1
        return True
    else:
        message = "these colons close no directive"
        hint = "a directive around another one needs more colons than the inner one"
    document.problem(message, _place(state, document, line), hint=hint, code="directive")
    return True


def _place(state: StateBlock, document: Document, line: int) -> Position:
    start = state.bMarks[line] + state.tShift[line]
    return document.position(line, start - state.src.rfind("\n", 0, start))

"""LaTeX before it is converted: what is wrong with it and where, macros, environments under known names.

The converter passes over much that it does not understand; whatever can be refused by looking at the text is
refused here, where the offset of the fault is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

from latex2mathml import commands
from latex2mathml.symbols_parser import SYMBOLS

from sitegen.errors import near_miss

PIECE = re.compile(r"\\(?:[A-Za-z]+\*?|.|\n|$)|[{}]|%[^\n]*")
ENVIRONMENT = re.compile(r"\s*\{([^{}]*)\}")
NESTED_TEXT = re.compile(r"\\(?:text\w*|[hmf]box|emph)\s*\{(?:[^{}\\]|\\.)*\{")
"""The converter ends a text at the first brace that closes."""
RARE = re.compile(r"\\(?:mbf|mit|msans|mfrak|mscr|mtt|mup|Bbb|up)\w")
"""Unicode's own names for styled letters: nobody who mistypes a command means one of them."""
PARAMETER = re.compile(r"#([1-9])")
DEEPEST = 40
"""Levels of groups; beyond that the converter's recursion is at risk."""

REFUSED = {
    r"\newcommand": "define macros in the config, under markdown.math_macros",
    r"\renewcommand": "define macros in the config, under markdown.math_macros",
    r"\def": "define macros in the config, under markdown.math_macros",
    r"\DeclareMathOperator": "define macros in the config, under markdown.math_macros",
    r"\newenvironment": "define macros in the config, under markdown.math_macros",
    r"\href": "put the link around the formula",
    r"\style": "write it in the theme's CSS",
    r"\class": "write it in the theme's CSS",
    r"\unicode": "write the character itself",
    r"\verb": r"write \text{…}",
    r"\label": "write $$ … $$ (name) and link to #name",
    r"\ref": "write $$ … $$ (name) and link to #name",
    r"\eqref": "write $$ … $$ (name) and link to #name",
    r"\tag": "write the number as text behind the formula",
    r"\tag*": "write the number as text behind the formula",
}
"""Commands that LaTeX or the converter knows and that have no place here, with what to do instead."""

OWN_MACROS = {
    r"\arg": r"\operatorname{arg}",
    r"\nonumber": "",
    r"\notag": "",
}
"""Commands that the converter lacks, in terms of those that it has."""

ENVIRONMENTS = {
    **{
        name: name
        for name in ("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix")
    },
    **{name: name for name in ("array", "cases", "split")},
    **dict.fromkeys(("align", "align*", "aligned", "flalign", "flalign*"), "align*"),
    **dict.fromkeys(("alignat", "alignat*", "alignedat"), "align*"),
    **dict.fromkeys(("gather", "gather*", "gathered", "multline", "multline*"), "displaylines"),
    **dict.fromkeys(("eqnarray", "eqnarray*"), "rcl"),
    **dict.fromkeys(("equation", "equation*"), ""),
    "dcases": "cases",
}
"""Environment → the converter's; empty: none. Equations are not numbered, so that the stars say nothing."""


class LatexError(ValueError):
    """A formula that cannot be shown. `offset`: where in its text; `hint`: what to do."""

    def __init__(self, message: str, offset: int = 0, hint: str | None = None) -> None:
        super().__init__(message)
        self.offset = offset
        self.hint = hint


@cache
def known_commands() -> frozenset[str]:
    """Return the commands that the converter understands."""

    def words(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping | tuple | list | frozenset):
            for item in value:
                yield from words(item)

    own = {
        word for name, value in vars(commands).items() if not name.startswith("_") for word in words(value)
    }
    backslashed = {word for word in (own | set(SYMBOLS)) if re.fullmatch(r"\\(?:[A-Za-z]+\*?|.)", word)}
    extra = {r"\begin", r"\end", r"\ ", "\\\n", *OWN_MACROS, *(f"\\{sign}" for sign in "{},;:!>_%#$&|\\")}
    return frozenset((backslashed | extra) - set(REFUSED) - {"\\", r"\[", r"\]"})


def check(latex: str, macros: Mapping[str, str]) -> list[LatexError]:
    """Return what is wrong in a formula, as far as its text shows it."""
    problems: list[LatexError] = []
    open_groups: list[tuple[str, int]] = []
    known = known_commands()
    for found in PIECE.finditer(latex):
        piece, at = found[0], found.start()
        if piece.startswith("%"):
            continue
        name = piece if piece in known or piece in REFUSED else piece.rstrip("*") or piece
        if piece == "{":
            open_groups.append(("{", at))
        elif name == r"\left":
            open_groups.append((name, at))
        elif name == r"\begin":
            open_groups.append((_environment(latex, found.end(), at, problems), at))
        elif piece == "}" or name in {r"\right", r"\end"}:
            closes = {"}": "{", r"\right": r"\left"}.get(name)
            closes = closes or _environment(latex, found.end(), at, problems, opening=False)
            _close(closes, at, open_groups, problems)
        elif name in REFUSED:
            problems.append(LatexError(f"{name} cannot be used in a formula", at, REFUSED[name]))
        elif name not in known and name not in macros:
            problems.append(_unknown(name, at, macros))
        if len(open_groups) > DEEPEST:
            return [*problems, LatexError("the formula is nested too deeply", at)]
    problems.extend(
        LatexError("braces within text in a formula", found.start(), "end the text before them")
        for found in NESTED_TEXT.finditer(latex)
    )
    problems.extend(
        LatexError(f"{_opening(kind)} is never closed by {_closing(kind)}", at) for kind, at in open_groups
    )
    return problems


def _unknown(name: str, at: int, macros: Iterable[str]) -> LatexError:
    if name == "\\":
        return LatexError("a backslash at the end of a formula", at)
    close = _near_command(name[1:], tuple(macros))
    hint = (
        close.replace("'", "'\\", 1) if close else "own macros go into the config, under markdown.math_macros"
    )
    return LatexError(f"unknown command {name} in a formula", at, hint)


@lru_cache(maxsize=64)  # a misspelt command is often used again in the same post
def _near_command(name: str, macros: tuple[str, ...]) -> str | None:
    known = [*known_commands(), *macros]
    return near_miss(name, sorted(word[1:] for word in known if word[1:].isalpha() and not RARE.match(word)))


def _environment(latex: str, end: int, at: int, problems: list[LatexError], *, opening: bool = True) -> str:
    found = ENVIRONMENT.match(latex, end)
    name = found[1].strip() if found else ""
    if opening and name not in ENVIRONMENTS:
        problems.append(
            LatexError(f"unknown environment {name!r} in a formula", at, near_miss(name, ENVIRONMENTS))
        )
    return f"env {name}"


def _close(kind: str, at: int, open_groups: list[tuple[str, int]], problems: list[LatexError]) -> None:
    if open_groups and open_groups[-1][0] == kind:
        open_groups.pop()
    elif any(kind == other for other, _ in open_groups):
        while open_groups[-1][0] != kind:
            other, where = open_groups.pop()
            problems.append(LatexError(f"{_opening(other)} is never closed by {_closing(other)}", where))
        open_groups.pop()
    else:
        problems.append(LatexError(f"{_closing(kind)} without {_opening(kind)}", at))


def _opening(kind: str) -> str:
    return f"\\begin{{{kind[4:]}}}" if kind.startswith("env ") else kind


def _closing(kind: str) -> str:
    return f"\\end{{{kind[4:]}}}" if kind.startswith("env ") else {"{": "}", r"\left": r"\right"}[kind]


def prepare(latex: str, macros: Mapping[str, str]) -> str:
    """Return a checked formula in the words of the converter: macros expanded, environments renamed.

    Raises:
        LatexError: a macro makes no sense where it is used.
    """
    written = latex
    for _ in range(DEEPEST):
        expanded = _expand(latex, {**OWN_MACROS, **macros})
        if expanded == latex:
            break
        latex = expanded
    else:
        raise LatexError("a macro calls itself")
    if latex != written and (problems := check(latex, {})):
        raise LatexError(f"{problems[0]}, which a macro of the config brings in", hint=problems[0].hint)

    def rename(found: re.Match[str]) -> str:
        name = ENVIRONMENTS.get(found[2].strip(), found[2])
        if name == "rcl":
            return r"\begin{array}{rcl}" if found[1] == "begin" else r"\end{array}"
        # The number of columns of alignat says nothing that the text does not.
        return f"\\{found[1]}{{{name}}}" if name else ""

    latex = re.sub(r"(\\begin\s*\{\s*(?:alignat\*?|alignedat)\s*\})\s*\{\d+\}", r"\1", latex)
    return re.sub(r"\\(begin|end)\s*\{([^{}]*)\}", rename, latex)


def _expand(latex: str, macros: Mapping[str, str]) -> str:
    """Return the formula with the macros in it replaced once, from left to right."""
    out, done = [], 0
    for found in PIECE.finditer(latex):
        name = found[0] if found[0] in macros else found[0].rstrip("*")
        if found.start() < done or name not in macros:
            continue
        body = macros[name]
        arguments, end = [], found.start() + len(name)
        for _ in range(max((int(number) for number in PARAMETER.findall(body)), default=0)):
            argument, end = _argument(latex, end, name, found.start())
            arguments.append(argument)
        out.append(latex[done : found.start()])
        # A space keeps the last command of the body apart from a letter that follows.
        out.append(PARAMETER.sub(lambda number: arguments[int(number[1]) - 1], body) + " ")  # noqa: B023
        done = end
    return "".join(out) + latex[done:]


def _argument(latex: str, start: int, name: str, at: int) -> tuple[str, int]:
    """Return the macro argument that begins at `start`, without its braces, and where it ends."""
    while start < len(latex) and latex[start].isspace():
        start += 1
    found = PIECE.match(latex, start)
    if start >= len(latex) or (found and found[0] == "}"):
        raise LatexError(f"{name} lacks an argument", at)
    if not found or found[0] != "{":
        return (found[0], found.end()) if found else (latex[start], start + 1)
    depth = 0
    for piece in PIECE.finditer(latex, start):
        depth += {"{": 1, "}": -1}.get(piece[0], 0)
        if depth == 0:
            return latex[start + 1 : piece.start()], piece.end()
    raise LatexError(f"{name} lacks an argument", at)

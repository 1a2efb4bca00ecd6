"""LaTeX before it is converted: find faults, expand macros, rename environments.

latex2mathml ignores much that it does not understand. Faults that the text shows are reported here, with
their offset.
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
"""The converter ends a text at its first closing brace."""
RARE = re.compile(r"\\(?:mbf|mit|msans|mfrak|mscr|mtt|mup|Bbb|up)\w")
"""Names of single styled letters, which are never the near miss of a misspelt command."""
PARAMETER = re.compile(r"#([1-9])")
DEEPEST = 40
"""Levels of groups; the converter recurses at each."""

REFUSED = {
    r"\newcommand": "define macros in the configuration, under markdown.math_macros",
    r"\renewcommand": "define macros in the configuration, under markdown.math_macros",
    r"\def": "define macros in the configuration, under markdown.math_macros",
    r"\DeclareMathOperator": "define macros in the configuration, under markdown.math_macros",
    r"\newenvironment": "define macros in the configuration, under markdown.math_macros",
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
"""Commands of LaTeX that are refused, with what to write instead."""

OWN_MACROS = {
    r"\arg": r"\operatorname{arg}",
    r"\nonumber": "",
    r"\notag": "",
}
"""Commands that the converter lacks, written with those that it has."""

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
"""Environment → the converter's; empty: none. Equations are not numbered: the stars change nothing."""


class LatexError(ValueError):
    """A fault in a formula. `offset`: the place in its text; `hint`: what to do."""

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
    """Return the faults that the text of a formula shows."""
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
        close.replace("'", "'\\", 1)
        if close
        else "define macros in the configuration, under markdown.math_macros"
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
    """Return a checked formula for the converter: macros expanded, environments renamed.

    Raises:
        LatexError: a macro cannot be expanded.
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
        raise LatexError(f"{problems[0]}, from a macro in the configuration", hint=problems[0].hint)

    def rename(found: re.Match[str]) -> str:
        name = ENVIRONMENTS.get(found[2].strip(), found[2])
        if name == "rcl":
            return r"\begin{array}{rcl}" if found[1] == "begin" else r"\end{array}"
        # The converter takes the number of columns from the text.
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
        # A space separates the last command of the body from a letter that follows.
        out.append(PARAMETER.sub(lambda number: arguments[int(number[1]) - 1], body) + " ")  # noqa: B023 - called before the loop goes on
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

"""Line coverage of the client, from what V8 counts in Node and in Chromium.

Chromium runs the published programs, in which the build has joined and minified the modules. Neither changes
the text but for white space, comments, imports and exports. So a top-level statement of a module is found in
a program by its text, wherever the file of the module is.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).parent.parent
CLIENT = ROOT / "static" / "client"
FLOOR = 80
"""The least share of lines, in percent, that `make test` accepts."""

_TOKEN = re.compile(
    r"""(?P<skip>//[^\n]*|/\*.*?\*/|\s+)
    |(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)
    |(?P<regex>(?<![\w)\]}'"`])/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/)
    |(?P<other>.)""",
    re.DOTALL | re.VERBOSE,
)
_STATEMENT = re.compile(r"(?m)^(?=[\w\"'`$\[(!])")
"""Where a line begins at the margin: a top-level statement."""
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
NEAR = 400
"""How far apart two successive lines of a statement may be in a program, in characters."""


def executed(length: int, functions: Iterable[Mapping[str, Any]]) -> bytes:
    """Return 1 for each character of a script that V8 counted, else 0.

    Args:
        length: of the script, in UTF-16 units.
        functions: from V8: each has nested `ranges` with `startOffset`, `endOffset` and `count`.
    """
    flags = bytearray(length)
    ranges = [one for function in functions for one in function["ranges"]]
    for one in sorted(ranges, key=lambda one: (one["startOffset"], -one["endOffset"])):
        start, end = one["startOffset"], min(one["endOffset"], length)
        flags[start:end] = (b"\1" if one["count"] else b"\0") * (end - start)
    return bytes(flags)


def utf16(text: str) -> str:
    """Return a text in which each character counts as V8 counts it: two for those beyond 16 bits."""
    return _ASTRAL.sub("xx", text)


@dataclass
class Counts:
    """Which characters of scripts were executed, added up over pages and processes."""

    flags: dict[str, bytes] = field(default_factory=dict)
    """By the script's text."""

    def add(self, text: str, flags: bytes) -> None:
        """Add the flags of one more run of a script."""
        known = self.flags.get(text, bytes(len(flags)))
        either = int.from_bytes(known, "big") | int.from_bytes(flags, "big")
        self.flags[text] = either.to_bytes(len(flags), "big")

    def write(self, file: Path) -> None:
        """Write the counts for `read`, with flags as text of 0 and 1."""
        rows = [[text, "".join(map(str, flags))] for text, flags in self.flags.items()]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(rows), encoding="utf-8")

    def read(self, file: Path) -> None:
        """Add what another process has written."""
        for text, flags in json.loads(file.read_text(encoding="utf-8")):
            self.add(text, bytes(map(int, flags)))

    def read_node(self, file: Path, sources: Path = CLIENT) -> None:
        """Add a file that Node has written into the folder of NODE_V8_COVERAGE."""
        for script in json.loads(file.read_text(encoding="utf-8"))["result"]:
            address = urlsplit(script["url"])
            path = Path(unquote(address.path))
            if address.scheme == "file" and sources in path.parents:
                text = utf16(path.read_text(encoding="utf-8"))
                self.add(text, executed(len(text), script["functions"]))


@dataclass(frozen=True)
class Squeezed:
    """A text without white space and comments."""

    text: str
    places: Sequence[int]
    """Where each of its characters is in the whole text."""

    @classmethod
    def of(cls, whole: str) -> Squeezed:
        """Squeeze JavaScript; strings, templates and regular expressions keep their white space."""
        tokens = [token for token in _TOKEN.finditer(whole) if token.lastgroup != "skip"]
        places = [place for token in tokens for place in range(token.start(), token.end())]
        return cls("".join(token[0] for token in tokens), places)


@dataclass(frozen=True)
class Statement:
    """A top-level statement of a module."""

    start: int
    text: str
    squeezed: Squeezed

    def in_program(self, program: Squeezed) -> Iterator[tuple[int, int]]:
        """Yield the places of the same characters in the module and in a program that contains it."""
        own = self.squeezed
        at = program.text.find(own.text)
        if at >= 0:
            for place, its in zip(own.places, program.places[at : at + len(own.text)], strict=True):
                yield self.start + place, its
            return
        # A bundler rewrites addresses of other files. Lines without one are found, each after the last.
        at = -1
        for indexes in self._lines():
            line = own.text[indexes[0] : indexes[-1] + 1]
            found = program.text.find(line) if at < 0 else program.text.find(line, at, at + NEAR + len(line))
            if found < 0 and at < 0:
                return
            if found >= 0:
                at = found + len(line)
                for index, its in zip(indexes, program.places[found:at], strict=True):
                    yield self.start + own.places[index], its

    def _lines(self) -> list[list[int]]:
        """Return the indexes of the squeezed characters of each line."""
        lines: dict[int, list[int]] = {}
        for index, place in enumerate(self.squeezed.places):
            lines.setdefault(self.text.count("\n", 0, place), []).append(index)
        return list(lines.values())


@dataclass(frozen=True)
class Module:
    """A source of the client."""

    text: str

    @cached_property
    def statements(self) -> list[Statement]:
        """The top-level statements but imports."""
        starts = [found.start() for found in _STATEMENT.finditer(self.text)]
        statements = []
        for start, end in zip(starts, [*starts[1:], len(self.text)], strict=True):
            whole = self.text[start:end]
            if not re.match(r"import\s*[{*\w]", whole):
                exported = re.match(r"export\s+(?!\{)", whole)
                own = whole[exported.end() :] if exported else whole
                statements.append(Statement(end - len(own), own, Squeezed.of(own)))
        return statements

    @cached_property
    def lines(self) -> set[int]:
        """The numbers of the lines that hold code, from 0; brackets alone are none."""
        return {
            self.text.count("\n", 0, statement.start + place)
            for statement in self.statements
            for character, place in zip(statement.squeezed.text, statement.squeezed.places, strict=True)
            if character.isalnum()
        }

    def covered(self, counts: Counts) -> set[int]:
        """Return the numbers of the lines of which something was executed in a script."""
        places: set[int] = set()
        for script, flags in counts.flags.items():
            if script == self.text:
                places.update(place for place, flag in enumerate(flags) if flag)
            else:
                program = _squeezed(script)
                for statement in self.statements:
                    places.update(own for own, its in statement.in_program(program) if flags[its])
        return {self.text.count("\n", 0, place) for place in places} & self.lines


@cache
def _squeezed(script: str) -> Squeezed:
    return Squeezed.of(script)


@dataclass(frozen=True)
class Row:
    """The lines of one module that were executed."""

    name: str
    lines: int
    covered: int


def report(folder: Path, sources: Path = CLIENT) -> list[Row]:
    """Return a row for each module of the client.

    Args:
        folder: what a run has recorded: `*.json` of `Counts.write`, and Node's files in `node/`.
        sources: the folder of the modules.
    """
    counts = Counts()
    for file in sorted(folder.glob("*.json")):
        counts.read(file)
    for file in sorted(folder.glob("node/*.json")):
        counts.read_node(file, sources)
    rows = []
    for file in sorted(sources.rglob("*.js")):
        module = Module(utf16(file.read_text(encoding="utf-8")))
        rows.append(Row(file.relative_to(sources).as_posix(), len(module.lines), len(module.covered(counts))))
    return rows


def total(rows: Iterable[Row]) -> float:
    """Return the share of all lines that were executed, in percent."""
    lines = covered = 0
    for row in rows:
        lines, covered = lines + row.lines, covered + row.covered
    return 100 * covered / max(lines, 1)


def table(rows: Sequence[Row]) -> list[str]:
    """Return the report as lines of text: the modules that are not covered whole, and the total."""
    shown = [
        f"{row.name:40}{row.lines:6}{row.lines - row.covered:6}{100 * row.covered / max(row.lines, 1):6.0f}%"
        for row in rows
        if row.covered < row.lines
    ]
    return [f"{'Module':40}{'Lines':>6}{'Miss':>6}{'Cover':>7}", *shown, f"All modules: {total(rows):.1f}%"]


def node_environment(folder: Path | None) -> dict[str, str]:
    """Return the environment for a Node whose coverage is to be recorded, or this process's own."""
    return {**os.environ, **({"NODE_V8_COVERAGE": str(folder / "node")} if folder else {})}

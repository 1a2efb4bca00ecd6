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
class Module:
    """A source of the client."""

    text: str

    @property
    def statements(self) -> Iterator[tuple[int, str]]:
        """The top-level statements but imports, each with its place."""
        starts = [found.start() for found in _STATEMENT.finditer(self.text)]
        for start, end in zip(starts, [*starts[1:], len(self.text)], strict=True):
            statement = self.text[start:end]
            if not re.match(r"import\s*[{*\w]", statement):
                exported = re.match(r"export\s+(?!\{)", statement)
                shift = exported.end() if exported else 0
                yield start + shift, statement[shift:]

    def lines(self) -> set[int]:
        """Return the numbers of the lines that hold code, from 0; brackets alone are none."""
        found = set()
        for start, statement in self.statements:
            squeezed = Squeezed.of(statement)
            for character, place in zip(squeezed.text, squeezed.places, strict=True):
                if character.isalnum():
                    found.add(self.text.count("\n", 0, start + place))
        return found

    def covered(self, counts: Counts) -> set[int]:
        """Return the numbers of the lines of which something was executed in a script."""
        places: set[int] = set()
        for script, flags in counts.flags.items():
            if script == self.text:
                places.update(place for place, flag in enumerate(flags) if flag)
            else:
                program = _squeezed(script)
                for start, statement in self.statements:
                    places.update(start + own for own, its in _same(statement, program) if flags[its])
        line, reached = 0, set()
        for place, character in enumerate(self.text):
            if place in places:
                reached.add(line)
            line += character == "\n"
        return reached & self.lines()


_programs: dict[str, Squeezed] = {}


def _squeezed(script: str) -> Squeezed:
    if script not in _programs:
        _programs[script] = Squeezed.of(script)
    return _programs[script]


def _same(statement: str, program: Squeezed) -> Iterator[tuple[int, int]]:
    """Yield the places of the same characters in a statement and in a program that contains it."""
    own = Squeezed.of(statement)
    at = program.text.find(own.text) if own.text else -1
    if at >= 0:
        yield from zip(own.places, program.places[at : at + len(own.text)], strict=True)
        return
    # A bundler rewrites addresses of other files. The lines without one are still found, each after the last.
    lines: dict[int, list[int]] = {}
    for index, place in enumerate(own.places):
        lines.setdefault(statement.count("\n", 0, place), []).append(index)
    first = own.text[lines[0][0] : lines[0][-1] + 1] if 0 in lines else ""
    at = program.text.find(first) if len(first) > len("const a=") else -1
    if at < 0:
        return
    for indexes in lines.values():
        line = own.text[indexes[0] : indexes[-1] + 1]
        found = program.text.find(line, at, at + NEAR + len(line))
        if found >= 0:
            at = found + len(line)
            for index, its in zip(indexes, program.places[found:at], strict=True):
                yield own.places[index], its


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
        rows.append(
            Row(file.relative_to(sources).as_posix(), len(module.lines()), len(module.covered(counts)))
        )
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

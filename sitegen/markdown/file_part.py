"""A part of a file: a named region, some lines, or a function or class of Python."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from sitegen.errors import near_miss

MARKER = re.compile(
    r"[ \t]*(?:#|//|--|;+|%+|/\*|<!--|\"|')[ \t]*#?(?P<end>end)?region\b[ \t]*:?[ \t]*(?P<name>[\w.-]*)",
    re.IGNORECASE,
)
"""A line that begins or ends a region, in a comment of most languages: `# region: name`, `// #endregion`."""
RANGE = re.compile(r"[ \t]*(\d+)?[ \t]*(-)?[ \t]*(\d+)?[ \t]*\Z")


class NoPartError(LookupError):
    """A file has no such part. `hint`: what to write instead."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class FilePart:
    """Lines of a file."""

    text: str
    """Without the indentation that all lines share; ends with a newline."""
    first: int
    """The number of the first line in the file, from 1."""


def whole(text: str) -> FilePart:
    """Return the whole file without the lines that mark regions."""
    return _part(text.splitlines(), [*range(len(text.splitlines()))], "the file")


def region(text: str, name: str) -> FilePart:
    """Return the lines between `# region: name` and the `# endregion` that belongs to it.

    Raises:
        NoPartError: there is no such region, it is empty, never ends, or is there twice.
    """
    lines = text.splitlines()
    found: dict[str, list[tuple[int, int]]] = {}
    open_regions: list[tuple[str, int]] = []
    for number, line in enumerate(lines):
        if (marker := MARKER.match(line)) is None:
            continue
        if not marker["end"]:
            open_regions.append((marker["name"], number))
        elif open_regions:
            begun, first = open_regions.pop()
            found.setdefault(begun, []).append((first + 1, number))
    if unclosed := [first for begun, first in open_regions if begun == name]:
        raise NoPartError(f"the region {name!r} of line {unclosed[0] + 1} never ends", "write '# endregion'")
    places = found.get(name, [])
    if not places:
        known = sorted(filter(None, found))
        hint = f"its regions: {', '.join(known)}" if known else "mark it: '# region: name', '# endregion'"
        raise NoPartError(f"the file has no region {name!r}", near_miss(name, known) or hint)
    if len(places) > 1:
        numbers = " and ".join(str(first) for first, _ in places[:2])
        raise NoPartError(f"the region {name!r} is there twice, in lines {numbers}")
    return _part(lines, [*range(*places[0])], f"the region {name!r}")


def ranges(text: str, wanted: str) -> FilePart:
    """Return lines by number: `5`, `5-9`, `5-`, `-9`, or several with commas between.

    Raises:
        NoPartError: the text is none of these, or the file has no such lines.
    """
    lines = text.splitlines()
    chosen: list[int] = []
    for piece in wanted.split(","):
        found = RANGE.match(piece)
        if found is None or not (found[1] or found[3]):
            raise NoPartError(f"{piece.strip()!r} is not a range of lines", "write 5, 5-9, 5- or 1-3,7")
        first = int(found[1] or 1)
        last = int(found[3] or len(lines)) if found[2] else first
        if not 1 <= first <= last <= len(lines):
            raise NoPartError(f"the file has no lines {piece.strip()}: it has {len(lines)}")
        chosen += range(first - 1, last)
    return _part(lines, chosen, f"lines {wanted}")


def python_object(text: str, name: str) -> FilePart:
    """Return a function or a class of a Python program, with its decorators: `train`, `Model.forward`.

    Raises:
        NoPartError: the program does not parse, or has nothing of this name.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        where = f" in line {line}" if line else ""
        raise NoPartError(f"the program does not parse{where}: {getattr(error, 'msg', error)}") from None
    known = dict(_objects(tree, ""))
    if (node := known.get(name)) is None:
        hint = near_miss(name, known) or (f"it has: {', '.join([*known][:8])}" if known else None)
        raise NoPartError(f"the program has no function or class {name!r}", hint)
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    lines = text.splitlines()
    return _part(lines, [*range(first - 1, node.end_lineno or node.lineno)], repr(name))


Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _objects(node: ast.AST, prefix: str) -> Iterator[tuple[str, Definition]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Definition):
            yield prefix + child.name, child
            if isinstance(child, ast.ClassDef):
                yield from _objects(child, f"{prefix}{child.name}.")


def _part(lines: list[str], chosen: list[int], what: str) -> FilePart:
    """Return lines by number from 0, without those that mark regions, and without empty ones at both ends."""
    kept = [number for number in chosen if not MARKER.match(lines[number])]
    while kept and not lines[kept[0]].strip():
        kept.pop(0)
    while kept and not lines[kept[-1]].strip():
        kept.pop()
    if not kept:
        raise NoPartError(f"there is no text in {what}")
    text = textwrap.dedent("\n".join(lines[number] for number in kept))
    return FilePart(f"{text}\n", kept[0] + 1)

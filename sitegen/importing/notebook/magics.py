"""What IPython adds to Python: lines with `%`, `!` or `?`, and cells that begin with `%%`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sitegen.importing.notebook.names import parse

CELL = re.compile(r"\s*%%(?P<name>\w+)[ \t]*(?P<rest>[^\n]*)(?:\n|\Z)")
LINE = re.compile(
    r"(?P<indent>[ \t]*)(?P<text>%{1,2}(?P<name>\w+)(?P<rest>[^\n]*)|!.*|\?{1,2}[\w.]+|[\w.]+\?{1,2})[ \t]*$"
)
ASSIGNED = re.compile(r"[\w.,\[\]'\" \t]+=[ \t]*[!%]")
DROPPED = frozenset({"matplotlib", "config", "load_ext", "reload_ext", "autoreload", "aimport"})
"""Magics that set up Jupyter itself."""
WRAPPERS = frozenset({"time", "timeit", "capture", "prun"})
"""Magics of cells whose rest is Python, as it is without the magic; and of lines with one expression."""
LANGUAGES = {
    "sh": "bash", "bash": "bash", "script": "bash", "cmd": "bat", "js": "javascript", "perl": "perl",
    "javascript": "javascript", "ruby": "ruby", "r": "r", "html": "html", "latex": "latex",
    "svg": "xml", "markdown": "markdown", "sql": "sql", "cython": "cython", "julia": "julia",
}  # fmt: skip
"""Magics of cells in another language → the language of their block of code."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program of a cell without what only IPython reads."""

    source: str
    language: str = "python"
    runs: bool = True
    """Whether it is Python that can be run."""
    notes: tuple[tuple[str, str], ...] = ()
    """What was changed: the magic, and `dropped` or `converted`."""


def plain_program(source: str) -> Program:
    """Return a cell's program in plain Python, or in the language that its magic names."""
    if parse(source) is not None:
        return Program(source)
    if found := CELL.match(source):
        return _whole(found["name"], found["rest"], source, source[found.end() :])
    lines: list[str] = []
    notes: list[tuple[str, str]] = []
    runs = True
    for line in source.split("\n"):
        magic = LINE.match(line)
        if magic is None:
            runs &= not ASSIGNED.match(line)
            lines.append(line)
            continue
        name = magic["name"] or ""
        if name in DROPPED:
            notes.append((f"%{name}", "dropped"))
            continue
        notes.append((f"%{name}" if name else magic["text"].split()[0][:20], "converted"))
        rest = (magic["rest"] or "").strip()
        if name == "time" and rest and not rest.startswith("-"):
            lines.append(magic["indent"] + rest)
        else:
            lines.append(f"{magic['indent']}# {magic['text']}")
    changed = "\n".join(lines).strip("\n")
    if notes and parse(changed) is None and parse(source := _with_pass(lines)) is not None:
        changed = source
    return Program(changed, runs=runs and parse(changed) is not None, notes=tuple(notes))


def _with_pass(lines: list[str]) -> str:
    """Return lines in which a comment in the place of a block's only statement has a `pass` below it."""
    made = []
    for line in lines:
        made.append(line)
        if found := re.match(r"([ \t]+)# [%!?]", line):
            made.append(f"{found[1]}pass")
    return "\n".join(made).strip("\n")


def _whole(name: str, rest: str, source: str, inside: str) -> Program:
    key = name.casefold()
    if key in WRAPPERS:
        program = plain_program(inside)
        head = f"# %%{name}{' ' + rest if rest else ''}\n"
        note = ((f"%%{name}", "converted"), *program.notes)
        return replace(program, source=head + program.source, notes=note)
    if key.startswith("python") or key == "pypy":
        return Program(inside, runs=False, notes=((f"%%{name}", "converted"),))
    if key in LANGUAGES:
        return Program(inside, LANGUAGES[key], runs=False, notes=((f"%%{name}", "converted"),))
    return Program(source, runs=False, notes=((f"%%{name}", "left as it is"),))

"""Print problems as text, as JSON, as SARIF, or as annotations of a GitHub workflow."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Literal

import click

from sitegen.errors import Problem

Format = Literal["human", "json", "github", "sarif"]
EXCERPT_WIDTH = 100


def is_attached() -> bool:
    """Return whether error output goes to a terminal that can redraw lines."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def wants_colour() -> bool:
    """Return whether error output may have colours."""
    return is_attached() and not os.environ.get("NO_COLOR")


def print_problems(
    problems: Sequence[Problem],
    root: Path | None = None,
    form: Format = "human",
    *,
    facts: Mapping[str, object] | None = None,
    most_warnings: int | None = None,
) -> None:
    """Print problems; as text, also their number.

    Args:
        problems: the problems, in the order of the output.
        root: the site's folder, from which the paths of the problems count.
        form: `human` is written to standard error, the others to standard output.
        facts: further entries of the JSON object.
        most_warnings: how many warnings of one rule are printed as text; all when absent.
    """
    if form == "json":
        click.echo(as_json(problems, facts or {}))
    elif form == "sarif":
        from sitegen.cli.sarif import as_sarif  # noqa: PLC0415 - only when asked for

        click.echo(as_sarif(problems, lambda path: _from_here(path, root) or ""))
    elif form == "github":
        for problem in problems:
            click.echo(as_annotation(problem, root))
    else:
        seen: Counter[str] = Counter()
        for problem in problems:
            seen[problem.code] += problem.severity == "warning"
            if most_warnings is None or problem.severity == "error" or seen[problem.code] <= most_warnings:
                click.echo(describe(problem, root, colour=wants_colour()), err=True, color=wants_colour())
        if most_warnings is not None:
            for code, number in (seen - Counter(dict.fromkeys(seen, most_warnings))).items():
                click.echo(f"and {count(number, 'more warning')} of {code}: see --verbose", err=True)
        if problems:
            click.echo(summary(problems), err=True)


def describe(problem: Problem, root: Path | None = None, *, colour: bool = False) -> str:
    """Return a problem as `file:line:col: message`, followed by the hint and the line of the file."""
    where = [str(part) for part in (problem.path, problem.line, problem.column) if part is not None]
    place = ":".join(where) + ": " if where else ""
    kind = "warning: " if problem.severity == "warning" else ""
    if colour:
        place = click.style(place, bold=True)
        kind = click.style(kind, fg="yellow")
        message = problem.message if kind else click.style(problem.message, fg="red")
    else:
        message = problem.message
    lines = [f"{place}{kind}{message}"]
    lines += [f"  {line}" for line in (problem.hint or "").splitlines()]
    return "\n".join([*lines, *excerpt(problem, root)])


def excerpt(problem: Problem, root: Path | None) -> list[str]:
    """Return the line of the file with a mark below the column; nothing when it cannot be read."""
    if root is None or problem.path is None or problem.line is None:
        return []
    file = (root / problem.path).resolve()
    try:
        line = file.read_text(encoding="utf-8", errors="replace").split("\n")[problem.line - 1].rstrip()
    except (OSError, IndexError):
        return []
    # A character that could move the cursor of a terminal is shown as a blank.
    line = "".join(char if char.isprintable() else " " for char in line)
    column = (problem.column or 0) - 1
    start = max(0, column - EXCERPT_WIDTH // 2) if len(line) > EXCERPT_WIDTH else 0
    shown = line[start : start + EXCERPT_WIDTH]
    if not shown.strip():
        return []
    number = str(problem.line)
    lines = [f"  {number} | {shown}"]
    if 0 <= column <= len(line):
        lines.append(f"  {' ' * len(number)} | {' ' * (column - start)}^")
    return lines


def summary(problems: Sequence[Problem]) -> str:
    """Return how many problems there are in how many files: `6 problems in 3 files`."""
    files = {problem.path for problem in problems if problem.path is not None}
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    counts = [count(number, word) for number, word in ((errors, "problem"), (warnings, "warning")) if number]
    return " and ".join(counts) + (f" in {count(len(files), 'file')}" if files else "")


def held_back(reasons: Sequence[str]) -> str:
    """Return which posts a build left out: `2 posts held back: 1 draft, 1 dated 2030-01-01`.

    Args:
        reasons: for each, `a draft`, or `dated 2030-01-01`.
    """
    drafts = sum(reason == "a draft" for reason in reasons)
    days = sorted(reason.removeprefix("dated ")[:10] for reason in reasons if reason != "a draft")
    parts = [count(drafts, "draft")] if drafts else []
    if days:
        parts.append(f"{len(days):,} dated {days[0]}" + (f" to {days[-1]}" if days[-1] != days[0] else ""))
    return f"{count(len(reasons), 'post')} held back: {', '.join(parts)}"


def count(number: int, word: str) -> str:
    """Return a number with its noun: `1 page`, `2 pages`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def as_json(problems: Sequence[Problem], facts: Mapping[str, object]) -> str:
    """Return one JSON object: `ok`, which is true without errors, the problems, and the further entries."""
    found = [
        {
            "path": problem.path.as_posix() if problem.path else None,
            "line": problem.line,
            "column": problem.column,
            "message": problem.message,
            "hint": problem.hint,
            "code": problem.code,
            "severity": problem.severity,
        }
        for problem in problems
    ]
    ok = not any(problem.severity == "error" for problem in problems)
    return json.dumps({"ok": ok, "problems": found, **facts}, ensure_ascii=False, indent=2)


def as_annotation(problem: Problem, root: Path | None) -> str:
    """Return a GitHub workflow command that marks the line of the file."""
    facts = {"file": _from_here(problem.path, root), "line": problem.line, "col": problem.column}
    places = ",".join(
        f"{name}={_escaped(str(value), also=':,')}" for name, value in facts.items() if value is not None
    )
    text = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
    return f"::{problem.severity}{' ' + places if places else ''}::{_escaped(text)}"


def _from_here(path: PurePath | None, root: Path | None) -> str | None:
    """Return a path relative to the current folder, which is the top of the repository in a workflow."""
    if path is None:
        return None
    here = Path.cwd()
    file = (root / path) if root else here / path
    return file.relative_to(here).as_posix() if file.is_relative_to(here) else path.as_posix()


def _escaped(text: str, also: str = "") -> str:
    for char in "%\r\n" + also:
        text = text.replace(char, f"%{ord(char):02X}")
    return text

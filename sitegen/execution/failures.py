"""Why a program gave no result, and the line of the author's file where this happened."""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitegen.errors import Problem
from sitegen.execution.demo_folder import PACKAGE
from sitegen.execution.process_pool import Outcome

DUMPED = re.compile(r'  File "(.+)", line (\d+) in ')
"""A line of `faulthandler`, the innermost frame first."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a demo has no poster."""

    faults: tuple[tuple[str, str, str], ...] = ()
    """Values that do not fit their controls: the control's name, message, hint."""
    message: str = ""
    """What was raised, or how the process ended."""
    line: int | None = None
    """The line in the demo's module, or in another of the site's demos that it imports."""
    file: str | None = None
    """That other module, relative to the site's folder."""

    def problem(self, path: PurePosixPath, hint: str | None = None) -> Problem:
        """Return what was raised as a problem at its line; `path` is the demo's own module."""
        return Problem(self.message, PurePosixPath(self.file or path), self.line, hint=hint, code="demo")


def failure_of(error: BaseException, content_dir: Path) -> Failure:
    """Return what a demo raised, with its innermost place in the site's demos."""
    from sitegen.demo import text_of  # noqa: PLC0415 - imports NumPy, as the demo has

    places = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    message = f"{type(error).__name__}: {text_of(error)}".removesuffix(": ")
    if isinstance(error, SyntaxError):
        places.append((error.filename or "", error.lineno or 1))
    return _at(message, places[::-1], content_dir)


def failure_of_process(demo: str, outcome: Outcome, seconds: float, content_dir: Path) -> Failure:
    """Return why a process gave no poster: its time limit, or its end."""
    if outcome.ending == "timeout":
        message = f"the demo {demo!r} did not reach its poster within {seconds:g} seconds; does it end?"
    else:
        reason = outcome.reason or "an answer that cannot be read"
        message = f"the process that ran the demo ended with {reason}{last_words(outcome)}"
    return _at(message, dumped_places(outcome), content_dir)


def dumped_places(outcome: Outcome) -> list[tuple[str, int]]:
    """Return where the process was when it ended, the innermost place first."""
    return [(match[1], int(match[2])) for line in outcome.stderr if (match := DUMPED.match(line))]


def last_words(outcome: Outcome) -> str:
    """Return the last line that a process printed, for a message; empty where there is none."""
    lines = [
        line
        for line in outcome.stderr
        if line.strip() and not line.startswith(("  ", "Current", "Extension"))
    ]
    return f"; its last line was: {lines[-1][:200]}" if lines else ""


def _at(message: str, places: Sequence[tuple[str, int]], content_dir: Path) -> Failure:
    folder = content_dir / PACKAGE
    for file, line in places:
        if Path(file).is_relative_to(folder):
            inside = Path(file).relative_to(folder).as_posix()
            return Failure(
                message=message, line=line, file=str(PurePosixPath(content_dir.name, PACKAGE, inside))
            )
    return Failure(message=message)

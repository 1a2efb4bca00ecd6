"""Mistakes in templates, told as problems: the template's own line, what was received, the near miss."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path, PurePath

from sitegen.errors import Problem, near_miss
from sitegen.model import Position

CODE = "template"
NO_SUCH_WORD = re.compile(r"No (?:filter|test) named '(\w+)'")
UNKNOWN_TAG = re.compile(r"Encountered unknown tag '(\w+)'")
TAGS = (
    *(
        "block",
        "call",
        "extends",
        "filter",
        "for",
        "from",
        "if",
        "import",
        "include",
        "macro",
        "raw",
        "set",
        "with",
    ),
    *("elif", "else", "endblock", "endcall", "endfilter", "endfor", "endif", "endmacro", "endset", "endwith"),
)


def names_of(value: object) -> tuple[str, ...]:
    """Return the names that a template can ask of a value."""
    if is_dataclass(value) and not isinstance(value, type):
        return tuple(item.name for item in fields(value))
    if isinstance(value, Mapping):
        return tuple(str(key) for key in value)
    return tuple(name for name in dir(value) if not name.startswith("_"))


@dataclass(frozen=True, slots=True)
class Faults:
    """Turns what went wrong into problems with a place."""

    root: Path
    """The site's folder: paths are shown relative to it."""
    folders: tuple[Path, ...]
    """Where templates lie, the site's own first."""

    def syntax(self, message: str, file: str | None, line: int, words: Iterable[str]) -> Problem:
        """A template that does not parse."""
        hint = None
        if found := NO_SUCH_WORD.search(message):
            hint = near_miss(found[1], words)
        elif found := UNKNOWN_TAG.search(message):
            hint = near_miss(found[1], TAGS)
        path = self._shown(file) if file else None
        return Problem(_lowered(message), path, line, None, hint, CODE)

    def missing(
        self, error: Exception, names: Sequence[object], known: Sequence[str], wanted_by: Position | None
    ) -> Problem:
        """A template that is not there: asked for by another template, or by a source's front matter."""
        asked = " or ".join(repr(str(name)) for name in names)
        folders = ", ".join(str(self._shown(folder)) for folder in self.folders)
        hint = near_miss(str(names[0]), known) if names else None
        hint = hint or f"looked in {folders}"
        place = self._place(error)
        if place is None and wanted_by is not None:
            where = (wanted_by.path, wanted_by.line, wanted_by.column)
            return Problem(f"there is no template {asked}", *where, hint, CODE)
        path, line = place or (None, None)
        column = _column(path, line, str(names[0])) if names else None
        return Problem(f"there is no template {asked}", path and self._shown(path), line, column, hint, CODE)

    def unknown_name(self, error: Exception, name: str, known: Iterable[str]) -> Problem:
        """A name that the template does not receive, or that the value does not have."""
        known = tuple(known)
        file, line = self._place(error) or (None, None)
        text, column = name, None
        if file is not None and line is not None:
            text, column = _as_written(file, line, name)
        hint = near_miss(name, known) or (f"there are: {', '.join(known)}" if known else None)
        return Problem(f"unknown name {text!r}", file and self._shown(file), line, column, hint, CODE)

    def raised(self, error: Exception) -> Problem | None:
        """Anything else that a template made Python raise; None when no template was at work."""
        place = self._place(error)
        if place is None:
            return None
        kind = "" if type(error).__module__.startswith("jinja2") else f" ({type(error).__name__})"
        return Problem(f"{_lowered(str(error))}{kind}", self._shown(place[0]), place[1], code=CODE)

    def _place(self, error: Exception) -> tuple[Path, int] | None:
        """The innermost line of a template that the error went through."""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            file = Path(frame.filename)
            if frame.lineno and any(file.is_relative_to(folder) for folder in self.folders):
                return file, frame.lineno
        return None

    def _shown(self, file: str | Path) -> PurePath:
        path = Path(file)
        return path.relative_to(self.root) if path.is_relative_to(self.root) else path


def _as_written(file: Path, line: int, name: str) -> tuple[str, int | None]:
    """The name with what stands before its dot, `page.titel`, and its column."""
    text = _line(file, line)
    found = re.search(rf"(?<![\w.])((?:\w+\.)*){re.escape(name)}\b", text)
    return (found[0], found.start() + 1) if found else (name, None)


def _column(file: Path | None, line: int | None, text: str) -> int | None:
    if file is None or line is None:
        return None
    return _line(file, line).find(text) + 1 or None


def _line(file: Path, line: int) -> str:
    lines = file.read_text(encoding="utf-8").splitlines()
    return lines[line - 1] if line <= len(lines) else ""


def _lowered(message: str) -> str:
    message = message.strip().removesuffix(".")
    return message[:1].lower() + message[1:]

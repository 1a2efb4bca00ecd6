"""Read a folder that somebody else made: no link out of it, no endless file, no name that climbs out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path, PurePosixPath

from sitegen.importing.model import Note, Outcome
from sitegen.source_files import list_files

TEXT_LIMIT, NOTEBOOK_LIMIT = 4 * 2**20, 64 * 2**20
"""The longest text and the longest notebook that are read. Posts are below 1 MB; notebooks have pictures."""
FILE_LIMIT = 2**30
"""The largest file that is copied."""
SKIPPED = frozenset((
    "node_modules", "vendor", "__pycache__", "bower_components", "venv", "themes", "archetypes",
    "resources", "public", "_site", "output", "dist", "target", "cache", "build",
))  # fmt: skip
"""Folders of tools, of themes and of built sites, where they lie at the top of the source."""
HIDDEN = frozenset({".eleventy.js", ".eleventy.cjs", ".vuepress", ".vitepress", ".well-known", ".nojekyll"})
HIDDEN_TEXT = re.compile(r"\.[^#~].*\.(?:md|markdown|mdx|rst|ipynb)", re.IGNORECASE | re.DOTALL)
NUL = "\0"


@dataclass
class Folder:
    """The files of a source folder."""

    root: Path
    notes: list[Note] = field(default_factory=list)
    keep: frozenset[str] = frozenset()
    """Names of `SKIPPED` that are read all the same."""

    def __post_init__(self) -> None:
        self.root = self.root.resolve()

    @cached_property
    def files(self) -> tuple[PurePosixPath, ...]:
        """Every file, relative to the root, in order. Links that lead out of the root are noted, not read."""
        found, problems = list_files(self.root, root=self.root, skip=self._skip, shown=HIDDEN)
        for problem in problems:
            self.note("file", problem.message.split(", to /")[0], str(problem.path), "not imported")
        for parent in dict.fromkeys(path.parent for path in found):
            hidden = [
                file.name for file in (self.root / parent).iterdir() if HIDDEN_TEXT.fullmatch(file.name)
            ]
            for name in sorted(hidden):
                self.note("file", "a hidden text", parent / name, "not imported")
        return found

    @cached_property
    def known(self) -> frozenset[PurePosixPath]:
        """The same files, quick to ask."""
        return frozenset(self.files)

    def _skip(self, path: PurePosixPath, is_folder: bool) -> bool:
        tools = path.name in {"node_modules", "__pycache__", "bower_components"}
        return is_folder and (
            tools or (len(path.parts) == 1 and path.name in SKIPPED and path.name not in self.keep)
        )

    def note(self, kind: str, what: str, path: object, outcome: Outcome) -> None:
        """Note one thing for the report."""
        self.notes.append(Note(kind, what, str(path), outcome))

    def has(self, *names: str) -> str | None:
        """Return the first of the names that is a file of the folder, or None."""
        return next((name for name in names if PurePosixPath(name) in self.known), None)

    def below(self, folder: str, *endings: str) -> Iterator[PurePosixPath]:
        """Yield the files below a folder, with one of the endings if any are given."""
        start = PurePosixPath(folder)
        for path in self.files:
            inside = not start.parts or path.parts[: len(start.parts)] == start.parts
            if inside and (not endings or path.suffix.casefold() in endings):
                yield path

    def text(self, path: PurePosixPath) -> str | None:
        """Return the text of a file with single newlines; None, with a note, where there is none to read."""
        file = self.root / path
        try:
            if not file.resolve().is_relative_to(self.root):
                self.note("file", "the path leads out of the folder", path, "not imported")
                return None
            size = file.stat().st_size
            if size > (NOTEBOOK_LIMIT if path.suffix == ".ipynb" else TEXT_LIMIT):
                self.note("file", f"a text of {size / 2**20:,.0f} MB is too long", path, "not imported")
                return None
            data = file.read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "the file cannot be read"
            self.note("file", f"not readable: {reason}", path, "not imported")
            return None
        text = decode(data)
        if text is None:
            self.note("file", "not a text", path, "not imported")
            return None
        if not _is_utf_8(data):
            self.note("file", "not UTF-8; read as Windows-1252 or UTF-16", path, "converted")
        return text

    def day(self, path: PurePosixPath) -> date | None:
        """Return the day on which a file changed last, in UTC; None where that is not known."""
        try:
            return datetime.fromtimestamp((self.root / path).stat().st_mtime, UTC).date()
        except (OSError, ValueError, OverflowError):
            return None

    def setting(self, *names: str) -> str:
        """Return the text of the first of the files that exists, or an empty text."""
        found = self.has(*names)
        return (self.text(PurePosixPath(found)) or "") if found else ""


def decode(data: bytes) -> str | None:
    """Return bytes as text with single newlines; None for bytes that are no text."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    elif _is_utf_8(data):
        text = data.decode("utf-8-sig")
    elif b"\0" in data:
        return None
    else:
        text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace(NUL, "")


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def safe_name(text: str, fallback: str = "page") -> str:
    """Return a text as the name of a file: no separators, not hidden, at most 120 bytes."""
    name = re.sub(r"[^\w.~{}()+@=,!-]+", "-", text).strip("-").lstrip("._~#").rstrip("~.")
    name = name.encode()[:120].decode("utf-8", "ignore")
    return name if re.search(r"\w", name) and name != "4913" else fallback


def safe_path(path: PurePosixPath) -> PurePosixPath:
    """Return a path without parts that climb out or are hidden."""
    return PurePosixPath(*(safe_name(part) for part in path.parts if part not in ("/", "..", ".")))


def unique(wanted: str, taken: Iterable[str]) -> str:
    """Return `wanted`, or `wanted-2`, `wanted-3` ... when it is taken. Case is ignored, as on some disks."""
    used = {name.casefold() for name in taken}
    found, number = wanted, 2
    while found.casefold() in used:
        found, number = f"{wanted}-{number}", number + 1
    return found

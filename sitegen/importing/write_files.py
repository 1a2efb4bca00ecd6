"""Write the files of the new site, each once."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath

from sitegen.importing.folder import FILE_LIMIT, Folder
from sitegen.importing.model import Note, StaticFile


class Writer:
    """Writes files of the new site, each once."""

    def __init__(self, root: Path, folder: Folder) -> None:
        self.root = root
        self.folder = folder
        self.paths: set[PurePosixPath] = set()
        self.folded: set[str] = set()
        self.written: list[Path] = []
        self.notes: list[Note] = []
        self.copied = 0

    def _file(self, path: PurePosixPath | str) -> Path | None:
        path = PurePosixPath(path)
        if str(path).casefold() in self.folded or ".." in path.parts or path.is_absolute():
            self.notes.append(Note("file", "there is a file of this name already", str(path), "not imported"))
            return None
        self.folded.add(str(path).casefold())
        self.paths.add(path)
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        self.written.append(file)
        return file

    def text(self, path: PurePosixPath | str, text: str) -> None:
        """Write a text."""
        if (file := self._file(path)) is not None:
            with file.open("x", encoding="utf-8", errors="replace", newline="\n") as stream:
                stream.write(text)

    def data(self, path: PurePosixPath, data: bytes) -> None:
        """Write a file that the import made."""
        if (file := self._file(path)) is not None:
            self.copied += 1
            with file.open("xb") as stream:
                stream.write(data)

    def copy(self, path: PurePosixPath, source: PurePosixPath) -> None:
        """Copy a file of the source."""
        origin = self.folder.root / source
        try:
            usable = origin.resolve().is_relative_to(self.folder.root) and origin.is_file()
            size = origin.stat().st_size if usable else 0
        except OSError:
            usable, size = False, 0
        if not usable or size > FILE_LIMIT:
            reason = "larger than 1 GiB" if usable else "not readable"
            self.notes.append(Note("file", reason, str(source), "not imported"))
        elif (file := self._file(path)) is not None:
            self.copied += 1
            shutil.copyfile(origin, file)

    def note(self, file: StaticFile, reason: str) -> None:
        """Note a file that is left out."""
        self.notes.append(Note("file", reason, str(file.path), "not imported"))

"""The files of a folder that an author edits, listed safely.

Editors leave lock files, backups and half-written files in such folders; links may lead nowhere, in a circle
or out of the site; reading a named pipe never ends. `list_files` leaves such files out and reports those that
the author has to know of.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from sitegen.errors import Problem, Severity, SitegenError

CODE = "file"
LEFT_BEHIND = re.compile(
    r"""
    \.\#.*                          # lock files of Emacs
    | \#.*\#                        # unsaved texts of Emacs
    | .*~ | .*\.bak                 # backups
    | ~\$.* | \.~lock\..*\#         # lock files of office programs
    | \..*\.sw[a-z] | 4913          # swap files of Vim, and its test whether a folder can be written to
    | .*___jb_(tmp|old)___          # half-written files of JetBrains editors
    | \.goutputstream-.*            # half-written files of GNOME programs
    | \.DS_Store | Thumbs\.db | desktop\.ini
    """,
    re.VERBOSE | re.DOTALL,
)
"""Names of files that editors and file managers leave behind: never published, in any folder."""

KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
}


def is_left_behind(name: str) -> bool:
    """Return whether a file name is one that editors and file managers leave behind."""
    return LEFT_BEHIND.fullmatch(name) is not None


def list_files(
    folder: Path,
    *,
    root: Path,
    skip: Callable[[PurePosixPath, bool], bool] = lambda path, is_folder: False,  # noqa: ARG005 - the default skips nothing
    shown: Collection[str] = (),
    outside: bool = False,
) -> tuple[tuple[PurePosixPath, ...], tuple[Problem, ...]]:
    """List the files of a folder and of the folders in it.

    Hidden names and those that editors leave behind are left out. Links to files are listed when they lead
    to a file inside `root`; links to folders are not followed.

    Args:
        folder: where to begin.
        root: the site's folder. Messages name paths relative to it.
        skip: returns whether to leave out a path; it receives the path relative to `folder`, and whether the
            path is that of a folder.
        shown: hidden names that are listed all the same, such as `.well-known`.
        outside: whether links may lead out of `root`.

    Returns:
        The paths relative to `folder`, in order, the files of a folder before its folders; and the problems:
        links that lead nowhere, in a circle or out of `root`, named pipes, sockets and devices, names that
        are not UTF-8, folders that cannot be read. A link to a folder gives a warning.
    """
    walk = _Walk(folder, root, skip, frozenset(shown), outside)
    return tuple(walk.files()), tuple(walk.problems)


@dataclass
class _Walk:
    folder: Path
    root: Path
    skip: Callable[[PurePosixPath, bool], bool]
    shown: frozenset[str]
    outside: bool
    problems: list[Problem] = field(default_factory=list)

    def files(self) -> Iterator[PurePosixPath]:
        pending = [PurePosixPath()]
        while pending:
            inside = pending.pop()
            try:
                with os.scandir(self.folder / inside) as found:
                    entries = sorted(found, key=lambda entry: entry.name)
            except FileNotFoundError:  # deleted since its parent was listed
                continue
            except OSError as error:
                self._report(inside, f"the folder cannot be read: {error.strerror}")
                continue
            folders = []
            for entry in entries:
                path = inside / entry.name
                is_folder = entry.is_dir(follow_symlinks=False)
                if self._is_left_out(entry.name) or self.skip(path, is_folder):
                    continue
                if not _is_utf_8(entry.name):
                    self._report(path, "the name is not UTF-8", "give it another name")
                elif is_folder:
                    folders.append(path)
                elif entry.is_file(follow_symlinks=False) or self._is_usable(path):
                    yield path
            pending += reversed(folders)

    def _is_left_out(self, name: str) -> bool:
        return is_left_behind(name) or (name.startswith(".") and name not in self.shown)

    def _is_usable(self, path: PurePosixPath) -> bool:
        """Return whether what is neither a file nor a folder can be read as a file; report why not."""
        file = self.folder / path
        try:
            link = file.is_symlink()
            mode = file.stat().st_mode
            target = file.resolve(strict=True)
        except (OSError, RuntimeError) as error:  # Python 3.11 and 3.12 raise RuntimeError for a circle
            self._report_unusable(path, error)
            return False
        if stat.S_ISDIR(mode):
            message = "links to folders are not followed"
            self._report(path, message, "put the folder itself here", warning=True)
            return False
        if not stat.S_ISREG(mode):
            self._report(path, f"this is {KINDS.get(stat.S_IFMT(mode), 'no file')}, not a file")
            return False
        if link and not self.outside and not self._is_inside(target):
            message = f"the link leads out of the site's folder, to {target}"
            self._report(path, message, "copy the file, or allow such links: outside_links = true")
            return False
        return True

    def _is_inside(self, target: Path) -> bool:
        return any(target.is_relative_to(folder.resolve()) for folder in (self.root, self.folder))

    def _report_unusable(self, path: PurePosixPath, error: OSError | RuntimeError) -> None:
        file = self.folder / path
        if not file.is_symlink():
            if not isinstance(error, FileNotFoundError):  # else deleted since its folder was listed
                self._report(path, f"the file cannot be read: {_reason(error)}")
        elif isinstance(error, FileNotFoundError):
            self._report(path, f"the link leads nowhere: there is no {os.readlink(file)}")  # noqa: PTH115 - the text as written
        elif isinstance(error, RuntimeError) or error.errno == errno.ELOOP:
            self._report(path, "the link leads in a circle")
        else:
            self._report(path, f"the link cannot be followed: {_reason(error)}")

    def _report(
        self, path: PurePosixPath, message: str, hint: str | None = None, *, warning: bool = False
    ) -> None:
        place = printable(named(self.folder / path, self.root))
        severity: Severity = "warning" if warning else "error"
        self.problems.append(Problem(message, place, hint=hint, code=CODE, severity=severity))


def read_bytes(file: Path, path: PurePosixPath) -> bytes:
    """Return the content of a file.

    Args:
        file: the file.
        path: what to call it in messages.

    Raises:
        FileNotFoundError: there is no such file; it may have been deleted since its folder was listed.
        SitegenError: it cannot be read.
    """
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        problem = Problem(f"the file cannot be read: {error.strerror}", path, code=CODE)
        raise SitegenError(problem) from None


def read_text(file: Path, path: PurePosixPath) -> str:
    """Return the text of a file, without a byte order mark and with single newlines as line ends.

    Args:
        file: the file.
        path: what to call it in messages.

    Raises:
        FileNotFoundError: there is no such file; it may have been deleted since its folder was listed.
        SitegenError: it cannot be read, or is not UTF-8.
    """
    data = read_bytes(file, path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        received = f"byte 0x{data[error.start]:02x}"
        hint = "save the file as UTF-8"
        raise SitegenError(
            Problem(f"expected UTF-8 text, received {received}", path, line, column, hint, "encoding")
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def named(file: Path, root: Path) -> PurePosixPath:
    """Return a path as messages name it: relative to the site's folder where that is possible."""
    return PurePosixPath((file.relative_to(root) if file.is_relative_to(root) else file).as_posix())


def printable(path: PurePosixPath) -> PurePosixPath:
    r"""Return a path in which bytes that are not UTF-8 are written as `\xff`."""
    return PurePosixPath(os.fsencode(str(path)).decode("utf-8", "backslashreplace"))


def _is_utf_8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _reason(error: OSError | RuntimeError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)

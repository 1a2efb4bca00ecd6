"""Files of pictures beside the cache: written in one step, in the place of whatever is there."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from sitegen.errors import OutputError, Problem


def store_file(file: Path, data: bytes) -> Path:
    """Write a file and return it; a folder in its place, or a file in the place of its folder, is removed.

    Raises:
        OutputError: the file cannot be written.
    """
    folder = file.parent
    try:
        if folder.exists() and not folder.is_dir():
            folder.unlink()
        folder.mkdir(parents=True, exist_ok=True)
        if file.is_dir():
            shutil.rmtree(file)
        with NamedTemporaryFile(dir=folder, delete=False) as part:
            try:
                part.write(data)
                part.flush()
                return Path(part.name).replace(file)
            except OSError:
                with suppress(OSError):
                    Path(part.name).unlink()
                raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(Problem(f"cannot write {file}: {reason}", code="output")) from error

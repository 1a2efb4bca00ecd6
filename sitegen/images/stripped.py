"""Files of pictures without the data of the camera, made once and stored beside the copies."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from sitegen.cache import Cache, digest_of_files, key_of
from sitegen.images.copies import FOLDER
from sitegen.images.metadata import UnknownStructureError, without_metadata
from sitegen.images.stored import store_file

KIND = "stripped"
SAME = ""
"""Stands for a picture without data of the camera."""
PROGRAM = Path(__file__).with_name("metadata.py")


def strip(source: Path, cache_folder: Path, cache: Cache) -> Path | str | None:
    """Return the file that is published in the place of a picture.

    Args:
        source: the picture.
        cache_folder: where the folder of the stored files is.
        cache: where their digests are.

    Returns:
        The file; None where the picture has no such data; or why they cannot be removed.
    """
    try:
        data = source.read_bytes()
    except OSError as error:
        return str(error)
    key = key_of(_digest(data), digest_of_files(PROGRAM.parent, [PROGRAM]))
    stored = cache.get(KIND, key)
    if stored == SAME:
        return None
    folder = cache_folder / FOLDER
    if isinstance(stored, str) and stored.isalnum():
        file = _path(folder, key, stored, source)
        with suppress(OSError):
            if _digest(file.read_bytes()) == stored:
                return file
    try:
        bare = without_metadata(data)
    except UnknownStructureError as error:
        return str(error)
    digest = _digest(bare) if bare != data else SAME
    cache.put(KIND, key, digest)
    if digest == SAME:
        return None
    return store_file(_path(folder, key, digest, source), bare)


def _path(folder: Path, key: str, digest: str, source: Path) -> Path:
    return folder / f"{key}-{digest}{source.suffix.lower()}"


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=8).hexdigest()

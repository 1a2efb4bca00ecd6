"""Zips and wheels whose bytes depend on their files alone: fixed times, fixed order."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

FileTree = Mapping[PurePosixPath, bytes]
"""The contents of files by their relative names."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold."""


def zip_files(files: FileTree) -> bytes:
    """Return a compressed zip of files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(str(name), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, on every system that builds
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return stream.getvalue()


def unzip_files(source: Path) -> dict[PurePosixPath, bytes]:
    """Return the files of a zip, without its folders.

    Raises:
        OSError, zipfile.BadZipFile, zlib.error: the file cannot be read, or is not a whole zip.
    """
    with zipfile.ZipFile(source) as archive:
        return {
            PurePosixPath(entry.filename): archive.read(entry)
            for entry in archive.infolist()
            if not entry.is_dir()
        }


def make_record(files: FileTree, own: PurePosixPath) -> bytes:
    """Return the RECORD of a wheel with these files; `own` is its name in the wheel."""
    rows = []
    for name in sorted(files):
        digest = base64.urlsafe_b64encode(hashlib.sha256(files[name]).digest()).rstrip(b"=").decode()
        rows.append(f"{_quoted(name)},sha256={digest},{len(files[name])}\n")
    return "".join([*rows, f"{_quoted(own)},,\n"]).encode()


def _quoted(name: PurePosixPath) -> str:
    return '"' + str(name).replace('"', '""') + '"'

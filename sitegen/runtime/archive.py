"""Zips and wheels that are the same to the byte for the same files: fixed times, fixed order."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold."""


def zip_files(files: Mapping[PurePosixPath, bytes]) -> bytes:
    """Return a compressed zip of files by their names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(str(name), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, on every system that builds
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return stream.getvalue()


def unzip_files(source: Path | bytes) -> dict[PurePosixPath, bytes]:
    """Return the files of a zip by their names; folders are left out."""
    with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
        return {
            PurePosixPath(entry.filename): archive.read(entry)
            for entry in archive.infolist()
            if not entry.is_dir()
        }


def record(files: Mapping[PurePosixPath, bytes], own: PurePosixPath) -> bytes:
    """Return a wheel's RECORD, which is going to be the file `own`."""
    rows = []
    for name in sorted(files):
        digest = base64.urlsafe_b64encode(hashlib.sha256(files[name]).digest()).rstrip(b"=").decode()
        rows.append(f"{_quoted(name)},sha256={digest},{len(files[name])}\n")
    return "".join([*rows, f"{_quoted(own)},,\n"]).encode()


def _quoted(name: PurePosixPath) -> str:
    return '"' + str(name).replace('"', '""') + '"'

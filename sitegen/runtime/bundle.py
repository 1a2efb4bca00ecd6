"""The runtime as it is published: one folder named after its contents, so that it can be kept for ever."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitegen.errors import OutputError, Problem
from sitegen.model import Output
from sitegen.runtime.licences import LICENCE_FILE, licences
from sitegen.runtime.pack import FileSet, pack_runtime
from sitegen.runtime.pin import Pin, digest_of
from sitegen.runtime.wheel import DISTRIBUTION

MANIFEST_FILE = "manifest.json"
PACKAGES = ("numpy", DISTRIBUTION)
"""What the worker loads, in order."""
_HASH_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Bundle:
    """The published files of the runtime."""

    path: str
    """`runtime/<hash>/`, relative to the published folder."""
    outputs: tuple[Output, ...]
    download_bytes: int
    """What a reader's browser loads, as it lies on the server."""


def bundle_runtime(pin: Pin, folder: Path, content_dir: Path) -> Bundle:
    """Make the outputs of the runtime; equal inputs give an equal path and equal bytes.

    Pinned files stay where they are: their outputs name the file in the cache, to be linked or copied.

    Args:
        pin: what `folder` holds.
        folder: the verified files, as `fetch_runtime` returns it.
        content_dir: the folder of the sources, whose `demos` go into the wheel.

    Raises:
        DemoError: a demo does not parse.
    """
    loaded = pack_runtime(pin, folder, content_dir)
    files: FileSet = {
        **loaded,
        MANIFEST_FILE: _manifest(loaded),
        LICENCE_FILE: licences(pin, folder / pin.numpy_wheel.name),
    }
    path = f"runtime/{_hash(files)}/"
    outputs = tuple(
        Output(PurePosixPath(path + name), content, f"runtime: {name}") for name, content in files.items()
    )
    return Bundle(path, outputs, sum(_size(content) for content in loaded.values()))


def write_bundle(bundle: Bundle, target: Path) -> Path:
    """Write a bundle below `target` and return its folder there.

    Raises:
        OutputError: the folder cannot be written.
    """
    try:
        for output in bundle.outputs:
            place = target / output.output_path
            place.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(output.content, Path):
                shutil.copyfile(output.content, place)
            else:
                place.write_bytes(output.content)
    except OSError as error:
        problem = Problem(f"the runtime cannot be written: {error.strerror}", path=target, code="output")
        raise OutputError(problem) from error
    return target / bundle.path


def _manifest(loaded: FileSet) -> bytes:
    """Return what the worker reads first: names and sizes, so that it can fetch all at once and count.

    Wheels come with their sums: Pyodide would have the browser check them, but the worker hands it the files.
    """
    files = [
        {"name": name, "bytes": _size(content)}
        | ({"sha256": _sha256(content)} if name.endswith(".whl") else {})
        for name, content in loaded.items()
    ]
    return (json.dumps({"files": files, "packages": PACKAGES}, indent=1) + "\n").encode()


def _size(content: bytes | Path) -> int:
    return content.stat().st_size if isinstance(content, Path) else len(content)


def _sha256(content: bytes | Path) -> str:
    return digest_of(content)[1] if isinstance(content, Path) else hashlib.sha256(content).hexdigest()


def _hash(files: FileSet) -> str:
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{name}\0{_sha256(files[name])}\n".encode())
    return total.hexdigest()[:_HASH_LENGTH]

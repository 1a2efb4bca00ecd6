"""The runtime as it is published: one folder named after its contents, so that it can be kept for ever."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitegen.errors import OutputError, Problem
from sitegen.model import Output
from sitegen.progress import Progress
from sitegen.runtime.licences import LICENCE_FILE, licences
from sitegen.runtime.pack import FileSet, Packed, pack_runtime
from sitegen.runtime.packed import IMAGE_FILE
from sitegen.runtime.pin import Pin, sha256_of
from sitegen.runtime.start import START_FILE, start_program
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


def bundle_runtime(
    pin: Pin, folder: Path, content_dir: Path, *, keep: tuple[str, ...] = (), progress: Progress | None = None
) -> Bundle:
    """Make the outputs of the runtime; equal inputs give an equal path and equal bytes.

    Pinned files stay where they are: their outputs name the file in the cache, to be linked or copied.

    Args:
        pin: what `folder` holds.
        folder: the verified files, as `fetch_runtime` returns it.
        content_dir: the folder of the sources, whose `demos` go into the wheel.
        keep: names of modules that are otherwise left out.
        progress: hears of what could not be done for speed.

    Raises:
        ConfigError: `keep` names what is never left out.
        DemoError: a demo does not parse.
    """
    packed = pack_runtime(pin, folder, content_dir, keep=keep, progress=progress)
    files: FileSet = {
        **packed.files,
        **({IMAGE_FILE: packed.image} if packed.image else {}),
        START_FILE: start_program(),  # without an image too: the worker asks for it before it has read of one
        MANIFEST_FILE: _manifest(packed),
        LICENCE_FILE: licences(pin, folder / pin.numpy_wheel.name),
    }
    path = f"runtime/{_hash(files)}/"
    outputs = tuple(
        Output(PurePosixPath(path + name), content, f"runtime: {name}") for name, content in files.items()
    )
    return Bundle(path, outputs, sum(_size(content) for content in packed.files.values()))


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


def _manifest(packed: Packed) -> bytes:
    """Return what the worker reads first: names and sizes, so that it can fetch all at once and count.

    Wheels come with their sums: Pyodide would have the browser check them, but the worker hands it the files.
    The image comes with the key that it carries inside: one that was made from other files is never used. It
    and its program stand apart from the files of an ordinary start, which must all be there.
    """
    files = [
        {"name": name, "bytes": _size(content)}
        | ({"sha256": sha256_of(content)} if name.endswith(".whl") else {})
        for name, content in packed.files.items()
    ]
    told: dict[str, object] = {"files": files, "packages": PACKAGES}
    if packed.image:
        told["image"] = {
            "name": IMAGE_FILE,
            "bytes": _size(packed.image),
            **packed.image_facts,
        }
    return (json.dumps(told, indent=1) + "\n").encode()


def _size(content: bytes | Path) -> int:
    return content.stat().st_size if isinstance(content, Path) else len(content)


def _hash(files: FileSet) -> str:
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{name}\0{sha256_of(files[name])}\n".encode())
    return total.hexdigest()[:_HASH_LENGTH]

"""The published runtime: one folder, named after a hash of its contents, which caches may keep for ever."""

from __future__ import annotations

import hashlib
import json
import shutil
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitegen.errors import OutputError, Problem
from sitegen.model import Output
from sitegen.progress import Progress, Silent
from sitegen.runtime import licenses
from sitegen.runtime.checksums import sha256_of
from sitegen.runtime.loader import LOADER_FILE, loader_inputs, make_loader
from sitegen.runtime.pack import (
    Packed,
    PublishedFile,
    Results,
    key_of,
    pack_runtime,
)
from sitegen.runtime.pack.file_names import (
    COLD_FILE,
    HOT_FILE,
    LIBRARIES_FILE,
    PROGRAM_FILE,
    SITE_FILE,
    SNAPSHOT_FILE,
    STDLIB_FILE,
    cold_name,
)
from sitegen.runtime.pin import Pin
from sitegen.runtime.wheel import DISTRIBUTION, WHEEL_FILE

MANIFEST_FILE = "manifest.json"
PACKAGES = ("numpy", DISTRIBUTION)
"""The packages that the worker loads, in order."""
_HASH_LENGTH = 16
_COMPRESSED_BY_HOSTS = {".wasm", ".mjs", ".json"}
"""The types of files that hosts send in gzip; all others are compressed already."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The published files of the runtime."""

    path: str
    """`runtime/<hash>/`, relative to the published folder."""
    outputs: tuple[Output, ...]
    sha256: Mapping[str, str]
    """The SHA-256 of every output, in hexadecimal, by its name in the folder."""
    download_bytes: int
    """What a reader's browser downloads before the first result of a first visit, as hosts send it."""


def bundle_runtime(
    pin: Pin, folder: Path, content_dir: Path, *, keep: tuple[str, ...] = (), progress: Progress | None = None
) -> Bundle:
    """Make the outputs of the runtime; equal inputs give an equal path and equal bytes.

    Large outputs name a file in the cache, which the published folder may link to.

    Args:
        pin: the versions in `folder`.
        folder: the verified files, as `fetch_runtime` returns it.
        content_dir: the folder of the sources, whose `demos` go into the wheel.
        keep: names of removable modules that stay.
        progress: receives what is being made, and a line about every step that failed.

    Raises:
        ConfigError: `keep` names a module that is never removed.
        DemoError: a demo does not parse.
    """
    packed = pack_runtime(pin, folder, content_dir, keep=keep, progress=progress)
    results = Results(folder, progress or Silent(), before_making=lambda: None)
    manifest = _manifest(pin, packed)
    files = {
        **packed.files,
        **packed.snapshot_files,
        **({SNAPSHOT_FILE: packed.snapshot} if packed.snapshot else {}),
        # Published without a snapshot too: the worker asks for it before it has read the manifest.
        LOADER_FILE: results.make_small("loader", key_of(*loader_inputs()), make_loader),
        MANIFEST_FILE: PublishedFile(manifest, len(manifest), sha256_of(manifest)),
        licenses.LICENSE_FILE: _licenses(pin, folder, results),
    }
    sums = {name: file.sha256 for name, file in files.items()}
    path = f"runtime/{_hash(sums)}/"
    outputs = tuple(
        Output(PurePosixPath(path + name), file.content, f"runtime: {name}") for name, file in files.items()
    )
    return Bundle(path, outputs, sums, _download_bytes(pin, packed, results))


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


def _manifest(pin: Pin, packed: Packed) -> bytes:
    """Return the file that the worker reads first: names, sizes and sums of all files, to load them at once.

    `files` are those of a start without the snapshot. `snapshot` says which of them a start from it does not
    load, which others it loads (Pyodide's program, NumPy's libraries, the demos), and which it loads later:
    archives of modules with their paths, and second parts of split modules with the names of the first parts.
    `data` are loaded when a demo reads them. The snapshot's key is also inside it, so that a snapshot of
    other files is never used.
    """
    manifest: dict[str, object] = {
        "files": [_row(name, file) for name, file in packed.files.items()],
        "packages": PACKAGES,
    }
    if packed.snapshot:
        info = packed.snapshot_info
        known = {**packed.files, **packed.snapshot_files}
        manifest["snapshot"] = {
            **_row(SNAPSHOT_FILE, packed.snapshot),
            **{key: value for key, value in info.items() if key != "modules"},
            "files": [_row(name, known[name]) for name in _snapshot_files(packed)],
            "replaces": _replaced(pin, packed),
            "later": [
                *(_row(name, known[name]) | {"path": path} for name, path in info["later"].items()),
                *(_row(name, known[name]) | {"of": of} for name, of in _cold_files(packed).items()),
            ],
            "data": [_row(name, known[name]) | {"path": str(path)} for path, name in packed.data.items()],
        }

    return (json.dumps(manifest, indent=1) + "\n").encode()


def _row(name: str, file: PublishedFile) -> dict[str, object]:
    return {"name": name, "bytes": file.bytes, "sha256": file.sha256}


def _snapshot_files(packed: Packed) -> tuple[str, ...]:
    """Return Pyodide's program, NumPy's libraries and the demos, as a start from the snapshot loads them."""
    program = HOT_FILE if HOT_FILE in packed.snapshot_files else PROGRAM_FILE
    return (program, LIBRARIES_FILE, SITE_FILE)


def _cold_files(packed: Packed) -> dict[str, str]:
    """Return the second parts of split modules, with the names of the first parts."""
    libraries = {cold_name(PurePosixPath(path)): path for path in packed.snapshot_info["libraries"]}
    rows = {COLD_FILE: HOT_FILE, **libraries}
    return {name: of for name, of in rows.items() if name in packed.snapshot_files}


def _replaced(pin: Pin, packed: Packed) -> tuple[str, ...]:
    """Return the files of a start without the snapshot that a start from it does not need at once."""
    own = set(_snapshot_files(packed))
    return tuple(
        name for name in (PROGRAM_FILE, pin.numpy_wheel.name, STDLIB_FILE, WHEEL_FILE) if name not in own
    )


def _download_bytes(pin: Pin, packed: Packed, results: Results) -> int:
    files = dict(packed.files)
    if packed.snapshot:
        for name in _replaced(pin, packed):
            del files[name]
        known = {**packed.files, **packed.snapshot_files}
        files |= {SNAPSHOT_FILE: packed.snapshot, **{name: known[name] for name in _snapshot_files(packed)}}
    compressed = {
        name: file for name, file in files.items() if PurePosixPath(name).suffix in _COMPRESSED_BY_HOSTS
    }
    plain = sum(file.bytes for name, file in files.items() if name not in compressed)

    def work() -> bytes:
        return str(sum(len(zlib.compress(_content(file))) for file in compressed.values())).encode()

    key = key_of(*(file.sha256.encode() for file in compressed.values()))
    return plain + int(_content(results.make_small("sizes", key, work)))


def _content(file: PublishedFile) -> bytes:
    return file.content.read_bytes() if isinstance(file.content, Path) else file.content


def _licenses(pin: Pin, folder: Path, results: Results) -> PublishedFile:
    numpy, python = pin.numpy_wheel, licenses.python_license()
    versions = "\n".join([pin.pyodide, pin.python, pin.numpy, numpy.name, numpy.sha256])
    program = Path(licenses.__file__).read_bytes()
    key = key_of(versions.encode(), program, (python or "").encode())
    return results.make_small(
        "licenses", key, lambda: licenses.make_licenses(pin, folder / numpy.name, python)
    )


def _hash(sums: Mapping[str, str]) -> str:
    total = hashlib.sha256()
    for name in sorted(sums):
        total.update(f"{name}\0{sums[name]}\n".encode())
    return total.hexdigest()[:_HASH_LENGTH]

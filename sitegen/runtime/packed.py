"""What packing makes, kept in the cache under a hash of all that went into it.

pinned files --slim--> zips of sources --compile--> bytecode --image--> start-up image
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from sitegen.progress import Progress
from sitegen.runtime.archive import record, unzip_files, zip_files
from sitegen.runtime.cache import PACKED
from sitegen.runtime.node import PackError, run_packer
from sitegen.runtime.pin import Pin
from sitegen.runtime.slim import slim
from sitegen.runtime.wheel import library_sources
from sitegen.theme import theme_folder

IMAGE_FILE = "start.image"
LIBRARY_FILE = "sitegen.zip"
"""sitegen's part as bytecode, to go into the wheel of a site's demos."""
LIBRARY_FOLDER = "/lib/linked"
"""Where the interpreter believes NumPy's compiled modules to lie; `boot.js` reads it from the image."""
_HERE = Path(__file__).parent
_LINKER = theme_folder("static") / "client" / "start-image.js"
STDLIB_FILE = "python_stdlib.zip"
IMAGE_MODULES = (
    "numpy",
    "numpy.random",
    "numpy.linalg",
    "numpy.fft",
    "numpy.typing",
    "numpy.lib.stride_tricks",
    "array",
    "base64",
    "bisect",
    "collections.abc",
    "contextlib",
    "copy",
    "dataclasses",
    "enum",
    "functools",
    "hashlib",
    "heapq",
    "html",
    "importlib.resources",
    "inspect",
    "io",
    "itertools",
    "json",
    "math",
    "operator",
    "pathlib",
    "random",
    "re",
    "shutil",
    "statistics",
    "string",
    "struct",
    "tarfile",
    "textwrap",
    "time",
    "traceback",
    "types",
    "typing",
    "zipfile",
    "zlib",
    "pyodide.ffi",
    "pyodide._package_loader",
)
"""What the image has imported: NumPy, and of the standard library what demos and `sitegen.demo` use."""
IMAGE_LAST = ("sitegen.demo.browser",)
"""What is imported from the unpacked library; not sitegen.nn, which may look at its machine."""
_CHECK = """
import numpy as np
assert np.linalg.solve(np.eye(2) * 2, np.ones(2))[0] == 0.5
assert abs(np.fft.fft(np.arange(4.0))[0] - 6) < 1e-9
assert 0 <= np.random.default_rng(1).random() < 1
import numpy.polynomial, numpy.ma, numpy.testing
"""


def compiled(pin: Pin, folder: Path, keep: tuple[str, ...], watch: Progress) -> Path:
    """Return a folder with NumPy's wheel, the standard library and sitegen's part as bytecode, all slim.

    Raises:
        PackError: Node is missing or failed.
    """
    key = _key(
        _facts(pin, keep), _program("compile_all.py"), _program("slim.py"), *library_sources().values()
    )
    return _kept(folder, f"code-{key}", lambda work: _compile(pin, folder, keep, work, watch))


def image(pin: Pin, folder: Path, code: Path, watch: Progress) -> tuple[Path, str]:
    """Return the start-up image for the files of `code`, and the key that it carries.

    Raises:
        PackError: Node is missing or failed.
    """
    wheel, stdlib = code / pin.numpy_wheel.name, code / STDLIB_FILE
    inputs = (_LINKER, wheel, stdlib, code / LIBRARY_FILE)
    key = _key(_facts(pin, ()), _program("prepare.py"), *(path.read_bytes() for path in inputs))
    watch.advance("Making the start-up image", 0, 1)
    made = _kept(folder, f"image-{key}", lambda work: _make_image(pin, folder, code, key, work))
    watch.advance("Making the start-up image", 1, 1)
    return made / IMAGE_FILE, key


def slim_files(pin: Pin, folder: Path, keep: tuple[str, ...]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return NumPy's wheel and the standard library without ballast, and the names of what went."""
    numpy, gone = slim(unzip_files(folder / pin.numpy_wheel.name), keep)
    stdlib, gone_too = slim(unzip_files(folder / STDLIB_FILE), keep)
    return {pin.numpy_wheel.name: as_wheel(numpy), STDLIB_FILE: zip_files(stdlib)}, gone + gone_too


def as_wheel(files: Mapping[PurePosixPath, bytes]) -> bytes:
    """Return a wheel of files whose RECORD is out of date."""
    own = next(path.parent for path in files if path.name == "METADATA") / "RECORD"
    return zip_files({**files, own: record(files, own)})


def _compile(pin: Pin, folder: Path, keep: tuple[str, ...], work: Path, watch: Progress) -> None:
    watch.advance("Compiling Python for the browser", 0, 1)
    sources, gone = slim_files(pin, folder, keep)
    zips = {**sources, LIBRARY_FILE: zip_files(library_sources())}
    rows = []
    for name, data in zips.items():
        (work / f"{name}.in").write_bytes(data)
        whole = name == LIBRARY_FILE
        rows.append({"source": str(work / f"{name}.in"), "target": str(work / f"{name}.out"), "whole": whole})
    numpy = str(work / f"{pin.numpy_wheel.name}.in")
    _run(
        "compile",
        pin,
        folder,
        work,
        {"program": str(_HERE / "compile_all.py"), "zips": rows, "numpy": numpy, "modules": IMAGE_MODULES},
    )
    for name in zips:
        files = unzip_files(work / f"{name}.out")
        (work / name).write_bytes(as_wheel(files) if name.endswith(".whl") else zip_files(files))
        (work / f"{name}.in").unlink()
        (work / f"{name}.out").unlink()
    (work / "left-out.txt").write_text("".join(f"{name}\n" for name in gone), "utf-8")
    watch.advance("Compiling Python for the browser", 1, 1)


def _make_image(pin: Pin, folder: Path, code: Path, key: str, work: Path) -> None:
    wheel = code / pin.numpy_wheel.name
    libraries: list[dict[str, str]] = []
    for path, data in sorted(unzip_files(wheel).items()):
        if path.suffix == ".so":
            file = work / f"{len(libraries)}.wasm"
            file.write_bytes(data)
            name = ".".join([*path.parent.parts, path.name.partition(".")[0]])
            libraries.append({"name": name, "path": f"{LIBRARY_FOLDER}/{path}", "file": str(file)})
    linker = work / "linker.mjs"
    linker.write_bytes(_LINKER.read_bytes())
    job = {
        "program": str(_HERE / "prepare.py"),
        "linker": str(linker),
        "stdlib": str(code / STDLIB_FILE),
        "numpy": str(wheel),
        "library": str(code / LIBRARY_FILE),
        "place": f"/lib/{wheel.name}",
        "libraries": libraries,
        "modules": IMAGE_MODULES,
        "last": IMAGE_LAST,
        "key": key,
        "check": _CHECK,
        "target": str(work / IMAGE_FILE),
    }
    _run("image", pin, folder, work, job)
    for file in work.iterdir():
        if file.name != IMAGE_FILE:
            file.unlink()


def _run(kind: str, pin: Pin, folder: Path, work: Path, job: dict[str, Any]) -> None:
    info = {"abi_version": pin.abi, "arch": pin.arch, "platform": pin.platform, "python": pin.python}
    file = work / "job.json"
    file.write_text(json.dumps({"python": pin.python, "info": info, **job}), "utf-8")
    run_packer(kind, folder, file)
    file.unlink()


def _kept(folder: Path, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder of the cache, made first if it is not there; two processes may do so at once."""
    place = folder / PACKED / name
    if place.is_dir():
        return place
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".making-", dir=place.parent))
    except OSError as error:
        raise PackError(f"the cache cannot be written: {error.strerror}") from error
    try:
        make(work)
        for file in work.iterdir():
            file.chmod(0o644)  # the published site links to it: a web server must be able to read
        work.chmod(0o755)
        with suppress(OSError):  # another process was first
            os.rename(work, place)  # noqa: PTH104  # not replace: a full folder of the other stays
        if not place.is_dir():
            raise PackError(f"{place} cannot be written")
        return place
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _facts(pin: Pin, keep: tuple[str, ...]) -> bytes:
    return json.dumps([asdict(pin), sorted(keep), IMAGE_MODULES, _CHECK], sort_keys=True).encode()


def _program(name: str) -> bytes:
    return (_HERE / name).read_bytes() + (_HERE / "packer.mjs").read_bytes() + Path(__file__).read_bytes()


def _key(*parts: bytes) -> str:
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "little") + part)
    return total.hexdigest()[:32]

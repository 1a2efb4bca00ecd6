"""What packing makes, kept in the cache under a hash of all that went into it.

pinned files --slim--> zips of sources --compile--> bytecode --image--> start-up image
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from sitegen.progress import Progress
from sitegen.runtime.archive import record, unzip_files, zip_files
from sitegen.runtime.cache import PACKED
from sitegen.runtime.compiler import REQUIREMENTS, download_compiler
from sitegen.runtime.early import CHECK, EARLY_MODULES, LIBRARY_MODULES
from sitegen.runtime.node import PackError, find_node, run_packer
from sitegen.runtime.pin import Pin, sha256_of
from sitegen.runtime.slim import slim
from sitegen.runtime.wheel import library_sources

IMAGE_FILE = "start.image"
LIBRARY_FILE = "sitegen.zip"
"""sitegen's part, compiled, to go into the wheel of a site's demos."""
STDLIB_FILE = "python_stdlib.zip"
_FACTS_FILE = "facts.json"
_HERE = Path(__file__).parent
_PROGRAMS = tuple(
    _HERE / name
    for name in ("packed.py", "packer.mjs", "pack-image.mjs", "start-image.mjs", "early.py", "slim.py")
)
"""What both steps depend on."""


def compiler(pin: Pin, folder: Path, watch: Progress) -> tuple[Path, ...]:
    """Return the wheels of pyodide-build.

    Raises:
        NoNodeError: there is nothing here that could use them.
        PackError: they could not be had.
    """

    def make(work: Path) -> None:
        find_node()
        download_compiler(work, pin.python)

    watch.advance("Getting pyodide-build", 0, 1)
    made = _kept(folder, f"compiler-{_key(REQUIREMENTS.read_bytes())}", make)
    watch.advance("Getting pyodide-build", 1, 1)
    return tuple(sorted(made.glob("*.whl")))


def compiled(
    pin: Pin, folder: Path, keep: tuple[str, ...], compiler: Sequence[Path], watch: Progress
) -> Path:
    """Return a folder with NumPy's wheel, the standard library and sitegen's part, slim and compiled.

    Args:
        pin: what `folder` holds.
        folder: the verified files.
        keep: names of modules that are otherwise left out.
        compiler: the wheels of pyodide-build; without them everything stays as sources.
        watch: sees that this takes a while.

    Raises:
        PackError: Node is missing or failed.
    """
    watch.advance("Compiling Python for the browser", 0, 1)
    facts = json.dumps([asdict(pin), sorted(keep), [path.name for path in compiler]], sort_keys=True)
    programs = _read((*_PROGRAMS, _HERE / "compiling.py", *compiler))
    key = _key(facts.encode(), programs, *library_sources().values())
    made = _kept(folder, f"code-{key}", lambda work: _compile(pin, folder, keep, compiler, work))
    watch.advance("Compiling Python for the browser", 1, 1)
    return made


def image(pin: Pin, folder: Path, code: Path, watch: Progress) -> tuple[Path, dict[str, Any]]:
    """Return the start-up image for the files of `code`, and what the client must know to use it.

    Raises:
        PackError: Node is missing or failed.
    """
    watch.advance("Making the start-up image", 0, 1)
    inputs = (
        *_PROGRAMS, _HERE / "prepare.py",
        *(code / name for name in (pin.numpy_wheel.name, STDLIB_FILE, LIBRARY_FILE)),
    )  # fmt: skip
    key = _key(json.dumps(asdict(pin), sort_keys=True).encode(), _read(inputs))
    made = _kept(folder, f"image-{key}", lambda work: _make_image(pin, folder, code, key, work))
    watch.advance("Making the start-up image", 1, 1)
    return made / IMAGE_FILE, json.loads((made / _FACTS_FILE).read_text("utf-8"))


def plain(pin: Pin, folder: Path, keep: tuple[str, ...]) -> Mapping[str, bytes | Path]:
    """Return NumPy's wheel and the standard library slim and as sources, by their names; needs nothing."""
    key = _key(json.dumps([asdict(pin), sorted(keep)], sort_keys=True).encode(), _read(_PROGRAMS))

    def make(work: Path) -> None:
        for name, data in _slim_files(pin, folder, keep)[0].items():
            (work / name).write_bytes(data)

    try:
        made = _kept(folder, f"plain-{key}", make)
    except PackError:  # a cache that cannot be written
        return _slim_files(pin, folder, keep)[0]
    return {name: made / name for name in (pin.numpy_wheel.name, STDLIB_FILE)}


def _slim_files(pin: Pin, folder: Path, keep: tuple[str, ...]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    numpy, gone = slim(unzip_files(folder / pin.numpy_wheel.name), keep)
    stdlib, gone_too = slim(unzip_files(folder / STDLIB_FILE), keep)
    return {pin.numpy_wheel.name: _as_wheel(numpy), STDLIB_FILE: zip_files(stdlib)}, gone + gone_too


def _as_wheel(files: Mapping[PurePosixPath, bytes]) -> bytes:
    own = next(path.parent for path in files if path.name == "METADATA") / "RECORD"
    return zip_files({**files, own: record(files, own)})


def _compile(pin: Pin, folder: Path, keep: tuple[str, ...], compiler: Sequence[Path], work: Path) -> None:
    sources, gone = _slim_files(pin, folder, keep)
    zips = {**sources, LIBRARY_FILE: zip_files(library_sources())}
    with tempfile.TemporaryDirectory(dir=work) as name:
        place = Path(name)
        rows = []
        for file, data in zips.items():
            (place / f"{file}.in").write_bytes(data)
            rows.append(
                {
                    "source": str(place / f"{file}.in"),
                    "target": str(place / file),
                    "whole": file == LIBRARY_FILE,
                }
            )
        job = {
            "program": str(_HERE / "compiling.py"),
            "numpy": str(folder / pin.numpy_wheel.name),
            "modules": EARLY_MODULES,
            "compiler": [str(path) for path in compiler],
            "zips": rows,
        }
        _run("compile", pin, folder, place, job)
        for file in zips:
            files = unzip_files(place / file)
            (work / file).write_bytes(_as_wheel(files) if file.endswith(".whl") else zip_files(files))
    (work / "left-out.txt").write_text("".join(f"{name}\n" for name in gone), "utf-8")


def _make_image(pin: Pin, folder: Path, code: Path, key: str, work: Path) -> None:
    wheel = code / pin.numpy_wheel.name
    site = f"/lib/python{pin.python.rpartition('.')[0]}/site-packages"
    with tempfile.TemporaryDirectory(dir=work) as name:
        place = Path(name)
        libraries: list[dict[str, str]] = []
        for path, data in sorted(unzip_files(wheel).items()):
            if path.suffix == ".so":
                file = place / f"{len(libraries)}.wasm"
                file.write_bytes(data)
                module = ".".join([*path.parent.parts, path.name.partition(".")[0]])
                libraries.append({"name": module, "path": str(path), "file": str(file)})
        job = {
            "program": str(_HERE / "prepare.py"),
            "stdlib": str(code / STDLIB_FILE),
            "numpy": str(wheel),
            "library": str(code / LIBRARY_FILE),
            "place": f"/lib/{wheel.name}",
            "site": site,
            "libraries": libraries,
            "modules": (*EARLY_MODULES, *LIBRARY_MODULES),
            "key": key,
            "check": CHECK,
            "target": str(place / IMAGE_FILE),
            "facts": str(place / _FACTS_FILE),
        }
        _run("image", pin, folder, place, job)
        facts = {
            "sha256": sha256_of(place / IMAGE_FILE),
            "key": key,
            "place": job["place"],
            "site": site,
            **json.loads((place / _FACTS_FILE).read_text("utf-8")),
        }
        (place / f"{IMAGE_FILE}.gz").rename(work / IMAGE_FILE)
    (work / _FACTS_FILE).write_text(json.dumps(facts), "utf-8")


def _run(kind: str, pin: Pin, folder: Path, work: Path, job: dict[str, Any]) -> None:
    info = {"abi_version": pin.abi, "arch": pin.arch, "platform": pin.platform, "python": pin.python}
    file = work / "job.json"
    file.write_text(json.dumps({"python": pin.python, "info": info, **job}), "utf-8")
    run_packer(kind, folder, file)


def _kept(folder: Path, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder of the cache, made first if it is not there; two processes may do so at once.

    Raises:
        PackError: it cannot be made.
    """
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
    except OSError as error:
        raise PackError(f"the cache cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _read(paths: Sequence[Path]) -> bytes:
    return _key(*(path.read_bytes() for path in paths)).encode()


def _key(*parts: bytes) -> str:
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "little") + part)
    return total.hexdigest()[:32]

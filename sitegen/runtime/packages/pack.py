"""Pack wheels for readers: without tests and stubs, with empty docstrings, as bytecode.

Importing bytecode is two to eight times as fast as importing sources, which a browser has to compile first;
`pandas` as bytecode is a fifth larger. Without Node, packages stay sources.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitegen.errors import Problem, RuntimePinError
from sitegen.progress import Progress
from sitegen.runtime.archive import FileTree, unzip_files, zip_files
from sitegen.runtime.cache import runtime_folder
from sitegen.runtime.pack import Compiler, PackError, PublishedFile, Results, key_of
from sitegen.runtime.pack.file_names import STDLIB_FILE
from sitegen.runtime.pack.prune import REMOVABLE
from sitegen.runtime.packages.lock_file import LockedPackage
from sitegen.runtime.pin import Pin

MODULES_FILE = "modules.zip"
"""The modules of the standard library that the runtime leaves out and some package imports."""
PACKED_FILE = "package.zip"
_NEEDS_FILE = "removed-modules.txt"
_LEFT_OUT = {".pyi", ".h", ".hpp", ".pxd", ".pyx", ".c", ".cpp", ".a", ".pyc"}
_METADATA = {"METADATA", "entry_points.txt", "top_level.txt"}
_TESTS = {"tests", "test"}
_IMPORT = re.compile(rb"^[ \t]*(?:import|from)[ \t]+([\w.]+(?:[ \t]*,[ \t]*[\w.]+)*)", re.MULTILINE)
_IMPORTS_TESTS = re.compile(rb"^[ \t]*(?:import|from)[ \t][^\n]*\btests?\b", re.MULTILINE)
_STUB = b'''"""NumPy lists this module among its names; it compiles Fortran, which a browser cannot do."""


def __getattr__(name):
    raise AttributeError(f"numpy.f2py.{name} is not part of this site's Python: it compiles Fortran")
'''
"""`from numpy import *`, which some array libraries use, asks for every name that NumPy lists."""


@dataclass(frozen=True, slots=True)
class PackedPackages:
    """What readers download."""

    files: Mapping[str, PublishedFile]
    """The packed wheel of each package."""
    modules: PublishedFile
    """`MODULES_FILE`, which a page with any package installs first."""


def pack_packages(
    packages: Sequence[LockedPackage], wheels: Path, pin: Pin, watch: Progress, *, cache: Path | None
) -> PackedPackages:
    """Pack the wheels of packages; what was packed before is taken from the cache.

    Args:
        packages: those that a site needs.
        wheels: the folder of their wheels.
        pin: the reader's Python.
        watch: receives what is being made, and a line where nothing can be compiled.
        cache: a folder to use instead of the user's cache.

    Raises:
        RuntimePinError: a wheel cannot be read, or the cache cannot be written.
    """
    folder = runtime_folder(pin, cache)
    results = Results(folder, watch, before_making=lambda: None)
    compiler = Compiler(pin, folder, results, watch)
    settings = Path(__file__).read_bytes() + compiler.key
    keys = {package.name: key_of(package.sha256.encode(), settings) for package in packages}
    files: dict[str, PublishedFile] = {}
    needed: set[str] = set()
    try:
        missing = [package for package in packages if not results.has(_kind(package), keys[package.name])]
        packed = _packed(missing, wheels, compiler, watch)
        for package in packages:
            made = results.make(
                _kind(package),
                keys[package.name],
                lambda place, name=package.name: _write(place, packed[name]),  # type: ignore[misc]
                title=f"Packing {package.name} {package.version}",
            )
            files[package.name] = made[PACKED_FILE]
            needed |= set(_read(made[_NEEDS_FILE]).decode().split())
        stdlib = next(file for file in pin.files if file.name == STDLIB_FILE)
        key = key_of("\n".join([stdlib.sha256, *sorted(needed)]).encode(), settings)
        modules = _modules(sorted(needed), folder / stdlib.name, results, compiler, key)
    except (PackError, OSError, zipfile.BadZipFile) as error:
        raise RuntimePinError(Problem(f"the packages cannot be packed: {error}", code="runtime")) from None
    results.checksums.save()
    return PackedPackages(files, modules)


def _kind(package: LockedPackage) -> str:
    return f"package-{package.name}"


def _packed(
    packages: Sequence[LockedPackage], wheels: Path, compiler: Compiler, watch: Progress
) -> dict[str, Mapping[str, bytes]]:
    """Return the files of the result of each package."""
    if not packages:
        return {}
    watch.advance(f"Compiling {', '.join(package.name for package in packages)}", 0, 1)
    trees = [without_unused(unzip_files(wheels / package.file)) for package in packages]
    needs = [removed_imports(data for path, data in files.items() if path.suffix == ".py") for files in trees]
    return {
        package.name: {
            PACKED_FILE: zip_files(files),
            _NEEDS_FILE: "".join(f"{name}\n" for name in sorted(names)).encode(),
        }
        for package, files, names in zip(packages, compiler.compile(trees), needs, strict=True)
    }


def _write(place: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (place / name).write_bytes(content)


def _read(file: PublishedFile) -> bytes:
    return file.content.read_bytes() if isinstance(file.content, Path) else file.content


def without_unused(wheel: FileTree) -> dict[PurePosixPath, bytes]:
    """Return the files of a wheel that a program may need: no tests, stubs, headers and licenses.

    A package whose other modules import its tests keeps them.
    """
    kept = {path: data for path, data in wheel.items() if _is_used(path)}
    in_tests = {path for path in kept if not _TESTS.isdisjoint(path.parts[1:-1])}
    imported = {
        path.parts[0]
        for path, data in kept.items()
        if path.suffix == ".py" and path not in in_tests and _IMPORTS_TESTS.search(data)
    }
    return {path: data for path, data in kept.items() if path not in in_tests or path.parts[0] in imported}


def removed_imports(sources: Iterable[bytes]) -> set[str]:
    """Return the modules that the runtime leaves out and that one of these sources imports."""
    found = set()
    for source in sources:
        for names in _IMPORT.findall(source):
            for name in re.split(rb"[ \t]*,[ \t]*", names):
                dotted = name.decode()
                found |= {one for one in REMOVABLE if dotted == one or dotted.startswith(f"{one}.")}
    return found - {"encodings"}


def _is_used(path: PurePosixPath) -> bool:
    if path.parts[0].endswith(".dist-info"):
        return path.name in _METADATA
    return path.suffix not in _LEFT_OUT and not path.parts[0].endswith(".data")


def _modules(
    needed: Sequence[str], stdlib: Path, results: Results, compiler: Compiler, key: str
) -> PublishedFile:
    def work(place: Path) -> None:
        files = _with_their_imports(needed, unzip_files(stdlib))
        compiled = compiler.compile([files])[0] if files else files
        stub = {PurePosixPath("numpy/f2py/__init__.py"): _STUB}
        (place / MODULES_FILE).write_bytes(zip_files({**compiled, **stub}))

    return results.make("package-modules", key, work, title="Packing the standard library")[MODULES_FILE]


def _with_their_imports(needed: Sequence[str], stdlib: FileTree) -> dict[PurePosixPath, bytes]:
    """Return the files of modules of the standard library, and of those that they import in turn."""
    found: dict[PurePosixPath, bytes] = {}
    waiting, seen = list(needed), set(needed)
    while waiting:
        name = waiting.pop().replace(".", "/")
        files = {
            path: data for path, data in stdlib.items() if str(path).startswith((f"{name}.py", f"{name}/"))
        }
        found |= {path: data for path, data in files.items() if path.suffix in {".py", ".txt"}}
        more = removed_imports(data for path, data in files.items() if path.suffix == ".py") - seen
        seen |= more
        waiting += sorted(more)
    return found

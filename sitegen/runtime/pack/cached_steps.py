"""The steps of packing whose results stay in the cache.

pinned files --prune--> zips of sources --compile--> zips of bytecode --split--> parts of WebAssembly
                                                          +---------- run ----------> memory snapshot
"""

from __future__ import annotations

import json
import tempfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import deflate

from sitegen.runtime.archive import FileTree, make_record, unzip_files, zip_files
from sitegen.runtime.pack.build_tools import REQUIREMENTS, download_build_tools
from sitegen.runtime.pack.file_names import (
    DOCUMENTATION_FILE,
    LIBRARIES_FILE,
    LIBRARY_FILE,
    NUMPY_PYTHON_FILE,
    PROGRAM_FILE,
    SNAPSHOT_FILE,
    STDLIB_FILE,
)
from sitegen.runtime.pack.preload import LIBRARY_SOURCES, PRELOADED_MODULES
from sitegen.runtime.pack.prune import prune
from sitegen.runtime.pack.results import PublishedFile, Results, key_of
from sitegen.runtime.pack.run_node import PackError, find_node, run_node
from sitegen.runtime.pack.snapshot_job import INFO_FILE, facts_for_client, make_job
from sitegen.runtime.pack.split_files import split_files
from sitegen.runtime.pack.wasm.documentation import Documentation
from sitegen.runtime.pack.wasm.reading import WasmError
from sitegen.runtime.pack.wasm.used import USED_FILE, read_used
from sitegen.runtime.pin import Pin

_REMOVED_FILE = "removed.txt"
_COMPRESSION = 10
"""Takes 4 s for 14 MB; with the highest level, 12, another 6 s make the snapshot 0.1 % smaller."""
_HERE = Path(__file__).parent
IN_PYODIDE = _HERE / "in_pyodide"
_PROGRAMS = (
    *(_HERE / name for name in ("cached_steps.py", "preload.py", "prune.py", "snapshot_job.py")),
    *(_HERE / "node" / name for name in ("pack.mjs", "shorten-strings.mjs", "write-snapshot.mjs")),
    _HERE.parent / "archive.py",
    *(_HERE.parent / "loader" / name for name in ("snapshot.mjs", "cold-code.mjs", "strings.mjs")),
)
"""The files that determine the results of the steps."""
_COMPILER = ("compile_bytecode.py", "documentation.py")
_SPLITTER = (_HERE / "split_files.py", *sorted((_HERE / "wasm").glob("*.py")))


class Steps:
    """The steps for one set of pinned files. Each returns files by name; it raises PackError if it fails."""

    def __init__(self, pin: Pin, folder: Path, keep: tuple[str, ...], results: Results) -> None:
        """Prepare the steps.

        Args:
            pin: the versions in `folder`.
            folder: the verified files.
            keep: names of removable modules that stay.
            results: the cache of results in `folder`.
        """
        self._pin = pin
        self._folder = folder
        self._keep = keep
        self._results = results

    @cached_property
    def _node(self) -> str:
        return find_node()

    def build_tools(self) -> dict[str, PublishedFile]:
        """Download the wheels of pyodide-build."""

        def work(place: Path) -> None:
            _ = self._node  # without Node nothing could use them
            download_build_tools(place, self._pin.python)

        key = key_of(REQUIREMENTS.read_bytes())
        return self._results.make("build-tools", key, work, title="Downloading pyodide-build")

    def compile(
        self, build_tools: Mapping[str, PublishedFile], library: FileTree
    ) -> dict[str, PublishedFile]:
        """Prune and compile NumPy's wheel, the standard library and sitegen's part.

        Args:
            build_tools: the wheels of pyodide-build; without them everything stays as sources.
            library: the sources of sitegen's part.
        """
        settings = [asdict(self._pin), sorted(self._keep), [file.sha256 for file in build_tools.values()]]
        programs = _read([*_PROGRAMS, *(IN_PYODIDE / name for name in _COMPILER)])
        names = "\n".join(map(str, library)).encode()
        key = key_of(json.dumps(settings, sort_keys=True).encode(), *programs, names, *library.values())
        return self._results.make(
            "code", key, lambda place: self._compile(build_tools, library, place), title="Compiling Python"
        )

    def run_compiler(
        self,
        place: Path,
        build_tools: Mapping[str, PublishedFile],
        zips: Sequence[Mapping[str, str]],
        documentation: Path | None = None,
    ) -> None:
        """Compile zips of sources in the pinned Pyodide.

        Args:
            place: a folder for the job.
            build_tools: the wheels of pyodide-build; without them everything stays as sources.
            zips: of each zip its `source`, its `target` and its `kind`, see `compile_zip`.
            documentation: receives the docstrings of all modules that can be imported, see
                `documentation.py`.
        """
        job = {
            "program": str(IN_PYODIDE / "compile_bytecode.py"),
            "numpy": str(self._folder / self._pin.numpy_wheel.name),
            "modules": PRELOADED_MODULES,
            "sources": LIBRARY_SOURCES,
            "buildTools": [
                str(file.content) for file in build_tools.values() if isinstance(file.content, Path)
            ],
            "zips": zips,
            "documentation": documentation
            and {"program": str(IN_PYODIDE / "documentation.py"), "target": str(documentation)},
        }
        self._run("compile", place, job, 1 + len(zips) // 4)

    def split(self, code: Mapping[str, PublishedFile]) -> dict[str, PublishedFile]:
        """Split the WebAssembly of Pyodide and NumPy; the files are those of `split_files`.

        Args:
            code: the result of `compile`.
        """
        sums = [code[name].sha256 for name in (LIBRARIES_FILE, DOCUMENTATION_FILE)]
        settings = json.dumps([asdict(self._pin), sums], sort_keys=True).encode()
        key = key_of(settings, *_read([*_SPLITTER, USED_FILE]))
        return self._results.make(
            "split", key, lambda place: self._split(code, place), title="Splitting WebAssembly"
        )

    def snapshot(
        self, code: Mapping[str, PublishedFile], parts: Mapping[str, PublishedFile]
    ) -> tuple[PublishedFile, dict[str, Any]]:
        """Make the memory snapshot.

        Args:
            code: the result of `compile`.
            parts: the result of `split`.

        Returns:
            The snapshot, and what the client must know to use it.
        """
        programs = _read([*_PROGRAMS, IN_PYODIDE / "import_modules.py"])
        inputs = (NUMPY_PYTHON_FILE, STDLIB_FILE, LIBRARY_FILE)
        sums = [*(code[name].sha256 for name in inputs), *(file.sha256 for file in parts.values())]
        settings = [asdict(self._pin), sums]
        key = key_of(json.dumps(settings, sort_keys=True).encode(), *programs)
        files = self._results.make(
            "snapshot",
            key,
            lambda place: self._make_snapshot(code, parts, key, place),
            title="Making the memory snapshot",
        )
        return files[SNAPSHOT_FILE], json.loads(path_of(files[INFO_FILE]).read_text("utf-8"))

    def sources(self) -> dict[str, PublishedFile]:
        """Prune NumPy's wheel and the standard library, without Node."""
        settings = json.dumps([asdict(self._pin), sorted(self._keep)], sort_keys=True).encode()

        def work(place: Path) -> None:
            for name, content in self.prune()[0].items():
                (place / name).write_bytes(content)

        return self._results.make(
            "sources", key_of(settings, *_read(_PROGRAMS)), work, title="Packing Python"
        )

    def prune(self) -> tuple[dict[str, bytes], tuple[str, ...]]:
        """Return NumPy's wheel and the standard library without unused files, and the unused files' names."""
        numpy_file = self._pin.numpy_wheel.name
        numpy, removed = prune(unzip_files(self._folder / numpy_file), self._keep)
        stdlib, also_removed = prune(unzip_files(self._folder / STDLIB_FILE), self._keep)
        return {numpy_file: _as_wheel(numpy), STDLIB_FILE: zip_files(stdlib)}, removed + also_removed

    def _compile(self, build_tools: Mapping[str, PublishedFile], library: FileTree, target: Path) -> None:
        pruned, removed = self.prune()
        zips = {**pruned, LIBRARY_FILE: zip_files(library)}
        with tempfile.TemporaryDirectory(dir=target) as name:
            place = Path(name)
            rows = []
            for file, content in zips.items():
                source = place / f"{file}.in"
                source.write_bytes(content)
                kind = "library" if file == LIBRARY_FILE else "pinned"
                rows.append({"source": str(source), "target": str(place / file), "kind": kind})
            self.run_compiler(place, build_tools, rows, target / DOCUMENTATION_FILE)
            for file in zips:
                files = _unzip_made(place / file)
                content = _as_wheel(files) if file.endswith(".whl") else zip_files(files)
                (target / file).write_bytes(content)
            numpy = _unzip_made(place / self._pin.numpy_wheel.name)
            libraries = {path: content for path, content in numpy.items() if path.suffix == ".so"}
            (target / LIBRARIES_FILE).write_bytes(zip_files(libraries))
            rest = {path: content for path, content in numpy.items() if path not in libraries}
            (target / NUMPY_PYTHON_FILE).write_bytes(zip_files(rest))
        (target / _REMOVED_FILE).write_text("".join(f"{name}\n" for name in removed), "utf-8")

    def _split(self, code: Mapping[str, PublishedFile], target: Path) -> None:
        libraries = unzip_files(path_of(code[LIBRARIES_FILE]))
        program = (self._folder / PROGRAM_FILE).read_bytes()
        documentation = Documentation(path_of(code[DOCUMENTATION_FILE]).read_bytes())
        try:
            files = split_files(program, libraries, read_used(), documentation, self._stdlib_modules())
        except WasmError as error:
            raise PackError(f"WebAssembly cannot be split: {error}") from error
        for name, content in files.items():
            (target / name).write_bytes(content)

    def _stdlib_modules(self) -> set[str]:
        paths = unzip_files(self._folder / STDLIB_FILE)
        return {".".join(path.with_suffix("").parts) for path in paths if path.suffix == ".py"}

    def _make_snapshot(
        self,
        code: Mapping[str, PublishedFile],
        parts: Mapping[str, PublishedFile],
        key: str,
        target: Path,
    ) -> None:
        paths = {name: path_of(file) for name, file in {**code, **parts}.items()}
        python = self._pin.python
        with tempfile.TemporaryDirectory(dir=target) as name:
            place = Path(name)
            self._run("snapshot", place, make_job(paths, self._folder, python, key, place))
            try:
                facts = facts_for_client(place, python, key)
                snapshot = (place / SNAPSHOT_FILE).read_bytes()
            except (FileNotFoundError, ValueError, TypeError) as error:
                raise PackError("Node made no memory snapshot that can be used") from error
        (target / SNAPSHOT_FILE).write_bytes(deflate.gzip_compress(snapshot, _COMPRESSION))
        (target / INFO_FILE).write_text(json.dumps(facts), "utf-8")

    def _run(self, step: str, place: Path, job: Mapping[str, Any], parts: int = 1) -> None:
        pin = self._pin
        info = {"abi_version": pin.abi, "arch": pin.arch, "platform": pin.platform, "python": pin.python}
        file = place / "job.json"
        file.write_text(json.dumps({"python": pin.python, "lockInfo": info, **job}), "utf-8")
        run_node(self._node, step, self._folder, file, parts)


def path_of(file: PublishedFile) -> Path:
    """Return the path of a result; results of these steps are files."""
    assert isinstance(file.content, Path)  # noqa: S101
    return file.content


def _unzip_made(path: Path) -> dict[PurePosixPath, bytes]:
    try:
        return unzip_files(path)
    except (OSError, zipfile.BadZipFile, zlib.error) as error:
        raise PackError(f"Node made no {path.name} that can be used") from error


def _as_wheel(files: FileTree) -> bytes:
    """Return a wheel's files as a zip, with a new RECORD."""
    metadata = next((path for path in files if path.name == "METADATA"), None)
    if metadata is None:
        raise PackError("the packed wheel of NumPy has no metadata")
    own = metadata.with_name("RECORD")
    return zip_files({**files, own: make_record(files, own)})


def _read(paths: Sequence[Path]) -> list[bytes]:
    return [path.read_bytes() for path in paths]

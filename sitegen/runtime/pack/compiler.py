"""Compile the modules of packages to bytecode inside the pinned Pyodide."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from sitegen.progress import Progress
from sitegen.runtime.archive import FileTree, unzip_files, zip_files
from sitegen.runtime.pack.cached_steps import IN_PYODIDE, Steps
from sitegen.runtime.pack.results import PublishedFile, Results
from sitegen.runtime.pack.run_node import PackError, find_node
from sitegen.runtime.pin import Pin

_PROGRAM = IN_PYODIDE / "compile_bytecode.py"


class Compiler:
    """Compiles the sources of packages; without Node, or without pyodide-build, they stay sources."""

    def __init__(self, pin: Pin, folder: Path, results: Results, watch: Progress) -> None:
        """Prepare the compiler.

        Args:
            pin: the versions in `folder`.
            folder: the verified files of the runtime.
            results: the cache of results in `folder`.
            watch: receives a line where nothing can be compiled.
        """
        self._steps = Steps(pin, folder, (), results)
        self._watch = watch

    @cached_property
    def _tools(self) -> dict[str, PublishedFile]:
        try:
            find_node()
            return self._steps.build_tools()
        except PackError as error:
            self._watch.line(f"Packages import slower than they could: {error}")
            return {}

    @property
    def key(self) -> bytes:
        """What the results of `compile` depend on besides the sources."""
        return "".join(file.sha256 for file in self._tools.values()).encode() + _PROGRAM.read_bytes()

    def compile(self, trees: Sequence[FileTree]) -> list[FileTree]:
        """Return the files of several packages with empty docstrings, and with bytecode instead of sources.

        The interpreter starts once for all of them. Sources that do not parse, such as templates of programs,
        stay as they are.

        Raises:
            PackError: Node or the pinned Pyodide failed.
        """
        if not self._tools:
            return list(trees)
        with tempfile.TemporaryDirectory(prefix="sitegen-") as name:
            place = Path(name)
            jobs = []
            for number, files in enumerate(trees):
                source, target = place / f"{number}.in.zip", place / f"{number}.out.zip"
                source.write_bytes(zip_files(_sources(files)))
                jobs.append({"source": str(source), "target": str(target), "kind": "package"})
            self._steps.run_compiler(place, self._tools, jobs)
            return [
                {path: data for path, data in files.items() if path.suffix != ".py"}
                | unzip_files(Path(job["target"]))
                for files, job in zip(trees, jobs, strict=True)
            ]


def _sources(files: FileTree) -> FileTree:
    return {path: data for path, data in files.items() if path.suffix == ".py"}

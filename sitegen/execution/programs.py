"""The programs of a site, and what their results depend on."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Literal

from sitegen.cache import Cache, digest_of_files, key_of
from sitegen.execution.demo_folder import DemoFolder, scan_demos
from sitegen.execution.process_pool import Outcome, run_isolated
from sitegen.execution.reader_modules import reader_modules

PACKAGE_FOLDER = Path(__file__).parents[1]
Kind = Literal["demos", "frames", "cells"]
Report = Callable[[int, Outcome], None]
Runner = Callable[[Sequence[str], Sequence[object], float, Report], list[Outcome]]
RUNNERS = ("child.py", "pack_frames.py", "process_pool.py", "run_cells.py", "run_demo.py", "run_frames.py")


@dataclass(frozen=True)
class Programs:
    """The folder of demos with the cache of results."""

    content_dir: Path
    """The folder that holds `demos/`."""
    root: Path
    """The site's folder; files below it that a run opens are part of what its result depends on."""
    demos: DemoFolder
    cache: Cache
    runner: Runner = run_isolated
    opened: set[Path] = field(default_factory=set)
    """The files that all results of this build depend on."""

    @cached_property
    def environment(self) -> str:
        """A digest of everything outside the site that a result depends on."""
        own = [file for part in ("demo", "nn") for file in (PACKAGE_FOLDER / part).rglob("*.py")]
        own += [PACKAGE_FOLDER / "execution" / name for name in RUNNERS]
        return key_of(
            digest_of_files(PACKAGE_FOLDER, own),
            version("numpy"),
            platform.python_version(),
            platform.machine(),
            self.content_dir.name,
        )

    def environment_of(self, modules: Set[str]) -> str:
        """Return a digest of everything outside the site that a program depends on.

        A program that imports other packages depends on the versions of all installed ones: any of them may
        be imported in turn.

        Args:
            modules: the top-level modules that the program imports.
        """
        return self.environment if modules <= reader_modules() else key_of(self.environment, _installed())

    def run(
        self,
        kind: Kind,
        jobs: Sequence[object],
        seconds: float,
        report: Report = lambda job, outcome: None,  # noqa: ARG005 - the default reports nothing
    ) -> list[Outcome]:
        """Run demos, saved frames or cells, each job with a time limit; report each job that ends."""
        child = ["-m", "sitegen.execution.child", kind, str(self.content_dir), str(self.root)]
        return self.runner(child, jobs, seconds, report)

    def digests(self, files: Iterable[str]) -> dict[str, str]:
        """Return the digests of files that a run opened, by their path below the site's folder."""
        return {Path(file).relative_to(self.root).as_posix(): self._digest(Path(file)) for file in files}

    def unchanged(self, digests: object) -> bool:
        """Say whether the files of an earlier call of `digests` are as they were."""
        return isinstance(digests, dict) and all(
            "\0" not in path and self._digest(self.root / path) == digest for path, digest in digests.items()
        )

    def _digest(self, file: Path) -> str:
        self.opened.add(file)
        if file.is_relative_to(self.demos.folder):
            return self.demos.digests.get(PurePosixPath(file.relative_to(self.demos.folder).as_posix()), "")
        try:
            return hashlib.blake2b(file.read_bytes(), digest_size=16).hexdigest()
        except OSError:  # there is no such file
            return ""


@cache
def _installed() -> str:
    """Return names and versions of the installed packages, as their folders of metadata are called."""
    folders = [Path(folder) for folder in sys.path if folder]
    names = {path.name for folder in folders if folder.is_dir() for path in folder.glob("*.dist-info")}
    return "\0".join(sorted(names))


def open_programs(content_dir: Path, root: Path, cache: Cache, *, outside_links: bool = False) -> Programs:
    """Scan the demos of a site.

    Args:
        content_dir: the folder that holds `demos/`.
        root: the site's folder.
        cache: the results of earlier builds.
        outside_links: whether links may lead out of the site's folder.
    """
    content_dir, root = content_dir.resolve(), root.resolve()
    demos = scan_demos(content_dir, root=root, outside_links=outside_links)
    return Programs(content_dir, root, demos, cache)

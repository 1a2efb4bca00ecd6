"""One run of a demo at build time, in whatever process it is given: the demo's modules, freshly imported."""

from __future__ import annotations

import importlib
import sys
import threading
import traceback
import types
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitegen.demo import (
    PACKAGE,
    ControlError,
    Demo,
    Session,
    describe_frame,
    load,
    parse_controls,
    values_of,
)
from sitegen.errors import Problem
from sitegen.model import Poster, Request

_importing = threading.RLock()  # the demos' package is one for the whole process


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run gave nothing."""

    faults: tuple[tuple[str, str, str], ...] = ()
    """Controls' values that do not fit: the control's name, message, hint."""
    message: str = ""
    """What was raised, where it was not about controls."""
    line: int | None = None
    """The line in the demo's module, or in another of the site's demos that it imports."""
    file: str | None = None
    """That other module, relative to the site's folder."""

    def problem(self, path: PurePosixPath, hint: str | None = None) -> Problem:
        """Return what was raised as a problem at its line; `path` is the demo's own module."""
        return Problem(self.message, PurePosixPath(self.file or path), self.line, hint=hint, code="demo")


@contextmanager
def demos_package(content_dir: Path) -> Iterator[None]:
    """Make `demos.<name>` the modules of this site, freshly imported; afterwards all is as before."""
    with _importing:
        writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # leave no folders in the author's
        before = _take_demos()
        package = types.ModuleType(PACKAGE)
        package.__path__ = [str(content_dir / PACKAGE)]
        sys.modules[PACKAGE] = package
        importlib.invalidate_caches()
        try:
            yield
        finally:
            _take_demos()
            sys.modules.update(before)
            sys.dont_write_bytecode = writes


def run_demo(request: Request, content_dir: Path) -> Poster | Failure:
    """Run one demo for its `poster_steps`; whatever it raises is part of the answer."""
    with demos_package(content_dir):
        try:
            return _run(request, content_dir)
        except ControlError as error:
            told = [(f.name, f.message, f.hint) for f in error.faults]
            return Failure(faults=tuple(told))
        except Exception as error:  # noqa: BLE001  a demo may raise anything; its author is told
            return failure_of(error, content_dir)


def list_demos(content_dir: Path) -> list[str]:
    """Return the names of the modules that may hold a demo, sorted."""
    return sorted(file.stem for file in (content_dir / PACKAGE).glob("*.py") if not file.stem.startswith("_"))


def failure_of(error: Exception, content_dir: Path) -> Failure:
    """Return what a demo raised, with its innermost place in the site's demos."""
    folder = content_dir / PACKAGE
    places = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    message = f"{type(error).__name__}: {error}"
    if isinstance(error, SyntaxError):
        message = f"SyntaxError: {error.msg}"
        places.append((error.filename or "", error.lineno or 1))
    inside = [(Path(file), line) for file, line in places if Path(file).is_relative_to(folder)]
    if not inside:
        return Failure(message=message)
    file, line = inside[-1]
    shown = PurePosixPath(content_dir.name, PACKAGE, file.relative_to(folder).as_posix())
    return Failure(message=message, line=line, file=str(shown))


def run_requests(job: tuple[Request, Path]) -> Iterator[Poster | Failure]:
    """Give the one answer to a request, for `run_isolated`."""
    yield run_demo(*job)


def _run(request: Request, content_dir: Path) -> Poster:
    demo = load(request.demo)
    session = Session(demo, dict(request.values))
    for _ in range(demo.poster_steps + 1):
        if not session.step():
            break
    frame = describe_frame(session)
    if not frame["finite"]:
        raise ArithmeticError(f"at step {session.steps - 1}: {frame['text']}")
    file = content_dir / PACKAGE / f"{request.demo}.py"
    values = values_of(parse_controls(demo.controls_class, dict(request.values)))
    return Poster(
        demo=demo.name,
        title=demo.title,
        description=demo.description,
        source_code=file.read_text(encoding="utf-8"),
        source_path=str(PurePosixPath(content_dir.name, PACKAGE, file.name)),
        controls=tuple(control.describe(values[control.name]) for control in demo.controls),
        frame=frame,
        facts=(*demo.facts, *_seed_fact(demo, session)),
        poster_steps=max(session.steps - 1, 0),
        generator=demo.generator,
    )


def _seed_fact(demo: Demo, session: Session) -> list[str]:
    """Return which run the saved picture is of, where a seed tells runs apart."""
    seeds = [control.name for control in demo.controls if control.kind == "seed"]
    step = f", step {session.steps - 1:,}" if demo.generator else ""
    return [f"Saved picture: seed {getattr(session.controls, name)}{step}." for name in seeds]


def _take_demos() -> dict[str, types.ModuleType]:
    """Take the demos' modules out of the imported ones and return them."""
    names = [name for name in sys.modules if name == PACKAGE or name.startswith(f"{PACKAGE}.")]
    return {name: sys.modules.pop(name) for name in names}

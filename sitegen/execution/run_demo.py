"""Run one demo to its poster, in the process that imports this module."""

from __future__ import annotations

import importlib
import sys
import threading
import types
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from sitegen.demo import (
    PACKAGE,
    ControlError,
    Demo,
    DemoDeclarationError,
    Session,
    describe_frame,
    faults_in_frame,
    load,
    values_of,
)
from sitegen.execution.failures import Failure, failure_of
from sitegen.execution.opened_files import record_opened_files
from sitegen.model import Poster, Request

_importing = threading.RLock()  # a process has one package of demos


@contextmanager
def demos_package(content_dir: Path) -> Iterator[None]:
    """Make `demos.<name>` the modules of this site, freshly imported; afterwards everything is as before."""
    with _importing:
        writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # no new folders at the author's
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
    """Run one demo for its `poster_steps`; an exception of the demo becomes a result."""
    with demos_package(content_dir):
        try:
            return _run(request, content_dir)
        except ControlError as error:
            return Failure(faults=tuple((f.name, f.message, f.hint) for f in error.faults))
        except BaseException as error:  # noqa: BLE001 - a demo may raise anything, `SystemExit` included
            return failure_of(error, content_dir)


def answer_request(job: dict[str, Any], content_dir: Path, root: Path) -> Iterator[dict[str, object]]:
    """Yield the one answer to a request, for the process pool: a poster or a failure, and the files read."""
    request = Request(job["demo"], tuple((name, text) for name, text in job["values"]))
    with record_opened_files(root) as opened:
        result = run_demo(request, content_dir)
    kind = "poster" if isinstance(result, Poster) else "failure"
    yield {kind: asdict(result), "files": sorted(opened)}


def _run(request: Request, content_dir: Path) -> Poster:
    demo = load(request.demo)
    session = Session(demo, dict(request.values))
    for _ in session.run(demo.poster_steps):
        pass
    frame = describe_frame(session)
    if not frame["finite"]:
        raise ArithmeticError(f"at step {frame['step']}: {frame['text']}")
    if faults := faults_in_frame(demo.stage, frame):
        raise DemoDeclarationError("\n".join(f"the demo {demo.name!r} {fault}" for fault in faults))
    file = content_dir / PACKAGE / f"{request.demo}.py"
    # The values as they were asked for: a demo may have moved its own controls meanwhile.
    values = values_of(Session(demo, dict(request.values)).controls)
    return Poster(
        demo=demo.name,
        title=demo.title,
        description=demo.description,
        source_code=file.read_text(encoding="utf-8"),
        source_path=str(PurePosixPath(content_dir.name, PACKAGE, file.name)),
        controls=tuple(control.describe(values[control.name]) for control in demo.controls),
        frame=frame,
        facts=(*demo.facts, *_seed_fact(demo, session)),
        poster_steps=frame["step"],
        generator=demo.generator,
        stage=demo.stage,
    )


def _seed_fact(demo: Demo, session: Session) -> list[str]:
    """Return which run the poster shows, where a seed distinguishes runs."""
    seeds = [control.name for control in demo.controls if control.kind == "seed"]
    step = f", step {session.steps - 1:,}" if demo.generator else ""
    return [f"Saved picture: seed {getattr(session.controls, name)}{step}." for name in seeds]


def _take_demos() -> dict[str, types.ModuleType]:
    """Remove the demos' modules from the imported ones and return them."""
    names = [name for name in sys.modules if name == PACKAGE or name.startswith(f"{PACKAGE}.")]
    return {name: sys.modules.pop(name) for name in names}

"""The functions that the worker calls. They take and return JSON, so no Python object reaches JavaScript.

An answer is `{"frame": StepData}` or `{"error": ErrorData}`; that of a cell is `{"output": CellOutput}`.
"""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable

from sitegen.demo.cells import CellPage
from sitegen.demo.declaration import PACKAGE, load
from sitegen.demo.edited import load_edited
from sitegen.demo.plain_text import clean_text, text_of
from sitegen.demo.records import ErrorData, StepData
from sitegen.demo.session import Session
from sitegen.demo.show import show

_sessions: dict[str, Session] = {}
_pages: dict[str, CellPage] = {}


def start(session: str, demo: str, controls_json: str, source: str | None = None) -> str:
    """Start a demo, or restart it if the session exists, and return its first frame.

    Args:
        session: a name for this run.
        demo: the demo's name.
        controls_json: values by control, a JSON object.
        source: runs in place of the author's module; values of controls that it does not have are ignored.
    """

    def begin() -> Session:
        _sessions.pop(session, None)
        values = json.loads(controls_json)
        program = load(demo) if source is None else load_edited(demo, source)
        if source is not None:
            values = {c.name: values[c.name] for c in program.controls if c.name in values}
        made = Session(program, values)
        made.step()
        _sessions[session] = made
        return made

    return _answer(begin)


def pull(session: str, budget_ms: float, last: int = 0) -> str:
    """Compute frames for about `budget_ms` milliseconds, at least one, and return the newest.

    Args:
        session: the name of the run.
        budget_ms: how long to compute.
        last: the step not to go beyond; 0 for none.
    """

    def run() -> Session:
        running = _session(session)
        end = time.perf_counter() + budget_ms / 1000
        while running.step() and time.perf_counter() < end and running.steps - 1 != last:
            pass
        return running

    return _answer(run)


def step(session: str) -> str:
    """Compute one frame and return it; return the last frame if the run is done."""

    def once() -> Session:
        running = _session(session)
        running.step()
        return running

    return _answer(once)


def set(session: str, controls_json: str) -> str:
    """Change live controls and return the current frame; a plain function is called again."""

    def change() -> Session:
        running = _session(session)
        running.set(json.loads(controls_json))
        return running

    return _answer(change)


def dispose(session: str) -> str:
    """Remove a session."""
    _sessions.pop(session, None)
    return json.dumps({"frame": None})


def run_cell(session: str, cell: str, source: str, fresh: bool = False, alt: str = "") -> str:
    """Run a code cell with the names of its page and return its output.

    Args:
        session: the name of the page's cells.
        cell: the name of this one in tracebacks.
        source: its program.
        fresh: whether to remove the names of the page first.
        alt: what its figures and pictures show, in words.
    """
    if fresh or session not in _pages:
        _pages[session] = CellPage()
    return json.dumps({"output": _pages[session].run(cell, source, alt)}, ensure_ascii=False, allow_nan=False)


def _session(name: str) -> Session:
    if name not in _sessions:
        raise LookupError(f"there is no session {name!r}; it was not started, or it was disposed of")
    return _sessions[name]


def _answer(work: Callable[[], Session]) -> str:
    """Return the frame of the session, or the exception, as JSON text."""
    try:
        running = work()
        frame = describe_frame(running)
        return json.dumps({"frame": frame}, ensure_ascii=False, allow_nan=False)
    except Exception as error:  # noqa: BLE001 the reader sees what a demo raises
        return json.dumps({"error": describe_error(error)}, ensure_ascii=False)


def describe_frame(running: Session) -> StepData:
    """Draw the newest frame of a session; the first frame has step 0."""
    if running.frame is None:
        raise RuntimeError(
            f"the demo {running.demo.name!r} ended without a frame; expected at least one yield"
        )
    return {"step": running.steps - 1, "done": running.done, **show(running.frame)}


def describe_error(error: BaseException) -> ErrorData:
    """Return an exception as a record, with the line of the site's demos that raised it."""
    return {
        "name": clean_text(type(error).__name__),
        "message": clean_text(text_of(error)),
        "trace": clean_text("".join(traceback.format_exception(error))),
        "line": line_in_demos(error),
    }


def line_in_demos(error: BaseException) -> int | None:
    """Return the innermost line in a demo's module that an exception passed, or None."""
    found: int | None = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        if str(frame.f_globals.get("__name__", "")).startswith(f"{PACKAGE}."):
            found = line
    if isinstance(error, SyntaxError) and found is None:
        found = error.lineno
    return found

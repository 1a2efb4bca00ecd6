"""What the worker calls: JSON text in, JSON text out, so that no object crosses the border.

Every answer is `{"frame": {...}}` or `{"error": {"name", "message", "trace", "line"}}`; that of a cell is
`{"output": {...}}`, with what `CellPage.run` returns.
"""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable

from sitegen.demo.cell import CellPage
from sitegen.demo.declaration import PACKAGE, load
from sitegen.demo.edited import load_edited
from sitegen.demo.records import ErrorData, StepData
from sitegen.demo.session import Session
from sitegen.demo.show import show

_sessions: dict[str, Session] = {}
_pages: dict[str, CellPage] = {}


def start(session: str, demo: str, controls_json: str, source: str | None = None) -> str:
    """Begin a demo (again, where the session exists) and answer its first frame.

    With a source, that text runs in the place of the author's module; controls that it no longer has are let
    go.
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


def pull(session: str, budget_ms: float) -> str:
    """Make frames for about so long, at least one, and answer the newest."""

    def run() -> Session:
        running = _session(session)
        end = time.perf_counter() + budget_ms / 1000
        while running.step() and time.perf_counter() < end:
            pass
        return running

    return _answer(run)


def step(session: str) -> str:
    """Make exactly one frame and answer it; the last one again where the run is done."""

    def once() -> Session:
        running = _session(session)
        running.step()
        return running

    return _answer(once)


def set(session: str, controls_json: str) -> str:
    """Change live controls and answer the frame there is; a plain function's frame is made anew."""

    def change() -> Session:
        running = _session(session)
        running.set(json.loads(controls_json))
        return running

    return _answer(change)


def dispose(session: str) -> str:
    """Forget a session."""
    _sessions.pop(session, None)
    return json.dumps({"frame": None})


def run_cell(session: str, cell: str, source: str, fresh: bool = False) -> str:
    """Run a code cell among the names of its page and answer what it shows; `fresh` forgets them before."""
    if fresh or session not in _pages:
        _pages[session] = CellPage()
    return json.dumps({"output": _pages[session].run(cell, source)}, ensure_ascii=False, allow_nan=False)


def _session(name: str) -> Session:
    if name not in _sessions:
        raise LookupError(f"there is no session {name!r}; it was not started, or was disposed of")
    return _sessions[name]


def _answer(work: Callable[[], Session]) -> str:
    """Return the work's frame, or what went wrong in it, as JSON text."""
    try:
        running = work()
        frame = describe_frame(running)
        return json.dumps({"frame": frame}, ensure_ascii=False, allow_nan=False)
    except Exception as error:  # noqa: BLE001 everything a demo raises is shown to its reader
        return json.dumps({"error": describe_error(error)}, ensure_ascii=False)


def describe_frame(running: Session) -> StepData:
    """Return the newest frame of a session, drawn; the first frame has step 0."""
    if running.frame is None:
        raise RuntimeError(
            f"the demo {running.demo.name!r} ended without a frame; expected at least one yield"
        )
    return {"step": running.steps - 1, "done": running.done, **show(running.frame)}


def describe_error(error: BaseException) -> ErrorData:
    """Return an exception as plain values, with the line in the site's own demos where it arose."""
    return {
        "name": type(error).__name__,
        "message": error.msg if isinstance(error, SyntaxError) else str(error),
        "trace": "".join(traceback.format_exception(error)),
        "line": line_in_demos(error),
    }


def line_in_demos(error: BaseException) -> int | None:
    """Return the innermost line of a demo's module that an exception passed, or None."""
    found: int | None = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        if str(frame.f_globals.get("__name__", "")).startswith(f"{PACKAGE}."):
            found = line
    if isinstance(error, SyntaxError) and found is None:
        found = error.lineno
    return found

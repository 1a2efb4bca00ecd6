"""Runs of demos for tests of the posts. A run trains a network, so equal runs are made once in a process."""

from __future__ import annotations

from sitegen.demo import Demo, Frame, Session

_frames: dict[tuple[str, int | None, str], Frame] = {}


def run(demo: Demo, steps: int = 0, **values: object) -> Frame:
    """Return the frame of a step; tests share it and must not change it.

    Args:
        demo: the demo.
        steps: the number of the step; the first frame is step 0.
        values: the controls that differ from the author's.
    """
    return _shared(demo, steps, values)


def finish(demo: Demo, **values: object) -> Frame:
    """Return the last frame of a run that ends by itself; tests share it and must not change it."""
    return _shared(demo, None, values)


def run_again(demo: Demo, steps: int = 0, **values: object) -> Frame:
    """Return the frame of a step of a new run, to compare equal runs with each other."""
    return _frame(demo, steps, values)


def _shared(demo: Demo, steps: int | None, values: dict[str, object]) -> Frame:
    key = (demo.name, steps, repr(sorted(values.items())))
    if key not in _frames:
        _frames[key] = _frame(demo, steps, values)
    return _frames[key]


def _frame(demo: Demo, steps: int | None, values: dict[str, object]) -> Frame:
    session = Session(demo, values)
    while session.step() and (steps is None or session.steps <= steps):
        pass
    assert session.frame is not None
    return session.frame

"""Run one demo in this process, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitegen.demo import (
    PACKAGE,
    ControlError,
    Demo,
    Frame,
    Session,
    StepData,
    describe_frame,
    label_of,
    load,
    metric_text,
    parse_controls,
    values_of,
)
from sitegen.errors import DemoError, near_miss, one_of
from sitegen.execution.run_demo import demos_package, failure_of, list_demos

ROWS = 10
"""About how many rows the table of a run has."""


class InvalidRequestError(ValueError):
    """What is asked for cannot be run: no such demo, or values that do not fit its controls."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """The numbers of one step."""

    step: int
    """The first frame has step 0."""
    metrics: Mapping[str, str]
    """Text by label."""
    kept: bool
    """Whether it is a row of the table; the others are only shown while the demo runs."""


@dataclass(frozen=True, slots=True)
class NativeRun:
    """What a run gave."""

    demo: str
    title: str
    description: str
    facts: tuple[str, ...]
    controls: tuple[tuple[str, str], ...]
    """Label and value of each control."""
    moments: tuple[StepRow, ...]
    """The kept ones."""
    frame: StepData
    """The last frame, as a page would show it."""
    source_code: str
    source_path: str


def run_natively(
    name: str,
    values: Mapping[str, str],
    content_dir: Path,
    *,
    steps: int | None = None,
    watch: Callable[[StepRow], None] = lambda _moment: None,
) -> NativeRun:
    """Run a demo.

    Args:
        name: the demo.
        values: of its controls, as text; the others have the demo's own.
        content_dir: the folder that holds `demos/`.
        steps: steps after the first frame; the demo's `poster_steps` when absent.
        watch: receives the numbers of every step.

    Raises:
        InvalidRequestError: there is no such demo, or a value does not fit.
        DemoError: the demo raises, or its numbers leave the finite ones.
    """
    known = list_demos(content_dir)
    origin = PurePosixPath(content_dir.name, PACKAGE)
    if name not in known:
        hint = near_miss(name, known) or (f"there are {one_of(known)}" if known else "there is none yet")
        raise InvalidRequestError(f"there is no demo {name!r} in {origin}\n{hint}")
    with demos_package(content_dir):
        try:
            demo = load(name)
            moments, session = _run(demo, values, steps, watch)
            frame = describe_frame(session)
        except ControlError as error:
            raise InvalidRequestError(str(error)) from None
        except Exception as error:
            raise DemoError(failure_of(error, content_dir).problem(origin / f"{name}.py")) from error
    if not frame["finite"]:
        message = f"at step {session.steps - 1}: {frame['text']}"
        raise DemoError(failure_of(ArithmeticError(message), content_dir).problem(origin / f"{name}.py"))
    shown = values_of(session.controls)
    file = content_dir / PACKAGE / f"{name}.py"
    return NativeRun(
        demo=name,
        title=demo.title,
        description=demo.description,
        facts=demo.facts,
        controls=tuple((control.label, str(shown[control.name])) for control in demo.controls),
        moments=moments,
        frame=frame,
        source_code=file.read_text(encoding="utf-8"),
        source_path=str(origin / file.name),
    )


def _run(
    demo: Demo, values: Mapping[str, str], steps: int | None, watch: Callable[[StepRow], None]
) -> tuple[tuple[StepRow, ...], Session]:
    parse_controls(demo.controls_class, values)  # before anything runs, so that a fault is the request's
    session = Session(demo, values)
    last = demo.poster_steps if steps is None else steps
    pace = max(1, last // ROWS)
    moments: list[StepRow] = []
    while session.steps <= last and session.step():
        step = session.steps - 1
        assert session.frame is not None  # noqa: S101 - for the type checker: a step was made
        moment = StepRow(step, _numbers(session.frame), step % pace == 0 or step == last or session.done)
        watch(moment)
        moments += [moment] if moment.kept else []
    if session.frame and (not moments or moments[-1].step != session.steps - 1):
        moments.append(StepRow(session.steps - 1, _numbers(session.frame), kept=True))  # it ended by itself
        watch(moments[-1])
    return tuple(moments), session


def _numbers(frame: Frame) -> dict[str, str]:
    return {label_of(name): metric_text(value) for name, value in frame.metrics.items()}

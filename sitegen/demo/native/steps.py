"""One run of a demo outside a browser: the numbers of its steps, its last frame, and what they belong to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sitegen.demo.controls.parse import values_of
from sitegen.demo.declaration import Demo
from sitegen.demo.frame import Frame
from sitegen.demo.plain_text import label_of
from sitegen.demo.records import StepData
from sitegen.demo.session import Session
from sitegen.demo.show import metric_text
from sitegen.demo.worker_api import describe_frame

ROWS = 10
"""About how many rows the table of a run has."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """The numbers of one step."""

    step: int
    """The first frame has step 0."""
    metrics: Mapping[str, str]
    """Text by label."""
    in_table: bool
    """Whether the step is a row of the table; the others are shown only while the demo runs."""


@dataclass(frozen=True, slots=True)
class NativeRun:
    """The result of a run."""

    demo: str
    title: str
    description: str
    facts: tuple[str, ...]
    generator: bool
    """Whether the demo yields frame after frame; a plain function returns one."""
    controls: tuple[tuple[str, str], ...]
    """Label and value of each control."""
    rows: tuple[StepRow, ...]
    """The rows of the table."""
    frame: StepData
    """The last frame, drawn."""
    source_code: str
    """The program; empty where the report need not show it."""


def run_steps(
    demo: Demo,
    values: Mapping[str, object],
    *,
    steps: int | None = None,
    watch: Callable[[StepRow], None] = lambda _row: None,
    source_code: str = "",
) -> NativeRun:
    """Run a demo.

    Args:
        demo: the demo.
        values: of its controls; the others have the demo's own.
        steps: steps after the first frame; the demo's `poster_steps` when absent.
        watch: receives the numbers of every step.
        source_code: the program, for the report.

    Raises:
        ControlError: a value does not fit.
    """
    session = Session(demo, values)
    last = demo.poster_steps if steps is None else steps
    pace = max(1, last // ROWS)
    rows: list[StepRow] = []
    for frame in session.run(last):
        step = session.steps - 1
        row = StepRow(step, _numbers(frame), step % pace == 0 or step == last or session.done)
        watch(row)
        rows += [row] if row.in_table else []
    if session.frame and (not rows or rows[-1].step != session.steps - 1):
        rows.append(StepRow(session.steps - 1, _numbers(session.frame), in_table=True))  # the run ended early
        watch(rows[-1])
    shown = values_of(session.controls)
    return NativeRun(
        demo=demo.name,
        title=demo.title,
        description=demo.description,
        facts=demo.facts,
        generator=demo.generator,
        controls=tuple((control.label, str(shown[control.name])) for control in demo.controls),
        rows=tuple(rows),
        frame=describe_frame(session),
        source_code=source_code,
    )


def _numbers(frame: Frame) -> dict[str, str]:
    return {label_of(name): metric_text(value) for name, value in frame.metrics.items()}

"""Run one demo of a site in this process, for its author: `sitegen demo run`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from sitegen.demo import ControlError, load
from sitegen.demo.native import NativeRun, StepRow, run_steps
from sitegen.errors import DemoError, near_miss, one_of
from sitegen.execution.demo_folder import PACKAGE, scan_demos
from sitegen.execution.failures import failure_of
from sitegen.execution.run_demo import demos_package


class InvalidRequestError(ValueError):
    """A request that cannot run: no such demo, or values that do not fit its controls."""


def run_natively(
    name: str,
    values: Mapping[str, str],
    content_dir: Path,
    *,
    steps: int | None = None,
    watch: Callable[[StepRow], None] = lambda _row: None,
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
        DemoError: the demo raises, or a number is not finite.
    """
    known = scan_demos(content_dir, outside_links=True).names
    origin = PurePosixPath(content_dir.name, PACKAGE)
    if name not in known:
        hint = near_miss(name, known) or (f"there are {one_of(known)}" if known else "there is none yet")
        raise InvalidRequestError(f"there is no demo {name!r} in {origin}\n{hint}")
    with demos_package(content_dir):
        try:
            demo = load(name)
            source = (content_dir / PACKAGE / f"{name}.py").read_text(encoding="utf-8")
            done = run_steps(demo, values, steps=steps, watch=watch, source_code=source)
            if not done.frame["finite"]:
                raise ArithmeticError(f"at step {done.frame['step']}: {done.frame['text']}")
        except ControlError as error:
            raise InvalidRequestError(str(error)) from None
        except Exception as error:
            raise DemoError(failure_of(error, content_dir).problem(origin / f"{name}.py")) from error
    return done

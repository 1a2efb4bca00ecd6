"""The command line of a downloaded demo: `python depth.py` prints numbers and writes a report."""

from __future__ import annotations

import argparse
import atexit
import base64
import io
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from sitegen.demo.controls.parse import ControlError, parse_controls, values_of
from sitegen.demo.declaration import PACKAGE, Demo
from sitegen.demo.native.report import make_report
from sitegen.demo.native.steps import StepRow, run_steps


def run(demo: Demo, values: Mapping[str, str], report: str, arguments: Sequence[str] | None = None) -> None:
    """Run a demo from the command line: print its numbers and write its last pictures into an HTML file.

    Args:
        demo: what to run.
        values: of its controls, as text, where they differ from its own; the command line may change them.
        report: the name of that file.
        arguments: of the command line; those of this process when absent.

    Raises:
        SystemExit: the arguments do not fit.
    """
    parsed = _parser(demo, report).parse_args(arguments)
    given = {**values, **dict(pair.partition("=")[::2] for pair in parsed.values)}
    try:
        controls: object = parse_controls(demo.controls_class, given)
    except ControlError as error:
        sys.exit(str(error))
    print(demo.title)
    print(", ".join(f"{name} {value}" for name, value in values_of(controls).items()))
    done = run_steps(demo, given, steps=parsed.steps, watch=lambda row: _print_row(demo, row))
    if done.frame["text"]:
        print(done.frame["text"])
    Path(parsed.report).write_text(make_report(done), encoding="utf-8")
    print(f"Pictures: {parsed.report}")


def unpack(file: str, packed: str) -> str:
    """Write what a demo imports and reads into a temporary folder, which is removed when the process ends.

    Args:
        file: the name of the demo's own module, as in its site.
        packed: a zip archive of the demos' folder, in base64.

    Returns:
        The path that the module would have among these files, for its `__file__`.
    """
    folder = Path(tempfile.mkdtemp(prefix="demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(packed))) as archive:
        archive.extractall(folder / PACKAGE)
    sys.path.insert(0, str(folder))
    return str(folder / PACKAGE / file)


def _parser(demo: Demo, report: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=f"{demo.title}. {demo.description}")
    names = ", ".join(f"{control.name}={control.default}" for control in demo.controls) or "none"
    parser.add_argument("values", nargs="*", metavar="name=value", help=f"values of controls ({names})")
    parser.add_argument("--steps", type=int, metavar="N", help=f"steps to run ({demo.poster_steps})")
    parser.add_argument("--report", default=report, help="where the pictures go (%(default)s)")
    return parser


def _print_row(demo: Demo, row: StepRow) -> None:
    if row.in_table:
        numbers = "  ".join(f"{label} {text}" for label, text in row.metrics.items())
        print(f"step {row.step:>6,}  {numbers}" if demo.generator else numbers)

"""What a downloaded demo needs to run by itself: `python depth.py` prints numbers and writes a report."""

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
from html import escape
from pathlib import Path

from sitegen.demo.controls.parse import ControlError, values_of
from sitegen.demo.declaration import PACKAGE, Demo
from sitegen.demo.marks.style import MARK_CSS
from sitegen.demo.records import FrameData
from sitegen.demo.session import Session
from sitegen.demo.show import show

ROWS = 10
"""About so many lines of numbers are printed."""

STYLE = """\
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; background: var(--demo-paper);
  color: var(--demo-ink); font: 1rem/1.5 system-ui, sans-serif; }
.marks { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1.5rem; }
.marks > * { min-width: 0; margin: 0; overflow-x: auto; }
.marks svg { width: 100%; height: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
:is(th, td) { padding: 0.2rem 1rem 0.2rem 0; border-bottom: 1px solid var(--demo-grid); text-align: end; }
:is(th, td):first-child { text-align: start; }
"""


def run(demo: Demo, values: Mapping[str, str], report: str, arguments: Sequence[str] | None = None) -> None:
    """Run a demo from the command line: its numbers are printed, its last pictures go into an HTML file.

    Args:
        demo: what to run.
        values: of its controls, as text, where they differ from its own; the command line may change them.
        report: the name of that file.
        arguments: of the command line; those of this process when absent.

    Raises:
        SystemExit: the arguments do not fit.
    """
    wanted = _parser(demo, report).parse_args(arguments)
    given = dict(pair.partition("=")[::2] for pair in wanted.values)
    try:
        session = Session(demo, {**values, **given})
    except ControlError as error:
        sys.exit(str(error))
    print(demo.title)
    print(", ".join(f"{name} {value}" for name, value in values_of(session.controls).items()))
    steps = demo.poster_steps if wanted.steps is None else wanted.steps
    pace = max(1, steps // ROWS)
    while session.steps <= steps and session.step():
        at = session.steps - 1
        if demo.generator and at % pace == 0 and at != steps:
            _tell(session)
    shown = _tell(session)
    if shown["text"]:
        print(shown["text"])
    Path(wanted.report).write_text(_report(session, shown), encoding="utf-8")
    print(f"Pictures: {wanted.report}")


def unpack(file: str, packed: str) -> str:
    """Lay down what a demo imports and reads, until the process ends.

    Args:
        file: the name of the demo's own module, as in its site.
        packed: a zip archive of the demos' folder, in base64.

    Returns:
        Where the module would lie among these files, to be its `__file__`.
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


def _tell(session: Session) -> FrameData:
    """Print the numbers of the newest frame, and return it drawn."""
    if session.frame is None:
        sys.exit(f"the demo {session.demo.name!r} ended without a frame")
    shown = show(session.frame)
    numbers = "  ".join(f"{metric['label']} {metric['text']}" for metric in shown["metrics"])
    print(f"step {session.steps - 1:>6,}  {numbers}" if session.demo.generator else numbers)
    return shown


def _report(session: Session, shown: FrameData) -> str:
    demo = session.demo
    marks = "\n".join(
        f"<figure><figcaption>{escape(mark['label'])}</figcaption>{mark['svg']}<p>{escape(mark['sentence'])}</p>"
        f"<details><summary>As a table</summary>{mark['table']}</details></figure>"
        for mark in shown["marks"]
    )
    metrics = "".join(
        f"<tr><th scope=row>{escape(m['label'])}</th><td>{escape(m['text'])}</td></tr>"
        for m in shown["metrics"]
    )
    values = "".join(
        f"<tr><th scope=row>{escape(name)}</th><td>{escape(str(value))}</td></tr>"
        for name, value in values_of(session.controls).items()
    )
    facts = "".join(f"<p>{escape(fact)}</p>" for fact in demo.facts)
    after = f", step {session.steps - 1:,}" if demo.generator else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(demo.title)}{after}</title>
<style>
{MARK_CSS}{STYLE}</style>
</head>
<body>
<h1>{escape(demo.title)}{after}</h1>
<p>{escape(shown["text"])}</p>
<div class="marks">
{marks}
</div>
<h2>Numbers</h2>
<table>{metrics}</table>
<h2>Values</h2>
<table>{values}</table>
{facts}
</body>
</html>
"""

"""Run a demo outside a browser: numbers in the terminal, pictures in a report. Not shipped to readers."""

from sitegen.demo.native.report import make_report
from sitegen.demo.native.script import run, unpack
from sitegen.demo.native.steps import NativeRun, StepRow, run_steps

__all__ = ["NativeRun", "StepRow", "make_report", "run", "run_steps", "unpack"]

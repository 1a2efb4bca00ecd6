"""Code cells: pieces of a page's program that share their names, run in order, and show what they give."""

from __future__ import annotations

import __future__  # isort: skip
import ast
import contextlib
import io
import linecache
import re
import sys
import traceback
import types
import warnings
from typing import Any, TextIO

import numpy as np

from sitegen.demo.frame import Frame
from sitegen.demo.mark import Mark
from sitegen.demo.records import CellErrorData, CellOutput, FrameData
from sitegen.demo.show import show

MODULE = "cells"
"""The name of the module whose names the cells of a page share."""
MOST_TEXT = 20_000
"""So many characters a cell may print, and its value's text may have; the rest is counted, not shown."""
_FUTURE = __future__.annotations.compiler_flag
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


class CellPage:
    """The cells of one page: a module that holds their names."""

    def __init__(self) -> None:
        self.module = types.ModuleType(MODULE)
        sys.modules[MODULE] = self.module  # dataclasses and type hints look their names up there

    def run(self, name: str, source: str) -> CellOutput:
        """Run a cell and return its output.

        Args:
            name: what tracebacks call the cell.
            source: its program.
        """
        printed = _Printed()
        value: object = None
        error: CellErrorData | None = None
        frame: FrameData | None = None
        text = ""
        file = f"<{name}>"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        with (
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("default")
            warnings.showwarning = printed.warn
            try:
                value = self._value(source, file)
                if isinstance(value, Mark | Frame):
                    frame = _drawn(value)
                elif value is not None:
                    text = _shortened(_ADDRESS.sub("", repr(value)))
            except (Exception, SystemExit) as raised:  # noqa: BLE001 whatever a cell raises is shown
                error = _described(raised, file)
        return {"stdout": printed.text(), "value": text, "frame": frame, "error": error}

    def _value(self, source: str, file: str) -> object:
        """Run the program and return the value of its last expression, None where it ends otherwise."""
        tree = compile(source, file, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
        assert isinstance(tree, ast.Module)  # noqa: S101 - for the type checker
        last = tree.body[-1] if tree.body else None
        if isinstance(last, ast.Expr):
            tree.body.pop()
        names = vars(self.module)
        # A __future__ import holds for its own cell, as if each were a file.
        code = compile(tree, file, "exec", dont_inherit=True)
        exec(code, names)  # noqa: S102 the author's program, or the reader's own
        if not isinstance(last, ast.Expr):
            return None
        expression = compile(
            ast.Expression(last.value), file, "eval", code.co_flags & _FUTURE, dont_inherit=True
        )
        return eval(expression, names)  # noqa: S307 ditto


class _Printed(io.TextIOBase):
    """What a cell prints, kept up to a limit."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._kept = 0
        self._more = 0

    def write(self, text: str) -> int:
        part = text[: MOST_TEXT - self._kept]
        self._parts.append(part)
        self._kept += len(part)
        self._more += len(text) - len(part)
        return len(text)

    def writable(self) -> bool:
        return True

    def warn(  # noqa: PLR0917 Python's own signature
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,  # noqa: ARG002 ditto
        line: str | None = None,  # noqa: ARG002 ditto
    ) -> None:
        """Print a warning as Python does."""
        self.write(f"{filename}:{lineno}: {category.__name__}: {message}\n")

    def text(self) -> str:
        return _ADDRESS.sub("", "".join(self._parts)) + _rest(self._more)


def _rest(count: int) -> str:
    return f"\n… and {count:,} characters more" if count else ""


def _shortened(text: str) -> str:
    return text[:MOST_TEXT] + _rest(max(0, len(text) - MOST_TEXT))


def _drawn(value: Mark | Frame) -> FrameData:
    frame = value if isinstance(value, Frame) else Frame(result=value)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore", under="ignore"):
        shown = show(frame)
    if not shown["finite"]:
        raise ArithmeticError(shown["text"])
    return shown


def _described(error: BaseException, file: str) -> CellErrorData:
    """Return an exception as plain values, its trace beginning in the page's cells."""
    line: int | None = None
    start: types.TracebackType | None = None
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if start is None and name.startswith("<") and trace.tb_frame.f_globals.get("__name__") == MODULE:
            start = trace
        if name == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename == file:
        line, start = error.lineno, None
    shown: Any = error.with_traceback(start)
    return {
        "name": type(error).__name__,
        "kinds": [kind.__name__ for kind in type(error).__mro__],
        "message": error.msg if isinstance(error, SyntaxError) else str(error),
        "trace": "".join(traceback.format_exception(shown)),
        "line": line,
    }

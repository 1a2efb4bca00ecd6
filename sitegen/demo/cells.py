"""Code cells: parts of a page's program that run in order, share their names and show their output."""

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
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TextIO

import numpy as np

from sitegen.demo.display import choose_backend, close_figures, needs_display
from sitegen.demo.frame import Frame
from sitegen.demo.marks.mark import Mark
from sitegen.demo.plain_text import clean_text, text_of
from sitegen.demo.records import CellErrorData, CellOutput, CellWarningData, DisplayData, FrameData
from sitegen.demo.show import show

MODULE = "cells"
"""The module that holds the names of a page's cells."""
MOST_TEXT = 20_000
"""How many characters of a cell's prints, and of its value's text, are shown; the rest is only counted."""
_FUTURE = __future__.annotations.compiler_flag
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


class CellPage:
    """The cells of one page."""

    def __init__(self) -> None:
        self.module = types.ModuleType(MODULE)
        sys.modules[MODULE] = self.module  # dataclasses and type hints resolve names there
        choose_backend()

    def run(self, name: str, source: str, alt: str = "") -> CellOutput:
        """Run a cell and return its output.

        Characters that a page cannot hold are replaced, see `clean_text`.

        Args:
            name: the cell's name in tracebacks.
            source: its program.
            alt: what its figures and pictures show, for readers who do not see them.
        """
        printed = _Printed()
        shown = _Shown()
        error: CellErrorData | None = None
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
                shown = _show(self._value(source, file), alt, name.replace(" ", "-"))
            except (Exception, SystemExit) as raised:  # noqa: BLE001 the reader sees what a cell raises
                error = _describe(raised, file)
            finally:
                close_figures()
        return {
            "stdout": clean_text(printed.text()),
            "value": clean_text(_shorten(_ADDRESS.sub("", shown.text))),
            "frame": shown.frame,
            "displays": list(shown.displays),
            "warnings": list(shown.warnings),
            "error": error,
        }

    def _value(self, source: str, file: str) -> object:
        """Run the program and return the value of its last line, or None if that is not an expression."""
        tree = compile(source, file, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
        assert isinstance(tree, ast.Module)  # noqa: S101 - for the type checker
        last = tree.body[-1] if tree.body else None
        if isinstance(last, ast.Expr):
            tree.body.pop()
        names = vars(self.module)
        # A __future__ import is valid in its own cell only, as if each cell were a file.
        code = compile(tree, file, "exec", dont_inherit=True)
        exec(code, names)  # noqa: S102 the author's program or the reader's
        if not isinstance(last, ast.Expr):
            return None
        expression = compile(
            ast.Expression(last.value), file, "eval", code.co_flags & _FUTURE, dont_inherit=True
        )
        return eval(expression, names)  # noqa: S307 the author's program or the reader's


@dataclass(frozen=True, slots=True)
class _Shown:
    """How the value of a cell is shown."""

    text: str = ""
    frame: FrameData | None = None
    displays: Sequence[DisplayData] = ()
    warnings: Sequence[CellWarningData] = ()


def _show(value: object, alt: str, prefix: str) -> _Shown:
    if isinstance(value, Mark | Frame):
        frame, value = _draw(value), None
    else:
        frame = None
    if not needs_display(value):
        return _Shown("" if value is None else repr(value), frame)
    from sitegen.demo.display.values import show_value  # noqa: PLC0415 - most cells show text and marks

    shown = show_value(value, alt=alt, prefix=prefix)
    text = repr(value) if shown.text is None and value is not None else shown.text or ""
    return _Shown(text, frame, shown.items, shown.warnings)


class _Printed(io.TextIOBase):
    """A cell's prints, up to a limit."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._omitted = 0

    def write(self, text: str) -> int:
        part = text[: MOST_TEXT - self._length]
        self._parts.append(part)
        self._length += len(part)
        self._omitted += len(text) - len(part)
        return len(text)

    def writable(self) -> bool:
        return True

    def warn(  # noqa: PLR0917 Python's own signature
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,  # noqa: ARG002 Python's own signature
        line: str | None = None,  # noqa: ARG002 Python's own signature
    ) -> None:
        """Print a warning as Python does."""
        self.write(f"{filename}:{lineno}: {category.__name__}: {message}\n")

    def text(self) -> str:
        return _ADDRESS.sub("", "".join(self._parts)) + _rest(self._omitted)


def _rest(count: int) -> str:
    return f"\n… and {count:,} characters more" if count else ""


def _shorten(text: str) -> str:
    return text[:MOST_TEXT] + _rest(max(0, len(text) - MOST_TEXT))


def _draw(value: Mark | Frame) -> FrameData:
    frame = value if isinstance(value, Frame) else Frame(result=value)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore", under="ignore"):
        shown = show(frame)
    if not shown["finite"]:
        raise ArithmeticError(shown["text"])
    return shown


def _describe(error: BaseException, file: str) -> CellErrorData:
    """Return an exception as a record; its traceback begins in the page's cells."""
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
        "name": clean_text(type(error).__name__),
        "kinds": [clean_text(kind.__name__) for kind in type(error).__mro__],
        "message": clean_text(text_of(error)),
        "trace": clean_text("".join(traceback.format_exception(shown))),
        "line": line,
    }

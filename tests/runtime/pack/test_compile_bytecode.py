"""What is left out of sitegen's own modules before they are compiled for the browser."""

from __future__ import annotations

import ast
import json
import marshal
import subprocess
import sys
from types import CodeType
from typing import Any

from sitegen.runtime.pack.in_pyodide.compile_bytecode import (
    searched_lines,
    without_annotations,
    without_docstrings,
    without_lines,
    without_texts,
)
from sitegen.runtime.pack.preload import LIBRARY_SOURCES
from sitegen.runtime.wheel import read_library


def test_sources_lose_the_annotations_of_functions_and_nothing_else() -> None:
    for path, text in read_library().items():
        if path.suffix == ".py":
            source = without_docstrings(text)
            short = without_annotations(source)
            tree = ast.parse(source)
            for node in ast.walk(tree):
                if isinstance(node, ast.arg):
                    node.annotation = None
                elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    node.returns = None
            assert ast.dump(ast.parse(short)) == ast.dump(tree), path
            assert short.count(b"\n") == source.count(b"\n"), path


DOCUMENTED = '''\
"""A module."""
class A:
    """A class.

    Of two paragraphs.
    """
    x = """not a
docstring"""
    def f(self):
        """\\nf($self)\\n--\\n\\nReturn it.\\n\\n    out : ndarray\\n""" ; y = 1
        return f"""{y}
b"""
'''


def test_docstrings_get_shorter_and_statements_keep_their_lines() -> None:
    short = without_docstrings(DOCUMENTED.encode(), searched_lines)
    before, after = (ast.parse(text).body for text in (DOCUMENTED, short))
    kinds = [body[1] for body in (before, after) if isinstance(body[1], ast.ClassDef)]
    assert len(kinds) == 2
    assert [node.lineno for node in kinds[0].body] == [node.lineno for node in kinds[1].body]
    function = kinds[1].body[-1]
    assert isinstance(function, ast.FunctionDef)
    assert ast.get_docstring(kinds[1]) == ""
    assert ast.get_docstring(function, clean=False) == "\nf($self)\n--\n\n    out : ndarray"
    assert short.startswith(b"''\n")
    assert b'x = """not a\ndocstring"""' in short


def test_strings_of_several_lines_get_shorter_but_those_in_format_strings() -> None:
    short = without_texts(DOCUMENTED.encode(), lambda _: "-")
    assert short.count(b"\n") == DOCUMENTED.count("\n")
    assert b"x = '-'" in short
    assert b'f"""{y}\nb"""' in short


SEVERAL_LINES = """\
def f(
    a: dict[
        str, int
    ] = {},
    *b: 'é',
) -> tuple[
    int, ...
]: return a
"""


def test_annotations_over_several_lines_leave_their_lines() -> None:
    scope: dict[str, Any] = {}
    exec(compile(without_annotations(SEVERAL_LINES.encode()), "f.py", "exec"), scope)  # noqa: S102
    assert scope["f"].__annotations__ == {}
    assert [line for _, _, line in scope["f"].__code__.co_lines()][-1] == SEVERAL_LINES.count("\n")


NESTED = """\
def outer(x):
    def inner(y):
        return [
            y + 1
        ]
    return inner(x)
"""


def test_bytecode_keeps_what_it_does_and_the_first_line_of_each_function() -> None:
    bytecode = bytes(16) + marshal.dumps(compile(NESTED * 9 + "value = outer(2)\n", "m.py", "exec"))
    short = without_lines(bytecode)
    assert len(short) < len(bytecode)
    scope: dict[str, Any] = {}
    code = marshal.loads(short[16:])  # noqa: S302  # it was made above
    exec(code, scope)  # noqa: S102
    assert scope["value"] == [3]
    inner = next(one for one in scope["outer"].__code__.co_consts if isinstance(one, CodeType))
    for one in (code, scope["outer"].__code__, inner):
        assert {line for _, _, line in one.co_lines()} == {one.co_firstlineno}


def test_modules_that_stay_sources_are_imported_on_first_use_only() -> None:
    code = (
        "import sys, json, sitegen.demo.worker_api, sitegen.nn as nn\n"
        "before = list(sys.modules)\n"
        "names = [nn.load_model, nn.greedy, nn.from_keras, nn.from_pytorch, nn.read_safetensors, nn.Value]\n"
        "import sitegen.demo.display.values, sitegen.demo.display.backend, sitegen.demo.display.figure\n"
        "print(json.dumps([before, list(sys.modules)]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    before, after = json.loads(done.stdout)
    assert LIBRARY_SOURCES
    assert not set(LIBRARY_SOURCES) & set(before)
    assert set(LIBRARY_SOURCES) <= set(after)

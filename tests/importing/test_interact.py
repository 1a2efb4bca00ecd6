"""`interact` of ipywidgets: which arguments have an equal control, and which functions can be demos."""

from __future__ import annotations

import ast

import pytest

from sitegen.importing.notebook.controls import NotAControlError, control_of
from sitegen.importing.notebook.interact import make_demo
from sitegen.importing.notebook.magics import plain_program


def declared(given: str, default: str = "") -> str:
    """Return the field of a control as the demo writes it."""
    values = [ast.parse(text, mode="eval").body if text else None for text in (given, default)]
    control = control_of(*values)
    return control.text if control.fixed else f"{control.type}, {control.text} = {control.value!r}"


@pytest.mark.parametrize(
    ("given", "default", "field"),
    [
        ("(0, 10)", "", "int, Slider(0, 10) = 5"),
        ("(0, 10)", "3", "int, Slider(0, 10) = 3"),
        ("(0, 10, 2)", "99", "int, Slider(0, 10, step=2) = 4"),
        ("(0.0, 1.0, 0.25)", "", "float, Slider(0.0, 1.0, step=0.25) = 0.5"),
        ("(-1, 1)", "0.5", "float, Slider(-1.0, 1.0) = 0.5"),
        ("10", "", "int, Slider(-10, 30) = 10"),
        ("", "2.0", "float, Slider(-2.0, 6.0) = 2.0"),
        ("-4", "", "int, Slider(-12, 4) = -4"),
        ("True", "", "bool, Toggle() = True"),
        ("'word'", "", "str, TextField() = 'word'"),
        ("['a', 'b']", "'b'", "str, Choice('a', 'b') = 'b'"),
        ("[1, 2.5]", "", "float, Choice(1.0, 2.5) = 1.0"),
        ("widgets.IntSlider(min=1, max=5, step=2, value=3)", "", "int, Slider(1, 5, step=2) = 3"),
        (
            "widgets.FloatSlider(min=0, max=2, value=0.5, description='x')",
            "",
            "float, Slider(0.0, 2.0) = 0.5",
        ),
        ("Dropdown(options=['x', 'y'], value='y')", "", "str, Choice('x', 'y') = 'y'"),
        ("widgets.Checkbox(value=True)", "", "bool, Toggle() = True"),
        ("widgets.Text(value='t')", "", "str, TextField() = 't'"),
        ("fixed([1, 2])", "", "[1, 2]"),
    ],
)
def test_arguments_are_controls(given: str, default: str, field: str) -> None:
    assert declared(given, default) == field


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("", "neither values to choose from"),
        ("(5, 1)", "is not a range"),
        ("('a', 'b')", "is not a range"),
        ("[]", "a list holds something else"),
        ("[('one', 1)]", "a list holds something else"),
        ("{'a': 1}", "an argument is neither a number"),
        ("names", "names is computed"),
        ("range(3)", "there is no control for range"),
        ("widgets.Play(value=1)", "there is no control for Play"),
    ],
)
def test_arguments_without_an_equal_are_refused(given: str, reason: str) -> None:
    with pytest.raises(NotAControlError, match=reason):
        declared(given)


def test_a_demo_has_what_its_function_needs_and_no_more() -> None:
    before = [
        "import math\nimport json\nimport numpy as np",
        "SCALE = 2\nother = json",
        "def half(x):\n    return x / SCALE",
    ]
    made = make_demo(
        "def f(x):\n    return math.sin(half(x))\n\ninteract(f, x=(0, 3))", before, "a.ipynb", "a_4"
    )

    assert made.demo == "a_4_f"
    assert made.rest == "def f(x):\n    return math.sin(half(x))"
    for needed in (
        "import math\n",
        "SCALE = 2\n",
        "def half(x):\n",
        "    x: Annotated[int, Slider(0, 3)] = 1\n",
    ):
        assert needed in made.module
    assert "json" not in made.module


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("interact(f, x=1)\ninteract(f, x=2)", "calls interact more than once"),
        ("interact(lambda x: x, x=1)", "its first argument is not the name of a function"),
        ("def f(*x): pass\ninteract(f)", "its function takes any number of arguments"),
        ("def f(x): pass\ninteract(f, y=1)", "its function takes no y"),
        ("def f(x): return unknown\ninteract(f, x=1)", "it needs unknown, which no cell that runs sets"),
        (
            "for n in range(3): pass\ndef f(x): return n\ninteract(f, x=1)",
            "it needs n, which is not set by a plain",
        ),
        ("import pandas\ndef f(x): return pandas\ninteract(f, x=1)", "it needs the package pandas"),
        ("@other\n@interact(x=1)\ndef f(x): pass", "its function has further decorators"),
        ("f = 3\ninteract(f, x=1)", "f is not a function of the notebook"),
    ],
)
def test_a_function_that_cannot_be_a_demo_says_why(source: str, reason: str) -> None:
    with pytest.raises(NotAControlError, match=reason):
        make_demo(source, [], "a.ipynb", "a_1")


@pytest.mark.parametrize(
    ("source", "program", "language"),
    [
        ("x = 7 % 3", "x = 7 % 3", "python"),
        ('"""\n%time\n"""', '"""\n%time\n"""', "python"),
        ("%matplotlib inline\nx = 1", "x = 1", "python"),
        ("%time x = 1", "x = 1", "python"),
        ("!ls\nx = 1", "# !ls\nx = 1", "python"),
        ("if x:\n    !ls", "if x:\n    # !ls\n    pass", "python"),
        ("%%capture out\nx = 1", "# %%capture out\nx = 1", "python"),
        ("%%R\nmean(x)", "mean(x)", "r"),
        ("%%unknown\nx", "%%unknown\nx", "python"),
        ("x = !ls", "x = !ls", "python"),
    ],
)
def test_magics_become_plain_programs(source: str, program: str, language: str) -> None:
    made = plain_program(source)

    assert (made.source, made.language) == (program, language)
    assert made.runs == (
        language == "python" and "!ls" not in program.replace("# !ls", "") and "unknown" not in program
    )

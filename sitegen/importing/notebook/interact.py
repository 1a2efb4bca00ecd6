"""`ipywidgets.interact(f, x=(0, 10))` as a demo: a module with the function, what it needs, and controls."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sitegen.importing.notebook.controls import NotAControlError, control_of
from sitegen.importing.notebook.names import BUILTINS, names_of, parse

CALLS = frozenset({"interact", "interact_manual"})
WIDGETS = "ipywidgets"
MODULE = '''\
"""{title}. Made from a cell of {origin}."""

import contextlib
import io
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import {names}
{program}


@dataclass
class Controls:
    """What the reader may change."""

{fields}


@demo(title={title_text})
def {demo}(controls: Controls, rng: np.random.Generator) -> Frame:
    """Call the function with the values of the controls."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        value = {function}({arguments})
    if isinstance(value, Frame):
        return value
    marks = {{"printed": Text(printed.getvalue(), mono=True)}} if printed.getvalue().strip() else {{}}
    if isinstance(value, Mark):
        marks["picture"] = value
    elif value is not None or not marks:
        marks["value"] = Text(repr(value), mono=True)
    return Frame(**marks)
'''


@dataclass(frozen=True, slots=True)
class Made:
    """A cell whose call of `interact` became a demo."""

    demo: str
    """The demo's name."""
    module: str
    """The demo's program."""
    rest: str
    """The program of the cell without the call; may be empty."""


def calls_interact(source: str) -> bool:
    """Say whether a program calls `interact`, or decorates a function with it."""
    tree = parse(source) if "interact" in source else None
    return tree is not None and any(_call(node) is not None or _decorated(node) for node in tree.body)


def without_widgets(source: str) -> str:
    """Return a program without its imports of ipywidgets."""
    tree = parse(source) if WIDGETS in source else None
    nodes = [node for node in tree.body if _imports_widgets(node)] if tree else []
    return _without(source, nodes) if nodes else source


def _imports_widgets(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").partition(".")[0] == WIDGETS
    return isinstance(node, ast.Import) and all(
        alias.name.partition(".")[0] == WIDGETS for alias in node.names
    )


def make_demo(source: str, before: Sequence[str], origin: str, prefix: str) -> Made:
    """Return the demo of a cell that calls `interact` once.

    Args:
        source: the cell's program.
        before: the programs of the cells before it that run.
        origin: the file of the notebook.
        prefix: the beginning of the demo's name.

    Raises:
        NotAControlError: the function or a value has no equal in a demo.
    """
    tree = parse(source)
    found = [node for node in tree.body if _call(node) is not None or _decorated(node)] if tree else []
    if tree is None or len(found) != 1:
        raise NotAControlError("calls interact more than once")
    node = found[0]
    if isinstance(node, ast.FunctionDef):
        given = _decorated(node)
        call = given if isinstance(given, ast.Call) else None
        name, plain = node.name, _undecorated(source, node)
        rest = _replaced(source, node, plain)
    else:
        call = _call(node)
        first = call.args[0] if call and call.args else None
        if not isinstance(first, ast.Name) or len(call.args if call else ()) != 1:
            raise NotAControlError("its first argument is not the name of a function")
        name, rest = first.id, _without(source, [node])
    own = without_widgets(rest)
    program, definition = _needed(name, [*before, own])
    controls = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg} if call else {}
    fields, arguments, kinds = _fields(definition, controls)
    title = name.strip("_").replace("_", " ").capitalize() or "A demo"
    demo = demo_name(f"{prefix}_{name}")
    used = sorted({"Frame", "Mark", "Text", "demo", *kinds}, key=lambda word: (word.islower(), word))
    module = MODULE.format(
        title=title, title_text=repr(title), origin=re.sub(r"[^\w ./()-]", "-", origin), function=name,
        demo=demo,
        names=", ".join(used),
        program=program, fields="\n".join(fields) or "    pass", arguments=", ".join(arguments),
    )  # fmt: skip
    if parse(module) is None:
        raise NotAControlError("the program that it would become does not parse")
    return Made(demo, module, own)


def demo_name(text: str) -> str:
    """Return a text as the name of a module."""
    name = re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")
    return name if name[:1].isalpha() else f"demo_{name}"


def _call(node: ast.stmt) -> ast.Call | None:
    """Return the call of `interact` that a statement is."""
    value = node.value if isinstance(node, ast.Expr | ast.Assign) else None
    return value if isinstance(value, ast.Call) and _named(value.func) else None


def _decorated(node: ast.stmt) -> ast.expr | None:
    """Return the decorator `interact` of a function."""
    for decorator in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
        if _named(decorator.func if isinstance(decorator, ast.Call) else decorator):
            return decorator
    return None


def _named(node: ast.expr) -> bool:
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return name in CALLS


def _undecorated(source: str, node: ast.FunctionDef) -> str:
    if len(node.decorator_list) != 1:
        raise NotAControlError("its function has further decorators")
    return "\n".join(source.split("\n")[node.lineno - 1 : node.end_lineno])


def _replaced(source: str, node: ast.FunctionDef, plain: str) -> str:
    lines = source.split("\n")
    return "\n".join([*lines[: node.decorator_list[0].lineno - 1], plain, *lines[node.end_lineno :]]).strip(
        "\n"
    )


def _without(source: str, nodes: Sequence[ast.stmt]) -> str:
    taken = {line for node in nodes for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    return "\n".join(line for number, line in enumerate(source.split("\n"), 1) if number not in taken).strip(
        "\n"
    )


def _needed(name: str, programs: Sequence[str]) -> tuple[str, ast.FunctionDef]:
    """Return the statements that a function needs, in order, and its definition."""
    statements: list[tuple[ast.stmt, str]] = []
    for program in programs:
        tree = parse(program)
        for node in tree.body if tree else ():
            statements.append((node, _lines_of(node, program)))
    wanted, done = [name], set[str]()
    taken: set[int] = set()
    while wanted:
        current = wanted.pop()
        if current in done or current in BUILTINS:
            continue
        done.add(current)
        places = [place for place, (node, _) in enumerate(statements) if current in names_of([node]).binds]
        if not places:
            raise NotAControlError(f"it needs {current}, which no cell that runs sets")
        for place in places:
            node = statements[place][0]
            if not isinstance(
                node,
                ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign,
            ):
                raise NotAControlError(f"it needs {current}, which is not set by a plain statement")
            names = names_of([node])
            if names.packages:
                raise NotAControlError(f"it needs the package {sorted(names.packages)[0]}")
            taken.add(place)
            wanted += sorted(names.reads)
    definitions = [node for node, _ in statements if isinstance(node, ast.FunctionDef) and node.name == name]
    if not definitions:
        raise NotAControlError(f"{name} is not a function of the notebook")
    return _joined([statements[place] for place in sorted(taken)]), definitions[-1]


def _lines_of(node: ast.stmt, program: str) -> str:
    """Return the text of a statement, with the decorators of a function or class."""
    text = ast.get_source_segment(program, node) or ""
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
    lines = program.split("\n")[decorators[0].lineno - 1 : node.lineno - 1] if decorators else []
    return "\n".join([*lines, text])


def _joined(statements: Sequence[tuple[ast.stmt, str]]) -> str:
    imports = [text for node, text in statements if isinstance(node, ast.Import | ast.ImportFrom)]
    own = [text for text in dict.fromkeys(imports) if text != "import numpy as np"]
    others = [text for node, text in statements if not isinstance(node, ast.Import | ast.ImportFrom)]
    return "\n\n\n".join(["\n" + "\n".join(own) if own else "", *others])


def _fields(
    definition: ast.FunctionDef, given: Mapping[str, ast.expr]
) -> tuple[list[str], list[str], set[str]]:
    """Return the fields of the controls, the arguments of the call, and the kinds of controls."""
    parameters = definition.args
    if parameters.vararg or parameters.kwarg or parameters.posonlyargs:
        raise NotAControlError("its function takes any number of arguments")
    named = [argument.arg for argument in (*parameters.args, *parameters.kwonlyargs)]
    if unknown := sorted(set(given) - set(named)):
        raise NotAControlError(f"its function takes no {unknown[0]}")
    last = named[len(parameters.args) - len(parameters.defaults) : len(parameters.args)]
    defaults: dict[str, ast.expr | None] = dict(zip(last, parameters.defaults, strict=False))
    defaults |= {
        argument.arg: value
        for argument, value in zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True)
    }
    fields, arguments, kinds = [], [], set()
    for name in named:
        if not name.isidentifier() or name.startswith("_"):
            raise NotAControlError(f"{name} is no name of a control")
        control = control_of(given.get(name), defaults.get(name))
        if control.fixed:
            arguments.append(f"{name}={control.text}")
            continue
        kinds.add(control.kind)
        fields.append(f"    {name}: Annotated[{control.type}, {control.text}] = {control.value!r}")
        arguments.append(f"{name}=controls.{name}")
    return fields, arguments, kinds

"""What a program binds, reads and imports, found in its syntax tree."""

from __future__ import annotations

import ast
import builtins
import sys
import warnings
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

LIVE = sys.stdlib_module_names | {"numpy", "sitegen"}
"""Packages that every demo can import in the reader's browser."""
NEEDS_JUPYTER = frozenset({"IPython", "ipywidgets", "google"})
"""Packages that are of no use outside of Jupyter or Colab."""
BUILTINS = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__"}
ASKS = frozenset({"input", "get_ipython", "breakpoint"})
"""Names of what needs a person or Jupyter."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a piece of program."""

    binds: frozenset[str]
    """Names that it sets, and names whose values it changes in place."""
    reads: frozenset[str]
    """Names of the cells around it that it needs."""
    packages: frozenset[str]
    """Packages that it imports, without those of every demo; `.` stands for a module beside the notebook."""


def parse(source: str) -> ast.Module | None:
    """Return the syntax tree of a program, or None where it does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def names_of(statements: Sequence[ast.stmt]) -> Names:
    """Return the names of statements at the top of a cell.

    A name counts as read although an inner function binds it as well: what needs more than it does is safe.
    """
    binds: set[str] = set()
    reads: set[str] = set()
    packages: set[str] = set()
    for statement in statements:
        inner = set(_reads(statement))
        reads |= inner - binds
        binds |= set(_binds(statement))
        packages |= set(_packages(statement)) - LIVE
    return Names(frozenset(binds), frozenset(reads) - BUILTINS | (reads & ASKS), frozenset(packages))


def not_installed(packages: Collection[str]) -> list[str]:
    """Return the packages that a code cell cannot import on this machine, sorted."""
    return sorted(name for name in packages if name in NEEDS_JUPYTER or not _is_installed(name))


def _is_installed(name: str) -> bool:
    try:
        return name != "." and find_spec(name) is not None
    except ValueError:  # `__main__` has no spec
        return False


def _packages(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or ".").partition(".")[0] if not node.level else "."


def _reads(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement reads, without those that only its own functions bind."""
    own = _local_names(statement)
    for node in ast.walk(statement):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in own:
            yield node.id


def _local_names(statement: ast.stmt) -> set[str]:
    """Return parameters of functions, names of their bodies, and variables of comprehensions."""
    found: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            given = node.args
            every = (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg)
            found |= {argument.arg for argument in every if argument}
            if not isinstance(node, ast.Lambda):
                found |= {name for inner in node.body for name in _binds(inner)}
        elif isinstance(node, ast.comprehension):
            found |= {inner.id for inner in ast.walk(node.target) if isinstance(inner, ast.Name)}
    return found


def _binds(node: ast.AST) -> Iterator[str]:
    """Yield the names that a statement sets in its own scope, and those whose values it changes."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
        yield from (name for inner in ast.walk(node) if isinstance(inner, ast.Global) for name in inner.names)
        return
    if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
        yield from _root(node)
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name
    for inner in ast.iter_child_nodes(node):
        yield from _binds(inner)


def _root(node: ast.expr) -> Iterator[str]:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id

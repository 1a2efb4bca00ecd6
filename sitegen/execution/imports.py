"""The modules that a program imports, as its text says."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

MISSING = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
"""The exceptions by which a program goes on without a module."""


def imported_modules(tree: ast.AST) -> frozenset[str]:
    """Return the top-level names of the modules that a program needs.

    Left out are relative imports, imports for a type checker, and those without which the program goes on.
    """
    return frozenset(_names(tree))


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        if node.level == 0 and node.module:
            yield node.module.partition(".")[0]
    else:
        for part in _parts(node):
            yield from _names(part)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a statement that run whatever modules there are."""
    if isinstance(node, ast.If) and _is_type_checking(node.test):
        yield from node.orelse
    elif isinstance(node, ast.Try) and _goes_on(node.handlers):
        yield from (*node.handlers, *node.finalbody)
    else:
        yield from ast.iter_child_nodes(node)


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return name == "TYPE_CHECKING"


def _goes_on(handlers: Sequence[ast.ExceptHandler]) -> bool:
    """Return whether one of the handlers of a `try` receives the error of a missing module."""
    for handler in handlers:
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if any(kind is None or (isinstance(kind, ast.Name) and kind.id in MISSING) for kind in kinds):
            return True
    return False

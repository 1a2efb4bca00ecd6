"""YAML data: values with the same types as a page's `extra`."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import yaml

from sitegen.errors import DataError, Problem
from sitegen.yaml_block import LOADER, scalar_value, yaml_problem

MOST_LEVELS = 100
"""How deep lists and tables may be nested."""


def read_yaml(text: str, path: PurePath) -> Any:
    """Return the value of a YAML text; None for an empty one.

    Args:
        text: one document.
        path: the file to name in problems.

    Raises:
        DataError: the text is not YAML, a key is written twice, or it is nested too deeply.
    """
    try:
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        raise DataError(yaml_problem(error, text, path, first_line=1, code="data")) from None
    except yaml.YAMLError as error:  # a character that YAML does not allow
        message = f"not valid YAML: {error}".replace("\n", " ")
        raise DataError(Problem(message, path, 1, 1, code="data")) from None
    return None if root is None else _value(root, path, {}, 0)


def _value(node: yaml.Node, path: PurePath, known: dict[int, Any], depth: int) -> Any:
    """Return the value of a node. Aliases of one node share its value."""
    if id(node) not in known:
        if depth > MOST_LEVELS:  # an alias that holds itself would never end
            raise _problem("nested too deeply", node, path)
        if isinstance(node, yaml.ScalarNode):
            known[id(node)] = scalar_value(node, typed=True)
        elif isinstance(node, yaml.SequenceNode):
            known[id(node)] = [_value(item, path, known, depth + 1) for item in node.value]
        else:
            known[id(node)] = _table(node, path, known, depth)
    return known[id(node)]


def _table(node: yaml.Node, path: PurePath, known: dict[int, Any], depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, child in node.value:
        name = str(key.value)
        if name in found:
            raise _problem(f"duplicate key {name!r}", key, path)
        found[name] = _value(child, path, known, depth + 1)
    return found


def _problem(message: str, node: yaml.Node, path: PurePath) -> DataError:
    mark = node.start_mark
    return DataError(Problem(message, path, mark.line + 1, mark.column + 1, code="data"))

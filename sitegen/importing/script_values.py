"""Values that configurations in Python and JavaScript name; no program is run."""

from __future__ import annotations

import ast
import re
from typing import Any


def python_values(text: str) -> dict[str, Any]:
    """Return the names at the top of a Python module whose values are constants, lists, tuples and tables."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    values: dict[str, Any] = {}
    for node in tree.body:
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        value = getattr(node, "value", None)
        for target in targets:
            if isinstance(target, ast.Name) and value is not None:
                found = _constant(value, values)
                if found is not None:
                    values[target.id] = found
    return values


def _constant(node: ast.expr, known: dict[str, Any], depth: int = 0) -> Any:  # noqa: PLR0911 - one for each form
    if depth > 12:
        return None
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str | int | float | bool) else None
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return [_constant(item, known, depth + 1) for item in node.elts]
    if isinstance(node, ast.Dict):
        keys = [_constant(key, known, depth + 1) if key else None for key in node.keys]
        return {
            str(key): _constant(value, known, depth + 1)
            for key, value in zip(keys, node.values, strict=True)
            if isinstance(key, str | int)
        }
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _constant(node.left, known, depth + 1), _constant(node.right, known, depth + 1)
        same = isinstance(left, str) and isinstance(right, str)
        return left + right if same and len(left) + len(right) < 10_000 else None
    if isinstance(node, ast.Call) and node.args:  # _("A title")
        return _constant(node.args[0], known, depth + 1)
    return None


def script_value(text: str, *names: str) -> str:
    """Return the first text that a script in JavaScript or TypeScript gives to one of the names."""
    for name in names:
        found = re.search(
            rf"(?<![\w.-])[\"']?{re.escape(name)}[\"']?\s*[:=]\s*(?:\"([^\"\n]*)\"|'([^'\n]*)'|`([^`$\n]*)`)",
            text,
        )
        if found:
            return next((part for part in found.groups() if part is not None), "")
    return ""


def script_links(text: str) -> list[tuple[str, str]]:
    """Return the titles and addresses of a list of links in a script, in order."""
    found = []
    for block in re.findall(r"\{[^{}]{0,400}\}", text):
        href = script_value(block, "href", "url", "path", "to", "link")
        title = script_value(block, "title", "label", "text", "name")
        if href.startswith(("/", "http")) and title:
            found.append((title, href))
    return found

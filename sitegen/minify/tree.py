"""The nodes of a syntax tree."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node


def walk(root: Node) -> Iterator[Node]:
    """Every node, in the order of the text."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def text_of(node: Node) -> str:
    """Return what the node stands for."""
    return (node.text or b"").decode()

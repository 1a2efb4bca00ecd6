"""A JavaScript module in fewer bytes: no comments and blanks, short names for what nobody outside can see.

The names come from a syntax tree. A declared name gets a letter that means nothing else where it is used;
names that are free anywhere (the browser's), exported ones and properties stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from sitegen.minify.names import short_names
from sitegen.minify.spare import SHORTER, beside, is_left_out, is_operand, unwrapped
from sitegen.minify.tree import text_of, walk

JAVASCRIPT = Language(tree_sitter_javascript.language())
WHOLE = {"string", "regex"}
"""Nodes whose text is taken as it is."""
ENDED = {
    "expression_statement",
    "return_statement",
    "throw_statement",
    "break_statement",
    "continue_statement",
    "field_definition",
    "import_statement",
}
"""What ends with a semicolon, which an author may leave to a line's end."""


@lru_cache(maxsize=32)
def minify(text: str) -> str:
    """Return a module that does the same.

    Raises:
        ValueError: the text is no JavaScript; names the line.
    """
    root = Parser(JAVASCRIPT).parse(text.encode()).root_node
    if root.has_error:
        fault = next(node for node in walk(root) if node.is_error or node.is_missing)
        raise ValueError(f"line {fault.start_point.row + 1} is not understood")
    return _joined(_pieces(root, short_names(root)))


def _joined(pieces: Iterable[str]) -> str:
    """The tokens, with a blank where two would be read as one."""
    text: list[str] = []
    for piece in pieces:
        if piece == "}" and text and text[-1] == ";":
            text.pop()
        if text and _would_join(text[-1], piece):
            text.append(" ")
        text.append(piece)
    return "".join(text)


def _pieces(node: Node, short: Mapping[int, str]) -> Iterator[str]:
    """The tokens, in order."""
    if is_left_out(node):
        return
    if node.type == "template_string":
        yield "".join(_template(node, short))
    elif node.type in WHOLE:
        yield text_of(node)
    elif node.type == "empty_statement":
        yield ";" if node.parent and node.parent.type == "for_statement" else "{}"
    elif node.type == "lexical_declaration":
        yield from _declaration(node, short)
    elif inner := unwrapped(node):
        yield from _pieces(inner, short)
    elif node.type in SHORTER and not is_operand(node):
        yield SHORTER[node.type]
    elif not node.child_count:
        name, new = text_of(node), short.get(node.id)
        yield f"{name}:{new}" if new and node.type.startswith("shorthand") else new or name
    else:
        for child in node.children:
            yield from _pieces(child, short)
    follower = node.next_sibling
    listed = node.type == "export_statement" and node.children[-1].type == "export_clause"
    ended = node.type in ENDED and node.children[-1].type != ";"
    if (listed or ended) and (follower is None or follower.type != ";"):
        yield ";"


def _declaration(node: Node, short: Mapping[int, str]) -> Iterator[str]:
    """Declarations in a row are one."""
    yield "," if _goes_on(beside(node, -1), node) else "let"
    for child in node.children[1:]:
        if child.type != ";":
            yield from _pieces(child, short)
    if not _goes_on(node, beside(node, 1)):
        yield ";"


def _goes_on(node: Node | None, follower: Node | None) -> bool:
    return node is not None and follower is not None and node.type == follower.type == "lexical_declaration"


def _template(node: Node, short: Mapping[int, str]) -> Iterator[str]:
    """A template string: its own text to the letter, what it computes in fewer bytes."""
    source, start, at = node.text or b"", node.start_byte, node.start_byte
    for child in node.children:
        yield source[at - start : child.start_byte - start].decode()
        yield _joined(_pieces(child, short)) if child.type == "template_substitution" else text_of(child)
        at = child.end_byte


def _would_join(before: str, after: str) -> bool:
    """Whether two tokens would be read as one without a blank between them."""
    one, other = before[-1], after[0]
    word = (one.isalnum() or one in "_$#") and (other.isalnum() or other in "_$#")
    return word or (one == other and one in "+-") or (one == "/" and other in "/*")

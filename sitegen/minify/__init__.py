"""A JavaScript module in fewer bytes: no comments and blanks, short names for what nobody outside can see.

The names come from a syntax tree. A declared name gets a letter that no name of the scopes around it has;
names that are free anywhere (the browser's), exported ones and properties stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from sitegen.minify.names import short_names
from sitegen.minify.tree import text_of, walk

JAVASCRIPT = Language(tree_sitter_javascript.language())
WHOLE = {"string", "regex"}
"""Nodes whose text is taken as it is."""
PLAIN = {"identifier", "member_expression", "subscript_expression", "call_expression", "this"}
PLAIN_AROUND = {
    "arguments",
    "array",
    "arrow_function",
    "assignment_expression",
    "binary_expression",
    "call_expression",
    "member_expression",
    "pair",
    "return_statement",
    "spread_element",
    "ternary_expression",
    "variable_declarator",
}
"""In these an expression of a PLAIN kind needs no parentheses."""
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
    if node.type == "comment":
        return
    if node.type == "template_string":
        yield "".join(_template(node, short))
    elif node.type in WHOLE:
        yield text_of(node)
    elif node.type == "empty_statement":
        yield ";" if node.parent and node.parent.type == "for_statement" else "{}"
    elif node.type == "lexical_declaration":
        yield from _declaration(node, short)
    elif node.type == "parenthesized_expression" and _is_plain(node):
        yield from _pieces(node.named_children[-1], short)
    elif not node.child_count:
        name, new = text_of(node), short.get(node.id)
        yield f"{name}:{new}" if new and node.type.startswith("shorthand") else new or name
    elif node.type == "formal_parameters" and _is_lone_name(node):
        yield from _pieces(node.children[1], short)
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
    yield "," if _goes_on(_beside(node, -1), node) else text_of(node.children[0])
    for child in node.children[1:]:
        if child.type != ";":
            yield from _pieces(child, short)
    if not _goes_on(node, _beside(node, 1)):
        yield ";"


def _goes_on(node: Node | None, follower: Node | None) -> bool:
    if node is None or follower is None or not node.type == follower.type == "lexical_declaration":
        return False
    return text_of(node.children[0]) == text_of(follower.children[0])


def _beside(node: Node, step: int) -> Node | None:
    """The statement before or behind, comments passed over."""
    beside: Node | None = node
    while beside:
        beside = beside.next_sibling if step > 0 else beside.prev_sibling
        if beside and beside.type != "comment":
            break
    return beside


def _is_plain(node: Node) -> bool:
    """Whether parentheses, as around a type's assertion, change nothing."""
    parent, inner = node.parent, node.named_children[-1]
    above = parent.parent if parent else None
    made_new = parent is not None and "new_expression" in (parent.type, above.type if above else "")
    around = parent is not None and parent.type in PLAIN_AROUND
    return around and not made_new and inner.type in PLAIN and "?." not in text_of(inner)


def _is_lone_name(parameters: Node) -> bool:
    """Whether these are an arrow function's parameters that need no parentheses."""
    names = parameters.children[1:-1]
    of_arrow = parameters.parent is not None and parameters.parent.type == "arrow_function"
    return of_arrow and len(names) == 1 and names[0].type == "identifier"


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

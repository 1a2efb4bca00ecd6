"""What a module can do without: parentheses, braces, commas, and words for which there are shorter ones."""

from __future__ import annotations

from tree_sitter import Node

from sitegen.minify.tree import text_of

SHORTER = {"const": "let", "true": "!0", "false": "!1", "undefined": "void 0"}
"""What says the same in fewer bytes, or in bytes that are there already."""
PLAIN = {"array", "identifier", "member_expression", "subscript_expression", "call_expression", "this"}
PLAIN_AROUND = {
    "arguments",
    "array",
    "arrow_function",
    "assignment_expression",
    "binary_expression",
    "call_expression",
    "member_expression",
    "for_in_statement",
    "pair",
    "return_statement",
    "spread_element",
    "subscript_expression",
    "ternary_expression",
    "variable_declarator",
}
"""In these an expression of a PLAIN kind needs no parentheses."""
ALONE_AROUND = {"arguments", "arrow_function", "pair", "return_statement", "variable_declarator"}
"""In these an expression of any kind needs none, but for a list with commas."""
ALONE = {
    "expression_statement",
    "return_statement",
    "throw_statement",
    "break_statement",
    "continue_statement",
}
"""Statements that need no braces where they are the only one."""
FREE = {"if_statement", "else_clause", "for_statement", "for_in_statement", "while_statement"}
"""What takes a statement without braces."""


def is_left_out(node: Node) -> bool:
    """Whether nothing of a node is needed."""
    idle = node.type == "arguments" and _is_idle(node)
    return idle or node.type == "comment" or (node.type == "," and _is_trailing(node))


def beside(node: Node, step: int) -> Node | None:
    """The statement before or behind, comments passed over."""
    other: Node | None = node
    while other:
        other = other.next_sibling if step > 0 else other.prev_sibling
        if other and other.type != "comment":
            break
    return other


def unwrapped(node: Node) -> Node | None:
    """What stands in brackets that can go, those around a type's assertion among them."""
    inner = [child for child in node.named_children if child.type != "comment"]
    if len(inner) != 1:
        return None
    needless = {
        "parenthesized_expression": _is_plain,
        "formal_parameters": _is_lone_name,
        "statement_block": _is_lone_statement,
    }
    return inner[0] if node.type in needless and needless[node.type](node.parent, inner[0]) else None


def _is_plain(parent: Node | None, inner: Node) -> bool:
    """Whether an expression needs no parentheses where it stands."""
    above = parent.parent if parent else None
    made_new = parent is not None and "new_expression" in (parent.type, above.type if above else "")
    if parent is None or made_new or inner.type == "sequence_expression" or text_of(inner).startswith("{"):
        return False
    plain = parent.type in PLAIN_AROUND and inner.type in PLAIN and "?." not in text_of(inner)
    return plain or parent.type in ALONE_AROUND


def _is_lone_name(parent: Node | None, inner: Node) -> bool:
    """Whether an arrow function's only parameter needs no parentheses."""
    return parent is not None and parent.type == "arrow_function" and inner.type == "identifier"


def _is_lone_statement(parent: Node | None, inner: Node) -> bool:
    """Whether a block's only statement needs no braces; a function, a try and a catch need theirs."""
    return parent is not None and parent.type in FREE and inner.type in ALONE


def is_operand(node: Node) -> bool:
    """Whether what binds closer than `!` and `void` follows the constant."""
    parent = node.parent
    power = parent is not None and any(child.type == "**" for child in parent.children)
    return power or (parent is not None and parent.type in ("member_expression", "subscript_expression"))


def _is_idle(arguments: Node) -> bool:
    """Whether these are the empty parentheses of a `new` whose result nothing is done with at once."""
    made = arguments.parent
    if made is None or made.type != "new_expression" or arguments.named_children:
        return False
    return made.parent is not None and made.parent.type in (
        "assignment_expression",
        "field_definition",
        "variable_declarator",
    )


def _is_trailing(comma: Node) -> bool:
    """Whether a comma closes a list and says nothing; a hole of an array needs its own."""
    before, after = beside(comma, -1), beside(comma, 1)
    last = after is not None and after.type in ("}", "]", ")")
    return last and before is not None and before.type not in (",", "[")

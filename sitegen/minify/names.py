"""Short names for what a module declares: each gets a letter that no name of the scopes around it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import count, islice, product
from string import ascii_letters

from tree_sitter import Node

from sitegen.minify.tree import text_of, walk

NAMES = {"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"}
PRIVATE = "private_property_identifier"
SCOPES = {
    "program",
    "statement_block",
    "function_declaration",
    "function_expression",
    "arrow_function",
    "method_definition",
    "for_statement",
    "for_in_statement",
    "catch_clause",
    "switch_body",
}
NOT_BINDING = {"assignment_pattern": "right", "object_assignment_pattern": "right", "pair_pattern": "key"}
"""The field of a pattern in which a name is none of its own: a default, the key of another name."""
PATTERNS = {"object_pattern", "array_pattern", "rest_pattern", *NOT_BINDING}
BINDING = {
    "variable_declarator": "name",
    "function_declaration": "name",
    "class_declaration": "name",
    "arrow_function": "parameter",
    "catch_clause": "parameter",
    "for_in_statement": "left",
}
"""The field of a node in which a name or a pattern is declared."""
RESERVED = {"do", "if", "in", "of", "as", "is", "for", "new", "let", "var", "try", "get", "set"}


def short_names(root: Node) -> dict[int, str]:
    """The new names, by the id of the node where each stands."""
    bound: dict[int, dict[str, int]] = {}  # by scope: its names, numbered
    kept: set[str] = set()
    names: list[Node] = []
    for node in walk(root):
        if node.type in NAMES:
            names.append(node)
            if _is_exported(node):
                kept.add(text_of(node))
            if scope := _scope_declared_in(node):
                own = bound.setdefault(scope.id, {})
                own.setdefault(text_of(node), len(own))
    places = {node.id: _place(node, bound) for node in names}
    kept |= {text_of(node) for node in names if places[node.id] is None}
    inside = [place for place in places.values() if place and place[0] != root.id]
    most = max((number for _, number in inside), default=-1) + 1
    letters = list(islice(_letters(kept | RESERVED), most + len(bound.get(root.id, ()))))
    short: dict[int, str] = {}
    for node in names:
        place = places[node.id]
        if place is not None and text_of(node) not in kept:
            scope_id, number = place
            short[node.id] = letters[number + most if scope_id == root.id else number]
    return short | _short_private_names(root)


def _short_private_names(root: Node) -> dict[int, str]:
    """The new names of private members, each class by itself, with the classes in it."""
    short: dict[int, str] = {}
    end = 0
    for body in walk(root):
        if body.type == "class_body" and body.start_byte >= end:
            end = body.end_byte
            members = [node for node in walk(body) if node.type == PRIVATE]
            often = Counter(text_of(node) for node in members).most_common()
            private = dict(zip((name for name, _ in often), _letters(set()), strict=False))
            short |= {node.id: "#" + private[text_of(node)] for node in members}
    return short


def _place(node: Node, bound: Mapping[int, Mapping[str, int]]) -> tuple[int, int] | None:
    """The scope that declares the name at this place, and its number after those of the scopes around."""
    name, found, number = text_of(node), 0, 0
    around: Node | None = node
    while around:
        own = bound.get(around.id, {})
        if found:
            number += len(own) if around.parent else 0
        elif name in own:
            found, number = around.id, own[name]
        around = around.parent
    return (found, number) if found else None


def _letters(taken: set[str]) -> Iterator[str]:
    """Names from the shortest on."""
    for length in count(1):
        for letters in product(ascii_letters, repeat=length):
            if (name := "".join(letters)) not in taken:
                yield name


def _binder(node: Node) -> Node | None:
    """What declares the name at this place, if anything does: a declaration, parameters, a loop, a catch."""
    child, parent = node, node.parent
    while parent and parent.type in PATTERNS:
        if parent.child_by_field_name(NOT_BINDING.get(parent.type, "none")) == child:
            return None
        child, parent = parent, parent.parent
    if parent is None or parent.type == "formal_parameters":
        return parent
    is_declared = parent.child_by_field_name(BINDING.get(parent.type, "none")) == child
    is_assigned = parent.type == "for_in_statement" and not parent.child_by_field_name("kind")
    return parent if is_declared and not is_assigned else None


def _scope_declared_in(node: Node) -> Node | None:
    """The scope that gets a name at this place: a function its parameters, what is around it its name."""
    binder = _binder(node)
    around = binder.parent if binder and BINDING.get(binder.type, "name") == "name" else binder
    while around and around.type not in SCOPES:
        around = around.parent
    return around


def _is_exported(node: Node) -> bool:
    declaration = _binder(node) or node.parent
    if declaration and declaration.type == "variable_declarator":
        declaration = declaration.parent
    above = declaration.parent if declaration else None
    listed = declaration is not None and declaration.type == "export_specifier"
    return listed or (above is not None and above.type == "export_statement")

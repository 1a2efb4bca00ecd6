"""Short names for what a module declares: each scope takes the first letters that are free in it.

A name may be one of a scope around it as long as nothing in its own scope means that other one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import count, product

from tree_sitter import Node

from sitegen.minify.tree import text_of, walk

LETTERS = "tesinraolhdcupmgfywbvkxSELTCMANPROjIWBDqUFzKVHYJGXQZ"
"""In the order in which programs have them anyway, which compresses best."""
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
    declared: dict[int, dict[str, None]] = {}  # by scope, in order
    kept: set[str] = set()
    names: list[Node] = []
    for node in walk(root):
        if node.type in NAMES:
            names.append(node)
            if _is_exported(node):
                kept.add(text_of(node))
            if scope := _scope_declared_in(node):
                declared.setdefault(scope.id, {})[text_of(node)] = None
    homes = {node.id: _home(node, declared) for node in names}
    kept |= {text_of(node) for node in names if homes[node.id] is None}
    used: Counter[tuple[int, str]] = Counter()  # by scope and name
    outer: dict[int, set[tuple[int, str]]] = {}  # what each scope, with those in it, takes from around it
    for node in names:
        if (home := homes[node.id]) is not None:
            used[home, text_of(node)] += 1
            for scope in _scopes_up_to(node, home):
                outer.setdefault(scope.id, set()).add((home, text_of(node)))
    new: dict[tuple[int, str], str] = {}
    for scope in walk(root):
        own = [name for name in declared.get(scope.id, ()) if name not in kept]
        if not own:
            continue
        around = _parameters_of(scope, declared) | outer.get(scope.id, set())
        letters = _letters(kept | RESERVED | {new[name] for name in around if name in new})
        if scope.parent is None:  # more names than letters
            own.sort(key=lambda name: -used[scope.id, name])
        for name in own:
            new[scope.id, name] = next(letters)
    short = {node.id: new.get((homes[node.id] or 0, text_of(node)), text_of(node)) for node in names}
    return short | _short_private_names(root)


def _short_private_names(root: Node) -> dict[int, str]:
    """The new names of private members, each class by itself, with the classes in it."""
    short: dict[int, str] = {}
    end = 0
    for body in walk(root):
        if body.type == "class_body" and body.start_byte >= end:
            end = body.end_byte
            members = [node for node in walk(body) if node.type == PRIVATE]
            private = dict(zip(dict.fromkeys(map(text_of, members)), _letters(set()), strict=False))
            short |= {node.id: "#" + private[text_of(node)] for node in members}
    return short


def _home(node: Node, declared: Mapping[int, Container[str]]) -> int | None:
    """The scope that declares the name at this place."""
    around: Node | None = node
    while around and text_of(node) not in declared.get(around.id, ()):
        around = around.parent
    return around.id if around else None


def _scopes_up_to(node: Node, home: int) -> Iterator[Node]:
    """The scopes around a place that lie inside another one."""
    around: Node | None = node
    while around and around.id != home:
        if around.type in SCOPES:
            yield around
        around = around.parent


def _parameters_of(scope: Node, declared: Mapping[int, Iterable[str]]) -> set[tuple[int, str]]:
    """The parameters of the function or the catch whose body this is, which may not declare them again."""
    above = scope.parent
    if scope.type != "statement_block" or above is None:
        return set()
    return {(above.id, name) for name in declared.get(above.id, ())}


def _letters(taken: set[str]) -> Iterator[str]:
    """Names from the shortest on."""
    for length in count(1):
        for letters in product(LETTERS, repeat=length):
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

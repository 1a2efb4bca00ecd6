"""The role: {name}`text`, a directive within a line. `ROLES` in `parser.py` lists the names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from markdown_it.rules_inline.state_inline import StateInline

from sitegen.errors import near_miss, one_of
from sitegen.markdown.document import Document, document_of
from sitegen.markdown.extension import extension_role
from sitegen.model import Position

ROLE = re.compile(r"\{([A-Za-z][\w+:-]*)\}(`+)(?!`)(.+?)(?<!`)\2(?!`)", re.DOTALL)

RoleRule = Callable[[StateInline, str, Document, Position], None]
"""(state, text, document, position): puts the tokens of one role into `state`."""


def role_rule(table: Mapping[str, RoleRule]) -> Callable[[StateInline, bool], bool]:
    """Return the inline rule that reads the roles of a table."""

    def role(state: StateInline, silent: bool) -> bool:
        found = ROLE.match(state.src, state.pos, state.posMax)
        document = document_of(state)
        if found is None:
            return False
        if not silent:
            position = document.inline_position(state.src, state.pos)
            name, text = found[1], " ".join(found[3].split())
            rule = table.get(name) or extension_role(name, document)
            if rule is None:
                known = (*table, *document.extensions.names("role"))
                document.problem(
                    f"no role is called {name!r}",
                    position,
                    hint=near_miss(name, known) or f"use {one_of(known)}",
                    code="role",
                )
            else:
                rule(state, text, document, position)
        state.pos = found.end()
        return True

    return role


def abbreviation(state: StateInline, text: str, document: Document, position: Position) -> None:
    """Push an abbreviation with what it stands for: {abbr}`CSS (Cascading Style Sheets)`."""
    found = re.fullmatch(r"(.+?)\s*\((.+)\)", text)
    if found is None:
        message = f"{text!r} does not say what it stands for"
        hint = "write {abbr}`CSS (Cascading Style Sheets)`"
        document.problem(message, position, hint=hint, code="role")
        return
    state.push("abbr_open", "abbr", 1).attrs["title"] = found[2]
    state.push("text", "", 0).content = found[1]
    state.push("abbr_close", "abbr", -1)


def element(tag: str) -> RoleRule:
    """Return the role that puts its text into one HTML element."""

    def push(state: StateInline, text: str, _document: Document, _position: Position) -> None:
        state.push(f"{tag}_open", tag, 1)
        state.push("text", "", 0).content = text
        state.push(f"{tag}_close", tag, -1)

    return push

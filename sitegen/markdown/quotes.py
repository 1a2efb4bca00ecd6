"""Straight quotes → curly ones, as markdown-it's rule `smartquotes` does it, but in linear time.

markdown-it copies the text at each quote and searches all open quotes for each closing one; a paragraph of
200,000 quotes takes it minutes. Here the changes of a text are applied together, and each of the two kinds of
quote has a stack of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_core.state_core import StateCore
from markdown_it.token import Token

QUOTE = re.compile("['\"]")
CURLY = {'"': "“”", "'": "‘’"}
APOSTROPHE = "’"
BREAKS = frozenset({"softbreak", "hardbreak"})


class _Open(NamedTuple):
    """A quote that may open a quotation."""

    order: int
    level: int
    token: int
    at: int


def smart_quotes(state: StateCore) -> None:
    """Replace the straight quotes in the text of every block."""
    for token in state.tokens:
        if token.type == "inline" and token.children and QUOTE.search(token.content):
            _replace(token.children)


def _replace(tokens: Sequence[Token]) -> None:
    """Replace the straight quotes in the inline tokens of one block."""
    stacks: dict[str, list[_Open]] = {'"': [], "'": []}
    changes: dict[int, list[tuple[int, str]]] = {}
    order = 0
    for index, token in enumerate(tokens):
        for stack in stacks.values():
            while stack and stack[-1].level > token.level:
                stack.pop()
        if token.type != "text":
            continue
        for found in QUOTE.finditer(token.content):
            quote, at = found[0], found.start()
            can_open, can_close = _sides(quote, *_neighbours(tokens, index, at))
            own, other = stacks[quote], stacks['"' if quote == "'" else "'"]
            if can_close and own and own[-1].level == token.level:
                opening = own.pop()
                while other and other[-1].order > opening.order:
                    other.pop()
                changes.setdefault(opening.token, []).append((opening.at, CURLY[quote][0]))
                changes.setdefault(index, []).append((at, CURLY[quote][1]))
            elif can_open:
                own.append(_Open(order, token.level, index, at))
                order += 1
            elif quote == "'":
                changes.setdefault(index, []).append((at, APOSTROPHE))
    for index, replaced in changes.items():
        characters = list(tokens[index].content)
        for at, character in replaced:
            characters[at] = character
        tokens[index].content = "".join(characters)


def _neighbours(tokens: Sequence[Token], index: int, at: int) -> tuple[str, str]:
    """Return the characters before and behind a quote; a space at either end of the line."""
    text = tokens[index].content
    before = text[at - 1] if at else _first(tokens[place] for place in range(index - 1, -1, -1))[-1]
    behind = (
        text[at + 1]
        if at + 1 < len(text)
        else _first(tokens[place] for place in range(index + 1, len(tokens)))[0]
    )
    return before, behind


def _first(tokens: Iterable[Token]) -> str:
    """Return the content of the first token that has some, or a space when a line ends before."""
    for token in tokens:
        if token.type in BREAKS:
            break
        if token.content:
            return token.content
    return " "


def _sides(quote: str, before: str, behind: str) -> tuple[bool, bool]:
    """Return whether a quote can open and whether it can close a quotation."""
    space_before, space_behind = isWhiteSpace(ord(before)), isWhiteSpace(ord(behind))
    mark_before, mark_behind = _is_punctuation(before), _is_punctuation(behind)
    can_open = not space_behind and (not mark_behind or space_before or mark_before)
    can_close = not space_before and (not mark_before or space_behind or mark_behind)
    if quote == behind == '"' and "0" <= before <= "9":
        return False, False  # 1"": the first is the sign for inches
    if can_open and can_close:
        return mark_before, mark_behind
    return can_open, can_close


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)

"""Inline parsing by first character: only the rules that can begin with a character are tried at it.

markdown-it tries every rule at every character that can begin one. With a dozen extensions most of the time
is spent in rules that do not match; the table `STARTS` names the few rules that each character can begin.
"""

from __future__ import annotations

import re

from markdown_it.parser_inline import ParserInline, RuleFuncInlineType
from markdown_it.rules_core.state_core import StateCore
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token

from sitegen.markdown.document import document_of
from sitegen.markdown.leftover import SUSPECT, leftovers

STARTS: dict[str, str] = {
    "text": "",  # done by the loop itself
    "newline": "\n",
    "math_inline": "$",
    "escape": "\\",
    "role": "{",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "citation": "[",
    "citation_in_text": "@",
    "link": "[",
    "span": "[",
    "image": "!",
    "footnote_inline": "^",
    "footnote_ref": "[",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
    "attr": "{",
}
"""Name of an inline rule → the characters it can begin with."""


class InlineByCharacter(ParserInline):
    """An inline parser that looks rules up by the character at hand. Same rules, same result."""

    def __init__(self, rules: ParserInline) -> None:
        """Use the active rules of `rules`, in their order."""
        self.__dict__.update(rules.__dict__)
        # A link's label ends with a bracket: plain text stops there although no rule begins with it.
        self.starts: dict[str, tuple[RuleFuncInlineType, ...]] = {"]": ()}
        for name, rule in zip(self.ruler.get_active_rules(), self.ruler.getRules(""), strict=True):
            for character in STARTS[name]:
                self.starts[character] = (*self.starts.get(character, ()), rule)
        self.next_start = re.compile("[" + re.escape("".join(self.starts)) + "]").search

    def tokenize(self, state: StateInline) -> None:
        """Turn the text between `state.pos` and `state.posMax` into tokens."""
        text, end, starts = state.src, state.posMax, self.starts
        deepest = state.md.options["maxNesting"]
        while state.pos < end:
            pos = state.pos
            rules = starts.get(text[pos])
            if rules is None:
                found = self.next_start(text, pos, end)
                state.pos = found.start() if found else end
                state.append_pending(text[pos : state.pos])
                continue
            if state.level < deepest:
                for rule in rules:
                    if rule(state, False):
                        break
            if state.pos == pos:
                state.append_pending(text[pos])
                state.pos += 1
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 (markdown-it's name)
        """Move `state.pos` behind the token that begins there."""
        pos = state.pos
        known = state.cache.get(pos)
        if known is not None:
            state.pos = known
            return
        rules = self.starts.get(state.src[pos])
        if state.level >= state.md.options["maxNesting"]:
            state.pos = state.posMax
        elif rules is None:
            found = self.next_start(state.src, pos, state.posMax)
            state.pos = found.start() if found else state.posMax
        else:
            for rule in rules:
                state.level += 1
                matched = rule(state, True)
                state.level -= 1
                if matched:
                    break
        if state.pos == pos:
            state.pos += 1
        state.cache[pos] = state.pos


def inline(state: StateCore) -> None:
    """Parse the inline text of every block; the document notes which lines each text came from."""
    document = document_of(state)
    parse = state.md.inline.parse
    lines = [0, 1]
    before = ""
    for token in state.tokens:
        if token.map is not None:
            lines = token.map
        if token.type == "inline":
            token.children = []
            within = "heading" if before == "heading_open" else ""
            document.start_inline(token.content, (lines[0], lines[1]), within)
            parse(token.content, state.md, state.env, token.children)
            if SUSPECT.search(token.content):
                _report_leftovers(token, state)
        elif token.type == "html_block" and SUSPECT.search(token.content):
            document.start_inline(token.content, (lines[0], lines[1]), "")
            _report_leftovers(token, state)
        before = token.type


def _report_leftovers(token: Token, state: StateCore) -> None:
    """Warn about what other programs would have replaced in the text of a block."""
    if token.content.lstrip().lower().startswith(("<script", "<style", "<pre")):
        return
    document = document_of(state)
    formulas = any(child.type.startswith("math") for child in token.children or ())
    notes = [label.removeprefix(":") for label in state.env.get("footnotes", {}).get("refs", {})]
    for found in leftovers(token.content, formulas=formulas, notes=notes):
        place = document.inline_position(token.content, found.offset)
        document.warn(found.message, place, hint=found.hint, code=found.code)

"""What lists show of a page: its number of words and a description from its first paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.rules_core.state_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.document import document_of
from sitegen.markdown.heading import plain_text

LONGEST = 160
"""Characters of a description that lists and search engines show."""
SHORTEST = 60
"""A description is cut behind a sentence only where this much stays."""
WITHOUT_SPACES = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003134f]+"
)
"""Texts of Chinese and Japanese, which are written without spaces between words."""
WORD = re.compile(r"\w\S*")
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]*(?= )|[。！？]")


def outline(state: StateCore) -> None:
    """Count the words of prose, and make the description from the first paragraph that has words."""
    document = document_of(state)
    words = 0
    deepest = state.md.options["maxNesting"] - 1
    before = ""
    for token in state.tokens:
        if token.type == "inline":
            words += count_words(token.content)
            if before == "paragraph_open" and token.level == 1 and not document.summary:
                document.summary = shorten(_prose(token.children or []))
        elif token.level >= deepest and token.map and token.level > 0:
            # markdown-it drops deeper tokens without an error.
            document.problem("lists and quotes are nested too deeply here", document.position(token.map[0]))
            return
        before = token.type
    document.word_count = words


def count_words(text: str) -> int:
    """Return the number of words; two letters of Chinese or Japanese count as one."""
    if text.isascii():
        return len(text.split())
    others = WITHOUT_SPACES.split(text)
    if len(others) == 1:
        return len(text.split())
    letters = len(text) - sum(map(len, others))
    return (letters + 1) // 2 + sum(len(WORD.findall(part)) for part in others)


def _prose(tokens: Sequence[Token]) -> str:
    """Return the text of a paragraph; empty for one that is only a picture, or a tag of another program."""
    if not any(
        token.type not in {"image", "softbreak", "html_inline"} and token.content.strip() for token in tokens
    ):
        return ""
    text = " ".join(plain_text(tokens).split())
    return "" if text.startswith(("{{", "{%")) else text


def shorten(text: str) -> str:
    """Return a text of at most `LONGEST` characters: cut behind a sentence, else behind a word with `…`."""
    if len(text) <= LONGEST:
        return text
    ends = [found.end() for found in SENTENCE_END.finditer(text, 0, LONGEST + 1) if found.end() <= LONGEST]
    if ends and ends[-1] >= SHORTEST:
        return text[: ends[-1]]
    cut = text[: LONGEST - 1]
    if text[LONGEST - 1] != " " and " " in cut:
        cut = cut.rpartition(" ")[0]
    return cut.rstrip(" ,;:–—-") + "…"

"""What lists show of a page: its number of words and its first paragraph."""

from __future__ import annotations

from markdown_it.rules_core.state_core import StateCore

from sitegen.markdown.document import document_of
from sitegen.markdown.heading import plain_text


def outline(state: StateCore) -> None:
    """Count the words of prose and take the first paragraph as plain text."""
    document = document_of(state)
    words = 0
    deepest = state.md.options["maxNesting"] - 1
    before = ""
    for token in state.tokens:
        if token.type == "inline":
            words += len(token.content.split())
            if before == "paragraph_open" and token.level == 1 and not document.summary:
                document.summary = " ".join(plain_text(token.children or []).split())
        elif token.level >= deepest and token.map and token.level > 0:
            # markdown-it drops deeper tokens without an error.
            document.problem("lists and quotes are nested too deeply here", document.position(token.map[0]))
            return
        before = token.type
    document.word_count = words

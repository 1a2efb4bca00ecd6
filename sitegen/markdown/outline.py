"""What lists say of a page: how long it is, and its first words."""

from __future__ import annotations

from markdown_it.rules_core.state_core import StateCore

from sitegen.markdown.heading import plain_text
from sitegen.markdown.reading import reading_of


def outline(state: StateCore) -> None:
    """Count the words of prose and take the first paragraph as plain text."""
    reading = reading_of(state)
    if reading is None:
        return
    words = 0
    before = ""
    for token in state.tokens:
        if token.type == "inline":
            words += len(token.content.split())
            if before == "paragraph_open" and token.level == 1 and not reading.summary:
                reading.summary = " ".join(plain_text(token.children or []).split())
        before = token.type
    reading.word_count = words

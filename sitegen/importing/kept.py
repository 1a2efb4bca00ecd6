"""Pieces of Markdown that are made before the HTML around them is converted."""

from __future__ import annotations

import re
from collections.abc import Callable

_NAME = "KEPTPIECE"


class Kept:
    """Pieces of Markdown, and the words that stand for them while the HTML around them is converted."""

    def __init__(self, text: str) -> None:
        """Choose words that do not stand in a text."""
        self._pieces: list[str] = []
        self._name = _NAME
        while self._name in text:
            self._name += "S"
        self._place = re.compile(
            r"(?P<lead>^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)?"
            rf"{self._name}(?P<number>\d{{1,9}})X(?P<end>(?=[ \t]*$))?",
            re.MULTILINE,
        )

    def word(self, piece: str) -> str:
        """Keep a piece of Markdown, and return the word that stands for it."""
        self._pieces.append(piece.strip("\n"))
        return f"{self._name}{len(self._pieces) - 1}X"

    def block(self, piece: str) -> str:
        """Keep a piece of Markdown, and return a paragraph of HTML that stands for it."""
        return f"<p>{self.word(piece)}</p>"

    def restored(self, markdown: str, in_line: Callable[[str], str] = str) -> str:
        """Return a text with the pieces in their places.

        Args:
            markdown: the converted text.
            in_line: changes a piece that does not stand alone in its line.
        """

        def place(found: re.Match[str]) -> str:
            piece, lead = self._pieces[int(found["number"])], found["lead"] or ""
            if found["lead"] is None or found["end"] is None:
                piece = in_line(piece)
            # The lines of a block in a list or in a quote begin as the item or the quote does.
            return lead + piece.replace("\n", "\n" + re.sub(r"[^ \t>]", " ", lead))

        return self._place.sub(place, markdown)

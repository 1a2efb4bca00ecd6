"""Text: words as a mark."""

from __future__ import annotations

from typing import ClassVar

from sitegen.demo.marks.html import root
from sitegen.demo.marks.mark import Mark, MarkError
from sitegen.demo.plain_text import escape_text

_MOST_LETTERS = 20_000


class Text(Mark):
    """Words in paragraphs, one for each line; with `mono`, in a monospaced font with all spaces."""

    kind: ClassVar[str] = "text"

    def __init__(self, text: str, *, label: str = "", mono: bool = False) -> None:
        super().__init__(label)
        if not isinstance(text, str):
            raise MarkError(f"Text: text is {type(text).__name__}; expected str")
        if len(text) > _MOST_LETTERS:
            raise MarkError(f"Text: {len(text):,} letters; expected at most {_MOST_LETTERS:,}")
        self.text, self.mono = text, mono

    def picture(self, name: str) -> str:  # noqa: ARG002 the page shows the label
        """Return the words as HTML."""
        lines = (line for line in self.text.splitlines() if line.strip())
        words = (
            f"<pre>{escape_text(self.text)}</pre>"
            if self.mono
            else "".join(f"<p>{escape_text(line)}</p>" for line in lines)
        )
        return f"{root(self.kind)}{words}</div>"

    def sentence(self) -> str:
        """Return the words themselves."""
        return " ".join(self.text.split())

    def table(self) -> str:
        """Return nothing: the words need no data table."""
        return ""

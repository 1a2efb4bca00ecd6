"""What HTML does in a picture: its outer element, lists of names in equal rows, and what needs much room.

Rows and columns of names are HTML, since they must be as wide as their letters are; what is drawn beside them
fills the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

from sitegen.demo.plain_text import escape_text

ROOMS = (18, 24, 32, 42, 56)
"""Widths in rem at which a picture may change: the style sheet has a rule for each."""
REM = 16


def picture(kind: str, label: str, body: str, classes: str = "") -> str:
    """Return a whole picture.

    Args:
        kind: of the mark, for the style sheet.
        label: what a screen reader says.
        body: HTML and SVG.
        classes: further classes, which choose the natural proportions.
    """
    name = escape_text(label, quote=True)
    return f'{root(kind, classes)[:-1]} role="img" aria-label="{name}">{body}</div>'


def root(kind: str, classes: str = "") -> str:
    """Return the opening tag of a mark that is read as it is: text, a table, words."""
    return f'<div class="mark{" " if classes else ""}{classes}" data-kind="{kind}">'


def block(name: str, body: str) -> str:
    """Return a part of a picture; nothing where it is empty."""
    return f'<div class="{name}">{body}</div>' if body else ""


def names(texts: Sequence[str], classes: str = "mark-rows") -> str:
    """Return texts in equal rows or columns, with spaces for a reader without the style sheet."""
    return block(classes, " ".join(f"<span>{escape_text(text)}</span>" for text in texts))


def line(name: str, text: str) -> str:
    """Return one text in a line of its own; nothing where it is empty."""
    return block(name, escape_text(text))


def room(width: float) -> int:
    """Return the least width in rem of `ROOMS` that has room for so many pixels; 0 where none has."""
    return next((rem for rem in ROOMS if rem * REM >= width), 0)

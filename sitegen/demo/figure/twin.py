"""The table twin of a picture: the same numbers for readers who do not see it, never more than a few rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
import numpy.typing as npt

MOST_ROWS = 12
MOST_COLUMNS = 8


def thin(length: int, most: int) -> npt.NDArray[np.int64]:
    """Return at most `most` places of 0 ... length - 1, evenly spread, both ends among them."""
    if length <= most:
        return np.arange(length)
    return np.rint(np.linspace(0, length - 1, most)).astype(np.int64)


def html_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str = "", row_heads: bool = True
) -> str:
    """Return a table; with `row_heads`, the first cell of each row names the row."""
    lines = ["<table>"]
    if caption:
        lines.append(f"<caption>{escape(caption, quote=False)}</caption>")
    # A cell that names nothing is no heading.
    heads = "".join(
        f'<th scope="col">{escape(text, quote=False)}</th>' if text else "<td></td>" for text in header
    )
    lines.append(f"<thead><tr>{heads}</tr></thead><tbody>")
    for row in rows:
        cells = [escape(text, quote=False) for text in row]
        first = f'<th scope="row">{cells[0]}</th>' if row_heads and cells[0] else f"<td>{cells[0]}</td>"
        lines.append(f"<tr>{first}{''.join(f'<td>{cell}</td>' for cell in cells[1:])}</tr>")
    lines.append("</tbody></table>")
    return "".join(lines)


def part(shown: int, whole: int, things: str) -> str:
    """Return the caption that says how much a thinned table leaves out; empty when it leaves out nothing."""
    return "" if shown >= whole else f"{shown:,} of {whole:,} {things}"

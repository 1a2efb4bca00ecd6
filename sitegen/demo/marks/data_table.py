"""The data table of a picture: the same numbers for readers who do not see it, in a few rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from sitegen.demo.plain_text import escape_text

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
        lines.append(f"<caption>{escape_text(caption)}</caption>")
    # A cell that names nothing is no heading.
    heads = "".join(f'<th scope="col">{escape_text(text)}</th>' if text else "<td></td>" for text in header)
    lines.append(f"<thead><tr>{heads}</tr></thead><tbody>")
    for row in rows:
        cells = [escape_text(text) for text in row]
        first = f'<th scope="row">{cells[0]}</th>' if row_heads and cells[0] else f"<td>{cells[0]}</td>"
        lines.append(f"<tr>{first}{''.join(f'<td>{cell}</td>' for cell in cells[1:])}</tr>")
    lines.append("</tbody></table>")
    return "".join(lines)


def part(shown: int, whole: int, things: str) -> str:
    """Return the caption of a table that shows only a part; empty when it shows everything."""
    return "" if shown >= whole else f"{shown:,} of {whole:,} {things}"

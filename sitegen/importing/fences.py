"""Code of other dialects that sitegen would read as something else."""

from __future__ import annotations

import re

from sitegen.importing.boxes import indented
from sitegen.importing.model import Context
from sitegen.markdown_text.code import FENCE, blocks
from sitegen.markdown_text.parts import fence

CHUNK = re.compile(r"\{\s*(?P<language>[\w+#-]+)[^{}]*\}$")


def fences(text: str, context: Context) -> str:
    """Write the opening of a chunk of R Markdown or Quarto, `{r, echo=FALSE}`, as that of a block of code.

    sitegen would read the braces as a directive. It reads the other dialects itself (`markdown/fence.py`).
    """
    pieces = []
    for piece, is_code in blocks(text):
        first, newline, rest = piece.partition("\n")
        opening = FENCE.match(first) if is_code else None
        chunk = CHUNK.match(opening["info"].strip()) if opening else None
        if opening is None or chunk is None:
            pieces.append(piece)
            continue
        context.note("fence", f"```{opening['info'].strip()}", "converted")
        pieces.append(f"{opening['indent']}{opening['fence']}{chunk['language']}{newline}{rest}")
    return "".join(pieces)


CODEHILITE = re.compile(r"^(?: {4}|\t)[ \t]*(?::::|#!)(?P<language>[\w+#-]+)[ \t]*$")


def codehilite(text: str, context: Context) -> str:
    """Turn indented code that begins with `:::python` into a fence, as Python-Markdown shows it."""
    lines = text.split("\n")
    out: list[str] = []
    index = 0
    while index < len(lines):
        found = CODEHILITE.match(lines[index])
        if not found or (index and lines[index - 1].strip()):
            out.append(lines[index])
            index += 1
            continue
        body, index = indented(lines, index + 1, 4)
        context.note("fence", f":::{found['language']}", "converted")
        out.append(fence("\n".join(body), found["language"]).strip("\n") + "\n")
    return "\n".join(out)

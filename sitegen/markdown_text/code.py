"""Keep code out of the way while a text is translated, and put it back afterwards unchanged."""

from __future__ import annotations

import re
from collections.abc import Callable

FENCE = re.compile(r"(?P<indent>[ \t>]*(?:[-*+] +|\d{1,9}[.)] +)?)(?P<fence>`{3,}|~{3,})(?P<info>.*)$")
RUN = re.compile(r"`+")
PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
MARK = re.compile("\0(\\d+)\0")


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Apply a change to a text, with every code block, code span and comment of HTML hidden from it."""
    masked, restore = mask_code(text)
    return restore(change(masked))


def mask_code(text: str) -> tuple[str, Callable[[str], str]]:
    """Return a text with marks in the place of code, and the function that puts the code back."""
    kept: list[str] = []

    def hide(code: str) -> str:
        kept.append(code)
        return f"\0{len(kept) - 1}\0"

    pieces = []
    for piece, is_code in blocks(text):
        if is_code:  # the end of the last line stays: what follows begins a line
            code = piece.removesuffix("\n")
            pieces += [hide(code), piece[len(code) :]]
        else:
            pieces.append(_hide_spans(piece, hide))
    masked = "".join(pieces)

    def restore(changed: str) -> str:
        while MARK.search(changed):
            changed = MARK.sub(lambda found: kept[int(found[1])], changed)
        return changed

    return masked, restore


def blocks(text: str) -> list[tuple[str, bool]]:
    """Return a text as pieces, each with whether it is a fenced block of code."""
    found: list[tuple[str, bool]] = []
    plain: list[str] = []
    lines = text.splitlines(keepends=True)
    index = 0
    while index < len(lines):
        opening = FENCE.match(lines[index].rstrip("\n"))
        end = _end(lines, index, opening) if opening and _opens(opening) else None
        if end is None:
            plain.append(lines[index])
            index += 1
            continue
        found += [("".join(plain), False), ("".join(lines[index:end]), True)]
        plain, index = [], end
    return [*found, ("".join(plain), False)]


def _opens(opening: re.Match[str]) -> bool:
    return not (opening["fence"][0] == "`" and "`" in opening["info"])


def _end(lines: list[str], start: int, opening: re.Match[str]) -> int:
    """Return the line behind a fenced block; the end of the text where the block is never closed."""
    fence = opening["fence"]
    closing = re.compile(rf"[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
    for index in range(start + 1, len(lines)):
        if closing.match(lines[index].rstrip("\n")):
            return index + 1
    return len(lines)


def _hide_spans(text: str, hide: Callable[[str], str]) -> str:
    """Hide code spans and comments. A span ends in its paragraph."""
    out: list[str] = []
    at = comment_ends = 0
    ends = [found.end() for found in PARAGRAPH_END.finditer(text)] + [len(text)]
    paragraph = 0
    scan = re.compile(r"`+|<!--")
    while found := scan.search(text, at):
        while ends[paragraph] <= found.start():
            paragraph += 1
        if found[0] == "<!--":
            if comment_ends <= found.start():  # one search for all comments that never end
                close = text.find("-->", found.end())
                comment_ends = close if close >= 0 else len(text)
            end = comment_ends + 3 if comment_ends < len(text) else -1
        else:
            end = _span_end(text, found, ends[paragraph])
        if end < 0 or (found.start() and text[found.start() - 1] == "\\"):
            out.append(text[at : found.end()])
            at = found.end()
            continue
        out += [text[at : found.start()], hide(text[found.start() : end])]
        at = end
    return "".join([*out, text[at:]])


def _span_end(text: str, opening: re.Match[str], limit: int) -> int:
    for number, run in enumerate(RUN.finditer(text, opening.end(), limit)):
        if len(run[0]) == len(opening[0]):
            return run.end()
        if number > 200:  # a text of backquotes only
            return -1
    return -1

"""Differences between dialects of Markdown: fences, boxes, attributes, formulas."""

from __future__ import annotations

import re

from sitegen.importing.model import Context
from sitegen.markdown_text.code import outside_code

KRAMDOWN = re.compile(r"\{:[ \t]*(?P<inside>[^{}\n]*)\}")
PLAIN_SPAN = re.compile(r"(?<=[\w.,;:!?])\{:(?!:)[^{}\n]*\}")
"""Attributes of kramdown behind a word: they belong to nothing, and are not shown."""
ATTRIBUTES = re.compile(
    r" {0,3}\{[ \t]*(?:[.#][\w-]+|[\w-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'{}]+))"
    r"(?:[ \t]+(?:[.#][\w-]+|[\w-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'{}]+)))*[ \t]*\}[ \t]*"
)
TOC_LINE = re.compile(
    r"^[ \t]*(?:[-*+1][.)]?[ \t]+[^\n]*\n[ \t]*\{:\s*toc[^}\n]*\}|\[TOC\]|\[\[_?toc_?\]\]"
    r"|\$\{toc\}|\{\{\s*toc\s*\}\})[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)


def kramdown(text: str, context: Context) -> str:
    """Write attributes of kramdown, `{: .class}`, as sitegen reads them, and drop its options."""

    def attributes(found: re.Match[str]) -> str:
        inside = found["inside"].strip()
        kept = re.findall(r"[#.][\w-]+|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s\"'}]+)", inside)
        shown = [re.sub(r"='([^']*)'$", r'="\1"', part) for part in kept if not part.lower().startswith("on")]
        return "{" + " ".join(shown) + "}" if shown else ""

    def change(masked: str) -> str:
        masked = re.sub(r"\{::(?:options|nomarkdown|comment)[^}]*/\}", "", masked)
        masked = re.sub(r"\{::comment\}.*?\{:/(?:comment)?\}", "", masked, flags=re.DOTALL)
        masked = re.sub(r"\{::?/?nomarkdown\s*/?\}|\{:/\}", "", masked)
        masked = re.sub(
            r"(<(?:div|section|aside|figure|details|article|td)\b[^<>]*?)\s+markdown\s*=\s*[\"']?\w+[\"']?([^<>]*>)",
            r"\1\2\n\n",
            masked,
        )
        masked = PLAIN_SPAN.sub("", masked)
        return attributes_first(KRAMDOWN.sub(attributes, masked))

    return outside_code(contents(text, context), change)


def goldmark_attributes(text: str, _context: Context) -> str:
    """Put attributes of blocks, which Hugo reads in the line behind the block, in front of it."""
    return outside_code(text, attributes_first)


def attributes_first(masked: str) -> str:
    """Move lines of attributes in front of the block that they follow, where sitegen reads them.

    Args:
        masked: a text without code.
    """
    lines: list[str] = []
    for line in masked.split("\n"):
        previous = lines[-1] if lines else ""
        if not ATTRIBUTES.fullmatch(line) or not previous.strip() or ATTRIBUTES.fullmatch(previous):
            lines.append(line)
            continue
        start = len(lines) - 1
        while start and lines[start - 1].strip() and not re.match(r" {0,3}#", lines[start]):
            start -= 1
        # A mark is code. Code, tables, quotes and HTML have no place for attributes here.
        if not re.match(r"\0|[ \t]*[<>|]", lines[start]):
            lines.insert(start, line)
    return "\n".join(lines)


def contents(text: str, context: Context) -> str:
    """Drop the line that stands for a table of contents, and ask for one in front matter."""

    def change(masked: str) -> str:
        if TOC_LINE.search(masked):
            context.toc = True
        return TOC_LINE.sub("", masked)

    return outside_code(text, change)


def lower_headings(text: str) -> str:
    """Move all headings one level down where some have the first level, which the title of the page has."""
    found: list[bool] = []

    def look(masked: str) -> str:
        found.append(bool(FIRST_LEVEL.search(masked)))
        return masked

    def change(masked: str) -> str:
        masked = re.sub(r"^( {0,3}#{1,5})(?=[ \t]|$)", r"\1#", masked, flags=re.MULTILINE)
        masked = re.sub(
            r"^(?P<text> {0,3}[^\s#>|*+=-][^\n]*)\n {0,3}-{3,}[ \t]*$",
            r"### \g<text>",
            masked,
            flags=re.MULTILINE,
        )
        return SETEXT.sub(r"## \g<text>", masked)

    outside_code(text, look)
    return outside_code(text, change) if any(found) else text


SETEXT = re.compile(r"^(?P<text> {0,3}[^\s#>|*+=-][^\n]*)\n {0,3}=+[ \t]*$", re.MULTILINE)
FIRST_LEVEL = re.compile(r"^ {0,3}#(?=[ \t]\S)|" + SETEXT.pattern, re.MULTILINE)


ROLE = re.compile(r"(?<!\\)\{(?=[A-Za-z][\w+:-]*\}`)")


def literal_roles(text: str, _context: Context) -> str:
    """Escape braces in front of code, which sitegen would read as a role."""
    return ROLE.sub(r"\\{", text)

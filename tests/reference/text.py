"""Markdown for the reference: pages, tables, code spans, docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable


def page_of(title: str, description: str, weight: int, body: Iterable[str]) -> str:
    """Return the Markdown of a page; a paragraph for each item of the body."""
    head = f"---\ntitle: '{title}'\ndescription: '{description}'\nweight: {weight}\ntoc: true\n---"
    note = "This page is made from the code by `make reference`."
    return "\n\n".join([head, note, *body]) + "\n"


def definitions(rows: Iterable[tuple[str, str]]) -> str:
    """Return a definition list, which a narrow window shows as well as a wide one."""
    return "\n\n".join(f"{term}\n: {' '.join(meaning.split()) or '—'}" for term, meaning in rows)


def code(text: str) -> str:
    """Return a code span that holds a text unchanged."""
    fence = "``" if "`" in text else "`"
    space = " " if "`" in text else ""
    return f"{fence}{space}{text}{space}{fence}"


def prose(text: str) -> str:
    """Return a docstring as Markdown: double backquotes are code, and words in capitals stay as they are."""
    return re.sub(r"(?<=[^`\\])<(?=\w)", r"\\<", text.replace("``", "`"))


def sections(docstring: str) -> str:
    """Return a docstring as Markdown: its sections become lists."""
    lines: list[str] = []
    inside = False
    for line in inspect.cleandoc(docstring).splitlines():
        if re.fullmatch(r"(Args|Returns|Raises|Shape|Yields|Attributes|Source):", line):
            title = "Arguments" if line == "Args:" else line[:-1]
            lines += ["", f"**{title}**", ""]
            inside = True
        elif inside and re.match(r" {4}\S", line):
            name, colon, meaning = line.strip().partition(": ")
            lines.append(f"- {code(name)}: {meaning}" if colon else f"- {line.strip()}")
        elif inside and line.startswith("     "):
            lines.append(f"  {line.strip()}")
        else:
            inside = inside and not line.strip()
            lines.append(line)
    return re.sub(r"\n{3,}", "\n\n", prose("\n".join(lines))).strip()

"""Jupyter notebooks: cells to Markdown, pictures to files."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sitegen.importing.folder import safe_name
from sitegen.importing.metadata import MetadataError, plain
from sitegen.markdown_text.parts import fence

PICTURES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/svg+xml": "svg",
    "image/webp": "webp",
}
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
OUTPUT_LIMIT = 20_000
"""Characters of one output that are shown."""


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook as Markdown."""

    body: str
    files: Mapping[str, bytes]
    """Pictures by name."""
    metadata: Mapping[str, Any]
    title: str
    """The first heading, or nothing."""


def notebook_markdown(text: str, name: str, cells: slice = slice(None)) -> Notebook | None:
    """Return a notebook as Markdown, or None where the text is no notebook.

    Code is shown with the outputs that the file holds; nothing is run.

    Args:
        text: the JSON of the file.
        name: the beginning of the names of pictures.
        cells: which cells.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    given = value.get("metadata")
    metadata: dict[str, Any] = given if isinstance(given, dict) else {}
    found = value.get("cells")
    if not isinstance(found, list):  # format 3
        sheets = value.get("worksheets")
        found = (
            sheets[0].get("cells")
            if isinstance(sheets, list) and sheets and isinstance(sheets[0], dict)
            else None
        )
    if not isinstance(found, list):
        return None
    language = _language(metadata)
    files: dict[str, bytes] = {}
    pieces = [
        _cell(cell, language, safe_name(name, "notebook"), files)
        for cell in found[cells]
        if isinstance(cell, dict)
    ]
    body = re.sub(r"\n{3,}", "\n\n", "\n\n".join(pieces)).strip() + "\n"
    title = re.search(r"^#[ \t]+(.+?)[ \t]*#*$", body, re.MULTILINE)
    try:
        kept = plain(metadata)
    except MetadataError:
        kept = {}
    return Notebook(body, files, kept, title[1] if title else "")


def _language(metadata: Mapping[str, Any]) -> str:
    for key in ("language_info", "kernelspec"):
        inner = metadata.get(key)
        if isinstance(inner, dict):
            word = inner.get("name" if key == "language_info" else "language")
            if isinstance(word, str) and re.fullmatch(r"[\w+#-]{1,20}", word):
                return {"ipython": "python", "ir": "r"}.get(word, word)
    return "python"


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _cell(cell: Mapping[str, Any], language: str, name: str, files: dict[str, bytes]) -> str:
    kind = cell.get("cell_type")
    source = _text(cell.get("source", cell.get("input")))
    if kind == "heading":
        level = cell.get("level")
        return (
            f"{'#' * (level if isinstance(level, int) and 1 <= level <= 6 else 2)} {' '.join(source.split())}"
        )
    if kind == "markdown":
        return _attachments(cell, source, name, files)
    if kind == "raw":
        return ""
    pieces = [fence(source, language)] if source.strip() else []
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else ():
        if isinstance(output, dict):
            pieces.append(_output(output, name, files))
    return "\n\n".join(piece.strip("\n") for piece in pieces if piece)


def _attachments(cell: Mapping[str, Any], source: str, name: str, files: dict[str, bytes]) -> str:
    attachments = cell.get("attachments")
    for key, data in attachments.items() if isinstance(attachments, dict) else ():
        if isinstance(data, dict):
            for kind, content in data.items():
                if (file := _keep(kind, _text(content), name, files)) is not None:
                    source = source.replace(f"attachment:{key}", file)
    return source


def _keep(kind: str, content: str, name: str, files: dict[str, bytes]) -> str | None:
    """Keep a picture as a file and return the file's name."""
    ending = PICTURES.get(kind)
    if not ending or not content:
        return None
    try:
        data = (
            content.encode() if ending == "svg" else base64.b64decode("".join(content.split()), validate=True)
        )
    except (binascii.Error, ValueError):
        return None
    file = f"{name}-{len(files) + 1}.{ending}"
    files[file] = data
    return file


def _output(output: Mapping[str, Any], name: str, files: dict[str, bytes]) -> str:  # noqa: PLR0911 - one for each form
    kind = output.get("output_type")
    if kind == "stream":
        return _plain(_text(output.get("text")))
    if kind in ("error", "pyerr"):
        return _plain(_text([f"{line}\n" for line in output.get("traceback") or () if isinstance(line, str)]))
    data = output.get("data")
    if not isinstance(data, dict):  # format 3 has the forms beside each other
        old = {"png": "image/png", "jpeg": "image/jpeg", "svg": "image/svg+xml", "html": "text/html",
               "text": "text/plain", "latex": "text/latex"}  # fmt: skip
        data = {old[key]: value for key, value in output.items() if key in old}
    for form in PICTURES:
        file = _keep(form, _text(data.get(form)), name, files)
        if file:
            return f"![Output of the program]({file})"
    if html := _text(data.get("text/html")):
        table = re.search(r"<table\b.*?</table>", html, re.DOTALL | re.IGNORECASE)
        if table and len(table[0]) < OUTPUT_LIMIT:
            # A blank line would end the block of HTML.
            return re.sub(r"\n\s*\n", "\n", re.sub(r' (?:border|class|style)="[^"]*"', "", table[0]))
    if latex := _text(data.get("text/latex")):
        inside = latex.strip().strip("$").strip()
        return f"$$\n{inside}\n$$" if inside else ""
    if markdown := _text(data.get("text/markdown")):
        return markdown
    return _plain(_text(data.get("text/plain")))


def _plain(text: str) -> str:
    text = ANSI.sub("", text).strip("\n")
    if len(text) > OUTPUT_LIMIT:
        text = text[:OUTPUT_LIMIT] + f"\n… and {len(text) - OUTPUT_LIMIT:,} characters more"
    return fence(text, "text") if text.strip() else ""

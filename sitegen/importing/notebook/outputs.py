"""Outputs that a notebook has stored, as Markdown: text, pictures beside the post, tables, formulas."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from sitegen.importing.folder import safe_name, unique
from sitegen.importing.model import Outcome
from sitegen.importing.notebook.file import Output
from sitegen.markdown_text.parts import fence

PICTURES = {
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}
WIDGET = "application/vnd.jupyter.widget-view+json"
OUTPUT_LIMIT = 20_000
"""Characters of one output that are shown."""
HTML_LIMIT = 2**20
"""The longest HTML in which a table is looked for."""
TABLE = frozenset({"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"})
INLINE = frozenset({"b", "strong", "i", "em", "code", "sub", "sup", "br", "small"})
KEPT = frozenset({"colspan", "rowspan", "scope"})
"""Elements and attributes of a table that are kept."""


@dataclass(slots=True)
class Files:
    """The files that a notebook's pictures become, and what could not be read."""

    name: str
    """The beginning of their names."""
    found: dict[str, bytes] = field(default_factory=dict)
    faults: list[tuple[str, Outcome]] = field(default_factory=list)

    def keep(self, form: str, content: str, cell: int, wanted: str = "") -> str | None:
        """Keep a picture as a file and return the file's name; None where it is no picture.

        Args:
            form: its media type.
            content: as the notebook stores it.
            cell: the number of its cell.
            wanted: a name for it.
        """
        ending = PICTURES.get(form)
        if not ending or not content:
            return None
        try:
            data = (
                content.encode()
                if ending == "svg"
                else base64.b64decode("".join(content.split()), validate=True)
            )
        except (binascii.Error, ValueError):
            self.faults.append((f"cell {cell}: the picture {form} is not base64", "dropped"))
            return None
        if wanted:
            stem, _, end = wanted.rpartition(".")
            file = unique(stem or end, [name.rpartition(".")[0] for name in self.found]) + f".{ending}"
        else:
            file = f"{self.name}-{len(self.found) + 1}.{ending}"
        self.found[file] = data
        return file

    def attachment(self, name: str, forms: Mapping[str, str], cell: int) -> str | None:
        """Keep an attachment of a text and return the file's name."""
        safe = safe_name(name.replace("\\", "/").rpartition("/")[2], "attachment")
        if "/" in name or "\\" in name:
            what = f"cell {cell}: the attachment {name[:60]!r} names a folder; it becomes {safe!r}"
            self.faults.append((what, "converted"))
        return next(
            (file for form, content in forms.items() if (file := self.keep(form, content, cell, safe))), None
        )


def outputs_markdown(outputs: Iterable[Output], cell: int, files: Files) -> str:
    """Return the outputs of a cell as Markdown; pictures become files.

    Args:
        outputs: as the notebook stores them. Texts that follow each other are joined.
        cell: the number of the cell.
        files: receives the pictures.
    """
    pieces: list[str] = []
    printed = ""
    for output in outputs:
        if output.kind == "stream":
            printed += output.text
            continue
        pieces += [_plain(printed, cell, files), _shown(output, cell, files)]
        printed = ""
    pieces.append(_plain(printed, cell, files))
    return "\n\n".join(piece.strip("\n") for piece in pieces if piece.strip())


def _shown(output: Output, cell: int, files: Files) -> str:  # noqa: PLR0911 - one for each form
    if output.kind == "error":
        return _plain(output.text, cell, files)
    data = output.data
    for form in PICTURES:
        if file := files.keep(form, data.get(form, ""), cell):
            return f"![Output of the program]({file})"
    html = data.get("text/html", "")
    if table := clean_table(html) if len(html) < HTML_LIMIT else "":
        if len(table) < OUTPUT_LIMIT:
            return table
        files.faults.append(
            (f"cell {cell}: a table of {len(table):,} characters is shown as text", "converted")
        )
    if inside := data.get("text/latex", "").strip().strip("$").strip():
        return data["text/latex"] if "$" in inside else f"$$\n{inside}\n$$"
    if markdown := data.get("text/markdown", ""):
        return markdown
    if WIDGET in data or data.get("text/plain", "").startswith("interactive(children="):
        files.faults.append((f"cell {cell}: a widget, which needs a kernel", "dropped"))
        return ""
    return _plain(data.get("text/plain", ""), cell, files)


def _plain(text: str, cell: int, files: Files) -> str:
    text = text.strip("\n")
    if len(text) > OUTPUT_LIMIT:
        rest = len(text) - OUTPUT_LIMIT
        files.faults.append((f"cell {cell}: {rest:,} characters of its output are left out", "dropped"))
        text = f"{text[:OUTPUT_LIMIT]}\n… and {rest:,} characters more"
    return fence(text, "text") if text.strip() else ""


def clean_table(html: str) -> str:
    """Return the first table of some HTML with its structure and words only; nothing where it has none."""
    cleaner = _TableCleaner()
    cleaner.feed(html)
    cleaner.close()
    return cleaner.text()


class _TableCleaner(HTMLParser):
    """Keeps the tags of one table, and the text inside them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._open: list[str] = []
        self._hidden = 0
        self._done = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._done:
            return
        if tag in ("style", "script"):
            self._hidden += 1
        elif (tag == "table" and not self._open) or (self._open and tag in TABLE | INLINE and tag != "table"):
            kept = [
                f' {name}="{escape(value or "")}"'
                for name, value in attrs
                if name in KEPT and re.fullmatch(r"\w{1,10}", value or "")
            ]
            if tag in TABLE:
                self._parts.append("\n" if self._parts and tag not in ("th", "td") else "")
            self._parts.append(f"<{tag}{''.join(kept)}>")
            if tag != "br":
                self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._hidden = max(0, self._hidden - 1)
        elif not self._done and tag in self._open:
            while self._open:
                last = self._open.pop()
                self._parts.append(f"</{last}>")
                if last == tag:
                    break
            self._done = not self._open

    def handle_data(self, data: str) -> None:
        if self._hidden or self._done or not self._open:
            return
        words = " ".join(data.split())
        if words and self._open[-1] not in ("table", "thead", "tbody", "tfoot", "tr"):
            lead = " " if data[:1].isspace() and self._parts[-1][-1:] not in (">", " ") else ""
            end = " " if data[-1:].isspace() and self._open[-1] not in TABLE else ""
            self._parts.append(lead + escape(words, quote=False) + end)

    def text(self) -> str:
        """Return the table; one that is not closed is closed."""
        return "".join([*self._parts, *(f"</{tag}>" for tag in reversed(self._open))])

"""The file of a notebook: JSON of the formats 3 and 4, whose cells are read leniently."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sitegen.importing.metadata import MetadataError, plain

Kind = Literal["code", "markdown", "raw"]
FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
"""Characters that a page cannot hold."""
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
"""Colours of a terminal."""
OLD_FORMS = {
    "html": "text/html", "jpeg": "image/jpeg", "javascript": "application/javascript",
    "json": "application/json", "latex": "text/latex", "pdf": "application/pdf", "png": "image/png",
    "svg": "image/svg+xml", "text": "text/plain",
}  # fmt: skip
"""Names of format 3 → media types."""
PYTHON = frozenset({"python", "ipython", "python3", "python2", "ipython3"})
LANGUAGES = {"ir": "r", "ijavascript": "javascript", "ibash": "bash", "sos": "text"}
"""Names of kernels → languages of blocks of code."""


class NotebookError(ValueError):
    """A text is not a notebook of a known format."""


@dataclass(frozen=True, slots=True)
class Output:
    """One output that is stored in a cell."""

    kind: Literal["stream", "data", "error"]
    text: str = ""
    """What was printed, or the traceback."""
    data: Mapping[str, str] = field(default_factory=dict)
    """A value or a picture as text, by media type."""
    error: str = ""
    """The name of the exception."""


@dataclass(frozen=True, slots=True)
class StoredCell:
    """One cell of the file."""

    number: int
    """Its place in the file, from 1."""
    kind: Kind
    source: str
    language: str
    """That of the program, in lower case: `python`."""
    tags: frozenset[str] = frozenset()
    """With dashes between words."""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    outputs: tuple[Output, ...] = ()
    attachments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Content as text by media type, by name."""


@dataclass(frozen=True, slots=True)
class NotebookFile:
    """A notebook as it is stored."""

    cells: tuple[StoredCell, ...]
    metadata: Mapping[str, Any]
    language: str
    """That of its kernel."""
    faults: tuple[str, ...] = ()
    """What could not be read, each with the number of the cell."""


def read_cells(text: str) -> NotebookFile:
    """Read a notebook.

    Args:
        text: the content of the file.

    Raises:
        NotebookError: the text is not JSON, or has not the form of a notebook.
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise NotebookError(f"not a notebook: it is not JSON: {error.msg}, {place}") from None
    except (ValueError, RecursionError):
        raise NotebookError("not a notebook: its JSON has a number or a depth that cannot be read") from None
    if not isinstance(value, dict):
        raise NotebookError(f"not a notebook: expected an object, received {_named(value)}")
    found = _cells(value)
    metadata = _table(value.get("metadata"))
    language = _language(metadata)
    faults: list[str] = []
    cells = tuple(
        read
        for number, cell in enumerate(found, start=1)
        if (read := _cell(cell, number, language, faults)) is not None
    )
    try:
        kept = plain({key: inner for key, inner in metadata.items() if key != "widgets"})
    except MetadataError:
        kept = {}
        faults.append("the metadata have too many values, or are nested too deeply")
    return NotebookFile(cells, kept, language, tuple(faults))


def _cells(value: Mapping[str, Any]) -> Sequence[Any]:
    """Return the cells of all sheets."""
    version = value.get("nbformat")
    if version is not None and version not in (3, 4):
        raise NotebookError(
            f"not a notebook of format 3 or 4: expected nbformat 3 or 4, received {version!r:.40}"
        )
    if isinstance(cells := value.get("cells"), list):
        return cells
    sheets = value.get("worksheets")
    if not isinstance(sheets, list):
        raise NotebookError("not a notebook of format 3 or 4: it has no list 'cells'")
    return [
        cell
        for sheet in sheets
        if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
        for cell in sheet["cells"]
    ]


def _language(metadata: Mapping[str, Any]) -> str:
    for key, inner in (("language_info", "name"), ("kernelspec", "language"), ("kernelspec", "name")):
        word = _table(metadata.get(key)).get(inner)
        if isinstance(word, str) and (known := _plain_language(word)):
            return known
    return "python"


def _plain_language(word: str) -> str:
    word = word.casefold().strip()
    if word in PYTHON:
        return "python"
    word = LANGUAGES.get(word, word)
    return word if re.fullmatch(r"[\w+#-]{1,20}", word) else ""


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _named(value: Any) -> str:
    words = {list: "a list", str: "a text", bool: "a truth value", type(None): "nothing", dict: "an object"}
    return words.get(type(value), "a number")


def text_of(value: Any) -> str:
    """Return a text that may be stored as a list of lines, without characters that a page cannot hold."""
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str):
        return ""
    return FORBIDDEN.sub("", ANSI.sub("", value.replace("\r\n", "\n").replace("\r", "\n")))


def _cell(cell: Any, number: int, language: str, faults: list[str]) -> StoredCell | None:
    if not isinstance(cell, dict):
        faults.append(f"cell {number}: expected an object, received {_named(cell)}")
        return None
    kind = cell.get("cell_type")
    source = text_of(cell.get("source", cell.get("input")))
    metadata = _table(cell.get("metadata"))
    if kind == "heading":  # format 3
        level = cell.get("level")
        marks = "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 2)
        return StoredCell(number, "markdown", f"{marks} {' '.join(source.split())}", language)
    if kind not in ("code", "markdown", "raw", "html"):
        faults.append(f"cell {number}: expected a cell_type of code, markdown or raw, received {kind!r:.40}")
        return None
    if kind != "code":
        attachments = {
            text_of(name): {form: text_of(content) for form, content in data.items()}
            for name, data in _table(cell.get("attachments")).items()
            if isinstance(data, dict)
        }
        read: Kind = "raw" if kind == "raw" else "markdown"
        return StoredCell(number, read, source, language, _tags(metadata), metadata, (), attachments)
    own = cell.get("language")
    outputs = tuple(_outputs(cell.get("outputs"), number, faults))
    written_in = (_plain_language(own) if isinstance(own, str) else "") or language
    return StoredCell(number, "code", source, written_in, _tags(metadata), metadata, outputs)


def _tags(metadata: Mapping[str, Any]) -> frozenset[str]:
    """Return the tags of a cell; the switches of JupyterLab and of older extensions are written as tags."""
    given = metadata.get("tags")
    tags = (
        {tag.casefold().replace("_", "-") for tag in given if isinstance(tag, str)}
        if isinstance(given, list)
        else set()
    )
    hidden = _table(metadata.get("jupyter"))
    if metadata.get("hide_input") is True or hidden.get("source_hidden") is True:
        tags.add("hide-input")
    if metadata.get("collapsed") is True or hidden.get("outputs_hidden") is True:
        tags.add("hide-output")
    return frozenset(tags)


def _outputs(value: Any, number: int, faults: list[str]) -> Iterator[Output]:
    for output in value if isinstance(value, list) else ():
        if not isinstance(output, dict):
            faults.append(f"cell {number}: expected an output that is an object, received {_named(output)}")
            continue
        kind = output.get("output_type")
        if kind == "stream":
            yield Output("stream", text_of(output.get("text")))
        elif kind in ("error", "pyerr"):
            lines = output.get("traceback")
            trace = [line for line in lines if isinstance(line, str)] if isinstance(lines, list) else []
            name = text_of(output.get("ename"))
            last = f"{name}: {text_of(output.get('evalue'))}".removesuffix(": ")
            yield Output("error", text_of("\n".join(trace)) or last, error=name)
        elif kind in ("execute_result", "display_data", "pyout", "update_display_data"):
            data = _table(output.get("data")) or {
                OLD_FORMS[key]: inner for key, inner in output.items() if key in OLD_FORMS
            }
            yield Output("data", data={form: text_of(inner) for form, inner in data.items()})
        else:
            faults.append(f"cell {number}: no output_type is called {kind!r:.40}")

"""What demos and code cells showed, in Markdown: words, numbers, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import TYPE_CHECKING, Any

from sitegen.markdown_text.parts import destination, fence, inline_text
from sitegen.model import Cell, Poster

if TYPE_CHECKING:  # sitegen.demo imports NumPy
    from sitegen.demo import CellOutput, ControlData, MarkData, MetricData

ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)
SPANS = re.compile(r"\b(?:row|col)span=")
PICTURE_KINDS = frozenset({"figure", "picture"})


def demo_markdown(poster: Poster, controls: Sequence[ControlData], title: str, caption: str, url: str) -> str:
    """Return a demo as Markdown: what it is, its values, what each picture shows, and a link to it.

    Args:
        poster: what the demo shows before a reader runs it.
        controls: those that the page shows.
        title: its title.
        caption: the text below it, in Markdown.
        url: its absolute address on the page.
    """
    about = f": {inline_text(poster.description)}" if poster.description else ""
    blocks = [f"**[{inline_text(title)}]({destination(url)})** (a live demo){about}"]
    if given := [control for control in controls if isinstance(control["value"], str | int | float)]:
        rows = [(control["label"], _value(control)) for control in given]
        blocks.append(pipe_table([("Control", "Value"), *rows]))
    blocks += _frame(poster.frame["marks"], poster.frame["metrics"], poster.frame["text"])
    return "\n\n".join([*blocks, caption] if caption else blocks)


def cell_markdown(cell: Cell, output: CellOutput) -> str:
    """Return a code cell as Markdown: its program and what it showed.

    Args:
        cell: the cell.
        output: what it showed.
    """
    blocks = [fence(cell.source, "python")]
    blocks += [fence(output["stdout"], "text")] if output["stdout"].strip() else []
    if frame := output["frame"]:
        blocks += _frame(frame["marks"], frame["metrics"], frame["text"])
    for display in output["displays"]:
        if display["latex"]:
            blocks.append(f"$$\n{display['latex']}\n$$")
        elif display["kind"] in PICTURE_KINDS:
            blocks.append(f"*{inline_text(display['alt'] or 'A picture.')}*")
        else:
            blocks.append(table_markdown(display["html"]))
    blocks += [fence(output["value"], "text")] if output["value"] else []
    if error := output["error"]:
        blocks.append(fence(f"{error['name']}: {error['message']}", "text"))
    return "\n\n".join(block.strip("\n") for block in blocks if block.strip())


def table_markdown(html: str) -> str:
    """Return a table in HTML as a table of Markdown, and other HTML as one block without empty lines."""
    rows = [tuple(map(_plain, CELL.findall(row))) for row in ROW.findall(html)]
    if rows and html.count("<table") == 1 and not SPANS.search(html):
        return pipe_table(rows)
    return re.sub(r"\n\s*\n", "\n", html.strip())


def pipe_table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows, of which the first names the columns, as a table of Markdown."""
    width = max(len(row) for row in rows)
    lines = [f"| {' | '.join([*map(_escaped, row), *[''] * (width - len(row))])} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _frame(marks: Iterable[MarkData], metrics: Iterable[MetricData], text: str) -> Iterator[str]:
    if shown := [f"- {inline_text(each['label'])}: {inline_text(each['text'])}" for each in metrics]:
        yield "\n".join(shown)
    for mark in marks:
        yield f"*{inline_text(mark['label'])}.* {inline_text(mark['sentence'])}"
        html = mark["table"] or (mark["svg"] if mark["kind"] == "table" else "")
        if html:
            yield table_markdown(html)
    if text:
        yield inline_text(text)


def _value(control: Any) -> str:
    if isinstance(control["value"], bool):
        return "on" if control["value"] else "off"
    unit = control.get("unit", "")
    return f"{control['value']} {unit}".strip()


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^<>]*>", "", html)).split())


def _escaped(text: str) -> str:
    return re.sub(r"([\\|`*_\[\]<])", r"\\\1", " ".join(text.split()))

"""Boxes of other dialects, such as `:::note` and `!!! note`, as directives."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sitegen.importing.components import ADMONITIONS
from sitegen.importing.model import Context
from sitegen.importing.tabs import one_tab, together
from sitegen.markdown_text.code import outside_code
from sitegen.markdown_text.parts import directive

COLONS = re.compile(r"^(?P<indent>[ \t]*)(?P<colons>:{3,})[ \t]*(?P<rest>[^\n]*)$", re.MULTILINE)


OWN = re.compile(r"\{(?:figure|video|details|note|tip|important|warning|caution|math|tabs|tab)\}")


BOX = re.compile(r"\{?\.?(?P<name>[A-Za-z][\w-]*)\}?[ \t]*(?:\[(?P<label>[^\]]*)\])?(?P<rest>.*)")


def colon_boxes(text: str, context: Context) -> str:
    """Turn `:::note[Title]` of Docusaurus, VitePress and Starlight into directives; escape other colons."""
    return outside_code(text, lambda masked: _Boxes(context).change(masked))


class _Boxes:
    """Reads the boxes of a text. The outer one of two nested boxes gets more colons, as sitegen wants it."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.lines: list[str] = []
        self.open: list[_Box] = []

    def change(self, text: str) -> str:
        for line in text.split("\n"):
            found = COLONS.fullmatch(line)
            if found is None:
                self.lines.append(line)
            elif found["rest"]:
                self._begin(found)
            elif self.open:
                self._end(found["indent"])
            else:
                self.context.note("box", found[0], "left as it is")
                self.lines.append(f"{found['indent']}\\{found[0].strip()}")
        while self.open:  # a box that is never closed ends with the text
            self._end("")
        return "\n".join(self.lines)

    def _begin(self, found: re.Match[str]) -> None:
        box = None if OWN.match(found["rest"]) else BOX.fullmatch(found["rest"])
        made = found["rest"] if box is None else ""
        if box is not None:
            name = box["name"].casefold()
            rest = re.sub(r"\{[^{}]*\}\s*$", "", box["rest"]).strip("{} \t")
            title = " ".join(filter(None, [(box["label"] or "").strip(), rest]))
            if name in ADMONITIONS:
                made = f"{{{ADMONITIONS[name]}}} {title}".rstrip()
            elif name in ("details", "spoiler", "collapse"):
                made = f"{{details}} {title or 'Details'}"
            what = f":::{name}" if made else found[0].strip()
            self.context.note("box", what, "converted" if made else "left as it is")
        self.open.append(_Box(len(self.lines), found["indent"], made or found[0].strip(), bool(made)))
        self.lines.append("")

    def _end(self, indent: str) -> None:
        box = self.open.pop()
        colons = ":" * (3 + box.height)
        for outer in self.open:
            outer.height = max(outer.height, box.height + 1) if box.understood else outer.height
        self.lines[box.at] = (
            f"{box.indent}{colons}{box.text}" if box.understood else f"{box.indent}\\{box.text}"
        )
        self.lines.append(f"{indent}{colons}" if box.understood else f"{indent}\\:::")


@dataclass
class _Box:
    """A box that is open."""

    at: int
    """The number of its first line."""
    indent: str
    text: str
    understood: bool
    height: int = 0
    """How many boxes are nested in it."""


ADMONITION = re.compile(
    r"^(?P<indent> {0,3})(?P<mark>!!!|\?\?\?\+?|===[!+]?)(?:[ \t]+|(?=[A-Za-z\"]))(?P<rest>[^\n]*)$"
)


def python_boxes(text: str, context: Context) -> str:
    """Turn `!!! note "Title"`, `??? tip` and `=== "Tab"` of Python-Markdown into directives."""
    lines = text.split("\n")
    out: list[str] = []
    index = 0
    while index < len(lines):
        found = ADMONITION.match(lines[index])
        if not found or (found["mark"].startswith("=") and '"' not in found["rest"]):
            out.append(lines[index])
            index += 1
            continue
        body, index = indented(lines, index + 1, len(found["indent"]) + 4)
        inner = python_boxes("\n".join(body), context) if len(found["indent"]) < 4 else "\n".join(body)
        quoted = re.search(r"\"([^\"]*)\"", found["rest"])
        title = quoted[1] if quoted else ""
        words = re.sub(r"\"[^\"]*\"", "", found["rest"]).split()
        kind = next(
            (ADMONITIONS[word.casefold()] for word in words if word.casefold() in ADMONITIONS), "note"
        )
        if not any(word.casefold() in ADMONITIONS for word in words) and not quoted and words:
            title = words[0].capitalize()
        context.note("box", f"{found['mark']} {words[0] if words else ''}".strip(), "converted")
        if found["mark"].startswith("="):
            out.append(one_tab(title, inner).strip("\n"))
        elif found["mark"].startswith("?"):
            name = title or (words[0].capitalize() if words else "Details")
            out.append(directive("details", name, inner).strip("\n") + "\n")
        else:
            out.append(directive(kind, title, inner).strip("\n") + "\n")
    return together("\n".join(out))


def indented(lines: list[str], start: int, margin: int) -> tuple[list[str], int]:
    """Return the lines that are indented by at least `margin`, without it, and the first line behind them."""
    body: list[str] = []
    index = start
    while index < len(lines) and (not lines[index].strip() or lines[index].startswith((" " * margin, "\t"))):
        line = lines[index]
        body.append(line[1:] if line.startswith("\t") else line[margin:])
        index += 1
    while body and not body[-1].strip():
        body.pop()
    return body, index

"""What the page shows of a value: elements, a text, and warnings for the author."""

from __future__ import annotations

from dataclasses import dataclass

from sitegen.demo.plain_text import clean_text
from sitegen.demo.records import CellWarningData, DisplayData

MISSING_ALT = "missing-alt"
UNSHOWN = "unshown-value"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows of a value."""

    items: tuple[DisplayData, ...] = ()
    text: str | None = None
    """The text that stands for the value; None for its `repr`, empty for none."""
    warnings: tuple[CellWarningData, ...] = ()


def picture(html: str, alt: str, what: str) -> Shown:
    """Return a picture, with a warning where it has no alternative text.

    Args:
        html: its element.
        alt: what it shows, in words; may be empty.
        what: what kind of picture it is, for the message.
    """
    warnings = () if alt else (missing_alt(what),)
    return Shown((item("picture", html, alt=alt),), "", warnings)


def missing_alt(what: str) -> CellWarningData:
    """Return the warning about a picture without words for readers who do not see it."""
    hint = "write ':alt: What the picture shows.' above the cell's first line"
    return {
        "rule": MISSING_ALT,
        "message": f"the cell shows {what} without an alternative text",
        "hint": hint,
    }


def unshown(what: str, hint: str) -> Shown:
    """Return a text in place of a value that has no picture here.

    Args:
        what: the value: `a Plotly chart`.
        hint: what to do.
    """
    message = f"the cell shows {what} that has no picture here"
    note = f"{what[:1].upper()}{what[1:]}, which has no picture here: {hint}."
    return Shown(text=note, warnings=({"rule": UNSHOWN, "message": message, "hint": hint},))


def item(kind: str, content: str, *, alt: str = "", latex: str = "") -> DisplayData:
    """Return the record of a content."""
    return {"kind": kind, "html": display(kind, content), "alt": clean_text(alt), "latex": latex}


def display(kind: str, content: str) -> str:
    """Return the element of the page that holds a content; what may be wide can be scrolled with keys."""
    region = ' role="group" aria-label="Value" tabindex="0"' if kind in ("table", "html", "formula") else ""
    return f'<div class="display" data-kind="{kind}"{region}>{content}</div>'

"""A value, and the figures that were drawn beside it, as what the page shows."""

from __future__ import annotations

import base64
import binascii
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sitegen.demo.display import METHODS
from sitegen.demo.display.html import clean_html, is_table, needs_script
from sitegen.demo.display.pictures import picture_of_bytes, picture_of_image, picture_of_svg
from sitegen.demo.plain_text import clean_text, escape_text
from sitegen.demo.records import CellWarningData, DisplayData

MIME = {
    "_repr_html_": "text/html",
    "_repr_latex_": "text/latex",
    "_repr_svg_": "image/svg+xml",
    "_repr_png_": "image/png",
    "_repr_jpeg_": "image/jpeg",
}
"""What each method of a class returns, the best first."""
CHARTS = {"altair": ("an Altair chart", "vl-convert-python"), "plotly": ("a Plotly chart", "kaleido")}
"""Libraries whose charts are drawn by another package: what they draw, and that package."""
MISSING_ALT = "missing-alt"
UNSHOWN = "unshown-value"
_DOLLARS = re.compile(r"\s*\$*(?:\\displaystyle)?(.*?)\$*\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows of a value."""

    items: tuple[DisplayData, ...] = ()
    text: str | None = None
    """The text that stands for the value; None for its `repr`, empty for none."""
    warnings: tuple[CellWarningData, ...] = ()


def show_value(value: object, *, alt: str, prefix: str) -> Shown:
    """Show the value of a cell's last line and the open figures of pyplot, which are closed.

    Args:
        value: may be None.
        alt: the author's text for readers who do not see a picture; may be empty.
        prefix: begins the ids inside the pictures.

    Raises:
        TypeError: a method of the value returns something else than notebooks expect.
    """
    figures = list(dict.fromkeys(_figures_in(value)))
    shown = Shown(text="") if figures else _show_object(value, alt)
    figures += [figure for figure in _open_figures() if figure not in figures]
    if not figures:
        return shown
    from sitegen.demo.display.figure import show_figure  # noqa: PLC0415 - needs matplotlib

    drawn = [show_figure(f, alt=alt, prefix=f"{prefix}-{n}") for n, f in enumerate(figures, start=1)]
    items = (*shown.items, *(item for item, _ in drawn))
    return Shown(items, shown.text, (*shown.warnings, *(w for _, warnings in drawn for w in warnings)))


def _open_figures() -> list[Any]:
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    return [pyplot.figure(number) for number in pyplot.get_fignums()] if pyplot else []


def _figures_in(value: object, depth: int = 3) -> Iterator[Any]:
    """Yield the figures of an artist, or of artists in lists and arrays, as the functions of pyplot return."""
    artist: Any = sys.modules.get("matplotlib.artist")
    if artist is None:
        return
    if isinstance(value, artist.Artist):
        figure: Any = value.get_figure(root=True) if hasattr(value, "get_figure") else None
        if figure is not None:
            yield figure
    elif depth and (isinstance(value, list | tuple) or _holds_objects(value)):
        for part in value:  # type: ignore[attr-defined]  # a sequence or an array
            yield from _figures_in(part, depth - 1)
    elif depth and type(value) is dict:
        for part in value.values():
            yield from _figures_in(part, depth - 1)


def _holds_objects(value: object) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == object and value.ndim > 0


def _show_object(value: object, alt: str) -> Shown:
    library = type(value).__module__.partition(".")[0]
    if library in CHARTS and hasattr(value, "to_json"):
        return _show_chart(value, library, alt)
    image: Any = sys.modules.get("PIL.Image")
    if image is not None and isinstance(value, image.Image):
        return _picture(picture_of_image(value, alt), alt, "a picture")
    answers = _representations(value)
    html = answers.get("text/html")
    if html and (is_table(html) or not needs_script(html)):
        content, table = clean_html(html), is_table(html)
        return Shown((_item("table" if table else "html", content),), "") if content else Shown()
    if latex := answers.get("text/latex"):
        return _show_formula(value, latex)
    if svg := answers.get("image/svg+xml"):
        return _picture(picture_of_svg(svg, alt), alt, "a picture")
    for mime in ("image/png", "image/jpeg"):
        if mime in answers:
            return _picture(picture_of_bytes(answers[mime], alt), alt, "a picture")
    text = answers.get("text/plain")
    if html and text is None and type(value).__repr__ is object.__repr__:
        what = f"a value of {type(value).__name__}"
        return _unshown(what, "its HTML is a program of its own, which a page does not run")
    return Shown(text=text)


def _representations(value: object) -> dict[str, Any]:
    """Return what the methods of a value answer, by type of content; those that answer None are left out."""
    name = type(value).__name__
    found: dict[str, Any] = {}
    for method in METHODS:
        if not hasattr(type(value), method):
            continue
        answer = getattr(value, method)()
        if isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[1], dict):
            answer = answer[0]  # the second one is metadata
        if method in MIME:
            answer = {} if answer is None else {MIME[method]: answer}
        elif answer is not None and not isinstance(answer, Mapping):
            raise TypeError(f"{name}.{method} returns {type(answer).__name__}; expected a dictionary")
        for mime, content in (answer or {}).items():
            found.setdefault(mime, _checked(content, mime, f"{name}.{method}"))
    return found


def _checked(content: object, mime: str, origin: str) -> object:
    """Return a content of a known type: text, or the bytes of a picture."""
    if mime in ("image/png", "image/jpeg"):
        if isinstance(content, str):
            try:
                content = base64.b64decode(content)
            except (binascii.Error, ValueError):
                raise TypeError(f"{origin} returns a text that is not base64; expected bytes") from None
        if not isinstance(content, bytes):
            raise TypeError(f"{origin} returns {type(content).__name__}; expected bytes")
    elif mime in MIME.values() or mime == "text/plain":
        if not isinstance(content, str):
            raise TypeError(f"{origin} returns {type(content).__name__}; expected str")
        content = clean_text(content)
    return content


def _show_chart(value: Any, library: str, alt: str) -> Shown:
    """Draw a chart of a library that leaves drawing to the browser."""
    what, package = CHARTS[library]
    try:
        if library == "altair":
            import io  # noqa: PLC0415 - for this branch only

            stream = io.StringIO()
            value.save(stream, format="svg")
            svg = stream.getvalue()
        else:
            svg = value.to_image(format="svg").decode()
    except (ImportError, ValueError, RuntimeError, OSError) as error:
        reason = str(error).strip().partition("\n")[0]
        return _unshown(what, f"install {package}, which draws it ({reason})")
    return _picture(picture_of_svg(svg, alt), alt, what)


def _show_formula(value: object, latex: str) -> Shown:
    match = _DOLLARS.match(latex)
    formula = match[1].strip() if match else latex
    content = f"<code>{escape_text(repr(value))}</code>"
    if "sympy" in sys.modules:
        try:
            from sympy.printing.mathml import mathml  # noqa: PLC0415 - only where sympy is

            inside = clean_html(mathml(value, printer="presentation"))
            content = f'<math display="block">{inside}</math>' if inside else content
        except Exception:  # noqa: BLE001 - a printer without a rule for this value raises anything
            pass
    return Shown((_item("formula", content, latex=formula),), "")


def _picture(html: str, alt: str, what: str) -> Shown:
    warnings = () if alt else (missing_alt(what),)
    return Shown((_item("picture", html, alt=alt),), "", warnings)


def missing_alt(what: str) -> CellWarningData:
    """Return the warning about a picture without words for readers who do not see it."""
    hint = "write ':alt: What the picture shows.' above the cell's first line"
    return {"rule": MISSING_ALT, "message": f"the cell shows {what} without an alternative text", "hint": hint}


def _unshown(what: str, hint: str) -> Shown:
    message = f"the cell shows {what} that has no picture here"
    note = f"{what[:1].upper()}{what[1:]}, which has no picture here: {hint}."
    return Shown(text=note, warnings=({"rule": UNSHOWN, "message": message, "hint": hint},))


def _item(kind: str, content: str, *, alt: str = "", latex: str = "") -> DisplayData:
    return {"kind": kind, "html": display(kind, content), "alt": clean_text(alt), "latex": latex}


def display(kind: str, content: str) -> str:
    """Return the element of the page that holds a content; what may be wide can be scrolled with keys."""
    region = ' role="group" aria-label="Value" tabindex="0"' if kind in ("table", "html", "formula") else ""
    return f'<div class="display" data-kind="{kind}"{region}>{content}</div>'

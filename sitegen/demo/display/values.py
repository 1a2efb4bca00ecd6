"""A value, and the figures that were drawn beside it, as what the page shows."""

from __future__ import annotations

import base64
import binascii
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sitegen.demo.display import METHODS
from sitegen.demo.display.charts import CHARTS, show_chart
from sitegen.demo.display.html import clean_html, is_table, needs_script
from sitegen.demo.display.pictures import picture_of_bytes, picture_of_image, picture_of_svg
from sitegen.demo.display.shown import Shown, item, picture, unshown
from sitegen.demo.plain_text import clean_text, escape_text

MIME = {
    "_repr_html_": "text/html",
    "_repr_latex_": "text/latex",
    "_repr_svg_": "image/svg+xml",
    "_repr_png_": "image/png",
    "_repr_jpeg_": "image/jpeg",
}
"""What each method of a class returns, the best first."""
_DOLLARS = re.compile(r"\s*\$*(?:\\displaystyle)?(.*?)\$*\s*\Z", re.DOTALL)


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
    items = (*shown.items, *(one for one, _ in drawn))
    return Shown(items, shown.text, (*shown.warnings, *(w for _, warnings in drawn for w in warnings)))


def _open_figures() -> list[Any]:
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    return [pyplot.figure(number) for number in pyplot.get_fignums()] if pyplot else []


def _figures_in(value: object, depth: int = 3) -> Iterator[Any]:
    """Yield the figures of an artist, or of artists in lists and arrays, as pyplot returns them."""
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
    elif depth and (type(value) is dict or type(value).__module__.startswith("matplotlib.")):
        for part in (value if isinstance(value, dict) else vars(value)).values():
            yield from _figures_in(part, depth - 1)


def _holds_objects(value: object) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == object and value.ndim > 0


def _show_object(value: object, alt: str) -> Shown:
    library = type(value).__module__.partition(".")[0]
    if library in CHARTS and hasattr(value, "to_json"):
        return show_chart(value, library, alt)
    image: Any = sys.modules.get("PIL.Image")
    if image is not None and isinstance(value, image.Image):
        return picture(picture_of_image(value, alt), alt, "a picture")
    return _show_answers(value, _representations(value), alt)


def _show_answers(value: object, answers: Mapping[str, Any], alt: str) -> Shown:
    """Show the best of what the methods of a value answer."""
    html, text = answers.get("text/html"), answers.get("text/plain")
    has_text = text is not None or type(value).__repr__ is not object.__repr__
    if html and (is_table(html) or not needs_script(html) or not has_text) and (content := clean_html(html)):
        return Shown((item("table" if is_table(html) else "html", content),), "")
    if latex := answers.get("text/latex"):
        return _show_formula(value, latex)
    if svg := answers.get("image/svg+xml"):
        return picture(picture_of_svg(svg, alt), alt, "a picture")
    if pixels := answers.get("image/png", answers.get("image/jpeg")):
        return picture(picture_of_bytes(pixels, alt), alt, "a picture")
    if html and not has_text:
        hint = "its HTML is a program of its own, which a page does not run"
        return unshown(f"a value of {type(value).__name__}", hint)
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
                content = base64.b64decode("".join(content.split()), validate=True)
            except (binascii.Error, ValueError):
                raise TypeError(f"{origin} returns a text that is not base64; expected bytes") from None
        if not isinstance(content, bytes):
            raise TypeError(f"{origin} returns {type(content).__name__}; expected bytes")
    elif mime in MIME.values() or mime == "text/plain":
        if not isinstance(content, str):
            raise TypeError(f"{origin} returns {type(content).__name__}; expected str")
        content = clean_text(content)
    return content


def _show_formula(value: object, latex: str) -> Shown:
    match = _DOLLARS.match(latex)
    formula = match[1].strip() if match else latex
    content = f"<code>{escape_text(repr(value))}</code>"
    if "sympy" in sys.modules:
        try:
            from sympy.printing.mathml import mathml  # noqa: PLC0415 - only where sympy is

            inside = clean_html(mathml(value, printer="presentation"))
        except Exception:  # noqa: BLE001 - a printer without a rule for this value raises anything
            inside = ""
        content = f'<math display="block">{inside}</math>' if inside else content
    return Shown((item("formula", content, latex=formula),), "")

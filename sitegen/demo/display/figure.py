"""A figure of matplotlib as a picture in the page: SVG in the page's own type and colours, with a table."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_rgba
from matplotlib.contour import ContourSet

from sitegen.demo.display.figure_data import figure_tables, figure_words
from sitegen.demo.display.pictures import image
from sitegen.demo.display.plot_svg import HALO, KEEP, page_svg
from sitegen.demo.display.shown import item, missing_alt
from sitegen.demo.plain_text import escape_text
from sitegen.demo.records import CellWarningData, DisplayData

MOST_BYTES = 400_000
MOST_ELEMENTS = 4_000
"""What a picture of lines and letters may have; a larger one is stored as pixels."""
MOST_CELLS = 1_000
"""Cells of a mesh that are drawn one by one; more are an image inside the picture."""
LARGE = "large-picture"
SHARPNESS = (144, 72)
"""The dots an inch of images inside a picture, to be tried in turn."""
PIXELS = 120
"""The dots an inch of a figure of pixels."""
_TIGHT: Any = {"bbox_inches": "tight", "pad_inches": 0.05}
_WITHOUT_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))


def show_figure(figure: Any, *, alt: str, prefix: str) -> tuple[DisplayData, tuple[CellWarningData, ...]]:
    """Return a figure with its data, and what its author should know.

    Args:
        figure: a `matplotlib.figure.Figure`.
        alt: the author's alternative text; the titles of the figure when empty.
        prefix: begins its ids.
    """
    words = alt or figure_words(figure)
    picture, warnings = draw_figure(figure, words, prefix)
    if not words:
        warnings = (*warnings, missing_alt("a figure without a title"))
    tables = figure_tables(figure)
    if tables:
        region = f'role="group" aria-label="{escape_text(words or "Figure", quote=True)}: data" tabindex="0"'
        picture += (
            '<details class="demo-alternative"><summary>As a table</summary>'
            f'<div class="demo-table" {region}>{tables}</div></details>'
        )
    return item("figure", picture, alt=words), warnings


def draw_figure(figure: Any, label: str, prefix: str = "") -> tuple[str, tuple[CellWarningData, ...]]:
    """Return the element of a figure: SVG, or an image of pixels where the SVG would be large.

    Args:
        figure: a `matplotlib.figure.Figure`.
        label: what it shows, in words.
        prefix: begins its ids; a digest of the picture when empty.
    """
    ground = _lightness(figure.get_facecolor())
    inverted = None if ground == "own" else ground == "black"
    for dots in SHARPNESS:
        with _prepared(figure, ground):
            text = _svg(figure, dots)
        count = text.count("<") // 2
        if count > 2 * MOST_ELEMENTS:
            break
        if len(text) <= 4 * MOST_BYTES:
            ids = prefix or f"figure-{hashlib.blake2b(text.encode(), digest_size=4).hexdigest()}"
            svg = page_svg(text, label=label, prefix=ids, inverted=inverted)
            if len(svg) <= MOST_BYTES and svg.count("<") <= 2 * MOST_ELEMENTS:
                return svg, ()
    png = _png(figure)
    width, height = (int.from_bytes(png[at : at + 4], "big") * 96 // PIXELS for at in (16, 20))
    size = f"about {count:,} elements ({len(text) / 1000:,.0f} kB)"
    message = f"the figure is drawn with {size}; it is stored as pixels"
    hint = "draw fewer points, or give rasterized=True to the lines and dots"
    warning: CellWarningData = {"rule": LARGE, "message": message, "hint": hint}
    return image("image/png", png, label, width=width, height=height), (warning,)


def _svg(figure: Any, dots: int) -> str:
    """Return the SVG of a figure, text as text; equal figures give equal texts."""
    settings: Any = {"svg.fonttype": "none", "svg.hashsalt": "sitegen", "svg.image_inline": True}
    stream = io.StringIO()
    with mpl.rc_context(settings):
        figure.savefig(stream, format="svg", dpi=dots, metadata=_WITHOUT_METADATA, **_TIGHT)
    return stream.getvalue()


def _png(figure: Any) -> bytes:
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=PIXELS, metadata={"Software": None}, **_TIGHT)
    return stream.getvalue()


@contextmanager
def _prepared(figure: Any, ground: str) -> Iterator[None]:
    """Mark what keeps its colours, and hide grounds that are the page's own; afterwards all is as before."""
    undo: list[tuple[Any, str, Any]] = []

    def change(artist: Any, name: str, value: object) -> None:
        undo.append((artist, name, getattr(artist, f"get_{name}")()))
        getattr(artist, f"set_{name}")(value)

    if ground != "own":
        change(figure.patch, "visible", False)
    for axes in figure.axes:
        own = (
            axes.patch.get_visible()
            and axes.axison
            and _lightness(axes.get_facecolor()) not in (ground, "none")
        )
        if not own:
            change(axes.patch, "visible", False)
        content = [*axes.lines, *axes.patches, *axes.collections, *axes.texts, *axes.images, *axes.artists]
        pictured = bool(axes.images) or any(map(_is_ground, axes.collections))
        for part in content:
            keeps = own or pictured or _has_scale(part)
            for artist in part.findobj() if keeps or part in axes.texts else ():
                change(artist, "gid", KEEP if keeps else HALO)
            if isinstance(part, QuadMesh) and len(_cells(part)) > MOST_CELLS:
                change(part, "rasterized", True)
        if own:
            around = [axes.patch, *_grid(axes), *(axes.legend_.findobj() if axes.legend_ else ())]
            for artist in around:
                change(artist, "gid", KEEP)
    try:
        yield
    finally:
        for artist, name, value in reversed(undo):
            getattr(artist, f"set_{name}")(value)


def _cells(mesh: Any) -> Any:
    return [] if mesh.get_array() is None else mesh.get_array().ravel()


def _grid(axes: Any) -> list[Any]:
    axis_of = (getattr(axes, f"{name}axis", None) for name in "xyz")
    return [line for axis in axis_of if axis for line in axis.get_gridlines()]


def _is_ground(collection: Any) -> bool:
    """Return whether a collection fills areas with the colours of a scale, on which other things stand."""
    filled = isinstance(collection, ContourSet) and collection.filled
    return filled or isinstance(collection, QuadMesh)


def _has_scale(artist: Any) -> bool:
    """Return whether the colours of an artist are those of a scale, which mean numbers."""
    return hasattr(artist, "get_array") and artist.get_array() is not None


def _lightness(colour: Any) -> str:
    """Return `white`, `black`, `none` for no colour, or `own` for a colour of the author."""
    red, green, blue, opacity = to_rgba(colour)
    if opacity == 0:
        return "none"
    if max(red, green, blue) - min(red, green, blue) > 0.02:
        return "own"
    return "white" if min(red, green, blue) > 0.98 else "black" if max(red, green, blue) < 0.02 else "own"

"""What a figure of matplotlib shows: its titles in words, and tables of its lines, bars and dots."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.container import BarContainer
from matplotlib.patches import Wedge

from sitegen.demo.marks.data_table import MOST_COLUMNS, MOST_ROWS, html_table, part, thin
from sitegen.demo.marks.number import compact, percent

MOST_DOTS = 300
"""Of a cloud with more dots, no table is made: a few rows of it would say nothing."""
MOST_TABLES = 6


def figure_words(figure: Any) -> str:
    """Return the titles of a figure with what its axes show; empty for a figure without a title."""
    titles = [str(figure.get_label() or ""), figure.get_suptitle()]
    for axes in figure.axes:
        titles += [axes.get_title(loc=place) for place in ("left", "center", "right")]
    found = list(dict.fromkeys(" ".join(title.split()) for title in titles if title.strip()))
    if not found:
        return ""
    contents = dict.fromkeys(filter(None, (_content(axes) for axes in figure.axes)))
    return ". ".join([*(title.rstrip(".") for title in found[:6]), *contents]).replace("$", "") + "."


def _content(axes: Any) -> str:
    """Return what axes show, in a few words: `2 lines: sine, cosine; x: time`."""
    bars = [bar for group in axes.containers if isinstance(group, BarContainer) for bar in group]
    dots = [dot for cloud in _clouds(axes) for dot in cloud.get_offsets()]
    parts = {"line": _lines(axes), "bar": bars, "dot": dots, "sector": _wedges(axes), "image": axes.images}
    counts = ((len(found), name) for name, found in parts.items())
    kinds = [f"{count:,} {name}{'s' if count > 1 else ''}" for count, name in counts if count]
    names = [name for name in axes.get_legend_handles_labels()[1] if name]
    text = " and ".join(kinds) + (f": {', '.join(names[:6])}" if names and kinds else "")
    labels = (f"{end}: {found}" for end in "xy" if (found := getattr(axes, f"get_{end}label")()))
    return "; ".join(filter(None, (text, *labels)))


def figure_tables(figure: Any) -> str:
    """Return HTML tables of the lines, bars, dots and sectors of a figure; empty where none are known."""
    tables: list[str] = []
    for number, axes in enumerate(figure.axes, start=1):
        name = axes.get_title() or (f"Axes {number}" if len(figure.axes) > 1 else "")
        tables += [*_line_tables(axes, name), *_bar_tables(axes, name), *_dot_tables(axes, name)]
        tables += _wedge_tables(axes, name)
    return "".join(tables[:MOST_TABLES])


def _lines(axes: Any) -> list[Any]:
    """Return the lines whose places are those of the axes; `axhline` and its like have others."""
    lines = [line for line in axes.lines if line.get_transform() == axes.transData and len(line.get_xdata())]
    unnamed = [line for line in lines if line.get_label().startswith("_")]
    # Many short lines without names are parts of a drawing, such as boxes with whiskers.
    is_drawing = len(unnamed) > MOST_COLUMNS and all(len(line.get_xdata()) <= 5 for line in unnamed)
    hidden = unnamed if is_drawing else [line for line in unnamed if line.get_label() == "_nolegend_"]
    return [line for line in lines if line not in hidden]


def _line_tables(axes: Any, name: str) -> Iterable[str]:
    """Yield a table for the lines of each set of places along x."""
    groups: dict[tuple[str, ...], list[Any]] = {}
    for line in _lines(axes):
        groups.setdefault(tuple(_texts(line.get_xdata(orig=True))), []).append(line)
    for x, lines in groups.items():
        rows = thin(len(x), MOST_ROWS)
        names = [_label(line, "y") for line in lines[: MOST_COLUMNS - 1]]
        columns = [_texts(line.get_ydata(orig=True)) for line in lines[: MOST_COLUMNS - 1]]
        yield html_table(
            [axes.get_xlabel() or "x", *names],
            [[x[row], *(column[row] for column in columns)] for row in rows.tolist()],
            caption=_caption(name, part(len(rows), len(x), "points")),
        )


def _bar_tables(axes: Any, name: str) -> Iterable[str]:
    for bars in axes.containers:
        if not isinstance(bars, BarContainer) or not len(bars):
            continue
        upright = bars.orientation != "horizontal"
        axis = axes.xaxis if upright else axes.yaxis
        texts = {tick.get_loc(): tick.label1.get_text() for tick in axis.get_major_ticks()}
        rows = []
        for bar in bars[: 4 * MOST_ROWS]:
            start, size = (bar.get_x(), bar.get_width()) if upright else (bar.get_y(), bar.get_height())
            length = bar.get_height() if upright else bar.get_width()
            named = next((text for at, text in texts.items() if text and _near(at, start + size / 2)), "")
            ends = f"{compact(float(start))} to {compact(float(start + size))}"
            is_name = named and not _is_number(named)
            rows.append([named if is_name else ends, _text(length)])
        heads = (axes.get_xlabel(), axes.get_ylabel()) if upright else (axes.get_ylabel(), axes.get_xlabel())
        label = _label(bars, heads[1] or "value")
        yield html_table(
            [heads[0] or "bar", label], rows, caption=_caption(name, part(len(rows), len(bars), "bars"))
        )


def _clouds(axes: Any) -> list[Any]:
    found = [dots for dots in axes.collections if isinstance(dots, PathCollection)]
    return [dots for dots in found if dots.get_offset_transform() == axes.transData]


def _dot_tables(axes: Any, name: str) -> Iterable[str]:
    for dots in _clouds(axes):
        places: Any = np.ma.filled(np.ma.asarray(dots.get_offsets(), dtype=float), np.nan)
        if not 0 < len(places) <= MOST_DOTS:
            continue
        rows = thin(len(places), MOST_ROWS)
        heads = [axes.get_xlabel() or "x", axes.get_ylabel() or "y"]
        named = _label(dots, "")
        caption = _caption(name, named, part(len(rows), len(places), "dots"))
        yield html_table(
            heads, [[_text(v) for v in places[row]] for row in rows], caption=caption, row_heads=False
        )


def _wedges(axes: Any) -> list[Any]:
    return [patch for patch in axes.patches if isinstance(patch, Wedge)]


def _wedge_tables(axes: Any, name: str) -> Iterable[str]:
    if wedges := _wedges(axes)[: 4 * MOST_ROWS]:
        rows = [[_label(w, "sector"), percent(abs(w.theta2 - w.theta1) / 360)] for w in wedges]
        yield html_table(["sector", "share"], rows, caption=name)


def _label(artist: Any, otherwise: str) -> str:
    label = str(artist.get_label() or "")
    return otherwise if label.startswith("_") or not label else label


def _caption(*pieces: str) -> str:
    return ": ".join(filter(None, pieces))


def _near(one: float, other: float) -> bool:
    return abs(one - other) < 1e-6 * max(1.0, abs(one))


def _is_number(text: str) -> bool:
    try:
        float(text.replace("−", "-"))
    except ValueError:
        return False
    return True


def _texts(values: Any) -> list[str]:
    return [_text(value) for value in _sequence(values)]


def _sequence(values: Any) -> Any:
    array: Any = np.ma.filled(values, np.nan) if np.ma.isMaskedArray(values) else np.asarray(values)
    if array.dtype.kind == "M":
        days = array.astype("datetime64[D]")
        return np.datetime_as_string(
            days if (days == array).all() else array.astype("datetime64[s]")
        ).tolist()
    return list(array.ravel().tolist())


def _text(value: Any) -> str:
    """Return a number short, and anything else as its own text."""
    if isinstance(value, bool | str):
        return str(value)
    try:
        return compact(float(value), 4)
    except (TypeError, ValueError):
        return str(value)

"""matplotlib's SVG made into a part of a page: its colours follow the theme, its text is text of the page.

Only elements and attributes of a list stay. Styles become attributes, since a page may forbid `style`, and
ids get a prefix, since a page holds many pictures. Colours are mapped by value: black and white, the greys of
frames and grids, and matplotlib's ten colours for lines. What is inside a group with the id `KEEP` keeps its
colours: it stands on a ground of its own, such as an image.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from sitegen.demo.marks.style import colour
from sitegen.demo.plain_text import escape_text

KEEP = "keep"
HALO = "halo"
"""The id of a group of words over lines and bars, which have a rim in the colour of the paper."""
PIXELS_A_POINT = 96 / 72
LETTERS = 10
"""The size of letters to which the sizes in a picture are relative; the style sheet may enlarge it."""

WIDE = 400
"""A wider picture, in pixels, shrinks on a phone; its letters then start larger."""

_CYCLE = {
    "#1f77b4": "series-1",
    "#ff7f0e": "series-2",
    "#2ca02c": "series-3",
    "#d62728": "series-4",
    "#9467bd": "series-6",
    "#8c564b": "series-5",
    "#e377c2": "series-7",
    "#7f7f7f": "edge",
    "#bcbd22": "series-8",
    "#17becf": "series-9",
}
_INK = {"#000000": "ink", "#ffffff": "paper", "#b0b0b0": "grid", "#cccccc": "grid"}
_INVERTED = {"#ffffff": "ink", "#000000": "paper"}
"""For a figure with a black ground."""

_ELEMENTS = frozenset({
    "svg", "g", "path", "use", "text", "tspan", "rect", "circle", "ellipse", "line", "polyline", "polygon",
    "image", "defs", "clipPath", "pattern", "linearGradient", "radialGradient", "stop", "mask",
})  # fmt: skip
_ATTRIBUTES = frozenset({
    "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height",
    "points", "transform", "offset", "clipPathUnits", "patternUnits", "patternTransform",
    "patternContentUnits", "gradientUnits", "gradientTransform", "preserveAspectRatio",
})  # fmt: skip
_SPELT = {name.lower(): name for name in _ELEMENTS | _ATTRIBUTES}
"""The parser of HTML reads names in small letters; SVG tells large letters from small ones."""
_PAINT = frozenset({"fill", "stroke", "stop-color"})
_STYLES = _PAINT | frozenset({
    "fill-opacity", "fill-rule", "stroke-opacity", "stroke-width", "stroke-linecap", "stroke-linejoin",
    "stroke-dasharray", "stroke-dashoffset", "stroke-miterlimit", "opacity", "stop-opacity", "clip-path",
    "clip-rule", "mask", "text-anchor", "font-style", "font-weight", "image-rendering",
})  # fmt: skip
_REFERENCE = re.compile(r"url\(#([^)]*)\)")
_TARGET = re.compile(r'(?:url\(#|href="#)([^")]+)')
_LONG = re.compile(r"(-?\d+\.\d{2})\d+")
_GAPS = re.compile(r"\s*([A-Za-z])\s*")
_UNTURNED = re.compile(r"rotate\(-?0[ )]")
_PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=\s]+")
_GENERIC = {"DejaVu Sans Mono": "monospace", "monospace": "monospace", "serif": "serif"}


def page_svg(svg: str, *, label: str, prefix: str, inverted: bool | None = False) -> str:
    """Return a picture of matplotlib as an element of a page.

    Args:
        svg: as matplotlib writes it, with text as text.
        label: what the picture shows, in words.
        prefix: begins its ids.
        inverted: whether its ground is black; None where it has a ground of its own, and all colours stay.
    """
    names = dict.fromkeys(_TARGET.findall(svg))
    ids = {name: f"{prefix}-{number}" for number, name in enumerate(names, start=1)}
    writer = _Writer(label, ids, None if inverted is None else _CYCLE | (_INVERTED if inverted else _INK))
    writer.feed(svg)
    writer.close()
    return "".join(writer.pieces)


class _Writer(HTMLParser):
    def __init__(self, label: str, ids: Mapping[str, str], colours: Mapping[str, str] | None) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._label, self._ids, self._colours = label, ids, colours
        self._open: list[tuple[str, str, str]] = []
        """Each open element: its name, the end tag that was written for it, and its kind of colours."""

    @property
    def _kind(self) -> str:
        return self._open[-1][2] if self._open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = _SPELT.get(tag, ""), self._kind
        if tag == "a":  # a link of the author; its picture stays
            self._open.append((tag, "", kind))
            return
        if kind == "none" or name not in _ELEMENTS:  # styles and metadata go with their content
            self._open.append((tag, "", "none"))
            return
        group = given.get("id", "")
        if name == "g" and group in (KEEP, HALO) and kind != KEEP:
            kind, extra = group, {"fill": "#000"} if group == KEEP else {}
        else:
            extra = {}
        own = self._root(given) if not self._open else extra | self._attributes(name, given, kind)
        if name == "g" and not own:
            self._open.append((tag, "", kind))
            return
        if name == "text" and kind == HALO:
            own |= {"paint-order": "stroke", "stroke": colour("paper"), "stroke-width": "3"}
        self.pieces.append(f"<{name}{_written(own)}>")
        self._open.append((tag, f"</{name}>", kind))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            return
        end = self._open.pop()[1]
        if end and self._is_empty(end[2:-1]):
            start = self.pieces.pop()
            if tag not in ("defs", "g"):
                self.pieces.append(start[:-1] + "/>")
        elif end:
            self.pieces.append(end)

    def _is_empty(self, name: str) -> bool:
        """Return whether the last piece is the start of an element of this name."""
        return re.match(rf"<{name}[ >]", self.pieces[-1]) is not None and not self.pieces[-1].endswith("/>")

    def handle_data(self, data: str) -> None:
        is_layout = not data.strip() and "\n" in data
        if self._open and self._open[-1][0] in ("text", "tspan") and not is_layout:
            self.pieces.append(escape_text(data))

    def _root(self, given: Mapping[str, str]) -> dict[str, str]:
        box = given.get("viewbox", "0 0 460.8 345.6")
        width, height = (float(number) * PIXELS_A_POINT for number in box.split()[2:4])
        return {
            "class": "plot plot-wide" if width > WIDE else "plot",
            "role": "img",
            "aria-label": self._label,
            "viewBox": box,
            "width": f"{width:.0f}",
            "height": f"{height:.0f}",
            "font-size": str(LETTERS),
            "fill": "#000" if self._colours is None else colour("ink"),
            "stroke-linejoin": "round",
        }

    def _attributes(self, name: str, given: Mapping[str, str], kind: str) -> dict[str, str]:
        own: dict[str, str] = {}
        if (known := given.get("id", "")) in self._ids:
            own["id"] = self._ids[known]
        target = given.get("xlink:href") or given.get("href") or ""
        if target.startswith("#") and target[1:] in self._ids:
            own["href"] = f"#{self._ids[target[1:]]}"
        elif name == "image" and _PICTURE.fullmatch(target):
            own["href"] = target.replace("\n", "")
        pairs = [style.partition(":")[::2] for style in given.get("style", "").split(";")]
        styles = {key.strip(): value.strip() for key, value in pairs}
        for key, value in given.items():
            if _SPELT.get(key) in _ATTRIBUTES and not _UNTURNED.match(value):
                exact = key == "transform" or name in ("pattern", "image")
                text = value if exact else _LONG.sub(r"\1", value)
                own[_SPELT[key]] = (_GAPS.sub(r"\1", text) if key == "d" else " ".join(text.split())).strip()
            elif key in _STYLES:
                styles.setdefault(key, value)
        if name in ("text", "tspan"):
            own |= _font(styles, scaled=name == "text")
        for key, value in styles.items():
            if key in _STYLES:
                own[key] = self._value(key, value, kind, is_text=name in ("text", "tspan"))
        return own

    def _value(self, key: str, value: str, kind: str, *, is_text: bool) -> str:
        if match := _REFERENCE.fullmatch(value):
            return f"url(#{self._ids.get(match[1], '')})"
        if key not in _PAINT or kind == KEEP or self._colours is None:
            return value
        if name := self._colours.get(value.lower()):
            return colour(name)
        if is_text and re.fullmatch(r"#([0-9a-f]{2})\1\1", value) and value < "#80":
            return colour("muted")
        return value


def _font(styles: dict[str, str], *, scaled: bool) -> dict[str, str]:
    """Return the attributes of a font; the letters of a formula are placed one by one and keep their size."""
    font, own = styles.pop("font", ""), {}
    before, size, families = font.partition("px")
    if size:
        *words, number = before.split()
        for word in words:
            if word in ("italic", "oblique"):
                own["font-style"] = word
            elif word in ("bold", "600", "700", "800", "900"):
                own["font-weight"] = word
    else:
        number, families = styles.get("font-size", "").removesuffix("px"), styles.get("font-family", "")
    if re.fullmatch(r"[\d.]+", number):
        own["font-size"] = f"{float(number) / LETTERS:g}em" if scaled else number
    family = _GENERIC.get(families.split(",")[0].strip(" '\""), "")
    return own | ({"font-family": family} if family else {})


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape_text(value, quote=True)}"' for name, value in attributes.items())

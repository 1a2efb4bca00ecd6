"""The SVG of marks, drawn on a canvas: what `sitegen.demo` writes, and nothing else of SVG.

Lengths are in units of the plane around them, in per cent of the place, or in pixels: see `sitegen.demo`.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from PIL import Image

from sitegen.cards.canvas import Box, Canvas, Colour, Pen, colour_of
from sitegen.cards.markup import DrawError, Element
from sitegen.cards.path_data import Point, lines_of

LETTERS = 13.0
"""The size of letters in pixels, where the picture does not say otherwise."""
BASE_LINE = 0.35
"""How far below the middle of a line of text its base line is, as a share of the size of letters."""
INHERITED = (
    "fill", "stroke", "stroke-width", "fill-opacity", "stroke-opacity", "stroke-linecap", "stroke-dasharray",
    "font-size", "font-weight", "text-anchor", "paint-order",
)  # fmt: skip
ANCHORS = {"start": "l", "middle": "m", "end": "r"}
NAME = re.compile(r"var\(--demo-([\w-]+)(?:,([^)]*))?\)")
MOVE = re.compile(r"(translate|scale)\(([-\d.]+)(?:[ ,]+([-\d.]+))?\)")
BOLD = 600


@dataclass(frozen=True, slots=True)
class View:
    """A coordinate system: where its origin is, and how large its units are."""

    canvas: Canvas
    left: float
    top: float
    across: float = 1.0
    """Pixels of a unit."""
    down: float = 1.0
    size: tuple[float, float] = (100.0, 100.0)
    """Width and height of the place in units, of which per cent are shares."""
    style: Mapping[str, str] = field(default_factory=dict)

    def point(self, x: float, y: float) -> Point:
        """Return a point in pixels."""
        return self.left + x * self.across, self.top + y * self.down

    def length(self, element: Element, name: str, axis: int, default: str = "0") -> float:
        """Return a length in units from an attribute in units or in per cent."""
        text = element.get(name, default)
        try:
            return float(text[:-1]) / 100 * self.size[axis] if text.endswith("%") else float(text)
        except ValueError:
            raise DrawError(f"{name} is {text!r}") from None


def draw_svg(canvas: Canvas, element: Element, box: Box) -> None:
    """Draw an `svg` element that fills a box.

    Args:
        canvas: receives the picture.
        element: the element.
        box: in pixels of the page.

    Raises:
        DrawError: there is something that marks do not have.
    """
    view = View(canvas, box[0], box[1], size=(box[2], box[3]), style={"fill": "currentColor"})
    _draw(_fitted(replace(view, style=_styled(view, element)), element, box), element)


def _fitted(view: View, element: Element, box: Box) -> View:
    """Return the view inside an `svg` element that has this box in pixels."""
    if not (numbers := element.get("viewbox").split()):
        return replace(view, left=box[0], top=box[1], size=(box[2] / view.across, box[3] / view.down))
    left, top, width, height = map(float, numbers)
    across, down = box[2] / width, box[3] / height
    if element.get("preserveaspectratio") != "none":
        across = down = min(across, down)
    x = box[0] + (box[2] - width * across) / 2 - left * across
    y = box[1] + (box[3] - height * down) / 2 - top * down
    return View(view.canvas, x, y, across, down, (width, height), view.style)


def _draw(view: View, element: Element) -> None:
    for child in element.elements:
        inside = replace(view, style=_styled(view, child))
        match child.tag:
            case "svg":
                _nested(inside, child)
            case "g":
                _draw(_moved(inside, child), child)
            case "path":
                _path(_moved(inside, child), child)
            case "text":
                _text(_moved(inside, child), child)
            case "image":
                _image(inside, child)
            case "circle":
                _circle(inside, child)
            case "rect":
                _rect(inside, child)
            case "title" | "desc":
                continue
            case tag:
                raise DrawError(f"cards cannot draw the element {tag}")


def _nested(view: View, element: Element) -> None:
    x, y = view.length(element, "x", 0), view.length(element, "y", 1)
    left, top = view.point(x, y)
    width = view.length(element, "width", 0, "100%") * view.across
    height = view.length(element, "height", 1, "100%") * view.down
    box = (left, top, width, height)
    if element.get("overflow") == "visible":
        _draw(_fitted(view, element, box), element)
        return
    part, corner = view.canvas.clipped(box)
    _draw(_fitted(replace(view, canvas=part), element, box), element)
    view.canvas.put(part, corner)


def _styled(view: View, element: Element) -> dict[str, str]:
    own = {name: value for name in INHERITED if (value := element.get(name))}
    return {**view.style, **own}


def _moved(view: View, element: Element) -> View:
    for name, first, second in MOVE.findall(element.get("transform")):
        x, y = float(first), float(second or (first if name == "scale" else 0))
        if name == "translate":
            left, top = view.point(x, y)
            view = replace(view, left=left, top=top)
        else:
            size = (view.size[0] / x, view.size[1] / y)
            view = replace(view, across=view.across * x, down=view.down * y, size=size)
    return view


def _path(view: View, element: Element) -> None:
    try:
        lines = lines_of(element.get("d"))
    except ValueError as error:
        raise DrawError(str(error)) from None
    placed = [[view.point(*point) for point in line] for line in lines]
    if fill := _colour(view, "fill"):
        for line in placed:
            view.canvas.area(line, fill, _number(view, "fill-opacity"))
    if pen := _pen(view, element):
        view.canvas.lines(placed, pen)


def _pen(view: View, element: Element) -> Pen | None:
    """Return how the element's line is drawn; None where it has none."""
    colour = _colour(view, "stroke", "none")
    if colour is None:
        return None
    steady = element.get("vector-effect") == "non-scaling-stroke"
    size = 1.0 if steady else (view.across + view.down) / 2
    dashes = [
        float(part) * size for part in re.split(r"[ ,]+", view.style.get("stroke-dasharray", "")) if part
    ]
    return Pen(
        colour,
        _number(view, "stroke-width") * size,
        _number(view, "stroke-opacity"),
        view.style.get("stroke-linecap", "butt"),
        tuple(dashes * (1 + len(dashes) % 2)) if sum(dashes) else (),
    )


def _text(view: View, element: Element) -> None:
    x, y = view.point(view.length(element, "x", 0), view.length(element, "y", 1))
    x, y = x + view.length(element, "dx", 0), y + view.length(element, "dy", 1)
    halo = _colour(view, "stroke", "none") if "stroke" in view.style.get("paint-order", "") else None
    weight = view.style.get("font-weight", "400")
    view.canvas.text(
        (x, y),
        element.text,
        float(view.style.get("font-size", LETTERS)),
        _colour(view, "fill") or view.canvas.colours["ink"],
        anchor=ANCHORS.get(view.style.get("text-anchor", "start"), "l") + "s",
        bold=weight == "bold" or (weight.isdigit() and int(weight) >= BOLD),
        halo=halo,
        most=float(element.get("textlength", "0")),
    )


def _image(view: View, element: Element) -> None:
    picture = read_picture(element.get("href"))
    left, top = view.point(view.length(element, "x", 0), view.length(element, "y", 1))
    width = view.length(element, "width", 0, "100%") * view.across
    height = view.length(element, "height", 1, "100%") * view.down
    view.canvas.pixels(
        picture, (left, top, width, height), smooth=element.get("image-rendering") != "pixelated"
    )


def read_picture(address: str) -> Image.Image:
    """Return the picture of a `data:` address, with transparency.

    Raises:
        DrawError: the address holds no picture.
    """
    head, _, data = address.partition("base64,")
    if not head.startswith("data:image/"):
        raise DrawError(f"a picture is at {address[:40]!r}")
    try:
        with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
            return picture.convert("RGBA")
    except (OSError, ValueError, SyntaxError) as error:
        raise DrawError(f"a picture cannot be read: {error}") from None


def _circle(view: View, element: Element) -> None:
    middle = view.point(view.length(element, "cx", 0), view.length(element, "cy", 1))
    radius = float(element.get("r", "0")) * (view.across + view.down) / 2
    pen, fill = _pen(view, element), _colour(view, "fill")
    if fill and pen and pen.opacity >= 1:
        view.canvas.ellipse(middle, radius + pen.width / 2, pen.colour)
        view.canvas.ellipse(middle, radius - pen.width / 2, fill, _number(view, "fill-opacity"))
    elif fill:
        view.canvas.ellipse(middle, radius, fill, _number(view, "fill-opacity"))


def _rect(view: View, element: Element) -> None:
    left, top = view.length(element, "x", 0), view.length(element, "y", 1)
    width = view.length(element, "width", 0)
    height = view.length(element, "height", 1)
    right, bottom = left + width, top + height
    points = [(left, top), (right, top), (right, bottom), (left, bottom)]
    corners = [view.point(x, y) for x, y in points]
    if fill := _colour(view, "fill"):
        view.canvas.area(corners, fill, _number(view, "fill-opacity"))
    if pen := _pen(view, element):
        view.canvas.lines([[*corners, corners[0]]], pen)


def _number(view: View, name: str) -> float:
    return float(view.style.get(name, "1"))


def _colour(view: View, name: str, default: str = "currentColor") -> Colour | None:
    """Return the colour of an attribute; None for `none`."""
    text = view.style.get(name, default)
    colours = view.canvas.colours
    if text == "none":
        return None
    if found := NAME.fullmatch(text):
        return colours.get(found[1]) or colour_of(found[2] or "#000")
    try:
        return colours["ink"] if text.casefold() == "currentcolor" else colour_of(text)
    except ValueError:
        raise DrawError(f"{name} is {text!r}") from None

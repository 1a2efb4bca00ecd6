"""Drawing with Pillow: lines, areas, texts and pixels on an image, in pixels of a page.

The image is larger than what it shows and is made smaller at the end, which smooths every edge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, hypot

from PIL import Image, ImageColor, ImageDraw

from sitegen.cards.fonts import Font, choose_font, needs_shaping
from sitegen.cards.path_data import Point, cut

Box = tuple[float, float, float, float]
"""Left, top, width and height."""
Colour = tuple[int, int, int]
Fill = Colour | int
"""A colour of an image, or the opacity in a mask, from 0 to 255."""
Draw = Callable[[ImageDraw.ImageDraw, Sequence[Point], Fill], object]
"""Draws points, moved to where they are on an image or a mask."""


@dataclass(frozen=True, slots=True)
class Pen:
    """How a line is drawn."""

    colour: Colour
    width: float
    opacity: float = 1.0
    cap: str = "butt"
    """`butt`, `round` or `square`."""
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Canvas:
    """A part of an image."""

    image: Image.Image
    """In red, green and blue."""
    scale: float
    """Pixels of the image for a pixel of the page."""
    colours: Mapping[str, Colour]
    """By the names of the palettes of marks: `paper`, `ink`, `series-1`."""
    fonts: Sequence[Font]
    bold_fonts: Sequence[Font]
    origin: Point = (0.0, 0.0)
    """Where the page's first pixel is, in pixels of the image."""

    def within(self, box: Box) -> Canvas:
        """Return a canvas whose first pixel is the corner of a box."""
        left, top = self.place(box[:2])
        return replace(self, origin=(left, top))

    def clipped(self, box: Box) -> tuple[Canvas, tuple[int, int]]:
        """Return a canvas of a copy of a part of the image, and where `put` puts the copy back."""
        left, top = self.place(box[:2])
        corners = (floor(left), floor(top), ceil(left + box[2] * self.scale), ceil(top + box[3] * self.scale))
        part = self.image.crop(corners)
        origin = (self.origin[0] - corners[0], self.origin[1] - corners[1])
        return replace(self, image=part, origin=origin), corners[:2]

    def put(self, part: Canvas, corner: tuple[int, int]) -> None:
        """Put a copy of a part back into the image."""
        self.image.paste(part.image, corner)

    def place(self, point: Sequence[float]) -> Point:
        """Return a point of the page in pixels of the image."""
        return self.origin[0] + point[0] * self.scale, self.origin[1] + point[1] * self.scale

    def area(self, points: Sequence[Point], colour: Colour, opacity: float = 1.0) -> None:
        """Fill a polygon."""
        placed = [self.place(point) for point in points]
        if len(placed) > 2:
            self._paint(placed, 0, colour, opacity, lambda draw, moved, fill: draw.polygon(moved, fill))

    def round_box(
        self, box: Box, radius: float, colour: Colour, outline: Colour | None = None, width: float = 1
    ) -> None:
        """Fill a box with round corners."""
        left, top = self.place(box[:2])
        corners = (left, top, left + box[2] * self.scale - 1, top + box[3] * self.scale - 1)
        ImageDraw.Draw(self.image).rounded_rectangle(
            corners, radius * self.scale, colour, outline, round(width * self.scale) if outline else 0
        )

    def ellipse(self, middle: Point, radius: float, colour: Colour, opacity: float = 1.0) -> None:
        """Fill a circle."""
        x, y = self.place(middle)
        far = radius * self.scale
        points = [(x - far, y - far), (x + far, y + far)]
        self._paint(
            points, 0, colour, opacity, lambda draw, moved, fill: draw.ellipse([*moved[0], *moved[1]], fill)
        )

    def lines(self, lines: Sequence[Sequence[Point]], pen: Pen) -> None:
        """Draw lines; one without length is a dot where its ends are not `butt`."""
        width = pen.width * self.scale
        dashes = [length * self.scale for length in pen.dashes]
        placed = [[self.place(point) for point in line] for line in lines]
        if dashes:
            placed = [piece for line in placed for piece in cut(line, dashes)]
        points = [point for line in placed for point in line]

        def draw_all(draw: ImageDraw.ImageDraw, moved: Sequence[Point], fill: Fill) -> None:
            rest = iter(moved)
            for line in placed:
                _draw_line(draw, [next(rest) for _ in line], width, pen.cap, fill)

        self._paint(points, width, pen.colour, pen.opacity, draw_all)

    def text(
        self,
        point: Point,
        text: str,
        size: float,
        colour: Colour,
        *,
        anchor: str = "ls",
        bold: bool = False,
        halo: Colour | None = None,
        most: float = 0.0,
    ) -> None:
        """Write one line of text; one of which no font has every letter is left out.

        Args:
            point: where it stands.
            text: the line.
            size: of its letters.
            colour: of its letters.
            anchor: which point of the text that is, as Pillow names it: `ls` for the start of the base line.
            bold: whether its letters are strong.
            halo: the colour of a rim round the letters.
            most: the width that the text is narrowed to; 0 for any.
        """
        font, _ = choose_font(text, self.bold_fonts if bold else self.fonts)
        if font is None or not text.strip():
            return
        drawn = font.at(round(size * self.scale), shaped=needs_shaping(text))
        length = drawn.getlength(text)
        if most and length > most * self.scale:
            drawn = font.at(
                max(1, floor(size * self.scale * most * self.scale / length)), shaped=needs_shaping(text)
            )
        rim = round(2 * self.scale) if halo else 0
        ImageDraw.Draw(self.image).text(
            self.place(point), text, colour, drawn, anchor, stroke_width=rim, stroke_fill=halo
        )

    def width_of(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return the width of a text in pixels of the page; 0 where no font has its letters."""
        font, _ = choose_font(text, self.bold_fonts if bold else self.fonts)
        if font is None:
            return 0.0
        return font.at(round(size * self.scale), shaped=needs_shaping(text)).getlength(text) / self.scale

    def pixels(self, picture: Image.Image, box: Box, *, smooth: bool) -> None:
        """Draw a picture with transparency, stretched to a box."""
        left, top = self.place(box[:2])
        right, bottom = left + box[2] * self.scale, top + box[3] * self.scale
        corner, size = (round(left), round(top)), (round(right) - round(left), round(bottom) - round(top))
        if min(size) < 1:
            return
        way = Image.Resampling.BICUBIC if smooth else Image.Resampling.NEAREST
        resized = picture.resize(size, way)
        self.image.paste(resized, corner, resized.getchannel("A"))

    def _paint(
        self, points: Sequence[Point], beyond: float, colour: Colour, opacity: float, draw: Draw
    ) -> None:
        """Draw on the image, or through a mask of the points' box where what is drawn is translucent."""
        if not points:
            return
        if opacity >= 1:
            draw(ImageDraw.Draw(self.image), points, colour)
            return
        left = max(0, floor(min(x for x, _ in points) - beyond))
        top = max(0, floor(min(y for _, y in points) - beyond))
        right = min(self.image.width, ceil(max(x for x, _ in points) + beyond) + 1)
        bottom = min(self.image.height, ceil(max(y for _, y in points) + beyond) + 1)
        if right <= left or bottom <= top:
            return
        mask = Image.new("L", (right - left, bottom - top))
        draw(ImageDraw.Draw(mask), [(x - left, y - top) for x, y in points], round(255 * opacity))
        self.image.paste(colour, (left, top, right, bottom), mask)


def colour_of(text: str) -> Colour:
    """Return a colour of a style sheet such as `#1b56a3`, without its transparency.

    Raises:
        ValueError: it is not a colour.
    """
    red, green, blue = ImageColor.getrgb(text)[:3]
    return red, green, blue


def _draw_line(draw: ImageDraw.ImageDraw, line: Sequence[Point], width: float, cap: str, fill: Fill) -> None:
    half = width / 2
    if all(point == line[0] for point in line):
        x, y = line[0]
        corners = (x - half, y - half, x + half, y + half)
        if cap == "round":
            draw.ellipse(corners, fill)
        elif cap == "square":
            draw.rectangle(corners, fill)
        return
    if cap == "square":
        line = [_beyond(line[1], line[0], half), *line[1:-1], _beyond(line[-2], line[-1], half)]
    draw.line(line, fill, max(1, round(width)), "curve")
    if cap == "round":
        for x, y in (line[0], line[-1]):
            draw.ellipse((x - half, y - half, x + half, y + half), fill)


def _beyond(start: Point, end: Point, length: float) -> Point:
    """Return the point that is so far beyond the end of a line."""
    (x0, y0), (x1, y1) = start, end
    whole = hypot(x1 - x0, y1 - y0) or 1.0
    return x1 + (x1 - x0) * length / whole, y1 + (y1 - y0) * length / whole

"""One card: title, names and the picture of a demo, as the bytes of a PNG file."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image

from sitegen.cards.canvas import Canvas, colour_of
from sitegen.cards.find_fonts import FontFiles
from sitegen.cards.fonts import Font, balanced, choose_font, longest_word, needs_shaping, shortened
from sitegen.cards.mark import draw_mark
from sitegen.cards.markup import DrawError
from sitegen.model import CARD_HEIGHT, CARD_WIDTH, CardText

SHARP = 2
"""How many times as large as the card its picture is drawn."""
COLOURS = (256, 64, 16)
"""In the file: the first number that gives few enough bytes. Flat colours and smooth edges need no more."""
MOST_BYTES = 60_000
MARGIN = 64
PANEL = (632.0, 40.0, 528.0, 550.0)
"""Where the picture of a demo is: left, top, width, height."""
PANEL_MARGIN = 28.0
ENLARGED = 1.6
"""How much larger than on a page the picture is, since cards are shown small."""
TITLE_SIZES = range(104, 39, -4)
BESIDE_PICTURE = 84
"""The largest size of a title beside a picture."""
TITLE_HEIGHT = 352.0
LEADING = 1.12
SMALL = 28.0
TICKS = 20


@dataclass(frozen=True, slots=True)
class CardFonts:
    """The fonts of a card, each with those that follow where it lacks a letter."""

    title: Sequence[Font]
    text: Sequence[Font]
    bold: Sequence[Font]


@dataclass(frozen=True, slots=True)
class Card:
    """What was made."""

    png: bytes
    """The file; empty where there is neither a title nor a picture to show."""
    shown: int | None
    """The place of the picture that the card shows."""
    missing: str
    """The letters of the title that no font has; the card has no title then."""


def make_card(job: tuple[CardText, Sequence[str], Mapping[str, str], FontFiles]) -> Card:
    """Return a card.

    Args:
        job: what the card says; the pictures of a demo, as the page has them, of which the first is shown
            that cards can draw; colours by name, as style sheets write them; the files of the fonts.
    """
    text, pictures, given, files = job
    colours = {name: colour_of(value) for name, value in given.items()}
    fonts = _fonts(tuple(file and (file, file.stat().st_mtime_ns) for file in files))
    image = Image.new("RGB", (CARD_WIDTH, CARD_HEIGHT), colours["site-paper"])
    canvas = Canvas(image, 1.0, colours, fonts.text, fonts.bold)
    font, missing = choose_font(text.title, fonts.title)
    drawn = (place for place, part in enumerate(pictures) if _draw_picture(canvas, part, text))
    shown = next(drawn, None)
    if font is None and shown is None:
        return Card(b"", None, "".join(missing))
    _draw_texts(canvas, text, font, PANEL[0] - 40 if shown is not None else CARD_WIDTH - MARGIN)
    _draw_axis(canvas)
    return Card(_encoded(image), shown, "".join(missing))


@cache
def _fonts(files: tuple[tuple[Path, int] | None, ...]) -> CardFonts:
    """Return the fonts in files that were changed at these times."""
    own, serif, sans = (file[0].read_bytes() if file else None for file in files)

    def chain(data: bytes | None, weight: int) -> list[Font]:
        return [Font(each, weight) for each in (own, data) if each]

    return CardFonts(chain(serif, 700), chain(sans, 400), chain(sans, 650))


def _encoded(image: Image.Image) -> bytes:
    """Return an image as PNG with few colours."""
    data = b""
    for many in COLOURS:
        file = io.BytesIO()
        reduced = image.quantize(many, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        reduced.save(file, "PNG", optimize=True)
        data = file.getvalue()
        if len(data) <= MOST_BYTES:
            break
    return data


def _draw_picture(canvas: Canvas, markup: str, text: CardText) -> bool:
    """Draw a picture in its panel; say whether cards can draw it."""
    left = CARD_WIDTH - PANEL[0] - PANEL[2] if text.right_to_left else PANEL[0]
    panel = (left, *PANEL[1:])
    size = (round(SHARP * PANEL[2]), round(SHARP * PANEL[3]))
    image = Image.new("RGB", size, canvas.colours["site-paper"])
    large = Canvas(image, SHARP, canvas.colours, canvas.fonts, canvas.bold_fonts)
    rule = canvas.colours["site-rule"]
    large.round_box((0, 0, *PANEL[2:]), 14, canvas.colours["paper"], rule, 1)
    inside = large.within((PANEL_MARGIN, PANEL_MARGIN, 0, 0))
    inside = Canvas(image, SHARP * ENLARGED, canvas.colours, canvas.fonts, canvas.bold_fonts, inside.origin)
    width, height = ((length - 2 * PANEL_MARGIN) / ENLARGED for length in PANEL[2:])
    with suppress(DrawError):
        draw_mark(inside, markup, (0, 0, width, height))
        corner = (round(panel[0]), round(panel[1]))
        canvas.image.paste(image.reduce(SHARP), corner)
        return True
    return False


def _draw_texts(canvas: Canvas, text: CardText, font: Font | None, right: float) -> None:
    """Draw the names and, where there is a font for it, the title."""
    left, width = float(MARGIN), right - MARGIN
    x, side = (CARD_WIDTH - MARGIN, "r") if text.right_to_left else (left, "l")
    accent = (x - 56 if side == "r" else x, 58.0)
    canvas.area(_corners(*accent, 56, 6), canvas.colours["site-accent"])
    ink, muted = canvas.colours["site-ink"], canvas.colours["site-muted"]
    for words, base, colour, bold in ((text.site, 108.0, ink, True), (text.names, 548.0, muted, False)):
        chosen, _ = choose_font(words, canvas.bold_fonts if bold else canvas.fonts)
        if chosen:
            cut = shortened(words, width, chosen.at(SMALL, shaped=needs_shaping(words)))
            canvas.text((x, base), cut, SMALL, colour, anchor=f"{side}s", bold=bold)
    if font is None:
        return
    shaped = needs_shaping(text.title)
    for size in (size for size in TITLE_SIZES if size <= BESIDE_PICTURE or width > CARD_WIDTH / 2):
        drawn = font.at(size, shaped=shaped)
        lines = balanced(text.title, width, drawn)
        if len(lines) * size * LEADING <= TITLE_HEIGHT and longest_word(text.title, drawn) <= width:
            break
    else:
        lines = lines[: int(TITLE_HEIGHT / size / LEADING)]
    top = 322 - len(lines) * size * LEADING / 2
    titled = Canvas(canvas.image, 1.0, canvas.colours, [font], [font])
    for place, line in enumerate(lines):
        titled.text((x, top + (place + 0.8) * size * LEADING), line, size, ink, anchor=f"{side}s")


def _draw_axis(canvas: Canvas) -> None:
    """Draw an axis with ticks at the lower edge."""
    rule, muted = canvas.colours["site-rule"], canvas.colours["site-muted"]
    canvas.area(_corners(0, CARD_HEIGHT - 2, CARD_WIDTH, 2), muted)
    for x in range(0, CARD_WIDTH, TICKS):
        high = 14 if x % (5 * TICKS) == 0 else 8
        canvas.area(_corners(x, CARD_HEIGHT - high, 2, high), muted if high == 14 else rule)


def _corners(left: float, top: float, width: float, height: float) -> list[tuple[float, float]]:
    right, bottom = left + width - 1, top + height - 1
    return [(left, top), (right, top), (right, bottom), (left, bottom)]

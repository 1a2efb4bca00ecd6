"""The fonts of cards: which one has the letters of a text, and lines of text that fit a width."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from PIL import ImageFont, features

NO_CHARACTER = "\uffff"
"""Never in a font: what is drawn for it is drawn for every letter that a font lacks."""
SHAPED = frozenset({"R", "AL", "AN"})
"""Directions of letters that are written from right to left."""
WIDE = frozenset({"W", "F"})
"""Widths of letters between which a line may break."""
WEIGHT = b"Weight"
OPTICAL_SIZE = b"Optical Size"


@dataclass(frozen=True)
class Font:
    """A font file in one weight, at any size."""

    data: bytes
    weight: int = 400
    """From 100 to 900, for fonts with an axis of weights; others are drawn as they are."""
    _sizes: dict[tuple[float, bool], ImageFont.FreeTypeFont] = field(default_factory=dict, repr=False)
    _known: dict[str, bool] = field(default_factory=dict, repr=False)

    def at(self, size: float, *, shaped: bool = False) -> ImageFont.FreeTypeFont:
        """Return the font at a size in pixels.

        Args:
            size: of the letters.
            shaped: whether letters join or run from right to left.

        Raises:
            OSError: the file is not a font.
        """
        if (size, shaped) not in self._sizes:
            engine = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
            font = ImageFont.truetype(io.BytesIO(self.data), size, layout_engine=engine)
            self._choose(font, size)
            self._sizes[size, shaped] = font
        return self._sizes[size, shaped]

    def lacks(self, text: str) -> list[str]:
        """Return the letters of a text that the font does not have."""
        font = self.at(32)
        for letter in set(text) - self._known.keys():
            blank = letter.isspace() or unicodedata.category(letter) in ("Cf", "Mn", "Me")
            drawn = None if blank else font.getmask(letter)
            self._known[letter] = drawn is None or (drawn.size, bytes(drawn)) != self._box
        return [letter for letter in dict.fromkeys(text) if not self._known[letter]]

    @cached_property
    def _box(self) -> tuple[tuple[int, int], bytes]:
        drawn = self.at(32).getmask(NO_CHARACTER)
        return drawn.size, bytes(drawn)

    def _choose(self, font: ImageFont.FreeTypeFont, size: float) -> None:
        """Set the weight and the optical size of a variable font."""
        try:
            axes = font.get_variation_axes()
        except OSError:  # the font has one weight
            return
        wanted: dict[Any, float] = {WEIGHT: self.weight, OPTICAL_SIZE: size}
        values = [
            min(
                max(wanted.get(axis["name"], axis["default"] or 0), axis["minimum"] or 0),
                axis["maximum"] or 0,
            )
            for axis in axes
        ]
        font.set_variation_by_axes(values)


def needs_shaping(text: str) -> bool:
    """Say whether letters of a text join, combine or run from right to left."""
    return any(
        unicodedata.bidirectional(letter) in SHAPED or unicodedata.category(letter) in ("Mn", "Mc")
        for letter in text
    )


def can_shape() -> bool:
    """Say whether Pillow can draw such texts here."""
    return bool(features.check("raqm") and features.check("fribidi"))


def choose_font(text: str, fonts: Sequence[Font]) -> tuple[Font | None, list[str]]:
    """Return the first font with every letter of a text; else None, and the letters that the first lacks."""
    if needs_shaping(text) and not can_shape():
        return None, [letter for letter in dict.fromkeys(text) if needs_shaping(letter)]
    for font in fonts:
        if not font.lacks(text):
            return font, []
    return None, fonts[0].lacks(text)


def wrap(text: str, width: float, font: ImageFont.FreeTypeFont) -> list[str]:
    """Return a text in lines of at most a width in pixels; a longer word is cut."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and font.getlength((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
        while len(line) > 1 and font.getlength(line.rstrip()) > width:
            most = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or font.getlength(line[:n]) <= width)
            lines.append(line[:most])
            line = line[most:].lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def longest_word(text: str, font: ImageFont.FreeTypeFont) -> float:
    """Return the least width in pixels at which `wrap` cuts no word."""
    return max((font.getlength(piece.rstrip()) for piece in _pieces(text)), default=0.0)


def balanced(text: str, width: float, font: ImageFont.FreeTypeFont) -> list[str]:
    """Return a text in as few lines as the width allows, of similar length."""
    lines = wrap(text, width, font)
    low, high = min(longest_word(text, font), width), width
    while high - low > 4:
        middle = (low + high) / 2
        tried = wrap(text, middle, font)
        if len(tried) > len(lines):
            low = middle
        else:
            high, lines = middle, tried
    return lines


def shortened(text: str, width: float, font: ImageFont.FreeTypeFont) -> str:
    """Return a text, cut with an ellipsis where it is wider."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _pieces(text: str) -> Iterator[str]:
    """Give words with the spaces behind them, and letters between which a line may break, one by one."""
    word = ""
    for letter in " ".join(text.split()):
        wide = (
            unicodedata.east_asian_width(letter) in WIDE
            or unicodedata.east_asian_width(word[-1:] or " ") in WIDE
        )
        closes = unicodedata.category(letter) in ("Pe", "Pf", "Po")
        if word and wide and not closes and unicodedata.category(word[-1]) not in ("Ps", "Pi"):
            yield word
            word = ""
        word += letter
        if letter == " ":
            yield word
            word = ""
    if word:
        yield word

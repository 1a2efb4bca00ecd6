"""Tokens: the pieces of a text, each with a number, as HTML that wraps like text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.data_table import html_table, part
from sitegen.demo.marks.html import root
from sitegen.demo.marks.mark import Mark, MarkError
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.style import level
from sitegen.demo.plain_text import escape_text

_MOST_TOKENS = 200
_MOST_ROWS = 50
_VISIBLE = {"": "∅", " ": "␣", "\n": "↵", "\t": "⇥"}


class Tokens(Mark):
    """Words, or pieces of words, with a number each: the stronger the colour, the further from zero.

    Colour is not the only sign: the number is written below its word, and a line below both is solid for
    numbers above zero and dashed for numbers below.

    With `pick`, a token is a button that sets the control of this name to the token's place.

    Shape:
        values: (n,), one for each of the n tokens, n from 1 to 200.
        most: the size of number that has the strongest colour; found from the values when absent.
        pick: a control's name; empty for tokens that only show.
        picked: the place that the control has now.
        first: the place of the first token: 1 for a control that counts from 1.
    """

    kind: ClassVar[str] = "tokens"

    def __init__(
        self,
        tokens: Sequence[str],
        values: npt.ArrayLike,
        *,
        label: str = "",
        value_label: str = "value",
        most: float | None = None,
        pick: str = "",
        picked: int | None = None,
        first: int = 1,
    ) -> None:
        super().__init__(label)
        if isinstance(tokens, str) or not all(isinstance(token, str) for token in tokens):
            raise MarkError("Tokens: tokens is not a list of texts; expected one text for each piece")
        if not 1 <= len(tokens) <= _MOST_TOKENS:
            raise MarkError(f"Tokens: {len(tokens)} tokens; expected 1 to {_MOST_TOKENS}")
        if most is not None and not most > 0:
            raise MarkError(f"Tokens: most is {most:g}; expected a number above 0")
        self.tokens = [_VISIBLE.get(token, token) for token in tokens]
        self.values = self._vector("values", values, len(tokens))
        self.value_label, self.most = value_label, most
        if pick and not pick.isidentifier():
            raise MarkError(f"Tokens: pick is {pick!r}; expected the name of a control")
        self.pick, self.picked, self.first = pick, picked, first

    def picture(self, name: str) -> str:  # noqa: ARG002 the words are the name
        """Return the words as HTML."""
        most = self.most or float(np.abs(self.values).max()) or 1.0
        signed = bool((self.values < 0).any())
        pieces = []
        for place, (token, value) in enumerate(zip(self.tokens, self.values.tolist(), strict=True)):
            number = _signed(value) if signed else compact(value, 2)
            # The space separates word and number for readers without the style sheet.
            inside = self._button(place, f"{escape_text(token)} <small>{number}</small>")
            pieces.append(f'<li class="{level(value, most)}">{inside}</li>')
        return f'{root(self.kind)}<ul class="mark-tokens">{"".join(pieces)}</ul></div>'

    def sentence(self) -> str:
        """Say the words with the largest and the smallest number."""
        order = np.argsort(-self.values, kind="stable")
        texts = [f"{self.tokens[place]} {_signed(self.values[place])}" for place in order]
        if len(texts) == 1:
            return f"One token: {texts[0]}."
        if len(texts) <= 6:
            return f"{len(texts)} tokens, the largest {self.value_label} first: {', '.join(texts)}."
        return f"{len(texts)} tokens: largest {', '.join(texts[:3])}; smallest {', '.join(texts[:-4:-1])}."

    def table(self) -> str:
        """Return the words with their numbers, of many only the largest in size."""
        order = np.argsort(-np.abs(self.values), kind="stable")[:_MOST_ROWS]
        rows = ([str(p + 1), self.tokens[p], compact(self.values[p], 4)] for p in np.sort(order))
        caption = part(len(order), len(self.tokens), "tokens, the largest in size")
        return html_table(["place", "token", self.value_label], rows, caption=caption)

    def _button(self, place: int, inside: str) -> str:
        """Return a token's content, as a button where tokens can be picked."""
        if not self.pick:
            return inside
        value = self.first + place
        pressed = "true" if value == self.picked else "false"
        button = f'<button type="button" data-pick="{self.pick}" value="{value}" aria-pressed="{pressed}">'
        return f"{button}{inside}</button>"


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + compact(value, 2)

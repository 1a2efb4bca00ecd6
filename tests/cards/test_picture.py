"""A card fits its title, is small, and is the same wherever it is made."""

from __future__ import annotations

import io
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest
from PIL import Image

from sitegen.cards.find_fonts import FontFiles
from sitegen.cards.picture import MOST_BYTES, Card, make_card
from sitegen.cards.site_colours import colours_in
from sitegen.demo import Bars, ImageGrid
from sitegen.model import CARD_HEIGHT, CARD_WIDTH, CardText
from tests.cards.test_cards import PACKAGED

FONTS = FontFiles(None, PACKAGED[1], PACKAGED[0])
TEXT = CardText("A title", "A site", "Ada", right_to_left=False)
BARS = Bars({"a": 1.0}).picture("bars")
INK, BLUE = (26, 31, 38), (27, 86, 163)


def made(text: CardText = TEXT, pictures: tuple[str, ...] = ()) -> Card:
    return make_card((text, pictures, colours_in([]), FONTS))


def pixels(card: Card) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(card.png)).convert("RGB"))


@pytest.mark.parametrize(
    "title",
    [
        "A",
        "Deep learning in plain words",
        "One of many words " * 12,
        "Donaudampfschifffahrtsgesellschaft" * 4,
    ],
)
@pytest.mark.parametrize("pictures", [(), (BARS,)])
def test_any_title_stays_within_the_card(title: str, pictures: tuple[str, ...]) -> None:
    found = pixels(made(replace(TEXT, title=title), pictures))
    right = 632 if pictures else CARD_WIDTH
    ink = np.argwhere((found[:, :right] == INK).all(axis=2))

    assert found.shape == (CARD_HEIGHT, CARD_WIDTH, 3)
    assert ink[:, 1].min() >= 55
    assert ink[:, 1].max() < right - 20
    assert ink[:, 0].max() < 600


def test_the_first_picture_that_can_be_drawn_is_shown() -> None:
    programs = '<div class="mark"><div class="mark-programs"></div></div>'
    card = made(pictures=(programs, BARS))

    assert card.shown == 1
    assert (pixels(card)[60:570, 640:1150] == BLUE).all(axis=2).any()


def test_a_card_from_right_to_left_is_mirrored() -> None:
    found = pixels(made(replace(TEXT, right_to_left=True), (BARS,)))

    assert (found[60:570, 50:560] == BLUE).all(axis=2).any()
    assert (found[200:420, 900:] == INK).all(axis=2).any()


def test_many_colours_are_reduced_until_the_file_is_small() -> None:
    noise = np.random.default_rng(0).random((4, 128, 128, 3))
    card = made(pictures=(ImageGrid(noise).picture("noise"),))

    assert card.shown == 0
    assert len(card.png) <= 2 * MOST_BYTES
    assert len(made(pictures=(BARS,)).png) <= MOST_BYTES / 2


def test_a_title_without_letters_in_any_font_leaves_the_picture() -> None:
    card = made(replace(TEXT, title="深"), (BARS,))

    assert (card.shown, card.missing) == (0, "深")
    assert made(replace(TEXT, title="深")).png == b""


def test_another_process_makes_the_same_bytes() -> None:
    job = (TEXT, (BARS,), colours_in([]), FONTS)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        there = pool.submit(make_card, job).result()

    assert there == make_card(job)

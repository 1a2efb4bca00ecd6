import numpy as np
import pytest

from sitegen.demo.marks.palette import (
    diverging_palette,
    ink_palette,
    pale_palette,
    sequential_palette,
    signed_palette,
)
from sitegen.demo.marks.style import DARK, LIGHT


def test_the_middle_of_the_diverging_palette_is_clear_and_the_ends_are_dense() -> None:
    opacity = diverging_palette()[:, 3].astype(int)
    assert opacity[7] == 0
    assert opacity[0] == opacity[-1] == opacity.max()
    assert (np.diff(opacity[:8]) <= 0).all()
    assert (np.diff(opacity[7:]) >= 0).all()


def rgb(colour: str) -> np.ndarray:
    short = colour.removeprefix("#")
    full = "".join(2 * digit for digit in short) if len(short) == 3 else short
    return np.array([int(full[place : place + 2], 16) for place in (0, 2, 4)])


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """Return the contrast of WCAG 2.2 (relative luminance)."""

    def luminance(colour: np.ndarray) -> float:
        share = colour / 255
        linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def seen(palette: np.ndarray, paper: str) -> np.ndarray:
    """Return a palette's colours on a paper. Shape: (colours, 3)."""
    share = palette[:, 3:] / 255
    colours: np.ndarray = palette[:, :3] * share + rgb(paper) * (1 - share)
    return colours


@pytest.mark.parametrize("page", [LIGHT, DARK], ids=["light", "dark"])
def test_ink_stays_readable_on_every_colour(page: dict[str, str]) -> None:
    for palette in (diverging_palette(), sequential_palette(), pale_palette()):
        assert min(contrast(colour, rgb(page["ink"])) for colour in seen(palette, page["paper"])) >= 4.5


@pytest.mark.parametrize("page", [LIGHT, DARK], ids=["light", "dark"])
def test_dots_and_the_boundary_stand_out_from_the_palest_and_the_strongest_area(page: dict[str, str]) -> None:
    for ground in seen(pale_palette(), page["paper"]):
        for name in ("series-1", "series-2"):
            assert contrast(ground, rgb(page[name])) >= 4.5
        assert contrast(ground, rgb(page["line"])) >= 10


@pytest.mark.parametrize("page", [LIGHT, DARK], ids=["light", "dark"])
def test_lines_texts_and_borders_stand_out_from_the_paper(page: dict[str, str]) -> None:
    least = {"ink": 7, "muted": 4.5, "edge": 3, **{f"series-{n}": 4.5 for n in range(1, 7)}}
    for name, ratio in least.items():
        assert contrast(rgb(page[name]), rgb(page["paper"])) >= ratio, name


def test_ink_goes_from_hardly_visible_to_dense_and_other_middles_are_clear() -> None:
    assert ink_palette()[[0, -1], 3].tolist() == [13, 255]
    assert signed_palette()[7, 3] == 13
    assert diverging_palette()[7, 3] == pale_palette()[7, 3] == sequential_palette()[0, 3] == 0

import base64
import zlib

import numpy as np
import pytest

from sitegen.demo import MarkError
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.pixels import (
    block_table,
    brightness,
    check_pixels,
    ends_of,
    ink_class,
    mask_source,
    source,
)


def test_the_range_is_0_to_1_or_wider_and_symmetric_for_signed_values() -> None:
    assert ends_of(np.array([[0.2, 0.5]]), "ink", None, None) == (0.0, 1.0)
    assert ends_of(np.array([[-2.0, 5.0]]), "grey", None, None) == (-2.0, 5.0)
    assert ends_of(np.array([[-2.0, 1.0]]), "signed", None, None) == (-2.0, 2.0)
    assert ends_of(np.array([[0.0]]), "signed", None, None) == (-1.0, 1.0)


@pytest.mark.parametrize(
    ("shape", "scale", "message"),
    [
        ((3,), "ink", "expected"),
        ((2, 2, 4), "ink", "expected"),
        ((257, 1), "ink", "at most 256"),
        ((2, 2), "red", "expected one of ink, grey, signed"),
    ],
)
def test_arrays_that_are_no_picture_are_refused(shape: tuple[int, ...], scale: str, message: str) -> None:
    with pytest.raises(MarkError, match=message):
        check_pixels("Image", "values", np.zeros(shape), scale, 0)


def test_only_ink_follows_the_page() -> None:
    values = np.array([[0.0, 1.0]])
    assert ink_class(values, "ink") == "mark-ink"
    assert ink_class(values, "grey") == ink_class(values, "signed") == ""
    assert ink_class(np.zeros((1, 1, 3)), "ink") == ""


def colour_type(url: str) -> int:
    """Return the byte of a PNG that says which kind of colours it has."""
    return base64.b64decode(url.partition(",")[2])[25]


def test_greys_and_colours_need_no_palette() -> None:
    values = np.array([[0.0, 0.5]])
    assert colour_type(source(values, "grey", (0.0, 1.0))) == 0
    assert colour_type(source(np.zeros((1, 2, 3)), "ink", (0.0, 1.0))) == 2
    assert colour_type(source(values, "ink", (0.0, 1.0))) == 3


def test_a_mask_is_clear_where_it_is_0() -> None:
    assert mask_source(np.array([[0.0, 1.0]])) != mask_source(np.array([[1.0, 1.0]]))
    png = base64.b64decode(mask_source(np.array([[0.0]])).partition(",")[2])
    opacity = png[png.index(b"tRNS") + 4 :][:15]
    pixel = zlib.decompress(png[png.index(b"IDAT") + 4 : png.index(b"IEND") - 8])[1] >> 4
    assert opacity[pixel] == 0


def test_colours_have_a_brightness() -> None:
    assert brightness(np.full((1, 1, 3), 0.5)).tolist() == [[0.5]]
    assert brightness(np.array([[0.25]])).tolist() == [[0.25]]


def test_a_table_has_the_means_of_blocks() -> None:
    table = block_table(np.repeat(np.arange(2.0), 8)[None].repeat(16, axis=0), compact)
    assert table.count("<tr>") == 9
    assert "0–1" in table
    assert "Means over blocks of pixels" in table
    assert "caption" not in block_table(np.ones((2, 2)), compact)

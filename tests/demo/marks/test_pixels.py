import numpy as np
import pytest

from sitegen.demo import MarkError
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.pixels import block_table, brightness, check_pixels, ends_of, frame, image

BOX = (0.0, 0.0, 10.0, 10.0)


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
    assert "demo-ink-pixels" in image(values, "ink", (0, 1), BOX)
    assert "demo-ink-pixels" not in image(values, "grey", (0, 1), BOX)
    assert "demo-ink-pixels" not in image(values, "signed", (-1, 1), BOX)


def test_missing_pixels_are_transparent_in_every_scale() -> None:
    gap = np.array([[np.nan, 1.0]])
    for scale, ends in (("ink", (0.0, 1.0)), ("grey", (0.0, 1.0)), ("signed", (-1.0, 1.0))):
        assert image(gap, scale, ends, BOX) != image(np.array([[1.0, 1.0]]), scale, ends, BOX)


def test_a_strong_frame_stands_outside_the_picture() -> None:
    assert 'x="0" y="0" width="10"' in frame(BOX)
    assert 'x="-1.5" y="-1.5" width="13"' in frame(BOX, strong=True)


def test_colours_have_a_brightness() -> None:
    assert brightness(np.full((1, 1, 3), 0.5)).tolist() == [[0.5]]
    assert brightness(np.array([[0.25]])).tolist() == [[0.25]]


def test_a_table_has_the_means_of_blocks() -> None:
    table = block_table(np.repeat(np.arange(2.0), 8)[None].repeat(16, axis=0), compact)
    assert table.count("<tr>") == 9
    assert "0–1" in table
    assert "Means over blocks of pixels" in table
    assert "caption" not in block_table(np.ones((2, 2)), compact)

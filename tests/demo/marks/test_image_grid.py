import re

import numpy as np

from sitegen.demo import (
    ImageGrid,
)


def test_highlighted_images_have_a_colour_a_dot_and_a_sentence() -> None:
    grid = ImageGrid(np.ones((3, 2, 2)), ["4", "9", "7"], highlight=[1], highlight_label="wrong")
    assert grid.sentence() == "3 images of 2 rows and 2 columns; wrong: 1 (image 2, 9)."
    html = grid.picture("x")
    assert '<div class="mark-key">● wrong</div>' in html
    assert re.findall(r'<div( class="mark-hot")?><img[^>]*>([^<]*)', html) == [
        ("", "4"), (' class="mark-hot"', "● 9"), ("", "7")
    ]  # fmt: skip
    assert re.findall(r"<td>([^<]*)", grid.table())[4::5] == ["no", "yes", "no"]


def test_a_grid_without_titles_is_its_images() -> None:
    html = ImageGrid(np.ones((12, 4, 4))).picture("x")
    assert html.count("<img ") == 12
    assert html.count("<div") == 2


def test_a_wide_place_has_more_columns_unless_the_author_said_how_many() -> None:
    assert 'class="mark-grid mark-per-4 mark-wide-6"' in ImageGrid(np.ones((12, 1, 1))).picture("x")
    assert 'class="mark-grid mark-per-3 mark-wide-3"' in ImageGrid(np.ones((12, 1, 1)), columns=3).picture(
        "x"
    )

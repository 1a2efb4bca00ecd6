import re

import numpy as np

from sitegen.demo import (
    ImageGrid,
)


def test_highlighted_images_have_a_frame_a_dot_and_a_sentence() -> None:
    grid = ImageGrid(np.ones((3, 2, 2)), ["4", "9", "7"], highlight=[1], highlight_label="wrong")
    assert grid.sentence() == "3 images of 2 rows and 2 columns; wrong: 1 (image 2, 9)."
    svg = grid.picture("x")
    assert "● framed: wrong" in svg
    assert re.findall(r'font-weight="700">([^<]*)', svg) == ["● 9"]
    assert svg.count('stroke-width="3"') == 1
    assert re.findall(r"<td>([^<]*)", grid.table())[4::5] == ["no", "yes", "no"]


def test_a_grid_embeds_one_picture_per_row() -> None:
    assert ImageGrid(np.ones((12, 4, 4))).picture("x").count("<image") == 3

import re
from typing import Any

import numpy as np
import pytest

from sitegen.demo import Image, MarkError


def test_the_sentence_names_size_boxes_and_mask() -> None:
    picture = Image(
        [[0.0, 1.0], [0.5, 0.5]], mask=[[1, 0], [0, 0]], boxes=[[0, 0, 1, 2]], box_names=["seven 0.9"]
    )
    assert picture.sentence() == (
        "2 rows of 2 pixels from 0 to 1, 0.5 on average; the mask covers 25% of it; "
        "1 box: seven 0.9 at columns 0 to 1, rows 0 to 2."
    )
    assert 'scope="row">seven 0.9' in picture.table()


def test_a_large_image_has_a_table_of_means() -> None:
    table = Image(np.kron(np.eye(8), np.ones((4, 4)))).table()
    assert "<caption>Means over blocks of pixels</caption>" in table
    assert re.findall(r"<td>([^<]*)", table)[:9] == ["1", *"0000000", "0"]


def test_only_pixels_in_ink_are_inverted_in_dark_pages() -> None:
    assert "mark-ink" in Image([[0.0, 1.0]]).picture("x")
    assert "mark-ink" not in Image([[0.0, 1.0]], scale="grey").picture("x")


def test_a_picture_with_words_is_a_square_round_its_pixels() -> None:
    plain = Image(np.zeros((2, 4))).picture("x")
    assert 'viewBox="0 0 4 2"' in plain
    boxed = Image(np.zeros((2, 4)), boxes=[[1, 0, 3, 2]], box_names=["<"]).picture("x")
    assert 'viewBox="0 -1 4 4"' in boxed
    assert '<text x="25%" y="25%" dx="0" dy="-6"' in boxed
    assert "&lt;</text>" in boxed


TWO_BOXES: dict[str, Any] = {"boxes": [[0, 0, 1, 1], [1, 0, 2, 1]], "box_names": ["a", "b"]}


def test_boxes_of_a_class_share_colour_and_dash_and_the_legend_names_it() -> None:
    plain = Image([[0.0, 1.0]], **TWO_BOXES).picture("x")
    assert "stroke-dasharray" not in plain
    assert "mark-key" not in plain
    assert "series-2" in plain
    assert "series-3" in plain
    classes = Image([[0.0, 1.0]], **TWO_BOXES, box_classes=[0, 1], box_class_names=("right", "wrong"))
    drawn, legend = classes.picture("x"), '<div class="mark-key">'
    assert drawn.count('stroke-dasharray="7 4"') == 2  # the box, and its sample in the legend
    assert legend in drawn
    assert drawn.index("right") < drawn.index("wrong") < drawn.index("mark-place")


def test_a_box_without_its_class_is_refused() -> None:
    with pytest.raises(MarkError, match=r"Image: box_classes has shape \(1,\); expected \(2,\)"):
        Image([[0.0, 1.0]], **TWO_BOXES, box_classes=[0])
    with pytest.raises(MarkError, match="Image: box_classes holds 2; expected whole numbers from 0 to 1"):
        Image([[0.0, 1.0]], **TWO_BOXES, box_classes=[0, 2], box_class_names=("right", "wrong"))

import re

import numpy as np

from sitegen.demo import (
    Image,
)


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

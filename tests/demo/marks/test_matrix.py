import re

from sitegen.demo import (
    Matrix,
)


def test_a_matrix_writes_every_number_and_says_where_the_extremes_are() -> None:
    matrix = Matrix([[0.5, -1.25], [3.0, 0.0]], ["a", "b"], row_label="from", column_label="to")
    assert matrix.sentence() == "2 rows and 2 columns from −1.25 (a, column 2) to 3 (b, column 1)."
    assert re.findall(r">([^<]*)</text>", matrix.picture("x"))[:4] == ["0.5", "−1.25", "3", "0"]
    assert re.findall(r"<td>([^<]*)", matrix.table()) == ["0.5", "−1.25", "3", "0"]


def test_the_colour_of_a_cell_depends_on_the_sign_and_its_strength_on_the_size() -> None:
    cells = re.findall(
        r'class="demo-fill-(\w+)" fill="#\w+" fill-opacity="([\d.]+)"', Matrix([[-2.0, 1.0]]).picture("x")
    )
    assert cells == [("negative", "0.50"), ("positive", "0.25")]


def test_a_number_too_wide_for_its_cell_has_fewer_digits() -> None:
    svg = Matrix([[0.123456] * 8], ["a row with a name"]).picture("x")
    assert {text for text in re.findall(r">([^<]*)</text>", svg) if text.startswith("0")} == {"0.1"}

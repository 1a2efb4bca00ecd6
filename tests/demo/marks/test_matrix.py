import re

from sitegen.demo import (
    Matrix,
)


def test_a_matrix_writes_every_number_and_says_where_the_extremes_are() -> None:
    matrix = Matrix([[0.5, -1.25], [3.0, 0.0]], ["a", "b"], row_label="from", column_label="to")
    assert matrix.sentence() == "2 rows and 2 columns from −1.25 (a, column 2) to 3 (b, column 1)."
    assert re.findall(r"<td[^>]*>([^<]+)</td>", matrix.picture("x")) == ["0.5", "−1.25", "3", "0"]
    assert re.findall(r"<td>([^<]*)", matrix.table()) == ["0.5", "−1.25", "3", "0"]


def test_the_colour_of_a_cell_depends_on_the_sign_and_its_strength_on_the_size() -> None:
    cells = re.findall(r'<td class="([^"]*)"', Matrix([[-2.0, 1.0, 0.0]]).picture("x"))
    assert cells == ["mark-level-10 mark-below", "mark-level-5", "mark-level-0"]


def test_a_number_too_wide_for_its_cell_has_fewer_digits() -> None:
    svg = Matrix([[123.456] * 8], ["a row with a name"]).picture("x")
    assert set(re.findall(r"<td class[^>]*>([^<]*)</td>", svg)) == {"123"}

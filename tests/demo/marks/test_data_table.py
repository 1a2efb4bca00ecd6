import re

from sitegen.demo.marks.data_table import html_table, part, thin


def test_places_are_spread_evenly_with_both_ends() -> None:
    assert thin(3, 12).tolist() == [0, 1, 2]
    assert thin(101, 3).tolist() == [0, 50, 100]
    assert len(thin(1000, 12)) == 12


def test_cells_are_escaped_and_cleaned() -> None:
    table = html_table(["a<", ""], [["b&", "c\x00\ud800"]], caption="d>")
    assert re.findall(r">([^<>]+)<", table) == ["d&gt;", "a&lt;", "b&amp;", "c\u2400\ufffd"]


def test_the_first_cell_of_a_row_is_its_heading() -> None:
    assert '<th scope="row">a</th><td>1</td>' in html_table(["", "n"], [["a", "1"]])
    assert "<td>a</td><td>1</td>" in html_table(["", "n"], [["a", "1"]], row_heads=False)


def test_the_caption_says_how_much_is_left_out() -> None:
    assert part(12, 1000, "points") == "12 of 1,000 points"
    assert part(3, 3, "points") == ""

from sitegen.demo.marks.shapes import dot_key, dots, line, line_key


def test_lines_and_points_repeat_after_six() -> None:
    assert line("M0 0h1", 6) == line("M0 0h1", 0)
    assert dots("M0 0h0", 6) == dots("M0 0h0", 0)
    assert len({line("M0 0h1", place, "ink") for place in range(6)}) == 6
    assert len({dots("M0 0h0", place, "ink") for place in range(6)}) == 6
    assert len({dot_key(place) for place in range(6)}) == len({line_key(place) for place in range(6)}) == 6


def test_every_point_lies_on_a_rim_of_paper() -> None:
    for place in range(6):
        first, second = dots("M0 0h0", place, size=8).split("<path")[1:3]
        assert "--demo-paper" in first
        assert "--demo-series" in second


def test_strokes_keep_their_width_in_pixels() -> None:
    for drawn in (dots("M0 0h0", 4), line("M0 0h1", 1)):
        assert drawn.count("<path") == drawn.count('vector-effect="non-scaling-stroke"')

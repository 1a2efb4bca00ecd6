import re

from sitegen.demo.marks.axes import Box, axes, dot_key, dots, footer, header, line, origin_lines, spread
from sitegen.demo.marks.scale import Scale

BOX = Box(44, 24, 200, 100)


def test_a_legend_that_does_not_fit_beside_the_title_has_rows_of_its_own() -> None:
    _, one = header("loss", [])
    _, two = header("loss", [("", "a")])
    _, many = header("loss", [("", f"a long name {n}") for n in range(6)])
    assert one == two < many
    assert header("", []) == ("", 10)


def test_ticks_and_labels_of_an_axis_are_drawn_below_the_box() -> None:
    svg = axes(BOX, Scale(0, 10, 0, 200), Scale(0, 1, 100, 0), x_label="steps")
    texts = dict(re.findall(r'y="([^"]*)"[^>]*>([^<]*)</text>', svg))
    assert texts["157"] == "steps"
    assert re.findall(r'y="141"[^>]*>([^<]*)', svg)[0] == "0"
    assert footer("steps") > footer("")


def test_touching_ticks_are_left_out() -> None:
    ticks = [(float(place), "1,000") for place in range(0, 200, 10)]
    kept = spread(ticks)
    assert 1 < len(kept) < len(ticks)
    assert kept[0] == ticks[0]
    assert spread([(0.0, "a"), (100.0, "b")]) == [(0.0, "a"), (100.0, "b")]


def test_the_origin_is_marked_only_where_the_plot_shows_it() -> None:
    inside, outside = Scale(-1, 1, 0, 200), Scale(1, 2, 100, 0)
    assert origin_lines(BOX, inside, outside).count("M") == 1
    assert origin_lines(BOX, outside, outside) == ""


def test_lines_and_points_repeat_after_six() -> None:
    assert line("M0 0h1", 6) == line("M0 0h1", 0)
    assert dots("M0 0h0", 6, "ink") == dots("M0 0h0", 0, "ink")
    assert len({line("M0 0h1", place) for place in range(6)}) == 6
    assert len({dot_key(place, "ink") for place in range(6)}) == 6


def test_every_point_has_a_rim_of_paper() -> None:
    assert all('demo-stroke-paper"' in dots("M0 0", place, "ink") for place in range(6))

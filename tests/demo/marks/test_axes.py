import re

from sitegen.demo.marks.axes import legend, names_at_ends, plot, spread
from sitegen.demo.marks.scale import Scale

X, Y = Scale(0, 10, 0, 1000), Scale(0, 1, 1000, 0)


def test_a_legend_names_what_y_is_and_each_thing_drawn() -> None:
    assert legend("loss", [("<svg/>", "a<b")]) == (
        '<div class="mark-key">loss<span><svg/>a&lt;b</span></div>'
    )
    assert legend("", []) == ""


def test_a_legend_does_not_repeat_the_name_of_its_picture() -> None:
    assert legend("loss", [], "Loss. Over x from 0 to 1, loss goes from 1 to 0.") == ""
    assert "loss" in legend("loss", [], "Loss of the test. Over x")


def test_ticks_stand_at_shares_of_the_place_and_keep_their_distance_in_pixels() -> None:
    html = plot("", X, Y, x_label="steps")
    ticks = re.findall(r'<text x="([^"]*)" y="([^"]*)"[^>]*>([^<]*)', html)
    assert ("0", "50%", "0.50") in ticks or ("0", "50%", "0.5") in ticks
    assert ("40%", "100%", "4") in ticks
    assert 'transform="translate(-8 4)"' in html
    assert html.endswith('<div class="mark-x">steps</div>')


def test_the_last_tick_does_not_reach_out_of_the_picture() -> None:
    assert '<text x="100%" y="100%" text-anchor="end" dx="12">10</text>' in plot("", X, Y)


def test_a_tick_wider_than_the_space_beside_the_plot_is_narrowed() -> None:
    assert 'textLength="34"' in plot("", X, Scale(0, 0.0004, 1000, 0))
    assert "textLength" not in plot("", X, Y)


def test_touching_ticks_are_left_out() -> None:
    ticks = [(place / 20, "1,000") for place in range(20)]
    kept = spread(ticks)
    assert 1 < len(kept) < len(ticks)
    assert kept[0] == ticks[0]
    assert spread([(0.0, "a"), (0.9, "b")]) == [(0.0, "a"), (0.9, "b")]


def test_the_origin_is_marked_only_where_the_plot_shows_it() -> None:
    inside = plot("", Scale(-1, 1, 0, 1000), Scale(1, 2, 1000, 0))
    assert 'd="M0 1000H1000M500 0V1000"' in inside
    assert "M500 0V1000" not in plot("", Scale(1, 2, 0, 1000), Scale(1, 2, 1000, 0))


def test_only_data_that_reach_beyond_the_axes_are_cut() -> None:
    assert plot("<path/>", X, Y, over="<g/>").count('overflow="visible"') == 2
    cut = plot("<path/>", X, Y, over="<g/>", clip=True)
    assert '<svg viewBox="0 0 1000 1000" preserveAspectRatio="none"><path' in cut
    assert cut.index("<path/>") < cut.index('overflow="visible"><g/>')


def test_names_at_the_ends_of_lines_keep_apart_and_inside() -> None:
    svg = names_at_ends(["a", "b", "c"], [0.98, 0.97, 0.5], ["series-1", "series-2", "series-3"])
    places = re.findall(r'y="([\d.]+)%"[^>]*>(\w)<', svg)
    assert places == [("50", "c"), ("87", "b"), ("100", "a")]


def test_one_name_many_names_and_long_names_stand_elsewhere() -> None:
    assert names_at_ends(["a"], [0.5], ["series-1"]) == ""
    assert names_at_ends(["a rather long name", "b"], [0.5, 0.6], ["series-1", "series-2"]) == ""
    assert names_at_ends(list("abcde"), [0.1] * 5, ["series-1"] * 5) == ""

import re

import numpy as np
import pytest

from sitegen.demo import Curve, MarkError


def test_the_sentence_names_ends_and_extremes() -> None:
    curve = Curve({"training": [1.0, 0.1, 0.4], "held-out": [1.0, 0.9, 0.8]}, [0, 10, 20], x_label="steps")
    assert curve.sentence() == (
        "Over steps from 0 to 20, training goes from 1 to 0.4, lowest 0.1 at 10; held-out goes from 1 to 0.8."
    )


def test_the_sentence_of_a_single_value_is_that_value() -> None:
    assert Curve([2.5], y_label="loss").sentence() == "Over x from 0 to 0, loss is 2.5."


def test_the_table_is_thinned_and_says_so() -> None:
    table = Curve(np.arange(1000.0), x_label="steps").table()
    assert "<caption>12 of 1,000 points</caption>" in table
    assert re.findall(r'scope="row">([^<]*)', table)[::11] == ["0", "999"]


def test_a_short_table_has_every_row_and_no_caption() -> None:
    table = Curve([1.0, 2.0]).table()
    assert table == (
        '<table><thead><tr><th scope="col">x</th><th scope="col">y</th></tr></thead><tbody>'
        '<tr><th scope="row">0</th><td>1</td></tr><tr><th scope="row">1</th><td>2</td></tr></tbody></table>'
    )


def test_thinning_a_long_line_keeps_a_lone_spike() -> None:
    values = np.zeros(20_000)
    values[13_337] = 5.0
    svg = Curve(values, y_range=(0, 5)).picture("x")
    path = re.findall(r'd="(M[^"]*)" fill="none" stroke="var\(--demo-series-1', svg)[0]
    start, _, rest = path[1:].partition("l")
    steps = np.array(rest.replace("-", " -").split(), dtype=int).reshape(-1, 2)
    heights = int(start.split()[1]) + np.cumsum(steps[:, 1])
    assert len(heights) < 500
    assert heights.min() == 0


def test_lines_differ_in_dash_as_well_as_in_colour() -> None:
    svg = Curve({name: [0.0, 1.0] for name in "abcdef"}).picture("x")
    lines = re.findall(r'stroke="var\(--demo-(series-\d)[^>]*linecap="round"([^>]*)/>', svg)
    assert len(set(lines)) == 6
    assert len({dash for _, dash in lines}) == 6


def test_a_few_short_names_stand_at_the_ends_of_their_lines_and_others_above() -> None:
    few = Curve({"training": [0.0, 1.0], "held-out": [0.0, 0.5]}).picture("x")
    assert 'class="mark-names"' in few
    assert "mark-key" not in few
    many = Curve({name: [0.0, 1.0] for name in "abcdef"}).picture("x")
    assert "mark-names" not in many
    assert many.count("<span>") == 6


def test_only_a_line_that_leaves_its_axes_is_cut() -> None:
    inside = Curve([0.0, 1.0]).picture("x")
    beyond = Curve([0.0, 1.0], y_range=(0, 0.5)).picture("x")
    assert inside.count("preserveAspectRatio") == inside.count('overflow="visible"') - 1
    assert '<svg viewBox="0 0 1000 1000" preserveAspectRatio="none">' in beyond


def test_points_on_a_line_take_the_colours_of_a_surface() -> None:
    svg = Curve([0.0, 1.0], points={"no": [[0, 0]], "yes": [[1, 1]]}).picture("x")
    colours = re.findall(r'stroke="var\(--demo-([\w-]+),#\w+\)" stroke-width="2.25"', svg)
    assert set(colours) == {"line"}
    assert "--demo-series-1" in svg
    assert "--demo-series-2" in svg


def test_a_band_is_an_area_in_the_colour_of_its_line() -> None:
    curve = Curve(
        {"counted": [2.0, 4.0], "expected": [1.0, 3.0]}, bands={"expected": ([0.0, 1.0], [2.0, 5.0])}
    )
    svg = curve.picture("x")
    assert re.findall(r'd="([^"]*Z)" fill="var\(--demo-(series-\d)[^"]*" fill-opacity', svg) == [
        ("M0 1000l1000-200 0-800-1000 600Z", "series-2")
    ]
    assert curve.sentence().endswith("expected goes from 1 to 3, in a band 2 to 4 wide.")
    assert re.findall(r'scope="col">([^<]*)', curve.table())[-2:] == ["expected, from", "expected, to"]


def test_a_band_has_a_series_and_its_lower_edge_below() -> None:
    with pytest.raises(MarkError, match="bands names 'expect'; expected a series: 'expected'"):
        Curve({"expected": [1.0]}, bands={"expect": ([0.0], [2.0])})
    with pytest.raises(MarkError, match="lower edge of band 'expected' is above the upper at 1"):
        Curve({"expected": [1.0, 1.0]}, bands={"expected": ([0.0, 3.0], [2.0, 2.0])})
    with pytest.raises(MarkError, match=r"bands 'expected', upper has 1 values; expected 2"):
        Curve({"expected": [1.0, 1.0]}, bands={"expected": ([0.0, 0.0], [2.0])})

import re
from itertools import pairwise

import numpy as np

from sitegen.demo import (
    Graph,
)


def test_the_sentence_names_the_layers_and_the_largest_weight() -> None:
    graph = Graph([[[1.0, -3.0]], [[2.0]]], names=[["x₁", "x₂"], [], ["y"]])
    assert graph.sentence() == (
        "Layers of 2, 1 and 1 units; the largest weight goes from x₂ to unit 1 of layer 2 with −3."
    )
    assert re.findall(r'scope="row">([^<]*)', graph.table()) == ["x₂", "unit 1 of layer 2", "x₁"]


def test_weights_below_zero_are_dashed() -> None:
    svg = Graph([[[1.0, -3.0]]]).picture("x")
    lines = re.findall(r'<path [^>]*stroke="var\(--demo-(series-\d)([^>]*)/>', svg)
    assert {sign: "stroke-dasharray" in rest for sign, rest in lines} == {"series-1": True, "series-2": False}


def test_a_wide_layer_says_how_many_of_its_units_are_drawn() -> None:
    svg = Graph([np.ones((300, 2))]).picture("x")
    assert "10 of 300" in svg
    assert svg.count("<circle") == 12


def test_the_numbers_of_crossing_lines_do_not_overlap() -> None:
    svg = Graph([[[0.5, -1.5], [2.0, 0.3]]]).picture("x")
    heights = sorted(float(y) for y in re.findall(r'<text x="[^"]+" y="([^"]+)%"', svg))
    assert min(b - a for a, b in pairwise(heights)) >= 15  # per cent, of 120 px at least


def test_names_beside_the_outer_layers_have_a_gutter_that_is_wide_enough() -> None:
    def gutters(name: str) -> list[str]:
        return re.findall(r"mark-(?:left|right)-(\d)", Graph([[[1.0]]], names=[[name], []]).picture("x"))

    assert [gutters(name)[0] for name in ("", "x", "a long name")] == ["0", "1", "2"]
    assert gutters("x")[1] == "0"

import re

import numpy as np

from sitegen.demo import Bars, Graph, Heatmap, Percent, Scatter, Table, Text


def test_a_table_writes_each_cell_by_its_kind() -> None:
    table = Table(
        {"name": ["a"], "share": [Percent(0.5)], "n": [np.int64(1234)], "ok": [np.bool_(True)], "x": [1e-5]}
    )
    cells = re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", table.picture("x"))
    assert cells[5:] == ["a", "50.0\u202f%", "1,234", "yes", "10⁻⁵"]
    assert table.sentence() == "A table of 1 row: name, share, n, ok, x."
    assert table.table() == ""


def test_text_is_escaped_and_cut_into_paragraphs() -> None:
    assert Text("a < b\n\nc").picture("x") == "<p>a &lt; b</p><p>c</p>"
    assert Text(" a\n  b", mono=True).picture("x") == "<pre> a\n  b</pre>"
    assert Text("a\nb").sentence() == "a b"


def test_few_bars_are_all_told_and_many_by_their_extremes() -> None:
    assert Bars({"a": 1.0, "b": -0.5}, x_label="score").sentence() == "score: a 1, b −0.5."
    assert Bars({str(n): float(n) for n in range(7)}).sentence() == "Largest 6 6, smallest 0 0."


def test_bars_left_of_zero_have_a_colour_of_their_own() -> None:
    svg = Bars({"a": 1.0, "b": -0.5}).picture("x")
    assert "--demo-negative" in svg
    assert "--demo-positive" in svg


def test_a_heat_map_tells_where_its_ends_lie() -> None:
    heat = Heatmap([[1.0, 2.0], [3.0, -4.0]], rows=["a", "b"])
    assert heat.sentence() == "2 rows and 2 columns from −4 (b, column 1) to 3 (b, column 0)."


def test_a_large_heat_map_has_a_thinned_table() -> None:
    assert "<caption>96 of 65,536 cells</caption>" in Heatmap(np.ones((256, 256))).table()


def test_a_network_tells_its_layers_and_largest_weight() -> None:
    graph = Graph([[[1.0, -3.0]], [[2.0]]], names=[["x₁", "x₂"], [], ["y"]])
    assert graph.sentence() == (
        "Layers of 2, 1 and 1 units; the largest weight goes from x₂ to unit 1 of layer 2 with −3."
    )
    assert re.findall(r'scope="row">([^<]*)', graph.table()) == ["x₂", "unit 1 of layer 2", "x₁"]


def test_weights_below_zero_are_dashed() -> None:
    svg = Graph([[[1.0, -3.0]]]).picture("x")
    assert len(re.findall(r"--demo-negative[^\"]*stroke-dasharray", svg)) == 1
    assert not re.findall(r"--demo-positive[^\"]*stroke-dasharray", svg)


def test_a_wide_layer_says_how_many_of_its_units_are_drawn() -> None:
    svg = Graph([np.ones((300, 2))]).picture("x")
    assert "10 of 300" in svg
    assert svg.count("<circle") == 12


def test_a_scatter_is_summed_up_for_each_class() -> None:
    scatter = Scatter([[0, 0], [2, 4], [9, 9]], [0, 0, 1], class_names=["cats", "dogs", "none"])
    assert scatter.sentence() == "2 cats round (1, 2); 1 dogs round (9, 9); no none."
    assert re.findall(r"<td>([^<]*)</td>", scatter.table())[:7] == ["2", "1", "0", "2", "2", "0", "4"]

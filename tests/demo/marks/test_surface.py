import base64
import re
import zlib

import numpy as np

from sitegen.demo import Surface


def test_the_plane_gives_the_middles_of_the_cells_row_by_row() -> None:
    plane = Surface.plane(2, (0, 4), (10, 12))
    assert plane.dtype == np.float32
    assert plane.tolist() == [[1, 10.5], [3, 10.5], [1, 11.5], [3, 11.5]]
    assert Surface.plane((1, 2), (0, 4), (10, 12)).tolist() == [[1, 11], [3, 11]]


def test_the_first_row_is_painted_at_the_bottom() -> None:
    svg = Surface([[0.0, 0.0], [1.0, 1.0]]).picture("x")
    png = base64.b64decode(re.findall(r"base64,([^\"]*)", svg)[0])
    start = png.index(b"IDAT") + 4
    raw = zlib.decompress(png[start : png.index(b"IEND") - 8])
    assert list(raw) == [0, 14 << 4 | 14, 0, 0]


def test_the_boundary_reaches_from_edge_to_edge() -> None:
    values = np.tile(np.linspace(0, 1, 10), (10, 1))
    svg = Surface(values).picture("x")
    path = re.findall(r'd="M(\d+) (-?\d+)l([^"]*)"', svg)[0]
    steps = np.array(path[2].replace("-", " -").split(), dtype=int).reshape(-1, 2)
    places = np.cumsum(np.vstack((np.array(path[:2], dtype=int), steps)), axis=0)
    assert (places[:, 0] == 500).all()
    assert places[:, 1].min() <= 0
    assert places[:, 1].max() >= 1000


def test_the_sentence_counts_plane_and_points() -> None:
    surface = Surface(
        [[0.1, 0.9], [0.2, 0.3]],
        points=[[0, 0], [0, 1], [1, 1]],
        classes=[0, 1, 1],
        class_names=["no", "yes"],
    )
    assert surface.sentence() == (
        "Values run from 0.1 to 0.9; 25% of the plane lies above 0.5; the points are 1 no and 2 yes."
    )


def test_the_table_shows_the_highest_row_on_top() -> None:
    table = Surface(
        [[1.0, 2.0], [3.0, 4.0]], x_range=(0, 2), y_range=(0, 2), x_label="a", y_label="b"
    ).table()
    assert re.findall(r'scope="row">([^<]*)</th><td>([^<]*)', table) == [("1.5", "3"), ("0.5", "1")]
    assert 'scope="col">b \\ a<' in table


def test_classes_differ_in_shape_as_well_as_in_colour() -> None:
    svg = Surface([[0.5]], points=np.zeros((6, 2)), classes=range(6)).picture("x")
    drawn = re.findall(r'd="M500 500h0"[^>]*stroke="var\(--demo-(series-\d)[^>]*(stroke-width[^/]*)/>', svg)
    assert len({colour for colour, _ in drawn}) == 6
    assert len({tuple(shape for colour, shape in drawn if colour == f"series-{n}") for n in range(1, 7)}) == 4
    assert len(re.findall(r'd="M500 500h0"[^>]*--demo-paper', svg)) == 6 + 4  # a rim each, four of them rings


def test_equal_axes_are_a_square_and_a_plane_1_6_times_as_wide_is_cut_by_narrow_places() -> None:
    def shape(x_range: tuple[float, float], *, stretch: bool = False) -> str:
        html = Surface([[0.5]], x_range=x_range, stretch=stretch).picture("x")
        found = re.search(r"mark-frame mark-(\w+)", html)
        assert found
        return found[1]

    assert shape((-1, 1)) == "square"
    assert shape((-1.6, 1.6)) == "crop"
    assert shape((0, 7)) == shape((-1, 1), stretch=True) == "stretch"


def test_only_axes_with_a_label_have_ticks() -> None:
    assert "<text" not in Surface([[0.5]]).picture("x")
    texts = re.findall(r">([^<]+)</text>", Surface([[0.5]], x_label="x₁", y_label="x₂").picture("x"))
    assert texts[-2:] == ["x₁", "x₂"]
    assert "0.0" in texts

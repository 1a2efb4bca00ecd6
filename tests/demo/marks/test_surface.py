import base64
import re
import zlib

import numpy as np
import pytest

from sitegen.demo import Surface


def test_the_plane_gives_the_middles_of_the_cells_row_by_row() -> None:
    plane = Surface.plane(2, (0, 4), (10, 12))
    assert plane.dtype == np.float32
    assert plane.tolist() == [[1, 10.5], [3, 10.5], [1, 11.5], [3, 11.5]]


def test_the_first_row_is_painted_at_the_bottom() -> None:
    svg = Surface([[0.0, 0.0], [1.0, 1.0]]).picture("x")
    png = base64.b64decode(re.findall(r"base64,([^\"]*)", svg)[0])
    start = png.index(b"IDAT") + 4
    raw = zlib.decompress(png[start : png.index(b"IEND") - 8])
    assert list(raw) == [0, 254, 254, 0, 0, 0]


def test_the_boundary_reaches_from_edge_to_edge() -> None:
    values = np.tile(np.linspace(0, 1, 10), (10, 1))
    svg = Surface(values).picture("x")
    path = re.findall(r'd="((?:M[\d. -]+L[\d. -]+)+)"', svg)[0]
    ends = np.array([float(number) for number in re.findall(r"-?[\d.]+", path)]).reshape(-1, 2)
    side = 320 - 44 - 12
    assert ends[:, 0] == pytest.approx(np.full(len(ends), side / 2), abs=0.06)
    assert ends[:, 1].min() <= 0
    assert ends[:, 1].max() >= side


def test_the_sentence_counts_plane_and_points() -> None:
    surface = Surface(
        [[0.1, 0.9], [0.2, 0.3]],
        points=[[0, 0], [0, 1], [1, 1]],
        classes=[0, 1, 1],
        class_names=["no", "yes"],
    )
    assert surface.sentence() == (
        "Values run from 0.1 to 0.9; 25\u202f% of the plane lies above 0.5; the points are 1 no and 2 yes."
    )


def test_the_table_shows_the_highest_row_on_top() -> None:
    table = Surface(
        [[1.0, 2.0], [3.0, 4.0]], x_range=(0, 2), y_range=(0, 2), x_label="a", y_label="b"
    ).table()
    assert re.findall(r'scope="row">([^<]*)</th><td>([^<]*)', table) == [("1.5", "3"), ("0.5", "1")]
    assert 'scope="col">b \\ a<' in table


def test_classes_differ_in_shape_as_well_as_in_colour() -> None:
    points = np.zeros((6, 2))
    svg = Surface([[0.5]], points=points, classes=range(6)).picture("x")
    lines = re.findall(r'<g fill="none"([^>]*)><path d="M132\.0 132\.0([^"]*)"', svg)
    areas = re.findall(r'<path d="M132\.0 132\.0([^"]*)" class="demo-fill', svg)
    assert len(set(lines)) + len(set(areas)) == 6

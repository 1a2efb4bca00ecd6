import re

import numpy as np

from sitegen.demo import Image


def block(rows: slice, columns: slice) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    values = np.zeros((4, 6))
    values[rows, columns] = 1
    return values


def paths(picture: str) -> list[str]:
    return re.findall(r'<path d="([^"]+)"[^>]*stroke-width="2.25"', picture.partition("<image")[2])


def test_an_outline_is_a_closed_line_round_its_pixels() -> None:
    picture = Image(np.zeros((4, 6)), outlines={"found": block(slice(1, 3), slice(2, 4))}).picture("x")
    [data] = paths(picture)
    numbers = np.array([int(n) for n in re.findall(r"-?\d+", data)]).reshape(-1, 2)
    places = np.cumsum(numbers, axis=0) / 16
    assert places[0].tolist() == places[-1].tolist()
    assert places.min(axis=0).tolist() == [2, 1]
    assert places.max(axis=0).tolist() == [4, 3]


def test_an_outline_runs_along_the_edge_of_the_picture_and_not_beyond() -> None:
    [data] = paths(Image(np.zeros((4, 6)), outlines={"all": np.ones((4, 6))}).picture("x"))
    numbers = np.array([int(n) for n in re.findall(r"-?\d+", data)]).reshape(-1, 2)
    places = np.cumsum(numbers, axis=0) / 16
    assert places.min(axis=0).tolist() == [0, 0]
    assert places.max(axis=0).tolist() == [6, 4]


def test_outlines_differ_in_dash_and_have_names_in_the_legend_and_in_words() -> None:
    part = block(slice(0, 2), slice(0, 3))
    picture = Image(np.zeros((4, 6)), outlines={"a <b>": part, "truth": part})
    drawn = picture.picture("x")
    assert drawn.count("stroke-dasharray") == 2  # in the picture and in the legend
    assert "a &lt;b&gt;</span>" in drawn
    assert "a <b> encloses 25.0% of it; truth encloses 25.0% of it" in picture.sentence()


def test_nothing_is_drawn_where_nothing_is_above_the_level() -> None:
    assert paths(Image(np.zeros((4, 6)), outlines={"none": np.zeros((4, 6))}).picture("x")) == []

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pytest

from sitegen.demo import ControlError, Points, PointSet, controls_of, parse_controls, values_of


@dataclass
class Controls:
    data: Annotated[PointSet, Points(x_range=(-2, 2), classes=("cats", "dogs"), most=3)] = PointSet(
        "-1,0.5,0;1,0,1"
    )


def test_a_plane_is_described_with_its_ranges_and_classes() -> None:
    assert controls_of(Controls)[0].describe() == {
        "name": "data", "kind": "points", "label": "Data", "value": "-1,0.5,0;1,0,1", "live": False,
        "main": False,
        "x_range": [-2, 2], "y_range": [-1.0, 1.0], "classes": ["cats", "dogs"], "most": 3,
    }  # fmt: skip


def test_points_are_arrays_of_places_and_classes() -> None:
    data = parse_controls(Controls, {"data": " 0.25 , -1 , 1 ;1.5,1e-1,0;"}).data
    assert data.text == "0.25,-1,1;1.5,0.1,0"
    assert data.positions.dtype == np.float32
    assert data.positions.tolist() == [[0.25, -1.0], [1.5, np.float32(0.1)]]
    assert (data.classes.dtype, data.classes.tolist()) == (np.dtype(np.int64), [1, 0])
    assert parse_controls(Controls, values_of(Controls(data))) == Controls(data)


def test_no_points_are_arrays_of_no_rows() -> None:
    data = parse_controls(Controls, {"data": ""}).data
    assert (data.positions.shape, data.classes.shape) == ((0, 2), (0,))


def test_arrays_of_points_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Controls().data.positions[0] = 1


EXPECTED = "expected points 'x,y,class;x,y,class' with x from -2 to 2, y from -1 to 1 and a class from 0 to 1"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, f"data is None; {EXPECTED}"),
        (
            "3,0,0;0,0;0,0,2;0,0,0.5;0,inf,0",
            f"data is '3,0,0;0,0;0,0,2;0,0,0.5;0,inf,0'; {EXPECTED} (point 1 is '3,0,0'; point 2 is '0,0'; "
            "point 3 has the class 2 and 3 more)",
        ),
        ("0,0,0;" * 4, f"data is '{'0,0,0;' * 4}'; {EXPECTED} (there are 4 points, more than 3)"),
    ],
)
def test_what_is_no_set_of_points_is_refused_with_every_place(value: object, message: str) -> None:
    with pytest.raises(ControlError) as caught:
        parse_controls(Controls, {"data": value})
    assert str(caught.value) == message


def test_bad_planes_are_named() -> None:
    @dataclass
    class Broken:
        range: Annotated[PointSet, Points(x_range=(1, 0), y_range=(0, float("inf")))] = PointSet()
        none: Annotated[PointSet, Points(classes=())] = PointSet()
        twice: Annotated[PointSet, Points(classes=("a", "a"), most=0)] = PointSet()
        outside: Annotated[PointSet, Points()] = PointSet("5,0,0")

    with pytest.raises(TypeError) as caught:
        controls_of(Broken)
    assert str(caught.value).splitlines() == [
        "Broken.range has x_range (1, 0); expected the lower end first",
        "Broken.range has y_range (0, inf); expected the lower end first",
        "Broken.none has the classes (); expected 1 to 6 names",
        "Broken.twice names a class twice",
        "Broken.twice takes at most 0 points; expected 1 to 500",
        "Broken.outside has the default '5,0,0'; expected points 'x,y,class;x,y,class' with x from -1 to 1, "
        "y from -1 to 1 and class 0 (point 1 is '5,0,0')",
    ]

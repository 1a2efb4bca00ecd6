import re

import pytest

from sitegen.demo import Curve, Handle, Image, MarkError, Scatter, Surface
from sitegen.demo.marks.handle import draw_handles
from sitegen.demo.marks.scale import Scale

X, Y = Scale(0, 10, 0, 1000), Scale(-1, 1, 1000, 0)


def test_a_handle_names_its_sliders_and_their_values_at_the_edges() -> None:
    svg = draw_handles([Handle((2.5, 0.5), "bar", "height")], X, Y)
    assert 'x="25%" y="25%"' in svg
    assert 'data-x="bar" data-x-ends="0 10" data-y="height" data-y-ends="1 -1"' in svg


def test_a_slider_may_count_from_elsewhere_than_its_axis() -> None:
    svg = draw_handles([Handle((2.5, 0.0), "column", values=(3, 0))], X, Y)
    assert 'data-x="column" data-x-ends="0.5 10.5"' in svg
    assert "data-y" not in svg


def test_a_handle_has_room_for_a_finger() -> None:
    assert '<circle r="22" fill-opacity="0"/>' in draw_handles([Handle((0, 0), "a")], X, Y)


def test_a_handle_with_a_size_is_held_anywhere_and_draws_nothing() -> None:
    svg = draw_handles([Handle((2.5, 0.5), "bar", size=(2, 0.5))], X, Y)
    assert '<rect x="-10%" y="-12.5%" width="20%" height="25%" fill-opacity="0"/>' in svg
    assert "<circle" not in svg


@pytest.mark.parametrize("size", [(0, 1), (1, -1), (1, float("nan"))])
def test_a_size_that_nobody_can_hold_is_refused(size: tuple[float, float]) -> None:
    with pytest.raises(MarkError, match=r"Curve: a handle has size=.*; expected a width and a height > 0"):
        Curve([1.0], handles=[Handle((0, 0), "a", size=size)])


def test_every_mark_with_axes_may_have_handles() -> None:
    handles = [Handle((0, 0), "a")]
    for mark in (
        Curve([0.0, 1.0], handles=handles),
        Scatter([[0, 0], [1, 1]], handles=handles),
        Surface([[0.0, 1.0]], handles=handles),
        Image([[0.0, 1.0]], handles=handles),
    ):
        assert mark.picture("x").count('class="mark-handle"') == 1


def test_what_is_no_handle_or_moves_nothing_is_refused() -> None:
    message = "Curve: handles holds str; expected Handle(at=(x, y), x=...)"
    with pytest.raises(MarkError, match=re.escape(message)):
        Curve([1.0], handles=["a"])  # type: ignore[list-item]
    with pytest.raises(MarkError, match="a handle has x='' and y=''; expected the name of a slider"):
        Curve([1.0], handles=[Handle((0, 0))])
    with pytest.raises(MarkError, match="a handle has x='a b' and y=''"):
        Curve([1.0], handles=[Handle((0, 0), "a b")])
    with pytest.raises(MarkError, match="7 handles; expected at most 6"):
        Curve([1.0], handles=[Handle((0, 0), "a")] * 7)

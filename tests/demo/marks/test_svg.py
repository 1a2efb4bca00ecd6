import numpy as np

from sitegen.demo.marks.svg import (
    group,
    layer,
    plane,
    polyline,
    share,
    shorten,
    stamps,
    stroke,
    text_line,
    text_width,
    units,
)


def test_positions_are_shares_with_at_most_one_decimal_and_no_negative_zero() -> None:
    assert [share(value) for value in (0.0, 0.5, 0.12345, -0.0001, 1.0)] == ["0", "50%", "12.3%", "0", "100%"]


def test_a_layer_fills_its_box_and_a_plane_stretches_to_its_layer() -> None:
    assert 'width="100%" height="90" overflow="visible"' in layer("", height=90)
    assert plane("<g/>") == (
        '<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" overflow="visible"><g/></svg>'
    )
    assert "overflow" not in plane("<g/>", clip=True)
    assert plane("") == group([], "a") == stroke("", "ink", 1) == ""


def test_a_stroke_keeps_its_width_in_pixels() -> None:
    assert stroke("M0 0h1", "ink", 2, opacity=0.5, cap="round", dash="1 2") == (
        '<path d="M0 0h1" fill="none" stroke="var(--demo-ink,#1a1f26)" stroke-width="2" stroke-opacity="0.5"'
        ' stroke-linecap="round" stroke-dasharray="1 2" vector-effect="non-scaling-stroke"/>'
    )


def test_a_line_is_written_in_steps_without_places_that_repeat() -> None:
    places = units(np.array([0.2, 10.4, 10.4, 5.0]), np.array([0.0, 5.6, 5.6, 7.0]))
    assert polyline(places) == "M0 0l10 6-5 1"
    assert polyline(places[:1]) == "M0 0h0"
    assert polyline(places, close=True).endswith("Z")
    assert stamps(places[:2]) == "M0 0h0M10 6h0"


def test_a_line_in_steps_ends_where_its_last_place_is() -> None:
    x = np.sort(np.random.default_rng(1).uniform(0, 1000, 200))
    places = units(x, 1000 - x)
    start, _, steps = polyline(places).partition("l")
    found = np.array(steps.replace("-", " -").split(), dtype=int).reshape(-1, 2)
    assert start == f"M{places[0, 0]} {places[0, 1]}"
    assert (places[0] + found.sum(axis=0) == places[-1]).all()


def test_text_is_escaped() -> None:
    assert text_line(0.5, 1, "a<b\x00") == '<text x="50%" y="100%">a&lt;b\u2400</text>'


def test_a_long_text_is_cut_to_its_width() -> None:
    cut = shorten("a rather long text", 60)
    assert cut.endswith("…")
    assert text_width(cut) <= 60
    assert shorten("short", 60) == "short"

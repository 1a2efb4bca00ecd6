import xml.etree.ElementTree as ET

import numpy as np

from sitegen.demo.marks.svg import (
    number,
    picture,
    polyline,
    segments,
    shorten,
    stamps,
    text_line,
    text_width,
)


def test_coordinates_have_at_most_one_decimal_and_no_negative_zero() -> None:
    assert [number(value) for value in (1.0, 1.25, -0.01, -2.55, 12_345.0)] == [
        "1",
        "1.2",
        "0",
        "-2.5",
        "12345",
    ]


def test_paths_are_written_without_spaces_that_are_not_needed() -> None:
    x, y = np.array([0.0, 1.5]), np.array([-0.04, 2.0])
    assert polyline(x, y) == "M0.0 0.0L1.5 2.0"
    assert stamps(x, y, "h0") == "M0.0 0.0h0M1.5 2.0h0"
    assert segments(np.array([[0, 0, 1, 1], [2, 2, 3, 3.0]])) == "M0.0 0.0L1.0 1.0M2.0 2.0L3.0 3.0"


def test_a_text_line_has_only_the_attributes_that_it_needs() -> None:
    assert text_line(1, 2, "a<b\x00") == '<text x="1" y="2">a&lt;b\u2400</text>'
    assert text_line(1, 2, "a", anchor="end", size=13, fill="muted", bold=True) == (
        '<text x="1" y="2" text-anchor="end" font-size="13" font-weight="700"'
        ' class="demo-fill-muted" fill="#5c6470">a</text>'
    )


def test_a_text_line_is_narrowed_only_if_it_is_too_wide() -> None:
    assert "textLength" not in text_line(0, 0, "ab", most=100)
    assert 'textLength="20"' in text_line(0, 0, "abcdefgh", most=20)


def test_a_long_text_is_cut_to_its_width() -> None:
    cut = shorten("a rather long text", 60)
    assert cut.endswith("…")
    assert text_width(cut) <= 60
    assert shorten("short", 60) == "short"


def test_a_picture_has_a_role_a_name_and_fallbacks_for_ink_and_font() -> None:
    root = ET.fromstring(picture("curve", 100, 'a "b"\ud800', "<g/>"))  # noqa: S314 our own text
    assert root.attrib["aria-label"] == 'a "b"\ufffd'
    assert (root.attrib["viewBox"], root.attrib["role"]) == ("0 0 320 100", "img")
    assert root.attrib["class"] == "demo-figure demo-figure-curve"
    assert (root.attrib["fill"], root.attrib["font-size"]) == ("#23272e", "12")

import re

from sitegen.demo import (
    Bars,
)


def test_the_sentence_lists_few_bars_and_only_the_extremes_of_many() -> None:
    assert Bars({"a": 1.0, "b": -0.5}, x_label="score").sentence() == "score: a 1, b −0.5."
    assert Bars({str(n): float(n) for n in range(7)}).sentence() == "Largest 6 6, smallest 0 0."


def test_bars_below_zero_have_another_colour() -> None:
    svg = Bars({"a": 1.0, "b": -0.5}).picture("x")
    assert bars_by_colour(svg) == {"series-1": "M333 1.5H0", "series-2": "M333 0.5H1000"}
    assert bars_by_colour(Bars({"a": 1.0}).picture("x")) == {"series-1": "M0 0.5H1000"}


def test_names_bars_and_numbers_are_as_many() -> None:
    html = Bars({"a": 1.0, "<": 2.0}, x_label="score").picture("x")
    assert re.findall(r"<span>([^<]*)</span>", html) == ["a", "&lt;", "1", "2"]
    assert 'viewBox="0 0 1000 2"' in html
    assert html.endswith('<div class="mark-x">score</div></div>')


def test_a_logarithmic_axis_says_so_and_from_where_to_where_it_runs() -> None:
    html = Bars({"a": 0.1}, x_label="size", x_range=(1e-3, 1), log=True).picture("x")
    assert '<div class="mark-x">size (logarithmic, 0.001 to 1)</div>' in html
    assert bars_by_colour(html) == {"series-1": "M0 0.5H667"}


def bars_by_colour(svg: str) -> dict[str, str]:
    """Return the path of each colour's bars."""
    paths = re.findall(r'd="([^"]*)" fill="none" stroke="var\(--demo-(series-\d)', svg)
    return {colour: data for data, colour in paths}

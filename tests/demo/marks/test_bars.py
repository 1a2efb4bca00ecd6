import re

from sitegen.demo import (
    Bars,
)


def test_the_sentence_lists_few_bars_and_only_the_extremes_of_many() -> None:
    assert Bars({"a": 1.0, "b": -0.5}, x_label="score").sentence() == "score: a 1, b −0.5."
    assert Bars({str(n): float(n) for n in range(7)}).sentence() == "Largest 6 6, smallest 0 0."


def test_bars_below_zero_have_another_colour() -> None:
    svg = Bars({"a": 1.0, "b": -0.5}).picture("x")
    assert re.findall(r'<rect[^>]* class="demo-fill-(\w+)"', svg) == ["positive", "negative"]

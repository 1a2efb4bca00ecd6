import re

import numpy as np

from sitegen.demo import (
    Arrows,
)


def test_the_sentence_names_the_strongest_source_of_each_target() -> None:
    arrows = Arrows(["vier", "und", "zwanzig"], ["twenty", "four"], [[0.1, 0.2, 0.7], [0.9, 0.0, 0.1]])
    assert arrows.sentence() == "The strongest connections: twenty from zwanzig (0.7); four from vier (0.9)."
    assert re.findall(r"<td>([^<]*)", arrows.table())[1:] == ["0.1", "0.2", "0.7", "0.9", "0", "0.1"]


def test_the_strongest_arrow_of_each_target_is_drawn_last_and_weak_ones_not_at_all() -> None:
    svg = Arrows(["a", "b"], ["c", "d"], [[1.0, 0.3], [0.01, 0.8]]).picture("x")
    lines = re.findall(r"<path [^>]*>", svg)
    assert len(lines) == 3
    assert ["stroke-opacity" in line for line in lines] == [True, False, False]


def test_words_stand_in_two_columns_with_the_lines_between_them() -> None:
    html = Arrows(["a", "<"], ["c"], [[1.0, -0.5]], source_label="reads", target_label="writes").picture("x")
    assert re.findall(r"<span>([^<]*)</span>", html) == ["a", "&lt;", "c"]
    assert re.findall(r'class="mark-head[ "][^>]*>([^<]*)', html) == ["reads", "writes"]
    assert html.index("<span>a") < html.index("<svg") < html.index("<span>c")
    assert re.findall(r'd="M0 (\d+)C450 \d+ 550 (\d+)', html) == [("750", "500"), ("250", "500")]


def test_the_table_lists_the_three_strongest_of_many_sources() -> None:
    words = [f"s{n}" for n in range(9)]
    table = Arrows(words, ["t"], [np.arange(9) / 10]).table()
    assert re.findall(r"<td>([^<]*)", table) == ["s8 0.8", "s7 0.7", "s6 0.6"]

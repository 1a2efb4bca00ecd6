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
    opacities = re.findall(r'stroke-opacity="([\d.]+)"', svg)
    assert len(opacities) == 3
    assert opacities[1:] == ["1.00", "1.00"]


def test_long_words_stand_in_columns_and_short_ones_in_rows() -> None:
    def places(words: list[str]) -> set[str]:
        return set(re.findall(r'<text x="([^"]+)"', Arrows(words, words, np.eye(4)).picture("x")))

    assert len(places(["a", "b", "c", "d"])) == 4
    assert len(places(["a word much too long for a row"] * 4)) == 2


def test_the_table_lists_the_three_strongest_of_many_sources() -> None:
    words = [f"s{n}" for n in range(9)]
    table = Arrows(words, ["t"], [np.arange(9) / 10]).table()
    assert re.findall(r"<td>([^<]*)", table) == ["s8 0.8", "s7 0.7", "s6 0.6"]

import re

import numpy as np

from sitegen.demo import (
    Heatmap,
)


def test_the_sentence_says_where_the_least_and_the_greatest_value_are() -> None:
    heat = Heatmap([[1.0, 2.0], [3.0, -4.0]], rows=["a", "b"])
    assert heat.sentence() == "2 rows and 2 columns from −4 (b, column 1) to 3 (b, column 0)."


def test_a_large_heat_map_has_a_thinned_table() -> None:
    assert "<caption>96 of 65,536 cells</caption>" in Heatmap(np.ones((256, 256))).table()


def test_numbers_stand_in_few_cells_only_and_only_in_a_wide_place() -> None:
    few = Heatmap(np.full((3, 3), 0.25)).picture("x")
    assert few.count(">0.25</text>") == 9
    assert 'class="mark-from-18"' in few
    assert 'class="mark-from-24"' in Heatmap(np.full((2, 12), 0.25)).picture("x")
    assert "<text" not in Heatmap(np.full((6, 6), 0.25)).picture("x")


def test_names_of_columns_turn_upright_where_they_have_no_room() -> None:
    def turn(name: str) -> str:
        found = re.search(r"mark-turn-\d+", Heatmap(np.eye(6), columns=[name] * 6).picture("x"))
        assert found
        return found[0]

    assert [turn(name) for name in ("a", "hundred", "a very long name indeed")] == [
        "mark-turn-18", "mark-turn-24", "mark-turn-0"
    ]  # fmt: skip


def test_of_many_names_the_first_and_the_last_are_shown() -> None:
    names = [f"n{place}" for place in range(40)]
    shown = re.findall(r"<span>([^<]*)</span>", Heatmap(np.eye(40), columns=names).picture("x"))
    assert len(shown) <= 12
    assert (shown[0], shown[-1]) == ("n0", "n39")

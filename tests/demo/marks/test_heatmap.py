import numpy as np

from sitegen.demo import (
    Heatmap,
)


def test_the_sentence_says_where_the_least_and_the_greatest_value_are() -> None:
    heat = Heatmap([[1.0, 2.0], [3.0, -4.0]], rows=["a", "b"])
    assert heat.sentence() == "2 rows and 2 columns from −4 (b, column 1) to 3 (b, column 0)."


def test_a_large_heat_map_has_a_thinned_table() -> None:
    assert "<caption>96 of 65,536 cells</caption>" in Heatmap(np.ones((256, 256))).table()

import re

from sitegen.demo import (
    Scatter,
)


def test_the_sentence_and_the_table_summarise_each_class() -> None:
    scatter = Scatter([[0, 0], [2, 4], [9, 9]], [0, 0, 1], class_names=["cats", "dogs", "none"])
    assert scatter.sentence() == "2 cats round (1, 2); 1 dogs round (9, 9); no none."
    assert re.findall(r"<td>([^<]*)</td>", scatter.table())[:7] == ["2", "1", "0", "2", "2", "0", "4"]

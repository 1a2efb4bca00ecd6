import re

import numpy as np

from sitegen.demo import (
    Percent,
    Table,
)


def test_a_table_writes_each_cell_by_its_type() -> None:
    table = Table(
        {"name": ["a"], "share": [Percent(0.5)], "n": [np.int64(1234)], "ok": [np.bool_(True)], "x": [1e-5]}
    )
    cells = re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", table.picture("x"))
    assert cells[5:] == ["a", "50.0%", "1,234", "yes", "10⁻⁵"]
    assert table.sentence() == "A table of 1 row: name, share, n, ok, x."
    assert table.table() == ""


def test_an_empty_first_cell_is_not_a_heading() -> None:
    table = Table({"name": ["", "ada"], "steps": [1, 2]}).picture("x")
    assert re.findall(r"<tr><t[dh][^>]*>[^<]*</t[dh]>", table)[1:] == [
        "<tr><td></td>", '<tr><th scope="row">ada</th>'
    ]  # fmt: skip

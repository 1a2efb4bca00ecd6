from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from sitegen.errors import CellError
from sitegen.execution.cells import make_outputs
from sitegen.model import Cell, Position, Results
from tests.execution.conftest import programs

A, B = PurePosixPath("content/posts/a.md"), PurePosixPath("content/posts/b.md")


def cell(source: str, line: int = 10, path: PurePosixPath = A, raises: str = "") -> Cell:
    return Cell(f"cell-{line}", source, raises, False, False, Position(path, line), line + 1)


def make(content: Path, *pages: list[Cell], seconds: float = 60) -> Results:
    return Results(cells=make_outputs(pages, programs(content), seconds=seconds)[0])


def refused(content: Path, *pages: list[Cell], seconds: float = 60) -> list[str]:
    with pytest.raises(CellError) as caught:
        make(content, *pages, seconds=seconds)
    assert {problem.code for problem in caught.value.problems} == {"cell"}
    return str(caught.value).splitlines()


def test_cells_of_one_page_share_names_and_those_of_another_do_not(tmp_path: Path) -> None:
    one, two, other = cell("x = 1", 1), cell("x + 1", 5), cell("'x' in dir()", 1, B)
    outputs = make(tmp_path, [one, two], [other])
    assert (outputs.cell(one)["value"], outputs.cell(two)["value"]) == ("", "2")
    assert outputs.cell(other)["value"] == "False"


def test_cells_may_import_from_the_sites_demos(tmp_path: Path) -> None:
    (tmp_path / "demos").mkdir()
    (tmp_path / "demos" / "support.py").write_text("ANSWER = 42\n", encoding="utf-8")
    asks = cell("from demos.support import ANSWER\nANSWER")
    assert make(tmp_path, [asks]).cell(asks)["value"] == "42"
    assert not (tmp_path / "demos" / "__pycache__").exists()


def test_an_exception_is_reported_at_its_line_of_the_post_and_the_cells_below_do_not_run(
    tmp_path: Path,
) -> None:
    messages = refused(tmp_path, [cell("a = 1\n\na / 0\n", 10), cell("b", 20)], [cell("c", 30, B)])
    assert messages == [
        "content/posts/a.md:13: the cell raises ZeroDivisionError: division by zero",
        "  if this is intended, write ':raises: ZeroDivisionError' above the cell's first line",
        "content/posts/b.md:31: the cell raises NameError: name 'c' is not defined",
        "  if this is intended, write ':raises: NameError' above the cell's first line",
    ]


def test_an_expected_exception_is_output_also_by_the_name_of_its_base(tmp_path: Path) -> None:
    meant, below = cell("1 / 0", 1, raises="ArithmeticError"), cell("'on'", 5)
    outputs = make(tmp_path, [meant, below])
    error = outputs.cell(meant)["error"]
    assert error is not None
    assert error["name"] == "ZeroDivisionError"
    assert outputs.cell(below)["value"] == "'on'"


def test_a_cell_must_raise_the_exception_of_its_option(tmp_path: Path) -> None:
    messages = refused(tmp_path, [cell("1", 1, A, "ValueError")], [cell("{}[1]", 1, B, "ValueError")])
    assert messages[0] == "content/posts/a.md:1: expected the cell to raise ValueError; it raises nothing"
    assert messages[2] == "content/posts/b.md:2: expected the cell to raise ValueError; it raises KeyError: 1"


def test_cells_without_end_are_stopped_and_the_line_is_reported(tmp_path: Path) -> None:
    messages = refused(tmp_path, [cell("x = 1", 1), cell("while True:\n    pass", 5)], seconds=6)
    message = "the cells of this page take longer than 6 seconds; the limit is in this cell"
    assert messages[0] in [f"content/posts/a.md:{line}: {message}" for line in (6, 7)]


def test_a_cell_that_ends_its_process_is_reported_with_the_exit_code(tmp_path: Path) -> None:
    messages = refused(tmp_path, [cell("x = 1", 1), cell("import os; os._exit(1)", 5)])
    assert messages == ["content/posts/a.md:5: the process that ran the cell ended with exit code 1"]


def test_the_order_of_a_set_is_the_same_in_every_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONHASHSEED", raising=False)
    words = cell("{'one', 'two', 'three', 'four', 'five', 'six', 'seven'}")
    assert len({make(tmp_path, [words]).cell(words)["value"] for _ in range(3)}) == 1

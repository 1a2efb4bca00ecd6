from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from sitegen.errors import CellError
from sitegen.execution.cells import make_outputs
from sitegen.model import Cell, Position, Results

A, B = PurePosixPath("content/posts/a.md"), PurePosixPath("content/posts/b.md")


def cell(source: str, line: int = 10, path: PurePosixPath = A, raises: str = "") -> Cell:
    return Cell(f"cell-{line}", source, raises, False, False, Position(path, line), line + 1)


def make(content: Path, *pages: list[Cell], seconds: float = 60) -> Results:
    return Results(cells=make_outputs(pages, content, seconds))


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


def test_an_exception_is_told_at_its_line_of_the_post_and_the_cells_below_do_not_run(tmp_path: Path) -> None:
    told = refused(tmp_path, [cell("a = 1\n\na / 0\n", 10), cell("b", 20)], [cell("c", 30, B)])
    assert told == [
        "content/posts/a.md:13: the cell raises ZeroDivisionError: division by zero",
        "  if it is meant to raise, write ':raises: ZeroDivisionError' above its first line",
        "content/posts/b.md:31: the cell raises NameError: name 'c' is not defined",
        "  if it is meant to raise, write ':raises: NameError' above its first line",
    ]


def test_a_meant_exception_is_output_also_by_the_name_of_its_base(tmp_path: Path) -> None:
    meant, below = cell("1 / 0", 1, raises="ArithmeticError"), cell("'on'", 5)
    outputs = make(tmp_path, [meant, below])
    error = outputs.cell(meant)["error"]
    assert error is not None
    assert error["name"] == "ZeroDivisionError"
    assert outputs.cell(below)["value"] == "'on'"


def test_what_is_meant_to_raise_must_raise_that(tmp_path: Path) -> None:
    told = refused(tmp_path, [cell("1", 1, A, "ValueError")], [cell("{}[1]", 1, B, "ValueError")])
    assert told[0] == "content/posts/a.md:1: the cell was to raise ValueError, and raised nothing"
    assert told[2] == "content/posts/b.md:2: the cell was to raise ValueError, and raised KeyError: 1"


def test_cells_without_end_are_ended_and_the_one_is_named(tmp_path: Path) -> None:
    told = refused(tmp_path, [cell("x = 1", 1), cell("while True:\n    pass", 5)], seconds=3)
    assert told[0] == (
        "content/posts/a.md:5: the cells of this page take longer than 3 seconds; "
        "the time was up in this cell"
    )


def test_a_cell_that_ends_its_process_is_told(tmp_path: Path) -> None:
    told = refused(tmp_path, [cell("x = 1", 1), cell("import os; os._exit(1)", 5)])
    assert told == ["content/posts/a.md:5: the process that ran the cell ended without an answer"]


def test_the_order_of_a_set_is_the_same_in_every_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONHASHSEED", raising=False)
    words = cell("{'one', 'two', 'three', 'four', 'five', 'six', 'seven'}")
    assert len({make(tmp_path, [words]).cell(words)["value"] for _ in range(3)}) == 1

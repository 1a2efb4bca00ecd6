from __future__ import annotations

import json
from typing import Any

import pytest

from sitegen.demo import CellErrorData, CellOutput, worker_api
from sitegen.demo.cells import MOST_TEXT, CellPage

NOTHING: CellOutput = {
    "stdout": "",
    "value": "",
    "frame": None,
    "displays": [],
    "warnings": [],
    "error": None,
}


@pytest.fixture
def cells() -> CellPage:
    return CellPage()


def error_of(output: CellOutput) -> CellErrorData:
    found = output["error"]
    assert found is not None
    assert list(found) == ["name", "kinds", "message", "trace", "line"]
    return found


def test_names_are_shared_and_the_last_expression_is_the_value(cells: CellPage) -> None:
    assert cells.run("cell 1", "x = 2\n") == NOTHING
    assert cells.run("cell 2", "x = x + 1\nx * 7")["value"] == "21"


def test_none_is_no_value(cells: CellPage) -> None:
    assert cells.run("c", "print('said')") == {**NOTHING, "stdout": "said\n"}


def test_a_mark_is_drawn_and_a_frame_with_all_its_parts(cells: CellPage) -> None:
    mark: Any = cells.run("c", "from sitegen.demo import *\nCurve([1, 2, 3], label='Up')")["frame"]
    assert [(m["name"], m["label"]) for m in mark["marks"]] == [("result", "Up")]
    assert mark["marks"][0]["svg"].startswith('<div class="mark" data-kind="curve"')
    frame: Any = cells.run("c", "Frame(line=Curve([1, 2]), metrics={'loss': 0.5}, text='so')")["frame"]
    assert (frame["marks"][0]["name"], frame["metrics"][0]["text"], frame["text"]) == ("line", "0.500", "so")


def test_numbers_that_are_not_finite_are_an_error_and_no_picture(cells: CellPage) -> None:
    error = error_of(cells.run("c", "from sitegen.demo import *\nCurve([1.0, float('nan')])"))
    assert error["name"] == "ArithmeticError"
    assert "finite" in error["message"]


def test_an_exception_has_its_line_in_this_cell_and_a_trace_of_the_cells_only(cells: CellPage) -> None:
    cells.run("cell 1", "\ndef half(x):\n    return x / 0\n")
    error = error_of(cells.run("cell 2", "y = 1\n\nhalf(y)\n"))
    assert (error["name"], error["message"], error["line"]) == ("ZeroDivisionError", "division by zero", 3)
    assert "ArithmeticError" in error["kinds"]
    assert 'File "<cell 2>", line 3' in error["trace"]
    assert "return x / 0" in error["trace"]
    assert "cell.py" not in error["trace"]


def test_what_was_printed_before_an_exception_is_kept(cells: CellPage) -> None:
    answer = cells.run("c", "print('before')\n1 / 0")
    assert answer["stdout"] == "before\n"
    assert answer["error"]


def test_a_program_that_does_not_parse_names_its_line(cells: CellPage) -> None:
    error = error_of(cells.run("c", "x = 1\ny = (\n"))
    assert (error["name"], error["message"], error["line"]) == ("SyntaxError", "'(' was never closed", 2)


def test_an_exit_is_an_exception_like_others(cells: CellPage) -> None:
    assert error_of(cells.run("c", "raise SystemExit(3)"))["name"] == "SystemExit"


def test_dataclasses_and_their_hints_find_their_names(cells: CellPage) -> None:
    program = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\nimport typing\n"
        "class Inner: ...\n@dataclass\nclass Outer:\n    inner: Inner\ntyping.get_type_hints(Outer)"
    )
    assert cells.run("c", program)["value"] == "{'inner': <class 'cells.Inner'>}"


def test_a_future_import_holds_for_the_last_expression_too(cells: CellPage) -> None:
    program = (
        "from __future__ import annotations\n(lambda: None).__class__.__name__, (lambda x: x).__annotations__"
    )
    assert cells.run("c", program)["value"] == "('function', {})"


def test_warnings_are_shown_each_time(cells: CellPage) -> None:
    program = "import warnings\nwarnings.warn('careful', stacklevel=1)"
    for _ in range(2):
        assert "<c>:2: UserWarning: careful" in str(cells.run("c", program)["stdout"])


def test_addresses_are_left_out_so_that_two_builds_are_equal(cells: CellPage) -> None:
    assert cells.run("c", "object()")["value"] == "<object object>"
    assert cells.run("c", "print(object())")["stdout"] == "<object object>\n"


def test_endless_text_is_cut_and_counted(cells: CellPage) -> None:
    answer = cells.run("c", f"print('x' * {MOST_TEXT + 9})\n'y' * {MOST_TEXT}")
    assert str(answer["stdout"]).endswith("xx\n… and 10 characters more")
    assert str(answer["value"]).endswith("yy\n… and 2 characters more")


def test_the_worker_keeps_one_set_of_names_for_a_page_until_it_is_asked_for_a_fresh_one() -> None:
    def run(source: str, fresh: bool = False) -> dict[str, Any]:
        answer_data: dict[str, Any] = json.loads(worker_api.run_cell("page", "cell 1", source, fresh))
        assert list(answer_data) == ["output"]
        output: dict[str, Any] = answer_data["output"]
        return output

    run("x = 4", fresh=True)
    assert run("x")["value"] == "4"
    assert run("x", fresh=True)["error"]["name"] == "NameError"


def test_characters_that_a_page_cannot_hold_are_replaced_in_all_that_a_cell_shows() -> None:
    cells = CellPage()
    output = cells.run("c", "print('a\\ud800', '\\x1b[1m')\n'b\\x85'.join(['', '\\udfff'])")
    assert output["stdout"] == "a\ufffd \u241b[1m\n"
    json.dumps(output, ensure_ascii=False).encode()
    error = cells.run("c", "raise ValueError('no \\ud800\\x00')")["error"]
    assert error
    assert error["message"] == "no \ufffd\u2400"
    json.dumps(error, ensure_ascii=False).encode()

import ast
import json
from inspect import getsource
from pathlib import Path

import pytest

from sitegen.parity import measure as module
from sitegen.parity.check import measure_natively
from tests.demo.conftest import COUNTER, HEAD, PLAIN


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder with two demos and one that raises."""
    (tmp_path / "demos").mkdir()
    broken = PLAIN.replace("def line", "def broken").replace("return Frame", "raise LookupError('gone')  #")
    drifting = COUNTER.replace("def counter", "def drifting").replace(
        "poster_steps=3", "poster_steps=3, drift={'value': 0.5}"
    )
    for name, text in {"counter": COUNTER, "line": PLAIN, "broken": broken, "drifting": drifting}.items():
        (tmp_path / "demos" / f"{name}.py").write_text(HEAD + text, encoding="utf-8")
    return tmp_path


def test_every_frame_of_a_run_up_to_its_poster_is_measured(content: Path) -> None:
    found = json.loads(measure_natively("counter", '{"start": "5"}', content))
    assert [metrics["value"] for metrics in found["series"]] == [5, 6, 7, 8]
    assert found["first"]["text"] == "at 5.0"
    arrays = found["first"]["marks"]["line"]["arrays"]
    assert arrays["series ''"] == {"shape": [2], "values": [0.0, 5.0]}
    assert found["last"]["marks"]["line"]["arrays"]["series ''"] == {"shape": [2]}
    assert found["drift"] == {}


def test_the_declared_drift_is_part_of_the_result(content: Path) -> None:
    assert json.loads(measure_natively("drifting", "{}", content))["drift"] == {"value": 0.5}


def test_a_plain_function_has_one_frame(content: Path) -> None:
    assert len(json.loads(measure_natively("line", "{}", content))["series"]) == 1


def test_an_error_of_a_demo_is_a_result(content: Path) -> None:
    error = json.loads(measure_natively("broken", "{}", content))["error"]
    assert (error["name"], error["message"]) == ("LookupError", "gone")


def test_the_program_imports_only_modules_that_the_browser_has() -> None:
    imported = [node for node in ast.walk(ast.parse(getsource(module))) if isinstance(node, ast.ImportFrom)]
    assert {(node.module or "").rpartition("sitegen.")[2] for node in imported} == {"demo"}

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sitegen.cli import cli
from sitegen.cli import demo as demo_module
from sitegen.demo.native import StepRow
from tests.demo.conftest import COUNTER, HEAD


@pytest.fixture
def site(write_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a site with one demo."""
    folder = write_site({"content/demos/counter.py": HEAD + COUNTER})
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


@pytest.mark.usefixtures("site")
def test_a_run_prints_a_line_for_each_step_and_the_sentences() -> None:
    done = run("demo", "run", "counter", "--set", "start=4", "--steps", "2")
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert lines[0].split() == ["step", "Value", "Draw"]
    assert [line.split()[:2] for line in lines[1:4]] == [["0", "4.00"], ["1", "5.00"], ["2", "6.00"]]
    assert "at 6.0" in lines
    assert any(line.startswith("Line: ") for line in lines)


@pytest.mark.usefixtures("site")
def test_the_same_values_print_the_same() -> None:
    assert run("demo", "run", "counter").output == run("demo", "run", "counter").output


def test_a_report_is_written_to_the_named_file(site: Path) -> None:
    done = run("demo", "run", "counter", "-q", "-o", "report.html")
    assert (done.exit_code, done.output) == (0, "")
    assert "<svg" in (site / "report.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("site")
def test_a_report_that_cannot_be_written_is_reported() -> None:
    done = run("demo", "run", "counter", "-o", "missing/report.html")
    assert done.exit_code == 2
    assert "cannot write missing/report.html: No such file or directory" in done.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["conter"], "did you mean 'counter'?"),
        (["counter", "--set", "pase=2"], "did you mean 'pace'?"),
        (["counter", "--set", "pace"], "expected CONTROL=VALUE"),
        (["counter", "--set", "=2"], "expected CONTROL=VALUE"),
        (["counter", "--steps", "-1"], "-1 is not in the range"),
    ],
)
@pytest.mark.usefixtures("site")
def test_a_run_that_is_not_possible_ends_with_2(arguments: list[str], message: str) -> None:
    done = run("demo", "run", *arguments)
    assert done.exit_code == 2
    assert message in done.output


def test_a_fault_of_the_demo_is_shown_with_its_line(site: Path) -> None:
    file = site / "content/demos/counter.py"
    file.write_text(file.read_text().replace("value += controls.pace", "value += controls.pase"))
    done = run("demo", "run", "counter")
    assert done.exit_code == 1
    assert "AttributeError: 'Controls' object has no attribute 'pase'" in done.output
    assert "|         value += controls.pase" in done.output
    assert "Traceback" not in done.output


def test_numpy_is_imported_with_one_thread(site: Path) -> None:
    """As for posters, so that both give the same bits."""
    program = "import os, sitegen.cli.demo as d; "
    program += "seen = []; real = d.reporting_errors; "
    program += "d.reporting_errors = lambda: (seen.append('numpy' in __import__('sys').modules), real())[1]; "
    program += "from sitegen.cli import cli; import sys; before = 'numpy' in sys.modules; "
    program += "cli.main(['demo', 'run', 'counter', '-q'], standalone_mode=False); print(before, seen)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=site, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )  # fmt: skip
    assert done.stdout.strip() == "False [True]"


def test_on_a_terminal_the_table_grows_in_place(capsys: pytest.CaptureFixture[str]) -> None:
    with demo_module._live_table() as watch:
        watch(StepRow(0, {"Value": "1"}, in_table=True))
        watch(StepRow(1, {"Value": "77"}, in_table=False))
        watch(StepRow(2, {"Value": "3"}, in_table=True))
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows == [["step", "Value"], ["0", "1"], ["2", "3"]]


@pytest.mark.usefixtures("site")
def test_a_new_demo_prints_the_lines_for_a_post() -> None:
    done = run("new", "demo", "rolling")
    assert done.exit_code == 0
    assert done.output.startswith("content/demos/rolling.py\n")
    assert ":::{demo} rolling\n" in done.output
    assert run("demo", "run", "rolling", "--steps", "1").exit_code == 0
    again = run("new", "demo", "rolling")
    assert again.exit_code == 2
    assert "this demo already exists" in again.output

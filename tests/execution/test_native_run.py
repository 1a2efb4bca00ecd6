from pathlib import Path

import pytest

from sitegen.demo.native import StepRow
from sitegen.errors import DemoError
from sitegen.execution.native_run import InvalidRequestError, run_natively
from sitegen.execution.run_demo import run_demo
from sitegen.model import Poster, Request
from tests.demo.conftest import COUNTER, HEAD, PLAIN

FAILING = """
from demos.support import divide

@dataclass
class Controls:
    pass

@demo(title="Failing", poster_steps=5)
def failing(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    yield Frame(text="good")
    yield Frame(text=str(divide(0)))
"""
DIVERGING = """
@dataclass
class Controls:
    pass

@demo(title="Diverging", poster_steps=5)
def diverging(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    value = 1.0
    while True:
        yield Frame(metrics={"value": value})
        value *= 1e200
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with demos that work and demos that fail."""
    folder = tmp_path / "content" / "demos"
    folder.mkdir(parents=True)
    for name, program in {
        "counter": COUNTER, "line": PLAIN, "failing": FAILING, "diverging": DIVERGING
    }.items():  # fmt: skip
        (folder / f"{name}.py").write_text(HEAD + program, encoding="utf-8")
    (folder / "support.py").write_text("def divide(by):\n    return 1 / by\n")
    return folder.parent


def test_a_run_ends_where_the_poster_is_taken(content: Path) -> None:
    run, poster = run_natively("counter", {}, content), run_demo(Request("counter"), content)
    assert isinstance(poster, Poster)
    assert run.frame == poster.frame
    assert run.title == "Counter"


def test_every_step_is_watched_and_about_ten_are_kept(content: Path) -> None:
    seen: list[StepRow] = []
    run = run_natively("counter", {}, content, steps=35, watch=seen.append)
    assert [row.step for row in seen] == list(range(36))
    assert [row.step for row in run.rows] == [*range(0, 36, 3), 35]
    assert run.rows[0].metrics["Value"] == "0"


def test_a_demo_that_ends_before_keeps_its_last_step(content: Path) -> None:
    run = run_natively("counter", {"pace": "8"}, content, steps=100)
    assert (run.rows[-1].step, run.rows[-1].metrics["Value"]) == (6, "48.0")


def test_a_plain_function_gives_one_moment_whatever_is_asked(content: Path) -> None:
    run = run_natively("line", {"slope": "-1.5"}, content, steps=9)
    assert [row.metrics["Slope"] for row in run.rows] == ["−1.50"]
    assert run.controls == (("Slope", "-1.5"),)


def test_an_unknown_demo_is_answered_with_the_one_that_may_be_meant(content: Path) -> None:
    with pytest.raises(
        InvalidRequestError, match="there is no demo 'conter' in content/demos\ndid you mean 'c"
    ):
        run_natively("conter", {}, content)


def test_values_that_do_not_fit_are_reported_together(content: Path) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        run_natively("counter", {"pase": "1", "start": "many"}, content)
    assert "did you mean 'pace'?" in str(caught.value)
    assert "start is 'many'" in str(caught.value)


def test_an_exception_points_at_the_innermost_line_of_the_demos(content: Path) -> None:
    seen: list[StepRow] = []
    with pytest.raises(DemoError) as caught:
        run_natively("failing", {}, content, watch=seen.append)
    (problem,) = caught.value.problems
    assert (str(problem.path), problem.line) == ("content/demos/support.py", 2)
    assert problem.message == "ZeroDivisionError: division by zero"
    assert len(seen) == 1


def test_a_line_that_is_no_python_is_pointed_at(content: Path) -> None:
    (content / "demos" / "support.py").write_text("\n\ndef divide(:\n")
    with pytest.raises(DemoError) as caught:
        run_natively("failing", {}, content)
    assert str(caught.value).startswith("content/demos/support.py:3: SyntaxError")


def test_numbers_that_leave_the_finite_ones_end_the_run_with_a_sentence(content: Path) -> None:
    with pytest.raises(DemoError, match="at step 2: The run has left the finite numbers"):
        run_natively("diverging", {}, content)

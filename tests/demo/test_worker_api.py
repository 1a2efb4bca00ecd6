import json
from typing import Any

import pytest

from sitegen.demo import worker_api
from tests.demo.conftest import HEAD, WriteDemo


def frame(answer: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(answer)
    assert list(told) == ["frame"], told
    found: dict[str, Any] = told["frame"]
    return found


def error(answer: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(answer)
    assert list(told) == ["error"]
    found: dict[str, Any] = told["error"]
    assert list(found) == ["name", "message", "trace", "line"]
    return found


@pytest.mark.usefixtures("counter")
def test_start_answers_the_first_frame() -> None:
    first = frame(worker_api.start("s", "counter", '{"start": 7}'))
    assert list(first) == ["step", "done", "finite", "text", "metrics", "marks"]
    assert (first["step"], first["done"], first["finite"], first["text"]) == (0, False, True, "at 7.0")
    assert first["metrics"][0] == {"name": "value", "label": "Value", "text": "7.00", "value": 7.0}
    (mark,) = first["marks"]
    assert list(mark) == ["name", "kind", "label", "svg", "table", "sentence"]
    assert (mark["name"], mark["kind"], mark["label"]) == ("line", "curve", "Line")


@pytest.mark.usefixtures("counter")
def test_step_makes_exactly_one_frame() -> None:
    worker_api.start("s", "counter", "{}")
    assert [frame(worker_api.step("s"))["step"] for _ in range(3)] == [1, 2, 3]


@pytest.mark.usefixtures("counter")
def test_pull_makes_at_least_one_frame_and_stops_at_the_end() -> None:
    worker_api.start("s", "counter", "{}")
    assert frame(worker_api.pull("s", 0))["step"] == 1
    last = frame(worker_api.pull("s", 10_000))
    assert (last["step"], last["done"], last["text"]) == (49, True, "at 49.0")
    assert frame(worker_api.pull("s", 10)) == last


@pytest.mark.usefixtures("counter")
def test_pull_does_not_go_beyond_the_last_step() -> None:
    worker_api.start("s", "counter", "{}")
    assert frame(worker_api.pull("s", 10_000, 7))["step"] == 7


@pytest.mark.usefixtures("counter")
def test_set_reaches_the_loop_and_keeps_the_frame() -> None:
    first = frame(worker_api.start("s", "counter", "{}"))
    assert frame(worker_api.set("s", '{"pace": 4}')) == first
    assert frame(worker_api.step("s"))["text"] == "at 4.0"


@pytest.mark.usefixtures("counter")
def test_start_again_is_a_restart() -> None:
    first = worker_api.start("s", "counter", "{}")
    worker_api.step("s")
    assert worker_api.start("s", "counter", "{}") == first


@pytest.mark.usefixtures("counter")
def test_sessions_do_not_disturb_each_other() -> None:
    worker_api.start("a", "counter", "{}")
    worker_api.start("b", "counter", '{"start": 20}')
    assert frame(worker_api.step("a"))["text"] == "at 1.0"
    assert frame(worker_api.step("b"))["text"] == "at 21.0"


@pytest.mark.usefixtures("line")
def test_a_plain_function_is_done_at_once_and_made_anew_by_set() -> None:
    first = frame(worker_api.start("s", "line", "{}"))
    assert (first["step"], first["done"]) == (0, True)
    second = frame(worker_api.set("s", '{"slope": -1}'))
    assert (second["step"], second["done"], second["metrics"][0]["value"]) == (0, True, -1.0)


@pytest.mark.usefixtures("counter")
def test_a_disposed_session_is_gone() -> None:
    worker_api.start("s", "counter", "{}")
    assert json.loads(worker_api.dispose("s")) == {"frame": None}
    found = error(worker_api.step("s"))
    assert (found["name"], found["line"]) == ("LookupError", None)
    assert found["message"] == "there is no session 's'; it was not started, or it was disposed of"


@pytest.mark.usefixtures("counter")
def test_values_that_do_not_fit_are_an_error_with_their_text() -> None:
    found = error(worker_api.start("s", "counter", '{"pace": 99}'))
    assert (found["name"], found["message"]) == (
        "ControlError",
        "pace is 99; expected a number from 0.5 to 8",
    )


CRASH = """
@dataclass
class Controls: ...

def inner() -> Frame:
    return Frame(line=Curve([[1.0]]))

@demo(title="Crash")
def crash(controls: Controls, rng: np.random.Generator) -> Frame:
    return inner()
"""


def test_an_error_carries_the_line_in_the_demos_own_module(write_demo: WriteDemo) -> None:
    write_demo("crash", CRASH)
    found = error(worker_api.start("s", "crash", "{}"))
    assert found["name"] == "MarkError"
    assert found["message"] == "Curve: series '' has shape (1, 1); expected (n,) with n >= 1"
    program = (HEAD + CRASH).splitlines()
    assert program[found["line"] - 1].strip() == "return Frame(line=Curve([[1.0]]))"
    assert "Traceback" in found["trace"]


def test_a_demo_that_diverges_answers_a_frame_without_pictures(write_demo: WriteDemo) -> None:
    write_demo("crash", CRASH.replace("[[1.0]]", "[float('nan')]"))
    found = frame(worker_api.start("s", "crash", "{}"))
    assert (found["finite"], found["done"], found["marks"]) == (False, True, [])


def test_a_generator_without_a_frame_is_an_error(write_demo: WriteDemo) -> None:
    program = CRASH.replace("-> Frame:\n    return inner()", "-> Iterator[Frame]:\n    yield from ()")
    write_demo("crash", program)
    assert error(worker_api.start("s", "crash", "{}"))["message"] == (
        "the demo 'crash' ended without a frame; expected at least one yield"
    )


@pytest.mark.parametrize("text", ["", "{", "[]x"])
@pytest.mark.usefixtures("counter")
def test_text_that_is_no_json_is_an_error(text: str) -> None:
    assert error(worker_api.start("s", "counter", text))["name"] == "JSONDecodeError"


@pytest.mark.parametrize("value", ["\ud800", "\x00"])
def test_a_readers_text_with_an_odd_character_runs_and_comes_back_readable(
    write_demo: WriteDemo, value: str
) -> None:
    program = """
    @dataclass
    class Controls:
        word: Annotated[str, TextField()] = "x"

    @demo(title="Echo")
    def echo(controls: Controls, rng: np.random.Generator) -> Frame:
        if controls.word == "x":
            raise ValueError("\\ud800")
        return Frame(text=controls.word)
    """
    write_demo("echo", program)
    answer = worker_api.start("s", "echo", json.dumps({"word": value}))
    assert answer.encode()
    assert json.loads(answer)["frame"]["text"] in "\ufffd\u2400"
    failed = worker_api.start("s", "echo", "{}")
    assert failed.encode()
    assert json.loads(failed)["error"]["message"] == "\ufffd"

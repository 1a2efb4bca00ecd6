from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from sitegen.execution.process_pool import Outcome, run_isolated

LONG, SHORT = 60, 4
CHILD = """
import os, signal, subprocess, sys, time
from sitegen.execution.child import serve_jobs

def work(job):
    kind, *rest = job
    if kind == "count":
        yield from range(rest[0])
        return
    if kind == "environment":
        yield os.environ.get(rest[0])
        return
    if kind == "pid":
        yield os.getpid()
        return
    yield "begins"
    if kind == "endless":
        while True:
            pass
    elif kind == "exits":
        os._exit(3)
    elif kind == "kills itself":
        os.kill(os.getpid(), signal.SIGKILL)
    elif kind == "says":
        print("one"); print("two", file=sys.stderr, flush=True); os._exit(1)
    elif kind == "half a message":
        for number in range(3, 12):
            try:
                os.write(number, b'{"answer": ')
            except OSError:
                pass
        time.sleep(600)
    elif kind == "noise":
        for number in range(3, 12):
            try:
                os.write(number, b"noise\\n")
            except OSError:
                pass
        time.sleep(600)
    elif kind == "starts another":
        yield subprocess.Popen(["sleep", "600"]).pid
    elif kind == "reads":
        yield sys.stdin.read()
    yield "ends"

serve_jobs(work)
"""


@pytest.fixture
def child(tmp_path: Path) -> list[str]:
    (tmp_path / "child.py").write_text(CHILD, encoding="utf-8")
    return [str(tmp_path / "child.py")]


def test_outcomes_come_in_the_order_of_the_jobs(child: list[str]) -> None:
    outcomes = run_isolated(child, [("count", most) for most in (3, 0, 1, 2, 5, 4)], LONG)
    assert outcomes == [Outcome(tuple(range(most)), "done") for most in (3, 0, 1, 2, 5, 4)]


def test_each_outcome_is_reported_when_its_job_ends(child: list[str]) -> None:
    reported: dict[int, Outcome] = {}
    outcomes = run_isolated(child, [("count", 2), ("count", 3)], LONG, reported.__setitem__)
    assert reported == dict(enumerate(outcomes))


def test_without_jobs_no_process_starts() -> None:
    assert run_isolated(["no-such-file.py"], [], LONG) == []


def test_a_job_without_end_is_stopped_and_the_others_are_done(child: list[str]) -> None:
    outcomes = run_isolated(child, [("good",), ("endless",), ("better",)], SHORT)
    assert [(outcome.answers, outcome.ending) for outcome in outcomes] == [
        (("begins", "ends"), "done"),
        (("begins",), "timeout"),
        (("begins", "ends"), "done"),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGUSR1")
def test_where_a_job_was_at_its_time_limit_is_in_its_output(child: list[str]) -> None:
    (outcome,) = run_isolated(child, [("endless",)], SHORT)
    line = CHILD.splitlines().index("        while True:") + 1
    places = [f'child.py", line {number} in work' for number in (line, line + 1)]
    assert any(place in text for text in outcome.stderr for place in places)


@pytest.mark.parametrize(
    ("job", "reason"), [("exits", "exit code 3"), ("kills itself", "signal SIGKILL"), ("says", "exit code 1")]
)
def test_a_process_that_dies_loses_only_its_own_job(child: list[str], job: str, reason: str) -> None:
    outcomes = run_isolated(child, [(job,), ("good",), (job,), ("better",)], LONG)
    assert [outcome.ending for outcome in outcomes] == ["died", "done", "died", "done"]
    assert (outcomes[0].answers, outcomes[0].reason) == (("begins",), reason)


def test_the_last_lines_of_a_process_that_dies_are_returned_and_passed_on(
    child: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (outcome,) = run_isolated(child, [("says",)], LONG)
    assert outcome.stderr[-1] == "two"
    assert "two" in capsys.readouterr().err


def test_a_message_that_is_begun_and_not_finished_does_not_outlast_the_time_limit(child: list[str]) -> None:
    begun = time.monotonic()
    (outcome,) = run_isolated(child, [("half a message",)], SHORT)
    assert outcome.ending == "timeout"
    assert time.monotonic() - begun < LONG


def test_a_message_that_is_no_json_ends_the_job(child: list[str]) -> None:
    (outcome,) = run_isolated(child, [("noise",)], LONG)
    assert (outcome.ending, outcome.reason) == ("died", "an answer that cannot be read")


def test_processes_that_a_job_starts_end_with_it(child: list[str]) -> None:
    (outcome,) = run_isolated(child, [("starts another",)], LONG)
    started = int(outcome.answers[1])
    for _ in range(100):
        try:
            state = Path(f"/proc/{started}/stat").read_text().split()[2]
        except OSError:
            return
        if state == "Z":  # it ended, and waits for the one that inherits it
            return
        time.sleep(0.05)
    raise AssertionError("the process goes on")


def test_a_program_has_no_input(child: list[str]) -> None:
    (outcome,) = run_isolated(child, [("reads",)], LONG)
    assert outcome.answers == ("begins", "", "ends")


def test_jobs_run_in_other_processes_than_this_and_share_them(child: list[str]) -> None:
    used = {outcome.answers[0] for outcome in run_isolated(child, [("pid",)] * 20, LONG)}
    assert os.getpid() not in used
    assert len(used) <= (os.cpu_count() or 1)


def test_processes_use_one_thread_and_a_fixed_hash_seed_and_this_one_is_left_alone(child: list[str]) -> None:
    before = dict(os.environ)
    names = ["OMP_NUM_THREADS", "PYTHONHASHSEED"]
    outcomes = run_isolated(child, [("environment", name) for name in names], LONG)
    expected = [before.get("OMP_NUM_THREADS", "1"), before.get("PYTHONHASHSEED", "0")]
    assert [outcome.answers[0] for outcome in outcomes] == expected
    assert dict(os.environ) == before

from __future__ import annotations

import os
from collections.abc import Iterator

from sitegen.execution.process_pool import Outcome, run_isolated

LONG, SHORT = 60, 2


def count(most: int) -> Iterator[int]:
    yield from range(most)


def misbehave(job: str) -> Iterator[str]:
    yield f"{job} begins"
    while job == "endless":
        pass
    if job == "dying":
        os._exit(3)
    yield f"{job} ends"


def surroundings(name: str) -> Iterator[str | None]:
    yield os.environ.get(name)


def processes(_job: int) -> Iterator[int]:
    yield os.getpid()


def test_answers_come_in_the_order_of_the_jobs() -> None:
    outcomes = run_isolated(count, [3, 0, 1, 2, 5, 4], LONG)
    assert outcomes == [Outcome(tuple(range(most)), "done") for most in (3, 0, 1, 2, 5, 4)]


def test_without_jobs_nothing_is_started() -> None:
    assert run_isolated(count, [], LONG) == []


def test_a_job_that_does_not_end_is_ended_and_the_others_are_done() -> None:
    outcomes = run_isolated(misbehave, ["good", "endless", "better"], SHORT)
    assert outcomes == [
        Outcome(("good begins", "good ends"), "done"),
        Outcome(("endless begins",), "limit"),
        Outcome(("better begins", "better ends"), "done"),
    ]


def test_a_process_that_dies_costs_only_its_own_job() -> None:
    outcomes = run_isolated(misbehave, ["dying", "good", "dying", "better"], LONG)
    assert [outcome.ending for outcome in outcomes] == ["lost", "done", "lost", "done"]
    assert outcomes[0].answers == ("dying begins",)


def test_jobs_run_in_other_processes_than_this_and_share_them() -> None:
    used = {outcome.answers[0] for outcome in run_isolated(processes, list(range(20)), LONG)}
    assert os.getpid() not in used
    assert len(used) <= (os.cpu_count() or 1)


def test_processes_compute_with_one_thread_and_without_chance_and_this_one_is_left_alone() -> None:
    before = dict(os.environ)
    outcomes = run_isolated(surroundings, ["OMP_NUM_THREADS", "PYTHONHASHSEED"], LONG)
    wanted = [before.get("OMP_NUM_THREADS", "1"), before.get("PYTHONHASHSEED", "0")]
    assert [outcome.answers[0] for outcome in outcomes] == wanted
    assert dict(os.environ) == before

"""Run an author's programs in processes of their own, each with a limit of time.

What a program does to its process stays there, and one that never ends, or takes its process down, costs
nothing but its own answer. Processes are spawned, not forked: a fork would hold whatever the development
server has imported.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, Literal, TypeVar

from sitegen.pool import THREADS

Job = TypeVar("Job")
Answer = TypeVar("Answer")
Ending = Literal["done", "limit", "lost"]
"""How a job ended: by itself, at the limit, or with its process."""

_ALONE = {
    # Small networks are faster with one thread, and every run gives the same bits.
    **dict.fromkeys(THREADS, "1"),
    "PYTHONHASHSEED": "0",  # the order of a set of texts is the same in every build
}


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Answer]):
    """What came of one job."""

    answers: tuple[Answer, ...]
    """All that it gave before it ended."""
    ending: Ending


@dataclass(slots=True)
class _Runner:
    """One process at work, job after job."""

    process: BaseProcess
    wire: Connection
    place: int = -1
    """The job's place among the jobs."""
    deadline: float = 0.0
    answers: list[Any] = field(default_factory=list)


def run_isolated(
    work: Callable[[Job], Iterable[Answer]], jobs: Sequence[Job], seconds: float
) -> list[Outcome[Answer]]:
    """Do the work for every job, in as many processes as there are cores, and return what came of each.

    Args:
        work: gives the job's answers one by one; a module's function, since it is sent to the processes, as
            are jobs and answers. It may not raise.
        jobs: what to do.
        seconds: how long one job may take.
    """
    outcomes: dict[int, Outcome[Answer]] = {}
    waiting = deque(range(len(jobs)))
    runners: list[_Runner] = []
    try:
        while waiting or runners:
            while waiting and len(runners) < (os.cpu_count() or 1):
                runners.append(_begin(work))
                _give(runners[-1], waiting.popleft(), jobs, seconds)
            for runner, ending in _turn(runners):
                outcomes[runner.place] = Outcome(tuple(runner.answers), ending)
                if ending == "done" and waiting:
                    _give(runner, waiting.popleft(), jobs, seconds)
                else:
                    runners.remove(runner)
                    _end(runner)
    finally:
        for runner in runners:
            _end(runner)
    return [outcomes[place] for place in range(len(jobs))]


def _begin(work: Callable[[Job], Iterable[Answer]]) -> _Runner:
    method = multiprocessing.get_context("spawn")
    here, there = method.Pipe()
    with _environment():
        process = method.Process(target=_serve, args=(work, there), daemon=True)
        process.start()
    there.close()  # so that the end of the process is heard
    return _Runner(process, here)


def _give(runner: _Runner, place: int, jobs: Sequence[Job], seconds: float) -> None:
    runner.place, runner.answers = place, []
    runner.deadline = time.monotonic() + seconds
    runner.wire.send(jobs[place])


def _turn(runners: Sequence[_Runner]) -> list[tuple[_Runner, Ending]]:
    """Wait for words of any process, and return those that have ended their job."""
    until = min(runner.deadline for runner in runners) - time.monotonic()
    ready = set(wait([runner.wire for runner in runners], max(until, 0)))
    ended: list[tuple[_Runner, Ending]] = []
    for runner in runners:
        if runner.wire in ready:
            try:
                more, answer = runner.wire.recv()
            except (EOFError, OSError):
                ended.append((runner, "lost"))
                continue
            if more:
                runner.answers.append(answer)
            else:
                ended.append((runner, "done"))
        elif time.monotonic() >= runner.deadline:
            ended.append((runner, "limit"))
    return ended


def _end(runner: _Runner) -> None:
    runner.wire.close()
    if runner.process.is_alive():
        runner.process.kill()
    runner.process.join()
    runner.process.close()


def _serve(work: Callable[[Any], Iterable[Any]], wire: Connection) -> None:
    """Take jobs until the other side hangs up; runs in the process."""
    try:
        while True:
            for answer in work(wire.recv()):
                wire.send((True, answer))
            wire.send((False, None))
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return


@contextmanager
def _environment() -> Iterator[None]:
    """Let processes that start meanwhile compute with one thread and without chance."""
    set_here = {name: value for name, value in _ALONE.items() if name not in os.environ}
    os.environ.update(set_here)
    try:
        yield
    finally:
        for name in set_here:
            os.environ.pop(name, None)

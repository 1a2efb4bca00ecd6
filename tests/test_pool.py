from __future__ import annotations

import os
import threading

import pytest

from sitegen.pool import SMALL_JOB, open_pool


@pytest.fixture
def many_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)


def test_few_jobs_run_in_this_process(many_cores: None) -> None:  # noqa: ARG001 - a fixture
    with open_pool(SMALL_JOB - 1) as executor:
        assert executor is None


def test_one_core_gives_no_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)

    with open_pool(10 * SMALL_JOB) as executor:
        assert executor is None


def test_many_jobs_run_in_other_processes(many_cores: None) -> None:  # noqa: ARG001 - a fixture
    with open_pool(SMALL_JOB) as executor:
        assert executor is not None
        assert executor.submit(os.getpid).result() != os.getpid()


def test_a_process_with_threads_is_not_forked(many_cores: None) -> None:  # noqa: ARG001 - a fixture
    done = threading.Event()
    waiting = threading.Thread(target=done.wait)
    waiting.start()
    try:
        with open_pool(SMALL_JOB) as executor:
            assert executor is not None
            assert executor.submit(pow, 2, 10).result() == 1024
    finally:
        done.set()
        waiting.join()

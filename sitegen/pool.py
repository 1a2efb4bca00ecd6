"""Processes for pure work behind the standard `Executor` interface, and how many threads NumPy may use."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager

SINGLE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""Environment variables that NumPy's libraries read when NumPy is imported."""
SMALL_JOB = 150
"""Below this many sources one process is as fast: a pool costs as much as parsing some fifty posts."""


def count_cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


@contextmanager
def open_pool(jobs: int) -> Iterator[Executor | None]:
    """Give an executor for `jobs` pieces of work, or None when one process is as fast.

    Workers are forked where that is safe, since they then have every import already; a process with threads
    (the development server) spawns new ones.
    """
    cores = count_cores()
    if jobs < SMALL_JOB or cores < 2:
        yield None
        return
    can_fork = "fork" in multiprocessing.get_all_start_methods() and sys.platform == "linux"
    method = "fork" if can_fork and threading.active_count() == 1 else "spawn"
    executor = ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context(method))
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


@contextmanager
def single_threaded() -> Iterator[None]:
    """Let NumPy use one thread where it is imported inside this block, also in processes that start there.

    Small networks are faster with one thread, and every run of a demo gives the same bits.
    """
    added = {name: value for name, value in SINGLE_THREAD.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)

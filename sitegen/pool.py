"""Where pure steps run: in this process, or in several behind the standard `Executor` interface."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""What NumPy's libraries read when they are imported."""
SMALL_JOB = 150
"""Below this many sources one process is as fast: a pool costs as much as parsing some fifty posts."""


@contextmanager
def open_pool(jobs: int) -> Iterator[Executor | None]:
    """Give an executor for `jobs` pieces of work, or None when they are too few, or one core is all there is.

    Workers are forked where that is safe, since they then have every import already; a process with threads
    (the development server) starts fresh ones.
    """
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
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
def one_thread_each() -> Iterator[None]:
    """Let NumPy compute with one thread where it is imported meanwhile, in processes that start too.

    Small networks are faster so, and every run of a demo gives the same bits.
    """
    set_here = {name: "1" for name in THREADS if name not in os.environ}
    os.environ.update(set_here)
    try:
        yield
    finally:
        for name in set_here:
            os.environ.pop(name, None)

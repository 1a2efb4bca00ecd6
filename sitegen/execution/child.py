"""The program of an isolated process: `python -m sitegen.execution.child demos|frames|cells CONTENT ROOT`."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any


def serve_jobs(work: Callable[[Any], Iterator[object]]) -> None:
    """Answer the jobs on standard input until it ends.

    Args:
        work: yields the answers of one job, as JSON values; it does not raise.
    """
    # The program's own output goes to standard error, so that it cannot mix with the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    faulthandler.enable(sys.__stderr__ or 2)
    if hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGUSR1, sys.__stderr__ or 2, all_threads=False)
    jobs: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_read_jobs, args=(jobs,), daemon=True).start()
    while True:
        for answer in work(json.loads(jobs.get())):
            answers.write(json.dumps({"answer": answer}) + "\n")
            answers.flush()
        answers.write('{"end": true}\n')
        answers.flush()


def _read_jobs(jobs: SimpleQueue[str]) -> None:
    """Pass jobs on, and end this process as soon as the build has ended."""
    with os.fdopen(os.dup(0), encoding="utf-8") as stream:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # the program has no input
        for line in stream:
            jobs.put(line)
    os._exit(0)


def main(kind: str, content_dir: Path, root: Path) -> None:
    """Run demos, save frames or run cells."""
    if kind == "demos":
        from sitegen.execution.run_demo import answer_request as answer  # noqa: PLC0415 - one of three is needed
    elif kind == "frames":
        from sitegen.execution.run_frames import answer_frames as answer  # noqa: PLC0415 - one of three is needed
    else:
        from sitegen.execution.run_cells import answer_page as answer  # noqa: PLC0415 - one of three is needed
    serve_jobs(lambda job: answer(job, content_dir, root))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))

"""Run jobs in isolated processes, each job with a time limit.

Each process is a fresh interpreter that leads its own process group, reads jobs as JSON lines and writes
answers as JSON lines. A job that does not end, or that ends its process, loses only its own answers, and the
processes that it started end too. A fork would inherit all imports of the development server.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, Literal

from sitegen.pool import SINGLE_THREAD, count_cores

Ending = Literal["done", "timeout", "died"]

ENVIRONMENT = {
    **SINGLE_THREAD,  # small networks are faster with one thread, and every run gives the same bits
    "PYTHONHASHSEED": "0",  # the order of a set of strings is the same in every build
}
DUMP_SECONDS = 0.3
"""How long a process may take to write where it was when its time ran out."""
DUMP_STARTS = ("Fatal Python error", "Current thread 0x", "Thread 0x")
"""How `faulthandler` begins; an author does not need to see this."""
LAST_LINES = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one job."""

    answers: tuple[Any, ...]
    """JSON values, those before the end included."""
    ending: Ending
    reason: str = ""
    """How the process died: `exit code 3`, `signal SIGSEGV`."""
    stderr: tuple[str, ...] = ()
    """The last lines that the process wrote to standard error, where the job did not end by itself."""


def run_isolated(
    arguments: Sequence[str],
    jobs: Sequence[object],
    seconds: float,
    report: Callable[[int, Outcome], None] = lambda job, outcome: None,  # noqa: ARG005 - the default reports nothing
) -> list[Outcome]:
    """Run every job, in as many processes as there are cores, and return the outcomes in order.

    Args:
        arguments: of the Python interpreter, a program that calls `serve_jobs`: `["-m", "package.child"]`.
        jobs: JSON values.
        seconds: the time limit of one job, the start of its process included.
        report: receives the number of each job that ends, and its outcome.
    """
    outcomes: dict[int, Outcome] = {}
    waiting = deque(range(len(jobs)))
    messages: _Messages = queue.SimpleQueue()
    children: list[_Child] = []
    try:
        while waiting or children:
            while waiting and len(children) < count_cores():
                children.append(_Child(arguments, messages))
                children[-1].send(number := waiting.popleft(), jobs[number], seconds)
            for child in _wait(children, messages):
                outcomes[child.job] = child.outcome()
                report(child.job, outcomes[child.job])
                if child.ending == "done" and waiting:
                    child.send(number := waiting.popleft(), jobs[number], seconds)
                else:
                    children.remove(child)
                    child.stop()
    finally:
        for child in children:
            child.stop()
    return [outcomes[number] for number in range(len(jobs))]


@dataclass(slots=True, eq=False)
class _Child:
    """One process and the job that it works on."""

    arguments: Sequence[str]
    messages: _Messages
    job: int = -1
    deadline: float = 0.0
    answers: list[Any] = field(default_factory=list)
    ending: Ending | None = None
    stderr: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_LINES))
    process: subprocess.Popen[bytes] = field(init=False)
    reader: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.process = subprocess.Popen(
            # -P: no modules are imported from the current folder.
            [sys.executable, "-P", *self.arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**ENVIRONMENT, **os.environ},
            start_new_session=True,
        )
        threading.Thread(target=self._read_answers, daemon=True).start()
        self.reader = threading.Thread(target=self._read_errors, daemon=True)
        self.reader.start()

    def send(self, number: int, job: object, seconds: float) -> None:
        self.job, self.answers, self.ending = number, [], None
        self.deadline = time.monotonic() + seconds
        try:
            _pipe(self.process.stdin).write(json.dumps(job).encode() + b"\n")
            _pipe(self.process.stdin).flush()
        except OSError:  # the process ended by itself; its end of file is on the way
            return

    def receive(self, line: bytes) -> None:
        """Take one line of the process; an empty one is the end of its output."""
        try:
            message = json.loads(line if line.endswith(b"\n") else b"")
            self.answers += [message["answer"]] if "answer" in message else []
            self.ending = "done" if "end" in message else None
        except (ValueError, TypeError, KeyError):  # the program wrote into our pipe, or ended
            self.ending = "died"

    def outcome(self) -> Outcome:
        if self.ending == "done" or self.ending is None:
            return Outcome(tuple(self.answers), "done")
        reason = ""
        if self.ending == "died":
            reason = self._reason()
        elif hasattr(signal, "SIGUSR1"):
            self.process.send_signal(signal.SIGUSR1)  # faulthandler writes where the program is
            time.sleep(DUMP_SECONDS)
        return Outcome(tuple(self.answers), self.ending, reason, tuple(self.stderr))

    def stop(self) -> None:
        """End the process and the processes that it started."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (AttributeError, ProcessLookupError, PermissionError):  # Windows; the process has ended
            self.process.kill()
        self.process.wait()
        _pipe(self.process.stdin).close()

    def _reason(self) -> str:
        try:
            code = self.process.wait(timeout=DUMP_SECONDS)
        except subprocess.TimeoutExpired:
            return "an answer that cannot be read"
        self.reader.join(timeout=DUMP_SECONDS)
        return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"

    def _read_answers(self) -> None:
        with _pipe(self.process.stdout) as stream:
            for line in stream:
                self.messages.put((self, line))
        self.messages.put((self, b""))

    def _read_errors(self) -> None:
        """Pass on what the program prints, and keep its last lines."""
        dumping = False
        with _pipe(self.process.stderr) as stream:
            for line in stream:
                text = line.decode("utf-8", "replace")
                self.stderr.append(text.rstrip())
                dumping = dumping or text.startswith(DUMP_STARTS)
                if not dumping:
                    sys.stderr.write(text)


_Messages = queue.SimpleQueue[tuple[_Child, bytes]]


def _wait(children: Sequence[_Child], messages: _Messages) -> list[_Child]:
    """Wait for one message, and return the processes whose job has ended."""
    nearest = min(child.deadline for child in children)
    try:
        sender, line = messages.get(timeout=max(0.0, nearest - time.monotonic()))
    except queue.Empty:
        pass
    else:
        if sender in children:  # answers of a stopped process are ignored
            sender.receive(line)
    now = time.monotonic()
    for child in children:
        if child.ending is None and now >= child.deadline:
            child.ending = "timeout"
    return [child for child in children if child.ending]


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101 - all three are pipes
    return stream

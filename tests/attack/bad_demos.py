"""Demos that behave badly: the build ends, names the demo, leaves no process, and the good demo survives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.attack.common import DEMO, NOW, Outcome, write_site

WAIT_S = 300
HEAD = """
import os, sys, time, signal, threading, subprocess, gc, atexit, socket, ctypes
from dataclasses import dataclass
from collections.abc import Iterator
import numpy as np
from sitegen.demo import Bars, Curve, Frame, Heatmap, demo
@dataclass
class Controls:
    pass
"""
BODY = '''
@demo(title="Bad")
def bad(controls: Controls, rng: np.random.Generator) -> Frame:
    """A demo."""
    {}
    return Frame(text="done")
'''
GOOD = frozenset({
    "much output", "chdir", "patching", "atexit", "thread", "fork", "closed descriptors", "big curve",
    "environment", "umask", "recursion limit", "collector off", "seed of others", "child that stays",
    "signals ignored",
    "garbage on stdout", "a child's child",
})  # fmt: skip
"""Kinds that must be built: they do not disturb other demos."""
BAD: dict[str, str] = {
    "endless loop": "while True: pass",
    "endless loop without SIGTERM": "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n    while True: pass",
    "sleep": "time.sleep(10_000)",
    "memory": "x = []\n    while True: x.append(bytearray(50_000_000))",
    "stdin": "input('name? ')",
    "much output": "for _ in range(2_000): print('x' * 10_000)",
    "sys.exit": "sys.exit(3)",
    "os._exit": "os._exit(4)",
    "abort": "os.abort()",
    "segfault": "ctypes.string_at(0)",
    "kill -9": "os.kill(os.getpid(), signal.SIGKILL)",
    "stop": "os.kill(os.getpid(), signal.SIGSTOP)",
    "BaseException": "raise BaseException('base')",
    "GeneratorExit": "raise GeneratorExit",
    "KeyboardInterrupt": "raise KeyboardInterrupt",
    "SystemExit text": "raise SystemExit('text')",
    "chdir": "os.chdir('/')",
    "patching": "np.sin = None",
    "atexit": "atexit.register(time.sleep, 1_000)",
    "thread": "threading.Thread(target=time.sleep, args=(1_000,)).start()",
    "fork": "os.fork() or os._exit(0)",
    "closed descriptors": "os.close(0); os.closerange(100, 200)",
    "all descriptors closed": "os.closerange(0, 200)",
    **{
        f"messages of its own: {name}": (
            "import stat\n"
            "    for fd in range(3, 30):\n"
            "        try:\n"
            "            mode = os.fstat(fd).st_mode\n"
            "            if stat.S_ISSOCK(mode) or stat.S_ISFIFO(mode):\n"
            f"                os.write(fd, {message!r})\n"
            "        except OSError: pass\n"
            "    time.sleep(1_000)"
        )
        for name, message in {
            "an unfinished line": b'{"answer": ',
            "no JSON": b"\0\0\xff\xff\n",
            "another shape": b'{"answer": 5}\n{"end": true}\n',
            "a poster of another shape": b'{"answer": {"poster": 5, "files": []}}\n{"end": true}\n',
            "files of another shape": b'{"answer": {"failure": {}, "files": 5}}\n{"end": true}\n',
            "the end without an answer": b'{"end": true}\n',
        }.items()
    },
    "big curve": "n = 2_000_000\n    return Frame(c=Curve({'a': np.zeros(n)}, np.arange(float(n))))",
    "surrogate": "return Frame(text='a\\ud800b')",
    "surrogate in a metric": "return Frame(text='x', metrics={'a\\ud800': 1.0})",
    "not a number": "return Frame(text='x', metrics={'a': float('nan')})",
    "control characters": "return Frame(text='a\\x00\\x01b')",
    "no frame": "return None",
    "text for a frame": "return 'a frame'",
    "no array": "return Frame(c=Curve({'a': object()}, 3))",
    "infinite values": "return Frame(h=Heatmap(np.full((3, 3), np.inf)))",
    "recursion": "f = lambda: f()\n    f()",
    "recursion limit": "sys.setrecursionlimit(5_000)",
    "exception that cannot be shown": "raise type('E', (Exception,), {'__str__': lambda self: 1 / 0})()",
    "exception with a surrogate": "raise ValueError('a\\ud800b')",
    "child that stays": "subprocess.Popen(['sleep', '613'])",
    "a child's child": "subprocess.Popen(['sh', '-c', 'sleep 614 & sleep 614'])",
    "signals ignored": "[signal.signal(n, signal.SIG_IGN) for n in (1, 2, 15)]",
    "environment": "os.environ.clear()",
    "umask": "os.umask(0o777)",
    "garbage on stdout": "os.write(1, bytes(range(256)) * 100); os.write(2, b'\\xff\\xfe' * 100)",
    "collector off": "gc.disable()",
    "seed of others": "np.random.seed(0)",
    "many files open": "keep = [open(os.devnull) for _ in range(100_000)]",
    "server": "s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(); s.accept()",
}


def _waits_for_the_limit(name: str) -> bool:
    """Return whether a kind takes the whole time limit of a demo; a short run leaves these out."""
    return any(word in BAD[name] for word in ("while True", "time.sleep(", "SIGSTOP"))


def bad_demos(count: int, folder: Path) -> Outcome:
    """Build a site with a good and a bad demo; several bad ones at once cost one limit of time."""
    outcome = Outcome()
    names = sorted(BAD, key=_waits_for_the_limit)[:count]
    for name in names:
        outcome.count += 1
        site = _site(folder / name.replace(" ", "-").replace("'", ""), name)
        try:
            _expect(outcome, site, name)
        except subprocess.TimeoutExpired:
            outcome.fail(f"{name}: the build did not end within {WAIT_S} s")
    outcome.note = f"{len(BAD)} kinds"
    return outcome


def _site(folder: Path, name: str) -> Path:
    posts = {
        f"content/posts/{demo}.md": (
            f"---\ntitle: {demo}\ndate: 2026-01-01\ndescription: d\n---\n\n:::{{demo}} {demo}\n:::\n"
        )
        for demo in ("bad", "good")
    }
    programs = {
        "content/demos/bad.py": HEAD + BODY.format(BAD[name]),
        "content/demos/good.py": DEMO.format(name="good"),
    }
    return write_site(folder, {**posts, **programs})


def _expect(outcome: Outcome, site: Path, name: str) -> None:
    command = [sys.executable, "-m", "sitegen", "build", "--now", NOW]
    with (site / "out.txt").open("wb") as sink, subprocess.Popen(
        command, cwd=site, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, start_new_session=True,
        env={**os.environ, "SITEGEN_ATTACK": site.name},
    ) as process:  # fmt: skip
        try:
            status = process.wait(WAIT_S)
        finally:
            left = _end_descendants(site.name)
    said = (site / "out.txt").read_text(errors="replace")
    if left:
        outcome.fail(f"{name}: left processes: {left}")
    if "This is a bug" in said or "Traceback" in said:
        outcome.fail(f"{name}: status {status}, traceback: ...{said[-400:]}")
    if name in GOOD:
        if status != 0:
            outcome.fail(f"{name}: status {status}: {said[-400:]}")
    elif status not in (0, 1):
        outcome.fail(f"{name}: status {status}: {said[-400:]}")
    elif status == 1 and "bad" not in said:
        outcome.fail(f"{name}: the message does not name the demo: {said[-400:]}")
    elif status == 1 and "good.py" in said:
        outcome.fail(f"{name}: the good demo is said to be wrong: {said[-400:]}")


def _end_descendants(mark: str) -> list[str]:
    """End every process that inherited the mark of a build, and return their command lines."""
    time.sleep(0.5)
    left = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"SITEGEN_ATTACK={mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                words = (
                    (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                )
                if words:  # a zombie has none
                    left.append(words[:100])
                    os.kill(int(folder.name), signal.SIGKILL)
    return left

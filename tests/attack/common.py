"""What all attacks share: their outcome, and a process that has every import and forks a build on demand."""

from __future__ import annotations

import hashlib
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parent.parent.parent
NOW = "2026-11-23T12:00:00+00:00"
WAIT_S = 900
"""How long a build may take by the clock, on a machine that is shared."""

POST = """---
title: "Post {number}"
date: 2026-01-{day:02d}
description: "About post {number}."
tags: [one, tag-{tag}]
---

# First heading of {number}

Some *text* with a [link](../post-{other}/) and `code`.

## Second heading

| a | b |
|---|---|
| {number} | 2 |

```python
print({number})
```
"""

DEMO = """
from dataclasses import dataclass
from typing import Annotated
import numpy as np
from sitegen.demo import Frame, Slider, demo

@dataclass
class Controls:
    rate: Annotated[float, Slider(0, 1)] = 0.25

@demo(title="{name}")
def {name}(controls: Controls, rng: np.random.Generator) -> Frame:
    return Frame(text=f"the value is {{controls.rate}} and {{rng.integers(100)}}")
"""


@dataclass(slots=True)
class Outcome:
    """How often an attack was tried, and what it broke."""

    count: int = 0
    failures: list[str] = field(default_factory=list)
    note: str = ""

    def fail(self, text: str) -> None:
        """Record something that must not happen."""
        self.failures.append(text)


@dataclass(frozen=True, slots=True)
class Ended:
    """A build that is over."""

    status: int
    """The exit code, or the negative number of the signal that ended it."""
    error: str
    pid: int


class Builder:
    """A process that forks a build for every request, so that a build costs no imports."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # no buffer: `select` does not see lines that wait in one
            [sys.executable, "-c", FORKING],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, cwd=REPOSITORY,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip

    def start(self, site: Path, **options: Any) -> int:
        """Start a build of a site; return its process id.

        Args:
            site: the site's folder.
            options: `command` to run `sitegen build`, which uses the record of the last build where `now` is
                empty; `output`, `drafts`, `file_bytes` and `fallback` are for builds without the command;
                `packed` is a folder of packed files, which are copied from there in place of packing.
        """
        assert self._process.stdin
        request = json.dumps({"site": str(site), "now": NOW, **options}) + "\n"
        self._process.stdin.write(request.encode())
        return int(self._answer()["pid"])

    def end(self) -> Ended:
        """Wait until the build that was started is over."""
        answer = self._answer()
        return Ended(answer["status"], answer["error"], answer["pid"])

    def build(self, site: Path, **options: Any) -> Ended:
        """Build a site and wait for the end."""
        self.start(site, **options)
        return self.end()

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(60)
        assert self._process.stdout
        self._process.stdout.close()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        if not select.select([self._process.stdout], [], [], WAIT_S)[0]:
            listed = ["ps", "-eo", "pid,ppid,stat,etime,time,wchan:20,args", "--forest"]
            processes = subprocess.run(listed, capture_output=True, text=True, check=False).stdout
            raise AssertionError(f"a build hangs after {WAIT_S} s:\n{processes}")
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def builder() -> Iterator[Builder]:
    """Start a builder and end it."""
    made = Builder()
    try:
        yield made
    finally:
        made.close()


FORKING = """
import importlib, json, os, resource, shutil, signal, sys, tempfile, traceback
from datetime import datetime
from pathlib import Path
import numpy
from sitegen.build import build_site
from sitegen.cli import cli
from sitegen.config import load_config
from sitegen.errors import SitegenError
import sitegen.write

def run(request, error):
    os.setsid()
    sys.stdin = open(os.devnull)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(error, 2)
    if request.get("packed"):
        take_packed(Path(request["packed"]))
    if request.get("command"):
        os.chdir(request["site"])
        return command(request)
    if limit := request.get("file_bytes"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    if request.get("fallback"):
        sitegen.write._exchange = lambda one, other: False
    changes = {"output": request["output"]} if "output" in request else {}
    try:
        config = load_config(Path(request["site"]) / "sitegen.toml", **changes)
        build_site(config, now=datetime.fromisoformat(request["now"]), drafts=request.get("drafts", False))
    except SitegenError as problem:
        print(problem, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130
    except BaseException:
        traceback.print_exc()
        return 70
    return 0

def take_packed(kept):
    from sitegen.runtime.pack.results import LIST_FILE, Results
    make = Results._make
    def copied(self, folder, work):
        def copy(place):
            for file in (kept / folder.name).iterdir():
                if file.name != LIST_FILE:
                    shutil.copyfile(file, place / file.name)
        make(self, folder, copy if (kept / folder.name).is_dir() else work)
    Results._make = copied

def command(request):
    now = ["--now", request["now"]] if request["now"] else []
    try:
        cli.main(["build", *now], prog_name="sitegen")
    except SystemExit as end:
        return end.code or 0
    return 0

for line in sys.stdin:
    request = json.loads(line)
    error, imported = tempfile.TemporaryFile(), tempfile.TemporaryFile("w+")
    pid = os.fork()
    if pid == 0:
        status = run(request, error.fileno())
        if not request.get("file_bytes"):  # this file would be limited, too
            imported.write(" ".join(name for name in sys.modules if name.startswith(("sitegen.", "babel."))))
            imported.flush()
        os._exit(status)
    print(json.dumps({"pid": pid}), flush=True)
    _, status = os.waitpid(pid, 0)
    imported.seek(0)
    for name in imported.read().split():  # what this build imported, the next one need not
        if name not in sys.modules:
            importlib.import_module(name)
    error.seek(0)
    text = error.read().decode(errors="replace")
    print(json.dumps({"pid": pid, "status": os.waitstatus_to_exitcode(status), "error": text}), flush=True)
"""


def write_site(folder: Path, files: dict[str, str | bytes], config: str = 'title = "A site"\n') -> Path:
    """Write the files of a site into a folder."""
    for name, content in {"sitegen.toml": config, **files}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def posts(count: int, *, text: str = "") -> dict[str, str | bytes]:
    """Return the sources of a site of some posts."""
    return {
        f"content/posts/post-{n}.md": POST.format(number=n, day=n % 28 + 1, tag=n % 5, other=(n + 1) % count)
        + text
        for n in range(count)
    }


def digest(folder: Path) -> dict[str, str]:
    """Return a hash of every file below a folder, by path."""
    return {
        str(file.relative_to(folder)): hashlib.blake2b(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def difference(one: dict[str, str], other: dict[str, str]) -> str:
    """Name the files that differ; empty when none does."""
    names = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")

"""A process that builds one post after another, with a limit of processor time, and reads the result back."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.attack.common import REPOSITORY

PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
"""A PNG file of one pixel."""
WAIT_S = 120
"""How long a post may take by the clock, on a machine that is shared."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one post."""

    good: bool
    """Whether it was published; refused with a message otherwise."""
    fault: str
    """A traceback, malformed XML, or nothing in time; else empty."""
    cpu_s: float
    refused: int


class Batch:
    """Builds posts in one child process, which is started again when it hangs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "post-site"
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Batch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def build_post(self, post: bytes) -> Done:
        """Build a site of one post."""
        return self.build_posts([post])

    def build_posts(self, posts: list[bytes]) -> Done:
        """Build a site of these posts; those that are refused are taken out, and the others built again.

        Args:
            posts: the sources.

        Returns:
            Whether the rest was published, what went wrong, the processor time, and how many were refused.
        """
        shutil.rmtree(self._folder, ignore_errors=True)
        folder = self._folder / "content/posts"
        folder.mkdir(parents=True)
        (self._folder / "sitegen.toml").write_text('title = "A site"\nbibliography = "content/a.bib"\n')
        (self._folder / "content/a.bib").write_text("@misc{a, author = {Ada}, title = {T}, year = 2000}")
        (folder / "p.png").write_bytes(PICTURE)
        (folder / "talk.mp4").write_bytes(b"")
        for number, post in enumerate(posts):
            ending = "mdx" if len(post) % 5 == 0 else "md"  # the same where the post is built alone
            (folder / f"fuzzed-{number}.{ending}").write_bytes(post)
        cpu_s, refused = 0.0, 0
        while True:
            answer = self._ask()
            cpu_s += answer["cpu_s"]
            if not answer["good"] and not answer["fault"] and not answer["refused"]:
                answer["fault"] = f"no post is named: {answer['message']}"
            names = {name for name in answer["refused"] if (self._folder / "content" / name).is_file()}
            if answer["good"] or answer["fault"] or not names:
                return Done(answer["good"], answer["fault"], cpu_s, refused)
            refused += len(names)
            for name in names:
                (self._folder / "content" / name).unlink()

    def _ask(self) -> dict[str, Any]:
        process = self._process or self._start()
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{self._folder}\n")
        process.stdin.flush()
        failed = {"good": False, "refused": [], "cpu_s": 0.0}
        if not select.select([process.stdout], [], [], WAIT_S)[0]:
            self._stop()
            return {**failed, "fault": f"no result within {WAIT_S} s", "cpu_s": WAIT_S}
        line = process.stdout.readline()
        if not line:
            self._stop()
            return {**failed, "fault": "the process died"}
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _start(self) -> subprocess.Popen[str]:
        self._process = subprocess.Popen(
            [sys.executable, "-c", BUILDING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            cwd=REPOSITORY, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
        return self._process

    def _stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()
        self._process = None


BUILDING = """
import contextlib, io, json, sys, time, traceback
import xml.etree.ElementTree as xml
from datetime import UTC, datetime
from pathlib import Path
from sitegen.build import build_site
from sitegen.config import load_config
from sitegen.errors import SitegenError

answers = sys.stdout
sys.stdout = sys.stderr
for line in sys.stdin:
    folder, good, fault, refused, message = Path(line.strip()), False, "", [], ""
    began = time.process_time()
    try:
        build_site(load_config(folder / "sitegen.toml"), now=datetime(2026, 11, 23, tzinfo=UTC), drafts=True)
        good = True
    except SitegenError as error:
        message = str(error)
        if not str(error).strip() or "Traceback" in str(error):
            fault = f"no message: {error}"
        paths = [str(problem.path).removeprefix("content/") for problem in error.problems if problem.path]
        refused = sorted(set(paths))
    except BaseException:
        fault = traceback.format_exc()[-600:]
    cpu_s = time.process_time() - began
    if good:
        for file in (folder / "public").rglob("*.xml"):
            try:
                xml.fromstring(file.read_bytes())
            except xml.ParseError as error:
                fault = f"{file.name} is not well-formed: {error}"
    answer = {"good": good, "fault": fault, "cpu_s": cpu_s, "refused": refused, "message": message}
    print(json.dumps(answer), file=answers, flush=True)
"""

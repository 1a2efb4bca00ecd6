"""The real `sitegen serve` in a process of its own, for tests."""

import asyncio
import contextlib
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sitegen.serve.app import EVENTS

T = TypeVar("T")

POST = "---\ntitle: A post\ndate: 2026-01-02\ndescription: About it.\ndraft: true\n---\n\n{text}\n"
"""A draft, to be filled with its text."""


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


class Running:
    """`sitegen serve` at work."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process = process
        self.address = address

    def get(self, path: str) -> Answer:
        """Ask for a path below the site's."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=60) as answer:  # noqa: S310 - our own server
                return Answer(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read())

    @contextlib.contextmanager
    def events(self) -> Iterator[Callable[[], dict[str, str]]]:
        """A function that waits for the next build event and returns its data."""
        with urllib.request.urlopen(f"{self.origin}{EVENTS}", timeout=60) as stream:  # noqa: S310 - ditto

            def following() -> dict[str, str]:
                for line in stream:
                    if line.startswith(b"data: "):
                        data: dict[str, str] = json.loads(line.removeprefix(b"data: "))
                        return data
                raise AssertionError("the stream ended")

            yield following

    @property
    def origin(self) -> str:
        """The address without its path."""
        return re.sub(r"(//[^/]*)/.*", r"\1", self.address)


@contextlib.contextmanager
def serving(site: Path, errors: Path, *options: str) -> Iterator[Running]:
    """Start the server for a folder, wait for its address, and end it.

    Args:
        site: the folder.
        errors: the file for its error output.
        options: further options of the command.
    """
    command = [sys.executable, "-m", "sitegen", "serve", "--port", "0", *options]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with errors.open("w") as sink:
        process = subprocess.Popen(
            command, cwd=site, stdout=subprocess.PIPE, stderr=sink, text=True, env=environment
        )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"serving (http://\S+)", line):
                break
        else:
            raise AssertionError(errors.read_text())
        yield Running(process, found[1])
    finally:
        process.kill()
        process.communicate()


def in_a_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end in a thread of its own: Playwright keeps a loop in the tests' own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()

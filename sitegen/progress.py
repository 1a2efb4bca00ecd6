"""Reports of long work: the command line shows them, a test ignores them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Progress(Protocol):
    """Receives reports of work that may take a while."""

    def advance(self, name: str, done: int, total: int) -> None:
        """Receive that `done` of `total` are finished; `name` says what is being worked on."""

    def line(self, text: str) -> None:
        """Receive one line about something unexpected."""


class BuildProgress(Progress, Protocol):
    """Receives reports of the steps of a build, too."""

    def step(self, name: str) -> AbstractContextManager[None]:
        """Measure one step of a build."""

    def count(self, total: int, *, cached: int = 0) -> None:
        """Receive how many results the current step gave, and how many of these came from a cache."""


class Silent:
    """Ignores every report."""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:  # noqa: ARG002 - nothing is reported
        """Measure nothing."""
        yield

    def count(self, total: int, *, cached: int = 0) -> None:
        """Ignore the count."""

    def advance(self, name: str, done: int, total: int) -> None:
        """Ignore the count."""

    def line(self, text: str) -> None:
        """Ignore the line."""

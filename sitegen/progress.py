"""How long work tells what it does: the command line draws it, a test ignores it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """What watches work that may take a while."""

    def advance(self, name: str, done: int, total: int) -> None:
        """Receive that `done` of `total` are finished; `name` says what is being worked on."""

    def line(self, text: str) -> None:
        """Receive one line about something unexpected."""


class Silent:
    """Watches without a word."""

    def advance(self, name: str, done: int, total: int) -> None:
        """Ignore the count."""

    def line(self, text: str) -> None:
        """Ignore the line."""

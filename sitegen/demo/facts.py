"""Facts: what a caption owes its reader, in one order for all demos."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sitegen.demo.show import words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a network is, what it was shown, and what its numbers are worth; empty ones are left out."""

    parameters: str = ""
    """How many, and of what: `1,185: two layers of 32 tanh units`."""
    data: str = ""
    """What, how much, where from, how split."""
    licence: str = ""
    """Of the data and of shipped weights."""
    training: str = ""
    """How the weights were found."""
    metric: str = ""
    """What the headline number measures, and on what."""
    baseline: str = ""
    """What the simplest other way reaches."""

    def lines(self) -> tuple[str, ...]:
        """Return each fact with its name, such as `Data: 512 points on two spirals.`, in the order above."""
        given = ((part.name, str(getattr(self, part.name)).strip()) for part in fields(self))
        return tuple(f"{words_of(name)}: {text}" for name, text in given if text)

"""Facts: the lines of a demo's caption, in one order for all demos."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sitegen.demo.plain_text import label_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a network is, how it was trained, and how good it is. Empty fields are left out."""

    parameters: str = ""
    """Number and structure: `1,185: two layers of 32 tanh units`."""
    data: str = ""
    """Kind, amount, source and split."""
    licence: str = ""
    """Of the data and of the weights that the site ships."""
    training: str = ""
    """How the weights were trained."""
    metric: str = ""
    """What the main number measures, and on which data."""
    baseline: str = ""
    """What the simplest alternative reaches."""

    def lines(self) -> tuple[str, ...]:
        """Return each field with its name, such as `Data: 512 points on two spirals.`, in the order above."""
        given = ((part.name, str(getattr(self, part.name)).strip()) for part in fields(self))
        return tuple(f"{label_of(name)}: {text}" for name, text in given if text)

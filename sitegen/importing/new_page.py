"""A page of the new site while the import builds it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sitegen.importing.front_matter_text import front_matter
from sitegen.importing.model import Fallback
from sitegen.model import FrontMatter


@dataclass
class NewPage:
    """The text of a page of the new site."""

    source: str
    """The file in the source, for the report."""
    keys: FrontMatter
    body: str
    repairs: int = 0
    fallbacks: tuple[Fallback, ...] = ()
    """What its code cells and demos become where they do not run."""

    def text(self) -> str:
        """Return the whole file."""
        return f"{front_matter(self.keys)}\n{self.body}"

    def body_line(self, line: int | None) -> int:
        """Return the line of the body, from 0, for a line of the file."""
        return max((line or 1) - front_matter(self.keys).count("\n") - 2, 0)


def short(message: str) -> str:
    """Return a message without the words that it quotes, at most 70 characters."""
    plain = " ".join(re.sub(r"'[^']*'", "…", message).split())
    return plain if len(plain) <= 70 else plain[:67] + "..."

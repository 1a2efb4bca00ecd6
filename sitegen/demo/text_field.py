"""TextField: words that the reader writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sitegen.demo.control import UnfitError, Value

_MOST_LETTERS = 5_000


@dataclass(frozen=True, slots=True)
class TextField:
    """A text of at most `most` letters; with more than one of `lines`, it may hold several."""

    kind: ClassVar[str] = "text"
    types: ClassVar[tuple[type, ...]] = (str,)
    most: int = 100
    lines: int = 1
    live: bool = False
    label: str = ""

    def faults(self) -> list[str]:
        """Return what is wrong with the declaration."""
        found = []
        if not 1 <= self.most <= _MOST_LETTERS:
            found.append(f"takes at most {self.most} letters; expected 1 to {_MOST_LETTERS}")
        if not 1 <= self.lines <= 12:
            found.append(f"has {self.lines} lines; expected 1 to 12")
        return found

    def read(self, value: object, wanted: type) -> Value:  # noqa: ARG002 the field can only be a str
        """Return the text with plain line feeds, or raise `UnfitError`."""
        expected = f"a text of at most {self.most} letters{' in one line' if self.lines == 1 else ''}"
        if not isinstance(value, str):
            raise UnfitError(expected)
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        found = []
        if len(text) > self.most:
            found.append(f"it has {len(text)} letters")
        if self.lines == 1 and "\n" in text:
            found.append(f"it has {text.count(chr(10)) + 1} lines")
        if found:
            raise UnfitError(expected, ", ".join(found))
        return text

    def describe(self, wanted: type) -> dict[str, object]:  # noqa: ARG002 ditto
        """Return the control's own facts as JSON values."""
        return {"most": self.most, "lines": self.lines}

"""TextField: a text that the reader writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sitegen.demo.controls.value import InvalidValueError, PlainValue
from sitegen.demo.plain_text import clean_text
from sitegen.demo.records import TextFieldData

_MOST_LETTERS = 5_000


@dataclass(frozen=True, slots=True)
class TextField:
    """A text of at most `most` letters, in one line or, where `lines` is above 1, in several."""

    kind: ClassVar[str] = "text"
    types: ClassVar[tuple[type, ...]] = (str,)
    most: int = 100
    lines: int = 1
    live: bool = False
    label: str = ""
    main: bool = False

    def faults(self) -> list[str]:
        """Return what is wrong with the declaration."""
        found = []
        if not 1 <= self.most <= _MOST_LETTERS:
            found.append(f"takes at most {self.most} letters; expected 1 to {_MOST_LETTERS}")
        if not 1 <= self.lines <= 12:
            found.append(f"has {self.lines} lines; expected 1 to 12")
        return found

    def parse(self, value: object, field_type: type) -> PlainValue:  # noqa: ARG002 the field can only be a str
        """Return the text, line ends and control characters replaced, or raise `InvalidValueError`."""
        expected = f"a text of at most {self.most} letters{' in one line' if self.lines == 1 else ''}"
        if not isinstance(value, str):
            raise InvalidValueError(expected)
        text = clean_text(value.replace("\r\n", "\n").replace("\r", "\n"))
        found = []
        if len(text) > self.most:
            found.append(f"it has {len(text)} letters")
        if self.lines == 1 and "\n" in text:
            found.append(f"it has {text.count(chr(10)) + 1} lines")
        if found:
            raise InvalidValueError(expected, ", ".join(found))
        return text

    def describe(self, field_type: type) -> TextFieldData:  # noqa: ARG002 ditto
        """Return what only a text field has."""
        return {"most": self.most, "lines": self.lines}

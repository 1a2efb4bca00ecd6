"""One use of a shortcode, a tag or a component: its name and its arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sitegen.importing.model import Context


@dataclass(frozen=True, slots=True)
class Call:
    """One use of a shortcode, a tag or a component."""

    name: str
    """In lower case, without folder and ending."""
    words: Sequence[str]
    """Arguments without a name."""
    named: Mapping[str, str]
    inner: str | None
    """The text between opening and closing, or None."""

    def get(self, *names: str, word: int | None = None) -> str:
        """Return the first argument with one of the names, or the word at a place, or nothing."""
        for name in names:
            if self.named.get(name):
                return self.named[name]
        return self.words[word] if word is not None and len(self.words) > word else ""


Make = Callable[[Call, Context], str | None]


ARGUMENT = re.compile(
    r"""(?:(?P<name>[\w:@.-]+)\s*[=]\s*)?(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'"""
    r"""|`(?P<back>[^`]*)`|“(?P<curly>[^”]*)”|(?P<bare>[^\s"'`,]+))"""
)


def read_arguments(text: str) -> tuple[list[str], dict[str, str]]:
    """Return the words and the named values of `word "two words" key=value`."""
    words: list[str] = []
    named: dict[str, str] = {}
    for found in ARGUMENT.finditer(text):
        value = next(
            (found[g] for g in ("double", "single", "back", "curly", "bare") if found[g] is not None), ""
        )
        value = re.sub(r"\\([\"'\\])", r"\1", value)
        if found["name"]:
            named[found["name"].casefold()] = value
        else:
            words.append(value)
    return words, named

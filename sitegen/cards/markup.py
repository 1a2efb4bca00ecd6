"""The markup of a mark as a tree of elements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"img", "br"})
"""Elements of HTML that have no end tag."""


class DrawError(ValueError):
    """A mark has something that cards cannot draw."""


@dataclass(slots=True)
class Element:
    """An element with its attributes, whose names are in lower case, and what is inside it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        """The names in its attribute `class`."""
        return self.get("class").split()

    @property
    def elements(self) -> list[Element]:
        """The elements directly inside it."""
        return [child for child in self.children if isinstance(child, Element)]

    @property
    def text(self) -> str:
        """All text inside it."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute."""
        return self.attributes.get(name, default)

    def only(self, tag: str) -> Element:
        """Return the first element of a tag inside it.

        Raises:
            DrawError: there is none.
        """
        found = next(self.all(tag), None)
        if found is None:
            raise DrawError(f"{self.get('class') or self.tag} has no {tag}")
        return found

    def all(self, tag: str) -> Iterator[Element]:
        """Give the elements of a tag inside it, in order."""
        for child in self.elements:
            if child.tag == tag:
                yield child
            yield from child.all(tag)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._add(tag, attrs)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> Element:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        return element


def parse_markup(text: str) -> Element | None:
    """Return the first element of a mark's markup; None where there is none."""
    parser = _Parser()
    parser.feed(text)
    parser.close()
    return next(iter(parser.open[0].elements), None)

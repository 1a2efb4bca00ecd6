"""Read one published HTML file: what it refers to, which anchors it has, where its markup does not nest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

from sitegen.check.markup import Nesting

Place = tuple[int, int]
"""Line and column, counted from 1."""
Role = Literal["link", "request"]

REQUESTS = {
    "audio": ("src",), "embed": ("src",), "feimage": ("href", "xlink:href"), "iframe": ("src",),
    "image": ("href", "xlink:href"), "img": ("src",), "input": ("src",), "object": ("data",),
    "script": ("src",), "source": ("src",), "track": ("src",), "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}  # fmt: skip
"""Attributes whose address the browser asks for by itself."""
REQUESTED_SETS = {"img": "srcset", "source": "srcset", "link": "imagesrcset"}
LINKS = {"a": "href", "area": "href", "form": "action"}
"""Attributes that are followed only when the reader wants to."""
REQUESTING_RELATIONS = {
    "apple-touch-icon", "dns-prefetch", "icon", "manifest", "mask-icon", "modulepreload", "preconnect",
    "prefetch", "preload", "stylesheet",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    """An address in a page."""

    address: str
    """As it stands in the file."""
    role: Role
    tag: str
    place: Place


@dataclass(slots=True)
class Reading:
    """What was found in one page."""

    references: list[Reference] = field(default_factory=list)
    ids: list[tuple[str, Place]] = field(default_factory=list)
    pictures_without_alt: list[tuple[str, Place]] = field(default_factory=list)
    faults: list[tuple[str, Place]] = field(default_factory=list)
    """Markup that a browser has to guess about."""
    title: str = ""
    language: str = ""
    description: str = ""
    leads_away: bool = False
    """Whether the page only sends the reader to another address."""


def read_page(text: str) -> Reading:
    """Return what a check wants to know of an HTML document."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.reading.faults += reader.nesting.finish()
    reader.reading.title = " ".join(reader.reading.title.split())
    return reader.reading


def css_addresses(text: str) -> Iterator[tuple[str, Place]]:
    """Yield every address that a style sheet makes the browser ask for, with its place."""
    bare = re.sub(r"/\*.*?\*/", lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.DOTALL)
    pattern = r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')"""
    for found in re.finditer(pattern, bare, flags=re.IGNORECASE):
        before = bare[: found.start()]
        address = next(part for part in (*found.groups(), "") if part is not None)
        yield address, (before.count("\n") + 1, found.start() - (before.rfind("\n") + 1) + 1)


class _Reader(HTMLParser):
    """Collects a `Reading`; tags inside SVG and MathML nest by their own rules, which `Nesting` knows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.reading = Reading()
        self.nesting = Nesting()
        self._text_of: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, closed=False)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, closed=True)

    def handle_endtag(self, tag: str) -> None:
        self._text_of = None
        self.reading.faults += self.nesting.end(tag, self._place())

    def handle_data(self, data: str) -> None:
        if self._text_of == "title":
            self.reading.title += data
        elif self._text_of == "style":
            self._add_css(data, "style")

    def _start(self, tag: str, attrs: list[tuple[str, str | None]], *, closed: bool) -> None:
        place = self._place()
        values = {name: value or "" for name, value in reversed(attrs)}  # of two, browsers take the first
        self.reading.faults += [
            (f"<{tag}> has the attribute {name!r} twice", place)
            for name in values
            if sum(other == name for other, _ in attrs) > 1
        ]
        foreign = self.nesting.foreign
        self.reading.faults += self.nesting.start(tag, place, closed=closed)
        if "id" in values:
            self.reading.ids.append((values["id"], place))
        self._text_of = tag if tag == "style" or (tag == "title" and not foreign) else None
        self._add_references(tag, values, place)
        if tag == "html":
            self.reading.language = values.get("lang", "").strip()
        elif tag == "img" and "alt" not in values:
            self.reading.pictures_without_alt.append((values.get("src", ""), place))
        elif tag == "meta":
            self._meta(values, place)

    def _meta(self, values: dict[str, str], place: Place) -> None:
        if values.get("name", "").lower() == "description":
            self.reading.description = values.get("content", "").strip()
        if values.get("http-equiv", "").lower() == "refresh":
            self.reading.leads_away = True
            if target := re.search(r"url\s*=\s*['\"]?([^'\"]+)", values.get("content", ""), re.IGNORECASE):
                self._add(target[1].strip(), "link", "meta", place)

    def _add_references(self, tag: str, values: dict[str, str], place: Place) -> None:
        for name in REQUESTS.get(tag, ()):
            if name in values:
                self._add(values[name], "request", tag, place)
        if tag in LINKS and LINKS[tag] in values:
            self._add(values[LINKS[tag]], "link", tag, place)
        if tag == "link" and "href" in values:
            relations = set(values.get("rel", "").lower().split())
            self._add(values["href"], "request" if relations & REQUESTING_RELATIONS else "link", tag, place)
        for found in re.finditer(
            r"([^\s,]\S*[^\s,])(?:\s+[^,]+)?", values.get(REQUESTED_SETS.get(tag, ""), "")
        ):
            self._add(found[1], "request", tag, place)
        if "url(" in values.get("style", "").lower():
            self._add_css(values["style"], tag)

    def _add_css(self, text: str, tag: str) -> None:
        for address, _ in css_addresses(text):
            self._add(address, "request", tag, self._place())

    def _add(self, address: str, role: Role, tag: str, place: Place) -> None:
        self.reading.references.append(Reference(address.strip(), role, tag, place))

    def _place(self) -> Place:
        line, offset = self.getpos()
        return line, offset + 1

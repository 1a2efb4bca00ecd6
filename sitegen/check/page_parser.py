"""Parse one published HTML file: its addresses, its anchors, and where its markup does not nest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

from sitegen.check.nesting import OpenElements

Place = tuple[int, int]
"""Line and column, counted from 1."""
Role = Literal["link", "request"]

REQUESTS = {
    "audio": ("src",), "embed": ("src",), "feimage": ("href", "xlink:href"), "iframe": ("src",),
    "image": ("href", "xlink:href"), "img": ("src",), "input": ("src",), "object": ("data",),
    "script": ("src",), "source": ("src",), "track": ("src",), "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}  # fmt: skip
"""Attributes whose address the browser loads without the reader."""
REQUESTED_SETS = {"img": "srcset", "source": "srcset", "link": "imagesrcset"}
LINKS = {"a": "href", "area": "href", "form": "action"}
"""Attributes whose address is loaded only when the reader follows it."""
REQUESTING_RELATIONS = {
    "apple-touch-icon", "dns-prefetch", "icon", "manifest", "mask-icon", "modulepreload", "preconnect",
    "prefetch", "preload", "stylesheet",
}  # fmt: skip
PROGRAM_RELATIONS = {"modulepreload", "stylesheet"}
"""Links whose bytes decide what a page does or how it looks."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An address in a page."""

    address: str
    """As written in the file."""
    role: Role
    tag: str
    place: Place
    without_digest: bool = False
    """Whether it is a script or a style sheet whose bytes no `integrity` attribute decides."""


@dataclass(slots=True)
class ParsedPage:
    """The content of one page that the check needs."""

    references: list[Reference] = field(default_factory=list)
    ids: list[tuple[str, Place]] = field(default_factory=list)
    headings: list[tuple[int, Place]] = field(default_factory=list)
    """Levels of the headings, in order."""
    pictures_without_alt: list[tuple[str, Place]] = field(default_factory=list)
    markup_errors: list[tuple[str, Place]] = field(default_factory=list)
    """Markup that browsers have to repair."""
    title: str = ""
    language: str = ""
    description: str = ""
    redirects: bool = False
    """Whether the page only leads to another address."""


def parse_page(text: str) -> ParsedPage:
    """Parse an HTML document."""
    parser = _Parser()
    parser.feed(text)
    parser.close()
    parser.page.markup_errors += parser.elements.finish()
    parser.page.title = " ".join(parser.page.title.split())
    return parser.page


def css_addresses(text: str) -> Iterator[tuple[str, Place]]:
    """Give every address that a style sheet makes the browser load, with its place."""
    bare = re.sub(r"/\*.*?(?:\*/|\Z)", lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.DOTALL)
    pattern = r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')"""
    line, line_start = 1, 0
    for found in re.finditer(pattern, bare, flags=re.IGNORECASE):
        if newlines := bare.count("\n", line_start, found.start()):
            line += newlines
            line_start = bare.rfind("\n", line_start, found.start()) + 1
        address = next(part for part in (*found.groups(), "") if part is not None)
        yield address, (line, found.start() - line_start + 1)


class _Parser(HTMLParser):
    """Collects a `ParsedPage`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = ParsedPage()
        self.elements = OpenElements()
        self._text_of: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, closed=False)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, closed=True)

    def handle_endtag(self, tag: str) -> None:
        self._text_of = None
        self.page.markup_errors += self.elements.end(tag, self._place())

    def handle_data(self, data: str) -> None:
        if self._text_of == "title":
            self.page.title += data
        elif self._text_of == "style":
            self._add_css(data, "style")

    def _start(self, tag: str, attrs: list[tuple[str, str | None]], *, closed: bool) -> None:
        place = self._place()
        values = {name: value or "" for name, value in reversed(attrs)}  # of two, browsers take the first
        self.page.markup_errors += [
            (f"<{tag}> has the attribute {name!r} twice", place)
            for name in values
            if sum(other == name for other, _ in attrs) > 1
        ]
        foreign = self.elements.foreign
        self.page.markup_errors += self.elements.start(tag, place, closed=closed)
        if "id" in values:
            self.page.ids.append((values["id"], place))
        self._text_of = tag if tag == "style" or (tag == "title" and not foreign) else None
        self._add_references(tag, values, place)
        if re.fullmatch("h[1-6]", tag) and not foreign:
            self.page.headings.append((int(tag[1]), place))
        if tag == "html":
            self.page.language = values.get("lang", "").strip()
        elif tag == "img" and "alt" not in values:
            self.page.pictures_without_alt.append((values.get("src", ""), place))
        elif tag == "meta":
            self._meta(values, place)

    def _meta(self, values: dict[str, str], place: Place) -> None:
        if values.get("name", "").lower() == "description":
            self.page.description = values.get("content", "").strip()
        if values.get("http-equiv", "").lower() == "refresh":
            self.page.redirects = True
            if target := re.search(r"url\s*=\s*['\"]?([^'\"]+)", values.get("content", ""), re.IGNORECASE):
                self._add(target[1].strip(), "link", "meta", place)

    def _add_references(self, tag: str, values: dict[str, str], place: Place) -> None:
        without_digest = not values.get("integrity", "").strip()
        for name in REQUESTS.get(tag, ()):
            if name in values:
                unprotected = tag == "script" and without_digest
                self._add(values[name], "request", tag, place, without_digest=unprotected)
        if tag in LINKS and LINKS[tag] in values:
            self._add(values[LINKS[tag]], "link", tag, place)
        if tag == "link" and "href" in values:
            relations = set(values.get("rel", "").lower().split())
            role: Role = "request" if relations & REQUESTING_RELATIONS else "link"
            unprotected = bool(relations & PROGRAM_RELATIONS) and without_digest
            self._add(values["href"], role, tag, place, without_digest=unprotected)
        for found in re.finditer(
            r"([^\s,]\S*[^\s,])(?:\s+[^,]+)?", values.get(REQUESTED_SETS.get(tag, ""), "")
        ):
            self._add(found[1], "request", tag, place)
        if "url(" in values.get("style", "").lower():
            self._add_css(values["style"], tag)

    def _add_css(self, text: str, tag: str) -> None:
        for address, _ in css_addresses(text):
            self._add(address, "request", tag, self._place())

    def _add(self, address: str, role: Role, tag: str, place: Place, *, without_digest: bool = False) -> None:
        self.page.references.append(Reference(address.strip(), role, tag, place, without_digest))

    def _place(self) -> Place:
        line, offset = self.getpos()
        return line, offset + 1

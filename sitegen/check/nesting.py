"""The open elements of an HTML document: finds end tags without a start and elements that are never closed.

HTML parsers such as `justhtml` repair such markup and report only a part of it (of `<p><b>x</p>`, a `section`
that is never closed, `<div/>`, a repeated attribute and nested links: none), so the check has its own rules.
"""

from __future__ import annotations

from collections import Counter

Place = tuple[int, int]
MarkupError = tuple[str, Place]

VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
})  # fmt: skip
ENDS_ITSELF = frozenset({
    "body", "caption", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rp", "rt",
    "tbody", "td", "tfoot", "th", "thead", "tr",
})  # fmt: skip
"""Elements whose end tag is optional in HTML."""
ENDS_PARAGRAPH = frozenset({
    "address", "article", "aside", "blockquote", "details", "dialog", "div", "dl", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "main",
    "menu", "nav", "ol", "p", "pre", "section", "table", "ul",
})  # fmt: skip
CLOSES = {
    "dd": {"dd", "dt"}, "dt": {"dd", "dt"}, "li": {"li"}, "optgroup": {"optgroup", "option"},
    "option": {"option"},
    "rp": {"rp", "rt"}, "rt": {"rp", "rt"}, "td": {"td", "th"}, "th": {"td", "th"}, "tr": {"td", "th", "tr"},
    "tbody": {"caption", "colgroup", "thead", "tbody", "tr", "td", "th"},
    "tfoot": {"caption", "colgroup", "thead", "tbody", "tr", "td", "th"},
    "thead": {"caption", "colgroup"}, "body": {"head"},
}  # fmt: skip
"""The elements that a start tag closes when it is directly inside one."""
FOREIGN = frozenset({"svg", "math"})
HTML_IN_FOREIGN = frozenset({"foreignobject", "annotation-xml"})
"""Elements of SVG and MathML whose content is HTML again."""


class OpenElements:
    """The elements that are open at one place of a document."""

    def __init__(self) -> None:
        self._open: list[
            tuple[str, Place, bool]
        ] = []  # the tag, its place, and whether its content is foreign
        self._count: Counter[str] = Counter()

    @property
    def foreign(self) -> bool:
        """Whether the current place is in SVG or MathML, where `<x/>` is complete."""
        return bool(self._open) and self._open[-1][2]

    def _push(self, tag: str, place: Place) -> None:
        foreign = tag in FOREIGN or (self.foreign and tag not in HTML_IN_FOREIGN)
        self._open.append((tag, place, foreign))
        self._count[tag] += 1

    def _pop(self) -> tuple[str, Place]:
        tag, place, _ = self._open.pop()
        self._count[tag] -= 1
        return tag, place

    def start(self, tag: str, place: Place, *, closed: bool) -> list[MarkupError]:
        """Enter an element; `closed` says that the tag ends with `/>`."""
        if self.foreign or tag in FOREIGN:
            if not closed:
                self._push(tag, place)
            return []
        errors = []
        closes = CLOSES.get(tag, set()) | ({"p"} if tag in ENDS_PARAGRAPH else set())
        while self._open and self._open[-1][0] in closes:
            self._pop()
        if tag == "a" and self._count["a"]:
            errors.append(("<a> is inside another <a>", place))
        if tag in VOID:
            return errors
        if closed:
            errors.append((f"<{tag}/> is not complete in HTML: write <{tag}></{tag}>", place))
        self._push(tag, place)
        return errors

    def end(self, tag: str, place: Place) -> list[MarkupError]:
        """Leave an element."""
        if not self._count[tag]:
            return [(f"</{tag}> closes no open element", place)]
        errors = []
        while self._open:
            other, started = self._pop()
            if other == tag:
                break
            if other not in ENDS_ITSELF:
                errors.append((f"<{other}> is not closed before </{tag}>", started))
        return errors

    def finish(self) -> list[MarkupError]:
        """End the document."""
        return [(f"<{tag}> is never closed", place) for tag, place, _ in self._open if tag not in ENDS_ITSELF]

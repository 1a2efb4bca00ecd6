"""Which tags are open: finds end tags without a start, elements left open, and what HTML closes by itself."""

from __future__ import annotations

Place = tuple[int, int]
Fault = tuple[str, Place]

VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
})  # fmt: skip
ENDS_ITSELF = frozenset({
    "body", "caption", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rp", "rt",
    "tbody", "td", "tfoot", "th", "thead", "tr",
})  # fmt: skip
"""Elements whose end tag HTML lets authors leave out."""
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
"""What a start tag ends when it comes directly inside."""
FOREIGN = frozenset({"svg", "math"})


class Nesting:
    """The elements that are open at one point of a document."""

    def __init__(self) -> None:
        self._open: list[tuple[str, Place]] = []

    @property
    def foreign(self) -> bool:
        """Whether the point lies in SVG or MathML, where `<x/>` is complete."""
        for tag, _ in reversed(self._open):
            if tag in ("foreignobject", "annotation-xml"):
                return False
            if tag in FOREIGN:
                return True
        return False

    def start(self, tag: str, place: Place, *, closed: bool) -> list[Fault]:
        """Take a start tag; `closed` says that it ends in `/>`."""
        if self.foreign or tag in FOREIGN:
            if not closed:
                self._open.append((tag, place))
            return []
        faults = []
        ended = CLOSES.get(tag, set()) | ({"p"} if tag in ENDS_PARAGRAPH else set())
        while self._open and self._open[-1][0] in ended:
            self._open.pop()
        if tag == "a" and any(other == "a" for other, _ in self._open):
            faults.append(("<a> stands inside another <a>", place))
        if tag in VOID:
            return faults
        if closed:
            faults.append((f"<{tag}/> is not complete in HTML: write <{tag}></{tag}>", place))
        self._open.append((tag, place))
        return faults

    def end(self, tag: str, place: Place) -> list[Fault]:
        """Take an end tag."""
        if all(other != tag for other, _ in self._open):
            return [(f"</{tag}> ends nothing that is open", place)]
        faults = []
        while self._open:
            other, started = self._open.pop()
            if other == tag:
                break
            if other not in ENDS_ITSELF:
                faults.append((f"<{other}> is not closed before </{tag}>", started))
        return faults

    def finish(self) -> list[Fault]:
        """Take the end of the document."""
        return [(f"<{tag}> is never closed", place) for tag, place in self._open if tag not in ENDS_ITSELF]

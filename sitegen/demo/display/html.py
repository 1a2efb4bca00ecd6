"""HTML of a value, cleaned: elements and attributes of a list stay, everything else goes.

What stays runs nothing, loads nothing, has no style of its own and cannot end the element around it.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from sitegen.demo.plain_text import escape_text

MOST_ROWS = 60
"""How many rows of a table are shown."""
MOST_LETTERS = 200_000
"""How many letters of a value's HTML are read."""

_INLINE = "abbr b bdi br cite code dfn em i kbd mark q rp rt ruby s samp small span strong sub sup u var wbr"
_BLOCK = "blockquote dd details div dl dt hr li ol p pre summary ul"
_TABLE = "caption tbody td tfoot th thead tr table"
_MATH = (
    "math mfrac mi mn mo mover mpadded mphantom mroot mrow ms mspace msqrt msub msubsup msup mtable mtd mtext"
    " mtr munder munderover"
)
BLOCKS = frozenset(f"{_BLOCK} table".split())
BETWEEN_CELLS = frozenset({"table", "thead", "tbody", "tfoot", "tr"})
ELEMENTS = frozenset(f"{_INLINE} {_BLOCK} {_TABLE} {_MATH} img".split())
VOID = frozenset({"br", "hr", "img", "wbr"})
DROPPED = frozenset({
    "applet", "audio", "canvas", "frameset", "head", "iframe", "noembed", "noframes", "noscript", "object",
    "script", "select", "style", "svg", "template", "textarea", "title", "video", "xmp",
})  # fmt: skip
"""Elements that go with everything in them."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
"""They become paragraphs: the headings of a page are those of its text."""
PARENTS = {
    "caption": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "tfoot": {"table"},
    "tr": {"thead", "tbody", "tfoot", "table"},
    "td": {"tr"},
    "th": {"tr"},
    "li": {"ul", "ol"},
    "dt": {"dl"},
    "dd": {"dl"},
    "summary": {"details"},
}
"""Elements that have a meaning only inside others; elsewhere their content stays."""
ENDED_BY = {
    "tr": {"tr", "tbody", "tfoot"},
    "td": {"td", "th", "tr", "tbody", "tfoot"},
    "th": {"td", "th", "tr", "tbody", "tfoot"},
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "thead": {"tbody", "tfoot"},
    "tbody": {"tbody", "tfoot"},
}
"""The elements whose start ends one that is open, as HTML allows."""
_NUMBERS = {"colspan", "rowspan", "start"}
_WORDS = {
    "scope": r"(row|col)(group)?",
    "dir": r"ltr|rtl|auto",
    "lang": r"[A-Za-z0-9-]{1,35}",
    "open": r"(open)?",
    "mathvariant": r"[a-z-]{1,30}",
    "display": r"block|inline",
    "stretchy": r"true|false",
    "fence": r"true|false",
    "accent": r"true|false",
    "linethickness": r"[0-9.a-z]{1,8}",
}
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
_SCRIPTED = re.compile(r"<\s*(script|iframe|canvas|object|embed|input|button|form)\b", re.IGNORECASE)
_TABLE_START = re.compile(r"<\s*table\b", re.IGNORECASE)


def is_table(html: str) -> bool:
    """Return whether the HTML of a value is a table."""
    return _TABLE_START.search(html) is not None


def needs_script(html: str) -> bool:
    """Return whether the HTML of a value is made of parts that a page does not run."""
    return _SCRIPTED.search(html) is not None


def clean_html(html: str) -> str:
    """Return the HTML of a value with the elements and attributes of the lists, all of them closed."""
    cleaner = _Cleaner()
    cleaner.feed(html[:MOST_LETTERS])
    cleaner.close()
    return cleaner.text(cut=len(html) > MOST_LETTERS)


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._open: list[tuple[str, bool]] = []
        """Each open element, and whether it is shown."""
        self._dropped: list[str] = []
        self._rows: list[int] = []
        """The rows of each open table so far, those of its head left out."""

    @property
    def _names(self) -> list[str]:
        return [name for name, _ in self._open]

    @property
    def _shown(self) -> bool:
        return all(rows <= MOST_ROWS for rows in self._rows)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DROPPED:
            self._dropped.append(tag)
        tag = "p" if tag in HEADINGS else tag
        if self._dropped or tag not in ELEMENTS:
            return
        self._end_what_it_ends(tag)
        if tag in PARENTS and (not self._open or self._open[-1][0] not in PARENTS[tag]):
            return
        if tag == "img":
            self._add_picture(dict(attrs))
            return
        if tag == "table":
            self._rows.append(0)
        elif tag == "tr" and "thead" not in self._names:
            self._rows[-1] += 1
        self._write(f"<{tag}{self._attributes(tag, attrs)}>")
        if tag not in VOID:
            self._open.append((tag, self._shown))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ELEMENTS:
            self.handle_starttag(tag, attrs)
            if tag not in VOID:
                self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._dropped:
            if tag == self._dropped[-1]:
                self._dropped.pop()
            return
        tag, names = "p" if tag in HEADINGS else tag, self._names
        # The end of an element around a table does not end the table.
        if tag in names and (tag == "table" or "table" not in names[_last(names, tag) :]):
            while self._close_last() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._dropped and (not self._open or self._open[-1][0] not in BETWEEN_CELLS):
            self._write(escape_text(data))

    def text(self, *, cut: bool) -> str:
        while self._open:
            self._close_last()
        if cut:
            self._pieces.append(f"<p>The rest, beyond {MOST_LETTERS:,} letters, is left out.</p>")
        return "".join(self._pieces).strip()

    def _write(self, piece: str) -> None:
        if self._shown:
            self._pieces.append(piece)

    def _close_last(self) -> str:
        tag, shown = self._open.pop()
        end = f"</{tag}>"
        if tag == "th" and shown and self._pieces[-1].isspace():
            self._pieces.pop()
        if tag == "th" and shown and self._pieces[-1].startswith("<th"):
            self._pieces[-1], end = "<td>", "</td>"  # a heading without a text names nothing
        if shown:
            self._pieces.append(end)
        if tag == "table" and (rows := self._rows.pop()) > MOST_ROWS:
            self._write(f"<p>The first {MOST_ROWS} of {rows:,} rows.</p>")
        return tag

    def _end_what_it_ends(self, tag: str) -> None:
        """Close the open elements that cannot hold another one."""
        if tag in BLOCKS:
            names = self._names
            start = max(_last(names, "table"), _last(names, "td"), _last(names, "th"), 0)
            while "p" in self._names[start:]:
                self._close_last()
        while self._open and tag in ENDED_BY.get(self._open[-1][0], ()):
            self._close_last()

    def _add_picture(self, given: dict[str, str | None]) -> None:
        source, alt = given.get("src") or "", escape_text(given.get("alt") or "", quote=True)
        self._write(f'<img src="{source}" alt="{alt}">' if _PICTURE.fullmatch(source) else alt)

    def _attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> str:
        kept: dict[str, str] = {}
        for name, value in attrs:
            text = value or ""
            if (name in _NUMBERS and re.fullmatch(r"[1-9][0-9]{0,3}", text)) or (
                name in _WORDS and re.fullmatch(_WORDS[name], text)
            ):
                kept[name] = text
        if tag == "th":
            kept.setdefault("scope", "col" if "thead" in self._names else "row")
        return "".join(f' {name}="{escape_text(value, quote=True)}"' for name, value in kept.items())


def _last(names: list[str], name: str) -> int:
    """Return the last place of a name; -1 where it is not."""
    return len(names) - 1 - names[::-1].index(name) if name in names else -1

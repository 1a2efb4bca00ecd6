"""The MathML of latex2mathml → MathML Core, the part of MathML that browsers implement.

Styled letters become Unicode's mathematical letters, upright one-letter names are marked; boxes, alignment
and lines become CSS. Faults that latex2mathml does not report are reported here.
"""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element

from sitegen.markdown.latex import LatexError
from sitegen.markdown.math_alphabet import styled

CHILDREN = {
    "mfrac": 2,
    "msub": 2,
    "msup": 2,
    "munder": 2,
    "mover": 2,
    "mroot": 2,
    "msubsup": 3,
    "munderover": 3,
}
"""Element → its number of children; any other number means that an argument is missing."""

KEPT = frozenset(
    (
        *("display", "displaystyle", "scriptlevel", "mathcolor", "mathbackground", "mathsize", "class"),
        *("stretchy", "fence", "form", "separator", "lspace", "rspace", "minsize", "maxsize", "largeop"),
        *("movablelimits", "symmetric", "accent", "accentunder"),
        *("linethickness", "width", "height", "depth", "voffset"),
    )
)
"""The attributes of MathML Core. Those of older MathML become CSS or are deleted."""

LENGTHS = {
    "negativethinmathspace": "-0.167em",
    "negativemediummathspace": "-0.222em",
    "negativethickmathspace": "-0.278em",
    "thinmathspace": "0.167em",
    "mediummathspace": "0.222em",
    "thickmathspace": "0.278em",
}
ENCLOSED = {
    "box": "math-box",
    "updiagonalstrike": "math-cancel",
    "downdiagonalstrike": "math-bcancel",
    "updiagonalstrike downdiagonalstrike": "math-xcancel",
    "horizontalstrike": "math-sout",
}
ALIGNED = {"right": "math-right", "left": "math-left"}
"""Classes of the theme's style sheet, since a site may forbid `style` attributes."""
UNDER = frozenset({"max", "min", "sup", "inf", "lim", "argmax", "argmin", "det", "gcd", "Pr"})
"""Names whose index is below them in a displayed formula."""
UNDER_TAGS = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
ACCENTS = frozenset("´¯˘ˇ˙¨⃛⃜`^˚~→―")
SIGNS = {"~": "∼", "′": "′", "″": "″", "‴": "‴", "⁗": "⁗"}
"""Signs that the converter writes as names, with the operator for each."""
ESCAPED = re.compile(r"\\([%&_#{} ])")
"""Signs that need a backslash in text, too."""
SPACED = re.compile(r"[A-Za-z]{2,}")


def to_core(element: Element, display: bool) -> None:
    """Turn an element and its descendants into MathML Core; raise LatexError for a fault."""
    if element.text is not None:
        _core_text(element)
    for index, child in enumerate(element):
        to_core(child, display)
        if child.tag == "mrow" and len(child) == 1 and not child.attrib:
            element[index] = child[0]
    _refuse(element)
    if display and element.tag in UNDER_TAGS and _name(element[0]) in UNDER:
        element.tag = UNDER_TAGS[element.tag]
    if element.tag not in CHILDREN:
        _join_names(element)
    _core_attributes(element)


def _refuse(element: Element) -> None:
    """Raise LatexError for a fault that the converter does not report."""
    if element.tag in CHILDREN and len(element) != CHILDREN[element.tag]:
        raise LatexError(
            "an argument is missing", hint=r"every argument needs its braces: \frac{a}{b}, x^{2}"
        )
    if element.tag == "mo" and not element.text and not len(element):
        raise LatexError("an operator without a name", hint=r"\operatorname{…} takes letters")
    if element.tag == "mspace" and element.attrib.get("linebreak"):
        raise LatexError(
            r"\\ breaks no line here", hint=r"put the lines into \begin{aligned} … \end{aligned}"
        )


def _core_attributes(element: Element) -> None:
    """Turn older attributes into classes and delete those that no browser implements."""
    attributes = element.attrib
    if element.tag == "menclose":
        element.tag = "mrow"
        element.set("class", ENCLOSED[attributes["notation"]])
    if element.tag == "mtd" and attributes.get("columnalign") in ALIGNED:
        element.set("class", ALIGNED[attributes["columnalign"]])
    if element.tag == "mtable":
        _draw_lines(element)
    if element.tag == "mover" and element[1].text in ACCENTS:
        element.set("accent", "true")
    if "width" in attributes:
        element.set("width", LENGTHS.get(attributes["width"], attributes["width"]))
    upright = element.tag == "mi" and attributes.get("mathvariant") == "normal"
    for name in set(attributes) - KEPT:
        del attributes[name]
    if upright:
        element.set("mathvariant", "normal")


def _draw_lines(table: Element) -> None:
    """Draw the lines between the columns and rows of a table on its cells."""
    columns, rows = table.get("columnlines", "").split(), table.get("rowlines", "").split()
    for row_number, row in enumerate(table):
        for number, cell in enumerate(row):
            classes = [cell.get("class", "")]
            classes += ["math-line-right"] * (columns[number : number + 1] == ["solid"])
            classes += ["math-line-below"] * (rows[row_number : row_number + 1] == ["solid"])
            if any(classes):
                cell.set("class", " ".join(filter(None, classes)))


def _core_text(element: Element) -> None:
    """Resolve the converter's character references and styles."""
    written = element.text or ""
    text = html.unescape(written)
    variant = element.attrib.pop("mathvariant", None)
    if element.tag in {"mi", "mn"} and re.fullmatch(r"&#x0*[0-9A-Fa-f]{2};", written) and text.isalpha():
        variant = "normal"  # the converter writes \mathrm{d} as a reference and a plain d as a letter
    if element.tag == "mtext":
        text = ESCAPED.sub(r"\1", text)
        if "\\" in text or "$" in text.replace("\\$", ""):
            raise LatexError(
                "text in a formula may contain words only", hint="end the text before a command or a formula"
            )
    if element.tag != "mtext" and len(text) > 1 and text.startswith("\\"):
        raise LatexError(f"{text} is not understood here")
    if element.tag != "mtext" and written == "&":
        raise LatexError(
            "& separates no columns here", hint=r"put the lines into \begin{aligned} … \end{aligned}"
        )
    if element.tag == "mi" and text in SIGNS:
        element.tag, text = "mo", SIGNS[text]
    if element.tag == "mo" and SPACED.fullmatch(text.replace("\u2009", "").replace("\u2006", "")):
        element.attrib.clear()
        element.tag = "mi"  # an operator would get wide spaces on both sides
    if variant == "normal":
        element.set("mathvariant", "normal")
    elif variant:
        text = styled(text, variant)
    element.text = text


def _join_names(row: Element) -> None:
    r"""Join the upright letters of `\mathrm{softmax}` to one name, and add a space behind names."""
    joined: list[Element] = []
    for child in row:
        before = joined[-1] if joined else None
        if before is not None and _upright(before) and _upright(child):
            before.text = f"{before.text}{child.text}"
            continue
        if before is not None and _name(before) and child.tag not in {"mo", "mspace", "mrow"}:
            joined.append(Element("mspace", {"width": "0.167em"}))
        joined.append(child)
    for child in joined:
        if child.tag == "mi" and len(child.text or "") > 1:
            child.attrib.pop("mathvariant", None)  # a name of several letters is upright by itself
    row[:] = joined


def _upright(element: Element) -> bool:
    return element.tag == "mi" and element.get("mathvariant") == "normal"


def _name(element: Element) -> str:
    """Return the text of a function name such as `log`, with or without indices, else an empty string."""
    if element.tag in {"msub", "msup", "msubsup", "munder", "mover", "munderover"} and len(element):
        element = element[0]
    text = (element.text or "").replace("\u2009", "").replace("\u2006", "") if element.tag == "mi" else ""
    return text if SPACED.fullmatch(text) else ""

"""What other programs would have replaced in a text: shortcodes, tags of Liquid, components."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sitegen.errors import near_miss
from sitegen.markdown.code_spans import without_code_spans

SUSPECT = re.compile(r"\{[{%:]|</?[A-Z]|\[(?:\^|/?[a-z]+[\s\]])|^(?:import|export) ")
"""Found in every text that may hold one of these. Most texts hold none, and are not looked at again."""
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
FORMULA = re.compile(r"(\$\$?)(?!\s)[^$]+\1")
WORDPRESS = "audio|caption|code|embed|gallery|playlist|sourcecode|video|youtube"
LEFTOVER = re.compile(
    rf"""
    (?P<hugo> \{{\{{[<%] \s*/?\s* (?P<shortcode>[\w./-]{{0,60}}) )
    | (?P<liquid> \{{%-? \s* (?P<tag>\w{{1,60}})
        | \{{\{{-? \s* (?P<value>[\w"'.]{{1,60}}) [^{{}}]{{0,300}} \}}\}} )
    | (?P<kramdown> \{{::? [ .#a-z] [^{{}}\n]{{0,300}} \}} )
    | (?P<wordpress> \[ (?: /(?:{WORDPRESS}) | (?:{WORDPRESS})\s+\w{{1,60}}=[^\]]{{0,300}} ) \] )
    | (?P<component> </? (?P<name>[A-Z][\w.]{{0,60}}) (?=[\s/>]) )
    | \A(?P<module> (?:import\s[^\n]{{1,300}}?\sfrom\s+|import\s+)["'][^"'\n]{{1,300}}["'];?
        | export\s+(?:const|default|function)\b )
    """,
    re.VERBOSE,
)
"""Every repetition has a limit, so that a text is searched in linear time."""
CLOSING = re.compile(r"[>%}]\}")
FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,100})\](?!:)")
MOST_SHOWN = 60
MOST_COMPARED = 200
"""With more footnotes than this, an unknown one is not compared with all."""
INSTEAD = {
    "figure": "write :::{figure} picture.png",
    "img": "write :::{figure} picture.png",
    "image": "write :::{figure} picture.png",
    "highlight": "write a block of code between lines of three backquotes",
    "endhighlight": "write a block of code between lines of three backquotes",
    "ref": "link to the source: [text](other.md)",
    "relref": "link to the source: [text](other.md)",
    "post_url": "link to the source: [text](other.md)",
    "link": "link to the source: [text](other.md)",
    "youtube": "write :::{video} https://youtu.be/…",
    "vimeo": "write :::{video} https://vimeo.com/…",
    "tweet": "write a link",
    "gist": "write a link, or the code itself",
    "raw": "delete it: nothing here reads such tags",
    "endraw": "delete it: nothing here reads such tags",
}
"""Name of a shortcode or a tag → what to write instead."""
SHOWN = "to show it as it is, put it between backquotes"


@dataclass(frozen=True, slots=True)
class Leftover:
    """One thing that another program would have replaced."""

    offset: int
    """Of its first character in the text."""
    message: str
    hint: str
    code: str


def leftovers(text: str, *, formulas: bool, notes: Collection[str]) -> Iterator[Leftover]:
    """Yield what is left over in the text of a block, code and formulas apart.

    Args:
        text: Markdown, or a block of HTML.
        formulas: whether the text has formulas between dollars.
        notes: the names of the footnotes that exist.
    """
    text = without_code_spans(text) if "`" in text else text
    text = COMMENT.sub(_blank, text) if "<!--" in text else text
    text = FORMULA.sub(_blank, text) if formulas else text
    for found in LEFTOVER.finditer(text):
        shown = _shown(text, found)
        if found["component"]:
            message = f"the element <{found['name']}> does not exist in HTML: readers do not see it"
            hint = f"a component of MDX needs another way to be shown; {SHOWN}"
            yield Leftover(found.start(), message, hint, "leftover-jsx")
        elif found["module"]:
            message, hint = f"{shown!r} is not read, and is shown as text", "delete it"
            yield Leftover(found.start(), message, hint, "leftover-jsx")
        elif found["liquid"]:
            hint = INSTEAD.get(found["tag"] or "", f"write its value; {SHOWN}")
            message = f"{shown!r} is not replaced, and is shown as text"
            yield Leftover(found.start(), message, hint, "leftover-liquid")
        else:
            hint = INSTEAD.get(found["shortcode"] or "", f"write Markdown, a directive or HTML; {SHOWN}")
            message = f"{shown!r} is not replaced, and is shown as text"
            yield Leftover(found.start(), message, hint, "leftover-shortcode")
    for found in FOOTNOTE.finditer(text):
        if found[1] not in notes:
            message = f"there is no footnote {found[1]!r}: the text shows {found[0]}"
            close = near_miss(found[1], notes) if len(notes) <= MOST_COMPARED else None
            hint = close or f"write a line '{found[0]}: The note.'"
            yield Leftover(found.start(), message, hint, "undefined-footnote")


def _shown(text: str, found: re.Match[str]) -> str:
    """Return what is left over as it is written, on one line, and cut where it is long."""
    end = found.end()
    if found["shortcode"] is not None or found["tag"]:
        closing = CLOSING.search(text, end, end + 300)
        end = closing.end() + (found["shortcode"] is not None) if closing else end
    shown = " ".join(text[found.start() : end].split())
    return shown if len(shown) <= MOST_SHOWN else shown[: MOST_SHOWN - 3] + "..."


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])

"""Find every address in a text of Markdown, and apply a function to each."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from sitegen.markdown_text.code import outside_code
from sitegen.markdown_text.parts import destination

INLINE = re.compile(r"(?P<before>\]\([ \t]*)(?P<url><[^<>\n]*>|[^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*)")
REFERENCE = re.compile(
    r"(?P<before>^ {0,3}\[(?!\^)[^\]\n]{1,200}\]:[ \t]*)(?P<url><[^<>\n]*>|\S+)", re.MULTILINE
)
FIGURE = re.compile(
    r"(?P<before>^[ \t>]*:{3,}\{(?:figure|video)\}[ \t]+)(?P<url>[^\n]*?)(?P<after>[ \t]*$)", re.MULTILINE
)
TAG = re.compile(r"<[A-Za-z][\w-]*\s[^<>]{1,5000}>")
ATTRIBUTE = re.compile(
    r"""(?P<before>\s(?:href|src|poster)\s*=\s*)(?P<quote>["']?)(?P<url>(?<=")[^"]*|(?<=')[^']*|[^\s"'>]+)(?P=quote)""",
    re.IGNORECASE,
)
WIKI = re.compile(
    r"(?P<image>!?)\[\[(?P<name>[^\]\[|#\n]+)(?P<fragment>#[^\]\[|\n]*)?(?:\|(?P<text>[^\]\[\n]+))?\]\]"
)
ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


Rewrite = Callable[[str, bool], str | None]
"""(address, whether it stands in HTML) → the new address, or None where it stays."""


def rewrite_links(text: str, rewrite: Rewrite, *, wiki: bool = False) -> str:
    """Apply a function to every address in a text of Markdown, outside of code."""

    def inline(found: re.Match[str]) -> str:
        url = found["url"]
        new = rewrite(unescape(url.strip("<>")), False)
        return found[0] if new is None else found["before"] + destination(new)

    def figure(found: re.Match[str]) -> str:
        new = rewrite(found["url"], False)
        return found[0] if new is None else found["before"] + new + found["after"]

    def tag(found: re.Match[str]) -> str:
        return ATTRIBUTE.sub(attribute, found[0])

    def attribute(found: re.Match[str]) -> str:
        new = rewrite(unescape(found["url"]), True)
        mark = found["quote"] or '"'
        return found[0] if new is None else f"{found['before']}{mark}{escape(new)}{mark}"

    def wiki_link(found: re.Match[str]) -> str:
        new = rewrite("wiki:" + found["name"].strip() + (found["fragment"] or ""), False)
        if new is None:
            return found[0]
        shown = found["text"] or found["name"]
        return f"{found['image']}[{shown.strip()}]({destination(new)})"

    def change(masked: str) -> str:
        if wiki:
            masked = WIKI.sub(wiki_link, masked)
        masked = INLINE.sub(inline, masked)
        masked = REFERENCE.sub(inline, masked)
        masked = FIGURE.sub(figure, masked)
        return TAG.sub(tag, masked)

    return outside_code(text, change)

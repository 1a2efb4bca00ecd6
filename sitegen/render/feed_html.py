"""The HTML of a post as feeds hold it: absolute addresses, and nothing that only the site's pages use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

TAG = re.compile(
    r"""<!--.*?(?:-->|\Z)|</[a-zA-Z][\w-]*\s*>|<[a-zA-Z](?:[^<>"']++|"[^"]*+"|'[^']*+')*+>""", re.DOTALL
)
"""A comment or a tag; possessive, so that unclosed ones take linear time."""
ADDRESS = re.compile(r"(?<=\s)(href|src|poster|srcset)(\s*=\s*)(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""\s+([^\s"'=<>/]+)(?:\s*=\s*(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]+))?""")
UNUSED = re.compile(
    r"(?:class|tabindex|loading|decoding|fetchpriority|aria-(?:hidden|pressed)|data-.*)\Z", re.IGNORECASE
)
"""Attributes for the style sheets, the scripts and the keyboard of a page."""
ROLE = re.compile(r"""\s+role\s*=\s*["']?(?:doc-|group\b)[\w-]*["']?""", re.IGNORECASE)
EMPTY_LINK = re.compile(r'<a\s[^<>]*\saria-hidden="true"[^<>]*+></a>')
"""The link beside a heading, which only a style sheet shows."""


def feed_html(html: str, url: str) -> str:
    """Return the body of a page for a feed.

    Feed readers have no style sheets and run no scripts: classes, colours of code, buttons and the links
    beside headings are left out. Text, pictures, tables, formulas and anchors stay.

    Args:
        html: the body.
        url: the absolute address of the page.
    """
    return tidy(absolute_links(html, url))


def tidy(html: str) -> str:
    """Leave out of HTML what feed readers do not use; see `feed_html`."""
    kept: list[bool] = []
    """For each open `span`, whether its tags stay."""

    def in_tag(found: re.Match[str]) -> str:
        tag = found[0]
        if tag.startswith("<!--"):
            return ""
        name = tag.strip("</>").split(maxsplit=1)[0].lower()
        if name == "button":
            return ""
        if tag.startswith("</"):
            return tag if name != "span" or not kept or kept.pop() else ""
        tag = _without_unused(tag, name)
        if name == "span":
            kept.append(tag != "<span>")
            return tag if kept[-1] else ""
        return tag

    return TAG.sub(in_tag, EMPTY_LINK.sub("", html))


def _without_unused(tag: str, name: str) -> str:
    def attribute(found: re.Match[str]) -> str:
        # Some feed readers colour code by the class of its language.
        stays = name == "code" and found[1].lower() == "class"
        return found[0] if stays or not UNUSED.match(found[1]) else ""

    return ROLE.sub("", ATTRIBUTE.sub(attribute, tag))


def absolute_links(html: str, url: str) -> str:
    """Make every address in HTML absolute, as seen from the page at `url`."""

    def in_tag(tag: re.Match[str]) -> str:
        return tag[0] if tag[0].startswith("<!--") else ADDRESS.sub(in_attribute, tag[0])

    def in_attribute(found: re.Match[str]) -> str:
        quote, value = found[3][0], found[3][1:-1]
        if found[1].casefold() == "srcset":
            value = ", ".join(_joined_candidates(value, url))
        else:
            value = urljoin(url, value.strip())
        return f"{found[1]}{found[2]}{quote}{value}{quote}"

    return TAG.sub(in_tag, html)


def _joined_candidates(srcset: str, url: str) -> Iterator[str]:
    for candidate in re.findall(r"[^\s,]\S*(?:\s+[\d.]+[wx])?", srcset):
        address, _, size = candidate.strip().rstrip(",").partition(" ")
        yield f"{urljoin(url, address)} {size.strip()}".strip()

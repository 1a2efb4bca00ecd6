"""The tags of MDX: their attributes, where they end, and how they are written in HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping

HTML_TAGS = frozenset((
    "a", "abbr", "address", "article", "aside", "audio", "b", "blockquote", "br", "button", "caption",
    "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "embed",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i",
    "iframe", "img", "input", "ins", "kbd", "label", "li", "main", "mark", "nav", "object", "ol", "p",
    "picture", "pre", "q", "s", "samp", "section", "small", "source", "span", "strong", "style", "sub",
    "summary", "sup", "svg", "path", "g", "circle", "rect", "line", "polygon", "polyline", "ellipse",
    "text", "defs", "use", "symbol", "title", "desc", "table", "tbody", "td", "tfoot", "th", "thead",
    "time", "tr", "track", "u", "ul", "var", "video", "wbr", "center", "font", "strike", "tt", "big",
    "nobr", "canvas", "script", "noscript", "link", "meta", "map", "area", "param",
))  # fmt: skip


BLOCKS = frozenset((
    "article", "aside", "blockquote", "center", "details", "div", "figure", "footer", "header", "main",
    "section",
))  # fmt: skip


RENAMED = {
    "classname": "class",
    "htmlfor": "for",
    "srcset": "srcset",
    "colspan": "colspan",
    "tabindex": "tabindex",
}


def read_tag(text: str, start: int) -> tuple[dict[str, str], int, bool] | None:
    """Read the attributes of a tag from behind its name.

    Returns:
        The attributes, where expressions keep their braces unless they are plain values; the place behind the
        tag; and whether the tag closes itself. None where the tag has no end.
    """
    attributes: dict[str, str] = {}
    at = start
    while at < len(text):
        char = text[at]
        if char in " \t\n":
            at += 1
        elif text.startswith("/>", at):
            return attributes, at + 2, True
        elif char == ">":
            return attributes, at + 1, False
        elif char == "{":  # {...spread}
            behind = _braces(text, at)
            if behind is None:
                return None
            at = behind
        else:
            found = re.compile(r"[\w:@.-]+").match(text, at)
            if not found:
                return None
            at = found.end()
            equals = re.compile(r"\s*=\s*").match(text, at)
            if not equals:
                attributes[found[0]] = "true"
                continue
            value = _value(text, equals.end())
            if value is None:
                return None
            attributes[found[0]], at = value
    return None


def _value(text: str, at: int) -> tuple[str, int] | None:
    if at >= len(text):
        return None
    if text[at] in "\"'":
        end = text.find(text[at], at + 1)
        return (text[at + 1 : end], end + 1) if end > 0 else None
    if text[at] == "{":
        behind = _braces(text, at)
        if behind is None:
            return None
        inside = text[at + 1 : behind - 1].strip()
        plain = re.fullmatch(r"\"([^\"]*)\"|'([^']*)'|`([^`$]*)`|(-?\d+(?:\.\d+)?)|(true|false)", inside)
        value = (
            next((part for part in plain.groups() if part is not None), "") if plain else "{" + inside + "}"
        )
        return value, behind
    found = re.compile(r"[^\s>]+").match(text, at)
    return (found[0], found.end()) if found else None


def _braces(text: str, at: int) -> int | None:
    """Return the place behind the closing brace of the brace at a place."""
    depth = 0
    for index in range(at, min(len(text), at + 20_000)):
        if text[index] == "{":
            depth += 1
        elif text[index] == "}":
            depth -= 1
            if depth == 0:
                return index + 1
    return None


def closing_tag(text: str, start: int, name: str) -> tuple[int, int] | None:
    """Return where the closing tag of an opened component begins and ends."""
    depth = 1
    for number, found in enumerate(re.compile(rf"<(/?){re.escape(name)}(?=[\s/>])").finditer(text, start)):
        if number > 500:
            return None
        if found[1]:
            depth -= 1
            if depth == 0:
                end = text.find(">", found.end())
                return (found.start(), end + 1) if end >= 0 else None
        else:
            tag = read_tag(text, found.end())
            depth += 0 if tag is None or tag[2] else 1
    return None


def html_tag(name: str, attributes: Mapping[str, str], *, alone: bool) -> str:
    """Return a tag with HTML names for its attributes; expressions and event handlers are dropped."""
    shown = []
    for key, value in attributes.items():
        if value.startswith("{") or key.startswith("on") or key == "key":
            continue
        attribute = RENAMED.get(key.casefold(), key)
        quoted = value.replace('"', "&quot;")
        shown.append(f' {attribute}="{quoted}"' if value != "true" or "-" in key else f" {attribute}")
    return f"<{name}{''.join(shown)}{' /' if alone else ''}>"

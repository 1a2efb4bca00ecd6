"""MDX → Markdown: imports, exports and components are taken out and reported; the Markdown stays.

Line numbers stay the same, so that messages name the author's own lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sitegen.markdown.code_spans import code_spans

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
MODULE = re.compile(r"(import|export)\b[ \t]*[\w{*\"']")
COMMENT = re.compile(r"\{\s*/\*")
COMMENT_END = re.compile(r"\*/\s*\}")
SPACE = re.compile(r"""\{\s*(["'])\s*\1\s*\}""")
TAG = re.compile(r"</?(?P<name>[A-Za-z][\w.:-]*)?(?=[\s/>])")
ATTRIBUTE = re.compile(r"\s+(?P<name>[A-Za-z_:][\w:.-]*)(?:\s*=\s*)?")
BARE = re.compile(r"[^\s>]*")
SIGN = re.compile(r"[{}\"'`]")


@dataclass(frozen=True, slots=True)
class Removed:
    """Something of MDX that is left out."""

    line: int
    """Of the text, from 0."""
    text: str
    """What the line has at the place, for the column."""
    message: str


def markdown_of_mdx(text: str) -> tuple[str, tuple[Removed, ...]]:
    """Return the Markdown in a text of MDX, and what was left out of it.

    Imports and exports go away with their lines, components with their attributes; what a component encloses
    stays. Elements of HTML keep their attributes, `className` as `class`, apart from computed ones.
    """
    removed: list[Removed] = []
    pieces: list[str] = []
    line = 0
    for piece, is_code in _split(text):
        pieces.append(piece if is_code else _markdown(piece, line, removed))
        line += piece.count("\n")
    return "".join(pieces), tuple(removed)


def _split(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in pieces: blocks of code, and what is between them."""
    lines = text.splitlines(keepends=True)
    start, fence = 0, ""
    for number, line in enumerate(lines):
        found = FENCE.match(line)
        if not fence and found:
            yield "".join(lines[start:number]), False
            start, fence = number, found[1]
        elif fence and found and found[1].startswith(fence) and not line[found.end() :].strip():
            yield "".join(lines[start : number + 1]), True
            start, fence = number + 1, ""
    yield "".join(lines[start:]), bool(fence)


def _markdown(text: str, first_line: int, removed: list[Removed]) -> str:
    text = SPACE.sub(" ", _without_comments(text))
    text = _without_modules(text, first_line, removed)
    braces = _braces(text)
    spans = code_spans(text)
    result: list[str] = []
    at = span = seen = 0
    line = first_line
    while found := TAG.search(text, at):
        while span < len(spans) and spans[span][1] <= found.start():
            span += 1
        in_code = span < len(spans) and spans[span][0] < found.start()
        end = -1 if in_code else _end_of_tag(text, found.end(), braces)
        if end < 0:
            result.append(text[at : found.end()])
            at = found.end()
            continue
        result.append(text[at : found.start()])
        line += text.count("\n", seen, found.start())
        seen = found.start()
        result.append(_tag(text[found.start() : end], found, line, removed))
        at = end
    result.append(text[at:])
    lines = "".join(result).split("\n")
    before = text.split("\n")
    # A line on which a tag stood before the text would begin with spaces and become code.
    return "\n".join(
        new.lstrip() if new != old and old.lstrip().startswith("<") else new
        for new, old in zip(lines, before, strict=True)
    )


def _without_comments(text: str) -> str:
    pieces, at = [], 0
    while (found := COMMENT.search(text, at)) and (end := COMMENT_END.search(text, found.end())):
        pieces += [text[at : found.start()], "\n" * text.count("\n", found.start(), end.end())]
        at = end.end()
    return "".join([*pieces, text[at:]])


def _without_modules(text: str, first_line: int, removed: list[Removed]) -> str:
    lines = text.split("\n")
    inside = False
    for number, line in enumerate(lines):
        begins = number == 0 or not lines[number - 1].strip()
        if not inside and begins and (found := MODULE.match(line)):
            message = f"the {found[1]} is left out: programs of MDX do not run here"
            removed.append(Removed(first_line + number, line, message))
            inside = True
        inside = inside and bool(line.strip())
        if inside:
            lines[number] = ""
    return "\n".join(lines)


def _tag(tag: str, found: re.Match[str], line: int, removed: list[Removed]) -> str:
    """Return what stays of one tag: nothing of a component."""
    name, lines = found["name"], "\n" * tag.count("\n")
    if name is None:  # a fragment
        return lines
    if not name[0].isupper() and "." not in name:
        return _plain_attributes(tag, found, line, removed)
    if not tag.startswith("</"):
        message = f"the component <{name}> is left out; what it encloses stays"
        removed.append(Removed(line, f"<{name}", message))
    return lines


def _plain_attributes(tag: str, found: re.Match[str], line: int, removed: list[Removed]) -> str:
    if "{" not in tag and "className" not in tag:
        return tag
    braces = _braces(tag)
    kept = [tag[: found.end() - found.start()]]
    at = found.end() - found.start()
    while attribute := ATTRIBUTE.match(tag, at):
        start, at = at, attribute.end()
        if tag[at : at + 1] == "{":
            at = braces.get(at, len(tag) - 1)
            message = f"the computed attribute {attribute['name']!r} is left out"
            removed.append(Removed(line, attribute["name"], message))
            kept.append("\n" * tag.count("\n", start, at))
            continue
        if "=" in attribute[0]:
            quote = tag[at : at + 1]
            end = tag.find(quote, at + 1) + 1 if quote in ("'", '"') else 0
            bare = BARE.match(tag, at)
            at = end or (bare.end() if bare else at)
        kept.append(re.sub(r"\A(\s*)className", r"\1class", tag[start:at]))
    return "".join(kept) + tag[at:]


def _end_of_tag(text: str, at: int, braces: Mapping[int, int]) -> int:
    """Return the place behind the `>` that ends a tag, or -1; quotes and braces may hold other ones."""
    while at < len(text):
        character = text[at]
        if character == ">":
            return at + 1
        if character == "{" and at in braces:
            at = braces[at]
        elif character in "\"'":
            end = text.find(character, at + 1)
            if end < 0:
                return -1
            at = end + 1
        elif character in "<{}":
            return -1
        else:
            at += 1
    return -1


def _braces(text: str) -> dict[int, int]:
    """Return the place behind the closing brace for the place of each opening one; texts may hold braces."""
    found: dict[int, int] = {}
    open_braces: list[int] = []
    at = 0
    while sign := SIGN.search(text, at):
        at = sign.end()
        if sign[0] == "{":
            open_braces.append(sign.start())
        elif sign[0] == "}":
            if open_braces:
                found[open_braces.pop()] = at
        elif open_braces:  # outside braces, a quote is an apostrophe, or begins a text that holds no braces
            end = text.find(sign[0], at)
            at = end + 1 if end >= 0 else at
    return found

"""Write what sitegen adds to Markdown in plain Markdown: directives, roles, attributes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from sitegen.markdown_text.code import outside_code
from sitegen.markdown_text.parts import destination, inline_text

OPENING = re.compile(
    r"(?P<lead>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?P<fence>:{3,}|`{3,}|~{3,})(?:[ \t]*"
    r"\{(?P<name>[^{}\s]*)\}[ \t]*(?P<argument>.*?)|(?P<info>[^`]*?))[ \t]*\Z"
)
OPTION = re.compile(r":(?P<name>[A-Za-z][\w-]*):(?:[ \t]+(?P<value>.*?))?[ \t]*\Z")
ALERT = re.compile(r"^([ \t>]*>[ \t]*)\[!(\w+)\][ \t]*$", re.MULTILINE)
ROLE = re.compile(r"\{([A-Za-z][\w+:-]*)\}(`+)(?!`)((?:(?!\n[ \t]*\n).)+?)(?<!`)\2(?!`)", re.DOTALL)
ATTRIBUTES = re.compile(
    r"(?<=[\])`\0])\{[ \t]*[.#\w][^{}\n`]*\}|(?<=\S)[ \t]+\{[.#][^{}\n`]*\}[ \t]*$", re.MULTILINE
)
FORMULA = re.compile(r"(\$\$.*?\$\$|(?<![\\$])\$[^$\n]+?\$)", re.DOTALL)
LABEL = re.compile(r"^([ \t>]*\$\$)[ \t]*\([\w-]+\)[ \t]*$", re.MULTILINE)
BLOCK_ATTRIBUTES = re.compile(r"^[ \t>]*\{[.#][^{}\n]*\}[ \t]*\n", re.MULTILINE)
ADMONITIONS = frozenset({"note", "tip", "important", "warning", "caution"})
BOXES = ADMONITIONS | {
    "theorem", "lemma", "proposition", "corollary", "definition", "example", "exercise", "remark", "proof",
}  # fmt: skip
"""Directives that are shown as quotes, with the name of their kind or their title above."""
CELL = "\1"
"""Stands on both sides of a cell's number, on a line of its own."""


@dataclass(frozen=True, slots=True)
class Block:
    """A directive of a text."""

    name: str
    argument: str
    options: Mapping[str, str]
    body: Sequence[str]
    """Its lines, without the indentation of the block."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the conversion knows of the page around a text."""

    word: Callable[[str], str]
    """The name of a kind of box in the language of the page."""
    address: str
    """The absolute address of the page."""
    metric: Callable[[str], str]
    """Returns a computed number for the text of the role, or the text where there is none."""
    demo: Callable[[Block], Sequence[str]]
    """Returns the lines in the place of a demo."""
    include: Callable[[], Sequence[str]]
    """Returns the lines of the page's next part of a file."""
    cell: Callable[[str], int | None]
    """Returns the number of the page's next cell if it has this program."""


def readable(text: str, facts: Facts) -> str:
    """Return a text in plain Markdown, with a line for each code cell: its number between `CELL`."""
    lines = _blocks(text.replace(CELL, "").split("\n"), facts)
    return outside_code(_roles("\n".join(lines), facts), _without_signs)


def _blocks(lines: Sequence[str], facts: Facts) -> list[str]:
    shown: list[str] = []
    index = 0
    while index < len(lines):
        found = OPENING.match(lines[index])
        if found is None or (found["fence"][0] == ":" and found["name"] is None):
            shown.append(lines[index])
            index += 1
            continue
        end = _end(lines, index, found["fence"])
        if found["name"] is None:
            shown += lines[index : end + 1]
        else:
            rest = " " * len(found["lead"]) if found["lead"].strip("> \t") else found["lead"]
            inner = [_dedented(line, len(found["lead"])) for line in lines[index + 1 : end]]
            made = _directive(found["name"], found["argument"], inner, facts)
            shown += [
                f"{found['lead'] if number == 0 else rest}{line}".rstrip(" ")
                for number, line in enumerate(made)
            ]
        index = end + 1
    return shown


def _end(lines: Sequence[str], start: int, fence: str) -> int:
    """Return the line that closes a block, or the line behind the text where none does."""
    for index in range(start + 1, len(lines)):
        text = lines[index].strip(" \t>")
        if len(text) >= len(fence) and set(text) == {fence[0]}:
            return index
    return len(lines)


def _dedented(line: str, width: int) -> str:
    """Return a line without the indentation or the signs of quotes of its block."""
    lead = len(line[:width]) - len(line[:width].lstrip(" \t>"))
    return line[lead:]


def _directive(name: str, argument: str, lines: Sequence[str], facts: Facts) -> Sequence[str]:  # noqa: PLR0911 - one for each kind
    options: dict[str, str] = {}
    first = 0
    while first < len(lines) and (found := OPTION.match(lines[first])):
        options[found["name"]] = found["value"] or ""
        first += 1
    block = Block(name, argument, options, lines[first:])
    if name == "code-cell":
        program = "\n".join(block.body).strip("\n").rstrip()
        number = facts.cell(program)
        return ["```python", *program.split("\n"), "```"] if number is None else [f"{CELL}{number}{CELL}"]
    if name == "demo":
        return facts.demo(block)
    if name == "literalinclude":
        return facts.include()
    if name == "math":
        return ["$$", *_trimmed(block.body), "$$"]
    if name == "bibliography":
        return []
    inner = _trimmed(_blocks(block.body, facts))
    if name in BOXES:
        word = facts.word(name)
        title = (
            f"**{argument or word}**" if name in ADMONITIONS or not argument else f"**{word} ({argument})**"
        )
        return [f"> {title}", ">", *(f"> {line}" for line in inner)] if inner else [f"> {title}"]
    if name == "figure":
        picture = f"![{inline_text(options.get('alt', ''))}]({destination(argument)})"
        return [picture, "", *_emphasised(inner)] if inner else [picture]
    if name == "video":
        link = f"[{inline_text(options.get('title', ''))}]({destination(argument)})"
        return [link, "", *_emphasised(inner)] if inner else [link]
    if name == "margin":
        return [f"> {line}" for line in inner]
    if name == "details" and not any(CELL in line for line in inner):  # a cell of a notebook ends its text
        return [f"<details><summary>{escape(argument)}</summary>", "", *inner, "", "</details>"]
    return [f"**{argument}**", "", *inner] if argument else inner


def _emphasised(lines: Sequence[str]) -> Iterable[str]:
    """Return a caption in italics where it is one plain paragraph."""
    plain = not any(not line.strip() or re.search(r"[*_`$\0]|^[ \t>#-]", line) for line in lines)
    return [f"*{' '.join(lines)}*"] if plain else lines


def _trimmed(lines: Sequence[str]) -> list[str]:
    return "\n".join(lines).strip("\n").split("\n") if any(line.strip() for line in lines) else []


def _roles(text: str, facts: Facts) -> str:
    """Write roles as links, HTML elements and plain words; roles in blocks of code stay."""

    def shown(found: re.Match[str]) -> str:
        name, inside = found[1], " ".join(found[3].split())
        if name in ("kbd", "sub", "sup"):
            return f"<{name}>{inside.replace('<', '&lt;')}</{name}>"
        if name == "metric":
            return facts.metric(inside)
        if name == "ref":
            named = re.fullmatch(r"(?P<text>.+?)\s*<(?P<anchor>[^<>]+)>", inside)
            words, anchor = (named["text"], named["anchor"]) if named else (inside, inside)
            return f"[{inline_text(words)}]({facts.address}#{anchor})"
        return inside if name == "abbr" else f"{found[2]}{found[3]}{found[2]}"

    parts, fenced = [], False
    for piece in re.split(r"(^[ \t>]*(?:`{3,}|~{3,})[^\n]*$)", text, flags=re.MULTILINE):
        if re.match(r"[ \t>]*(?:`{3,}|~{3,})", piece):
            fenced = not fenced
        parts.append(piece if fenced else ROLE.sub(shown, piece))
    return "".join(parts)


def _without_signs(masked: str) -> str:
    """Remove attributes and anchors, which only sitegen reads, and write GitHub's boxes as quotes."""
    masked = BLOCK_ATTRIBUTES.sub("", LABEL.sub(r"\1", masked))
    masked = ALERT.sub(lambda found: f"{found[1]}**{found[2].capitalize()}**\n{found[1].rstrip()}", masked)
    pieces = FORMULA.split(masked)  # every second one is a formula, whose braces stay
    return "".join(piece if place % 2 else ATTRIBUTES.sub("", piece) for place, piece in enumerate(pieces))

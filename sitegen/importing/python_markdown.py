"""What extensions of Python-Markdown write besides boxes: abbreviations, snippets, keys, marks, icons."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from pathlib import PurePosixPath

from sitegen.importing.model import Context
from sitegen.markdown_text.code import outside_code

ABBREVIATION = re.compile(r"^ {0,3}\*\[(?P<short>[^\]\n]{1,40})\]:[ \t]*(?P<long>[^\n]*)\n?", re.MULTILINE)
SNIPPET = re.compile(r"^(?P<indent>[ \t]*)-{1,}8<-{1,}[ \t]+\"(?P<name>[^\"\n]+)\"[ \t]*$", re.MULTILINE)
KEYS = re.compile(r"(?<!\S)\+\+(?P<keys>[\w-]+(?:\+[\w-]+){0,5})\+\+(?!\w)")
ICON = re.compile(r":(?:material|fontawesome|octicons|simple)-[a-z0-9-]+:(?:\{[^{}\n]*\})?[ \t]?")
MARKS = (
    (re.compile(r"(?<![=\w])==(?=\S)([^=\n]+?)(?<=\S)==(?![=\w])"), "mark"),
    (re.compile(r"(?<!\^)\^\^(?=\S)([^\^\n]+?)(?<=\S)\^\^(?!\^)"), "ins"),
    (re.compile(r"(?<![\^\[])\^(?=\S)([^\^\s\]]+?)\^(?!\^)"), "sup"),
    (re.compile(r"(?<=\w)~(?=\S)([^~\s]+?)~(?!~)"), "sub"),
)


def abbreviations(text: str, _context: Context) -> str:
    """Write abbreviations, whose meanings stand in lines `*[HTML]: ...`, as elements of HTML."""

    def change(masked: str) -> str:
        known = {found["short"].strip(): found["long"].strip() for found in ABBREVIATION.finditer(masked)}
        known.pop("", None)
        if not known:
            return masked
        masked = ABBREVIATION.sub("", masked)
        names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
        # Not inside tags, addresses or names of links.
        pattern = re.compile(
            rf"<[^<>]*>|\]\([^)\n]*\)|\[[^\]\n]*\]:[^\n]*|(?<![\w/-])(?P<name>{names})(?![\w/-])"
        )

        def element(found: re.Match[str]) -> str:
            name = found["name"]
            return f'<abbr title="{escape(known[name])}">{name}</abbr>' if name else found[0]

        return pattern.sub(element, masked)

    return outside_code(text, change)


def snippets(text: str, context: Context) -> str:
    """Put the files that lines `--8<-- "name"` include into the text; name those that do not exist."""

    def change(masked: str) -> str:
        def file(found: re.Match[str]) -> str:
            name = found["name"].partition(":")[0]
            for base in ("", "docs", "includes", "docs/includes", str(context.entry.path.parent)):
                inside = context.read_text(PurePosixPath(base, name)) if ".." not in name else None
                if inside is not None and ":" not in found["name"]:
                    context.note("snippet", found[0].strip(), "converted")
                    return "\n".join(found["indent"] + line for line in inside.rstrip("\n").split("\n"))
            context.note("snippet", found[0].strip(), "left as it is")
            return found[0]

        return SNIPPET.sub(file, masked)

    return outside_code(text, change)


def material(config: str) -> Callable[[str, Context], str]:
    """Return the translation of keys, marks and icons that a configuration of MkDocs turns on."""
    keys = "pymdownx.keys" in config
    icons = "pymdownx.emoji" in config or "material.extensions.emoji" in config
    names = {
        "mark": "pymdownx.mark",
        "ins": "pymdownx.caret",
        "sup": "pymdownx.caret",
        "sub": "pymdownx.tilde",
    }
    marks = [(pattern, element) for pattern, element in MARKS if names[element] in config]

    def translate(text: str, context: Context) -> str:
        def change(masked: str) -> str:
            if keys:
                masked = KEYS.sub(lambda found: "+".join(map(_key, found["keys"].split("+"))), masked)
            for pattern, element in marks:
                masked = pattern.sub(rf"<{element}>\1</{element}>", masked)
            if icons:
                masked, number = ICON.subn("", masked)
                for _ in range(number):
                    context.note("icon", "icons such as :material-check:", "dropped")
            return masked

        return outside_code(text, change)

    return translate


def _key(name: str) -> str:
    return f"<kbd>{name.replace('-', ' ').capitalize()}</kbd>"

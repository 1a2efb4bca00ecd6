"""MDX in posts: imports and exports are removed; components become Markdown, or comments if unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sitegen.importing.calls import Call
from sitegen.importing.components import make
from sitegen.importing.jsx_tags import BLOCKS, HTML_TAGS, closing_tag, html_tag, read_tag
from sitegen.importing.model import Context
from sitegen.markdown_text.code import outside_code

STATEMENT = re.compile(
    r"^(?:import\s+[\w{*\"'].*|export\s+(?:const|default|let|var|function|async)\b.*)$", re.MULTILINE
)


COMMENT = re.compile(r"\{/\*(.{0,5000}?)\*/\}", re.DOTALL)


EXPRESSION = re.compile(
    r"(?:(?<=[\s>(*_])|^)\{(?P<inside>\s*(?:[\"'`][^{}\n]{0,300}|[A-Za-z_$][\w$]*(?:[.(\[][^{}\n]{0,300})?))\}(?![\w{`])",
    re.MULTILINE,
)
"""A value of JavaScript in a text; braces of attributes are others."""
FORMULA = re.compile(r"(\$\$.{1,9999}?\$\$|\$(?!\s)[^$\n]{1,999}\$)", re.DOTALL)
NAME = re.compile(r"<(?P<close>/?)(?P<name>[A-Z][\w.]*|lite-youtube|[a-z][a-z0-9-]*)(?=[\s/>])")


def mdx(text: str, context: Context) -> str:
    """Turn MDX into Markdown."""

    def change(masked: str) -> str:
        pieces = FORMULA.split(_components(_statements(masked, context), context))
        # Every other piece is a formula, whose braces are its own.
        return "".join(
            piece if number % 2 else EXPRESSION.sub(expression, piece) for number, piece in enumerate(pieces)
        )

    def expression(found: re.Match[str]) -> str:
        inside = found["inside"].strip()
        quoted = re.fullmatch(r"\"([^\"]*)\"|'([^']*)'|`([^`$]*)`", inside)
        key = re.fullmatch(r"(?:props\.)?frontmatter\.(\w+)", inside)
        value = context.entry.matter.get(key[1]) if key else None
        if quoted:
            return next(part for part in quoted.groups() if part is not None)
        if isinstance(value, str | int | float):
            return str(value)
        context.note("MDX expression", found[0], "left as it is")
        return found[0]

    return outside_code(re.sub(r"^[ \t]*</?>[ \t]*$", "", text, flags=re.MULTILINE), change)


def _statements(text: str, context: Context) -> str:
    """Remove comments, and the lines of JavaScript that begin with `import` or `export`."""
    text = COMMENT.sub("", text)
    out: list[str] = []
    at = 0
    while found := STATEMENT.search(text, at):
        # A statement begins a paragraph, and ends with it, or where its brackets are closed.
        if (
            text[: found.start()].rstrip(" \t")[-2:] not in ("", "\n\n", "\n")
            and out
            and not out[-1].endswith("\0")
        ):
            before = text[at : found.start()].rstrip(" \t")
            if before.strip() and not before.endswith("\n\n"):
                out.append(text[at : found.end()])
                at = found.end()
                continue
        out.append(text[at : found.start()])
        at = _statement_end(text, found.start())
        context.note("MDX statement", found[0].split("(")[0], "dropped")
    return "".join([*out, text[at:]])


def _statement_end(text: str, start: int) -> int:
    depth, at = 0, start
    while at < len(text):
        char = text[at]
        if char in "{[(":
            depth += 1
        elif char in "}])":
            depth -= 1
        elif char == "\n" and depth <= 0:
            return at + 1
        elif char == "\n" and text.startswith("\n\n", at) and at - start > 20_000:
            return at
        at += 1
    return at


def _components(text: str, context: Context, depth: int = 0) -> str:
    """Replace components; inner ones first."""
    out: list[str] = []
    at = 0
    while found := NAME.search(text, at):
        name = found["name"]
        is_component = name[0].isupper() or name not in HTML_TAGS
        tag = read_tag(text, found.end())
        if tag is None or (found["close"] and not is_component):
            out.append(text[at : found.end()])
            at = found.end()
            continue
        attributes, end, alone = tag
        out.append(text[at : found.start()])
        if not is_component:
            block = None if alone or name not in BLOCKS or depth > 20 else closing_tag(text, end, name)
            tag_text = html_tag(name, attributes, alone=alone)
            if block and "\n" in text[end : block[0]]:
                # MDX reads Markdown inside an element; Markdown does so only behind a blank line.
                inner_text = _dedent(_components(text[end : block[0]], context, depth + 1)).strip("\n")
                out.append(f"{tag_text}\n\n{inner_text}\n\n</{name}>")
                at = block[1]
            else:
                out.append(tag_text)
                at = end
            continue
        at = end
        if found["close"]:
            out.append(_left(text[found.start() : end], name, context))
            continue
        inner, after = None, end
        if not alone and depth < 30:
            closing = closing_tag(text, end, name)
            if closing:
                inner, after = _components(text[end : closing[0]], context, depth + 1), closing[1]
        made = _made(name, attributes, inner, context)
        if made is not None:
            context.note("component", f"<{name}>", "converted")
            out.append(made)
        elif inner is not None:
            # What a component encloses stays readable.
            opening, close = text[found.start() : end], f"</{name}>"
            gap = "\n\n" if "\n" in inner else ""
            inside = _dedent(inner) if gap else inner
            out += [_left(opening, name, context), gap, inside, gap, _left(close, name, context, again=True)]
        else:
            out.append(_left(text[found.start() : end], name, context))
        at = after
    return "".join([*out, text[at:]])


def _dedent(text: str) -> str:
    """Return text without the indentation that all of its lines have; Markdown would read it as code."""
    lines = text.strip("\n").split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:] for line in lines)


def _made(name: str, attributes: Mapping[str, str], inner: str | None, context: Context) -> str | None:
    named = {key.casefold(): value for key, value in attributes.items() if not value.startswith("{")}
    if attributes.get("src", "").startswith("{"):
        named.pop("src", None)
    if name in ("Fragment", "React.Fragment"):
        return inner
    return make(
        Call(name.rpartition(".")[2].casefold(), (), named, None if inner is None else _dedent(inner)),
        context,
    )


def _left(written: str, name: str, context: Context, *, again: bool = False) -> str:
    """Leave a component in the source where readers do not see it."""
    if not again:
        context.note("component", f"<{name}>", "left as it is")
    return "<!-- " + written.replace("--", "- -") + " -->"

"""Shortcodes of Hugo and Nikola (`{{< name >}}`, `{{% name %}}`) and of Zola (`{{ name() }}`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sitegen.importing.calls import Call, read_arguments
from sitegen.importing.components import make
from sitegen.importing.model import Context

HUGO = re.compile(
    r"\{\{(?P<open>[<%])(?P<escape>/\*)?\s*(?P<close>/?)\s*(?P<name>[\w./-]+)"
    r"(?P<rest>(?:\"(?:[^\"\\]|\\.)*\"|`[^`]*`|[^\"`>%]|[>%](?!\}\})){0,4000}?)"
    r"(?P<end>\*/)?(?:[>%])\}\}"
)
ZOLA = re.compile(
    r"\{(?P<open>[{%])-?\s*(?P<name>[A-Za-z]\w*)\s*\((?P<rest>(?:\"[^\"]*\"|'[^']*'|`[^`]*`|[^()\"'`]){0,4000}?)\)\s*-?[}%]\}"
    r"|\{%-?\s*(?P<close>end)\s*-?%\}"
)
ESCAPED = (re.compile(r"\{\{/\*(.*?)\*/\}\}"), re.compile(r"\{%/\*(.*?)\*/%\}"))


@dataclass
class _Open:
    """An opening that may be closed further on."""

    name: str
    text: str
    rest: str
    inner: list[str] = field(default_factory=list)


def hugo_shortcodes(text: str, context: Context) -> str:
    """Replace the shortcodes of Hugo that have an equal here; leave and note the others."""

    def uses() -> Iterator[tuple[int, int, str, str, str]]:
        for found in HUGO.finditer(text):
            kind = "escaped" if found["escape"] else "close" if found["close"] else "open"
            yield found.start(), found.end(), kind, found["name"], found["rest"]

    def shown(found: str) -> str:
        return re.sub(r"^\{\{([<%])/\*(.*?)\*/([>%])\}\}$", r"{{\1\2\3}}", found, flags=re.DOTALL)

    return _replace(text, context, uses(), shown)


def zola_shortcodes(text: str, context: Context) -> str:
    """Replace the shortcodes of Zola that have an equal here; leave and note the others."""

    def uses() -> Iterator[tuple[int, int, str, str, str]]:
        for found in ZOLA.finditer(text):
            kind = "close" if found["close"] else "single" if found["open"] == "{" else "open"
            yield found.start(), found.end(), kind, found["name"] or "", found["rest"] or ""

    replaced = _replace(text, context, uses(), lambda found: found)
    for pattern, brackets in zip(ESCAPED, ("{{{{{}}}}}", "{{%{}%}}"), strict=True):
        replaced = pattern.sub(lambda found, form=brackets: form.format(found[1]), replaced)  # type: ignore[misc]
    return replaced


def _replace(
    text: str,
    context: Context,
    uses: Iterator[tuple[int, int, str, str, str]],
    unescape: Callable[[str], str],
) -> str:
    """Fold openings and closings into calls. An opening that is never closed stands alone."""
    stack = [_Open("", "", "")]
    at = 0
    for start, end, kind, name, rest in uses:
        stack[-1].inner.append(text[at:start])
        at = end
        written = text[start:end]
        if kind == "escaped":
            stack[-1].inner.append(unescape(written))
        elif kind == "single" or (
            kind == "open" and rest.rstrip().endswith("/") and not rest.rstrip().endswith(":/")
        ):
            stack[-1].inner.append(
                _call(name, written, rest.rstrip().removesuffix("/"), None, "", context=context)
            )
        elif kind == "open":
            stack.append(_Open(name, written, rest))
        else:
            depth = next((i for i in range(len(stack) - 1, 0, -1) if not name or stack[i].name == name), 0)
            if not depth:
                context.note("shortcode", written, "left as it is")
                stack[-1].inner.append(written)
                continue
            _fold(stack, depth, context)
            done = stack.pop()
            inner = "".join(done.inner)
            stack[-1].inner.append(_call(done.name, done.text, done.rest, inner, written, context=context))
    stack[-1].inner.append(text[at:])
    _fold(stack, 0, context)
    return "".join(stack[0].inner)


def _fold(stack: list[_Open], depth: int, context: Context) -> None:
    """Take the openings above a depth as standing alone."""
    while len(stack) - 1 > depth:
        done = stack.pop()
        stack[-1].inner += [_call(done.name, done.text, done.rest, None, "", context=context), *done.inner]


def _call(
    name: str, written: str, rest: str, inner: str | None, closing: str = "", *, context: Context
) -> str:
    bare = name.rpartition("/")[2].removesuffix(".html").casefold()
    words, named = read_arguments(rest)
    result = make(Call(bare, words, named, inner), context)
    if result is not None:
        context.note("shortcode", name, "converted")
        return result
    context.note("shortcode", name if bare not in ("ref", "relref") else written, "left as it is")
    return written + (inner or "") + closing

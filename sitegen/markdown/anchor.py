"""The anchors that the author writes: ids in attributes and in raw HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.rules_core.state_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.document import Document, document_of

TAG_WITH_ID = re.compile(r"""<[a-zA-Z][^<>]*?\sid\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
MAY_GIVE_IDS = re.compile(r"\{[^{}]*[#=]|<[^<>]*\bid\b|:id:|\$\$")
"""Found in every text that sets an id. Most texts set none, and their tokens are not searched."""


def without_comments(html: str) -> str:
    """Return HTML without its comments. A comment that never ends stays, as text does."""
    pieces, end = [], 0
    while (start := html.find("<!--", end)) >= 0 and (close := html.find("-->", start + 4)) >= 0:
        pieces.append(html[end:start])
        end = close + 3
    return "".join(pieces) + html[end:]


def ids_in(html: str) -> Iterator[str]:
    """Yield the ids in HTML."""
    for found in TAG_WITH_ID.finditer(without_comments(html) if "<!--" in html else html):
        yield found[1] or found[2] or found[3] or ""


def author_ids(state: StateCore) -> None:
    """Note the ids that the author wrote, before the headings without one get theirs."""
    document = document_of(state)
    for number in range(1, len(state.env.get("footnotes", {}).get("list", {})) + 1):
        document.ids.update((f"fn{number}", f"fnref{number}"))
    if MAY_GIVE_IDS.search(state.src) is None:
        return
    line = 0
    for token in state.tokens:
        line = token.map[0] if token.map else line
        _take(token, line, document)
        for child in token.children or ():
            _take(child, line, document)


def _take(token: Token, line: int, document: Document) -> None:
    for name in token.meta.get("insecure_attrs", ()):
        message = f"the attribute {name!r} is not allowed here: it can run a program"
        document.problem(
            message,
            document.position(line),
            hint="if you need it, write the element as raw HTML",
            code="attribute",
        )
    if token.type in {"html_inline", "html_block"}:
        found = list(ids_in(token.content))
    elif token.type == "math_block_label":
        found = [token.info]
    elif "id" in token.attrs:
        found = [str(token.attrs["id"])]
    else:
        return
    for name in found:
        if name in document.ids:
            document.problem(
                f"the anchor {name!r} appears twice in this page",
                document.position(line),
                code="duplicate-id",
            )
        document.ids.add(name)

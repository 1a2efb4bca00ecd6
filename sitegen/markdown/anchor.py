"""Every place that a link can lead to: ids given by the author, in attributes and in raw HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.rules_core.state_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.document import Document, document_of

TAG_WITH_ID = re.compile(r"""<[a-zA-Z][^<>]*?\sid\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
MAY_GIVE_IDS = re.compile(r"\{[^{}]*[#=]|<[^<>]*\bid\b|:id:|\$\$")
"""What a text with an id of the author's has: most texts have none, and are not searched token by token."""
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def ids_in(html: str) -> Iterator[str]:
    """Yield the ids in HTML."""
    if "<!--" in html:
        html = COMMENT.sub("", html)
    for found in TAG_WITH_ID.finditer(html):
        yield found[1] or found[2] or found[3] or ""


def author_ids(state: StateCore) -> None:
    """Note the ids that the author gave, before headings without one look for theirs."""
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
        message = f"the attribute {name!r} cannot be given here, since it can run a program"
        document.problem(
            message, document.position(line), hint="use raw HTML where you mean it", code="attribute"
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
                f"the anchor {name!r} is given twice in this page", document.position(line), code="anchor"
            )
        document.ids.add(name)

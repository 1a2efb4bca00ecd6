"""Tabs of other dialects: single ones are found first, and become tabs where they stand together."""

from __future__ import annotations

import re

from sitegen.markdown_text.parts import directive

OPEN, END = "\ufdd1", "\ufdd2"
"""Signs around a tab until what encloses it is known."""
TAB = re.compile(rf"{OPEN}(?P<title>[^{OPEN}{END}]*){OPEN}\n(?P<body>[^{OPEN}{END}]*){END}")
GROUP = re.compile(rf"(?:{TAB.pattern.replace('?P<title>', '').replace('?P<body>', '')}\s*)+")


def one_tab(title: str, body: str) -> str:
    """Return a tab, perhaps one of several."""
    return f"\n\n{OPEN}{' '.join(title.split())}{OPEN}\n{without_tabs(body).strip(chr(10))}\n{END}\n\n"


def together(text: str) -> str:
    """Return tabs that stand together as the directive around them; other text stays between."""

    def group(found: re.Match[str]) -> str:
        tabs = "\n".join(
            directive("tab", one["title"], one["body"]).strip("\n") for one in TAB.finditer(found[0])
        )
        return directive("tabs", "", tabs)

    return GROUP.sub(group, text)


def without_tabs(text: str) -> str:
    """Return a text in which tabs that nothing encloses are paragraphs below their titles."""
    return TAB.sub(lambda found: f"**{found['title']}**\n\n{found['body'].strip()}", text)

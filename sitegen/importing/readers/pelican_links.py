"""The words of Pelican in links: `{filename}`, `{static}`, `{tag}`."""

from __future__ import annotations

import re

from sitegen.importing.model import Context
from sitegen.importing.old_addresses import ascii_slug


def link_words(text: str, context: Context) -> str:
    """Write `{filename}a.md` and `|static|b.png` as paths, `{tag}name` and `{index}` as addresses."""
    text = re.sub(r"(?:\{|%7B|\|)(?:filename|static|attach)(?:\}|%7D|\|)", "", text)
    text = re.sub(r"(?:\{|\|)(?:index|archives|authors|tags|categories)(?:\}|\|)(?=[)\s\"'>])", "/", text)

    def address(found: re.Match[str]) -> str:
        plural = {"tag": "tags", "category": "categories"}.get(found[1], "")
        pattern = context.site.terms.get(plural, f"/{found[1]}/{{slug}}.html")
        return pattern.replace("{slug}", ascii_slug(found[2].replace("%20", " ")))

    return re.sub(r"(?:\{|\|)(tag|category|author)(?:\}|\|)([^)\s\"'>]+)", address, text)

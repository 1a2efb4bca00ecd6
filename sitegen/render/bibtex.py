"""The BibTeX entry of a page, with which readers cite it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sitegen.model import Page
from sitegen.permalink import slugify
from sitegen.render.index import SiteIndex

SPECIAL = re.compile(r"[\\{}&%$#_~^]")
ESCAPES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def bibtex_of(index: SiteIndex, page: Page, authors: Sequence[str]) -> str:
    """Return an entry of the kind `misc`, which every style of BibTeX knows.

    Args:
        index: the site.
        page: the page.
        authors: who wrote it.
    """
    day, title = page.source.front_matter.date, page.title
    last_name = authors[0].split()[-1] if authors and authors[0].split() else index.config.title
    first_word = next((word for word in slugify(title).split("-") if len(word) > 3), slugify(title))
    parts = slugify(last_name).replace("-", ""), str(day.year) if day else "", first_word
    fields = {
        "author": " and ".join(_name(name) for name in authors),
        "title": f"{{{_escaped(title)}}}",
        "howpublished": _escaped(index.config.title),
        "year": str(day.year) if day else "",
        "month": str(day.month) if day else "",
        "url": index.absolute(page.permalink),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{'-'.join(filter(None, parts))},\n{lines}}}"


def _name(name: str) -> str:
    """Return a name; in braces where BibTeX would take it for several names, or for last and first name."""
    whole = "," in name or " and " in name.lower()
    return f"{{{_escaped(name)}}}" if whole else _escaped(name)


def _escaped(text: str) -> str:
    return SPECIAL.sub(lambda found: ESCAPES.get(found[0], f"\\{found[0]}"), text)

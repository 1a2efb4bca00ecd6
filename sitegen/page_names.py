"""The names by which pages and templates refer to pages: `requires`, `url_for`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sitegen.languages import original_of
from sitegen.model import Page, Site


def page_names(site: Site, originals: Iterable[Page] = ()) -> Mapping[str, Page]:
    """Return the pages by source path and by the last part of their address, as `requires` names them.

    Args:
        site: the pages in one language.
        originals: the pages in the site's own language, where that is another one. Their names mean the
            translations, as far as there are some.
    """
    own = {page.permalink.rstrip("/").rpartition("/")[2]: page for page in site.pages} | {
        str(page.source.source_path): page for page in site.pages
    }
    if not originals:
        return own
    known = {original_of(page.source).with_suffix(""): page for page in site.pages}
    named = page_names(replace(site, pages=tuple(originals)))
    meant = {name: known.get(original_of(page.source).with_suffix(""), page) for name, page in named.items()}
    return {**meant, **own}


def required_page(page: Page, name: str, names: Mapping[str, Page]) -> Page | None:
    """Return the page that one entry of a page's `requires` names, or None."""
    beside = str(page.source.source_path.parent / name)
    return names.get(name.strip("/")) or names.get(beside)

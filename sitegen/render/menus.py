"""The menu of a site whose configuration has none, and the titles of taxonomies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sitegen.archive import archive_output
from sitegen.model import Site
from sitegen.permalink import permalink_of
from sitegen.render.context import PageLink
from sitegen.words import Words

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

TAXONOMY_WORDS = ("authors", "categories", "tags")
"""Taxonomies whose title is in the words of the theme."""


def default_menu(site: Site, config: Config) -> Iterator[PageLink]:
    """Give the sections at the top level, the taxonomies, the archive and the page `about`."""
    by_weight = sorted(site.sections, key=lambda section: section.page.source.front_matter.weight)
    for section in by_weight:
        inside = section.page.permalink.removeprefix(config.home_path)
        if inside.count("/") == 1:  # `posts/`: not inside another section
            yield PageLink(section.page.title, section.page.permalink, "")
    for taxonomy in site.taxonomies:
        if taxonomy.terms:
            yield PageLink(taxonomy_title(config, taxonomy.name), taxonomy.permalink, "")
    if config.archive:
        url = permalink_of(config.base_path, archive_output(config.archive))
        yield PageLink(words_of(config).text(config.language, "archive"), url, "")
    for page in site.pages:
        if page.permalink == config.home_path + "about/":
            yield PageLink(words_of(config).text(config.language, "about"), page.permalink, "")


def words_of(config: Config) -> Words:
    """Return the words of the theme with those of the site."""
    return Words(config.words)


def taxonomy_title(config: Config, name: str) -> str:
    """Return what readers call a taxonomy; in a further language, the words of the site go first."""
    translated = config.edition and name in config.words.get(config.language, {})
    if not translated and (title := config.taxonomies[name].title):
        return title
    if name in TAXONOMY_WORDS or any(name in words for words in config.words.values()):
        return words_of(config).text(config.language, name)
    return re.sub(r"[-_]+", " ", name).capitalize()

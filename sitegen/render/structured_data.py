"""What a page tells search engines about itself: JSON-LD in the vocabulary of schema.org."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sitegen.engine.views import path_of
from sitegen.model import Page
from sitegen.render.body import script_json
from sitegen.render.index import SiteIndex
from sitegen.render.page_parts import minutes_of, preview_of

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

Thing = dict[str, Any]


def structured_data(index: SiteIndex, page: Page) -> Markup:
    """Return the JSON that describes a page, safe inside a script element.

    The home page is a `WebSite`. A post is a `BlogPosting`, and with demos a `LearningResource`, too. Posts
    and other pages of a section have a `BreadcrumbList`. Other pages have nothing; drafts neither.

    Args:
        index: the site.
        page: the source of the page.
    """
    things = [] if page.source.front_matter.draft else _things(index, page)
    if not things:
        return Markup()
    return script_json({"@context": "https://schema.org", "@graph": things})


def _things(index: SiteIndex, page: Page) -> list[Thing]:
    if page.source.kind == "home":
        return [_site(index)]
    trail = _trail(index, page)
    return [*([_post(index, page)] if page.source.kind == "post" else []), *([trail] if trail else [])]


def _site(index: SiteIndex) -> Thing:
    config = index.config
    site = {"@type": "WebSite", "name": config.title, "url": home_of(config), "inLanguage": config.language}
    return _filled({**site, "description": config.description})


def home_of(config: Config) -> str:
    """Return the absolute address of the first page in a language."""
    return config.origin + config.home_path


def _post(index: SiteIndex, page: Page) -> Thing:
    config, matter = index.config, page.source.front_matter
    image = preview_of(index, page).url
    names = matter.authors or ((config.author,) if config.author else ())
    return _filled(
        {
            "@type": ["BlogPosting", "LearningResource"] if page.body.islands else "BlogPosting",
            "headline": page.title,
            "description": matter.description or page.body.summary,
            "url": index.absolute(page.permalink),
            "datePublished": matter.date.isoformat() if matter.date else "",
            "dateModified": matter.updated.isoformat() if matter.updated else "",
            "author": [{"@type": "Person", "name": name} for name in names],
            "image": image,
            "inLanguage": matter.language or config.language,
            "keywords": list(matter.tags),
            "wordCount": page.body.word_count,
            "timeRequired": f"PT{minutes_of(page)}M",
            "isPartOf": {"@type": "Blog", "name": config.title, "url": home_of(config)},
        }
    )


def _trail(index: SiteIndex, page: Page) -> Thing | None:
    """Return the way from the home page through the section to the page; None outside of sections."""
    section = index.lists.ask("section-of", path_of(page))
    if section is None:
        return None
    steps = (
        (index.config.title, home_of(index.config)),
        (section.title, index.absolute(section.permalink)),
        (page.title, index.absolute(page.permalink)),
    )
    entries = [
        {"@type": "ListItem", "position": position, "name": name, "item": url}
        for position, (name, url) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": entries}


def _filled(thing: Mapping[str, Any]) -> Thing:
    """Return the entries that say something."""
    return {name: value for name, value in thing.items() if value not in ("", [], 0)}

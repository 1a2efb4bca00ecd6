"""The warnings of a site: about menus, `requires`, parts of a series, tags, pictures and descriptions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePath

from sitegen.addresses import menu_address
from sitegen.config import Config
from sitegen.errors import Problem, near_miss
from sitegen.languages import editions_of
from sitegen.model import Page, Site
from sitegen.page_names import page_names, required_page

PAGE_NAME = re.compile(r"[\w./-]+")
"""The form of a page's name in `requires`; an entry with spaces is shown as text."""


def warnings_of(site: Site, config: Config, permalinks: Collection[str]) -> Iterator[Problem]:
    """Yield the warnings of a site.

    Args:
        site: the collected site.
        config: its configuration.
        permalinks: every address of the site.
    """
    yield from _undescribed_images(site)
    parts = editions_of(site, config)
    for part, own in parts:
        yield from _unknown_requirements(part, parts[0][0].pages if own.edition else ())
    for part, _ in parts:
        yield from _equal_parts(part)
    for _, own in parts:
        yield from _dead_menu_entries(own, permalinks)
    for part, _ in parts:
        yield from _undescribed_posts(part)


def _undescribed_images(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        if page.source.front_matter.image and not page.source.front_matter.image_alt:
            hint = "add image_alt: what the picture shows"
            message = "the image has no image_alt for readers who cannot see it"
            yield _at_key(page, "image", message, hint, "missing-alt")


def _unknown_requirements(site: Site, originals: Iterable[Page]) -> Iterator[Problem]:
    names = page_names(site, originals)
    for page in site.pages:
        for name in page.source.front_matter.requires:
            if PAGE_NAME.fullmatch(name) and required_page(page, name, names) is None:
                hint = near_miss(name, names) or "name a page by the last part of its address, or by its file"
                yield _at_key(
                    page, "requires", f"requires: there is no page {name!r}", hint, "unknown-requirement"
                )


def _equal_parts(site: Site) -> Iterator[Problem]:
    seen: dict[tuple[str, int], Page] = {}
    for page in reversed(site.posts):
        matter = page.source.front_matter
        if matter.series and matter.part is not None:
            first = seen.setdefault((matter.series, matter.part), page)
            if first is not page:
                message = f"part {matter.part} of the series {matter.series!r} is taken"
                hint = f"{first.source.source_path} is part {matter.part}, too"
                yield _at_key(page, "part", message, hint, "equal-parts")


def _dead_menu_entries(config: Config, permalinks: Collection[str]) -> Iterator[Problem]:
    for name, entries in config.menus.items():
        for entry in entries:
            address = menu_address(entry.url, config)
            target = re.split(r"[?#]", address)[0]
            if target.startswith(config.base_path) and target not in permalinks:
                shown = [known.removeprefix(config.base_path.rstrip("/")) for known in permalinks]
                hint = near_miss(entry.url, shown)
                path, line, column = config.place_of(entry.url) or (PurePath("sitegen.toml"), None, None)
                message = f"menus.{name}: there is no page at {entry.url!r}"
                yield Problem(message, path, line, column, hint, "dead-menu-entry", "warning")


def _undescribed_posts(site: Site) -> Iterator[Problem]:
    for page in site.posts:
        if not page.source.front_matter.description:
            shown = "lists and previews show its first paragraph" if page.body.summary else "nor a paragraph"
            message = f"the post has no description; {shown}"
            hint = "add a line description: One sentence that says what the post is about."
            yield _at_key(page, "description", message, hint, "missing-description")


def _at_key(page: Page, key: str, message: str, hint: str, code: str) -> Problem:
    line, column = page.source.front_matter.lines.get(key, (1, 1))
    return Problem(message, page.source.source_path, line, column, hint, code, "warning")

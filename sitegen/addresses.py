"""The files that a build publishes and their addresses: `collect` checks them, `render` fills them.

The files of the site as a whole (feeds, sitemap, robots.txt, 404.html) are in `site_files.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sitegen.archive import archive_output, periods_of
from sitegen.extension.loading import extensions_of
from sitegen.languages import editions_of, folder_of
from sitegen.model import Page, Site
from sitegen.permalink import (
    TEXT_ENDINGS,
    alias_output,
    markdown_output,
    notebook_output,
    permalink_of,
    script_output,
)
from sitegen.site_files import SITE_FILES, SiteFile, list_feeds

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

SITEMAP_LIMIT = 50_000
"""How many addresses the protocol allows in one sitemap."""

Place = tuple[PurePosixPath | None, int | None, int | None]
"""File, line and column of the source text that decides a path, as far as they are known."""


def site_files(site: Site, config: Config, whole: Site | None = None) -> Iterator[SiteFile]:
    """Give the generated files of the site as a whole.

    A page or a file of the author's own at the same path takes the place of the generated one. A sitemap that
    would be too long is split, and `sitemap.xml` lists the parts. Each language has a search page. Pages in a
    further language of the site have files of their own except the sitemap and robots.txt.

    Args:
        site: the site, or its pages in one language.
        config: the configuration of the language.
        whole: the site, where `site` is a part of it.
    """
    taken = {asset.output_path for asset in site.assets} | {page.source.output_path for page in site.pages}
    wanted = [file for file in SITE_FILES if not file.feed or file.feed in config.feeds]
    for file in wanted:
        if not config.edition or file.context not in ("sitemap", "robots"):
            for part in _parts(file, site, config, whole or site):
                if PurePosixPath(part.name) not in taken:
                    yield part


def _parts(file: SiteFile, site: Site, config: Config, whole: Site) -> Iterator[SiteFile]:
    if file.context == "sitemap":
        yield from _sitemaps(file, whole, config)
    elif file.context == "llms" and not config.markdown_pages:
        return
    elif file.context == "search":
        for language, name in search_pages(site.pages, config).items():
            yield replace(file, name=name, language=language)
    else:
        yield replace(file, name=str(PurePosixPath(folder_of(config.edition), file.name)))


def searched_pages(pages: Iterable[Page]) -> list[Page]:
    """Return the pages that a search finds: posts and pages, without lists and drafts."""
    return [
        page
        for page in pages
        if page.source.kind in ("post", "page")
        and not page.source.front_matter.draft
        and not page.permalink.endswith(TEXT_ENDINGS)
    ]


def has_markdown(page: Page, config: Config) -> bool:
    """Return whether a page is published in Markdown, too."""
    return config.markdown_pages and not page.permalink.endswith(TEXT_ENDINGS)


def search_pages(pages: Iterable[Page], config: Config) -> Mapping[str, str]:
    """Return the path of the search page of each language, that of the site first; none without a search.

    Args:
        pages: the pages of the site.
        config: its configuration.
    """
    if not config.search:
        return {}
    given = {page.source.front_matter.language or config.language for page in searched_pages(pages)}
    others = {language.lower(): language for language in sorted(given)}
    others.pop(config.language.lower(), None)
    folder = PurePosixPath(folder_of(config.edition), "search")
    paths = {language: str(folder / code / "index.html") for code, language in others.items()}
    return {config.language: str(folder / "index.html"), **paths}


def _sitemaps(file: SiteFile, site: Site, config: Config) -> Iterator[SiteFile]:
    total = -(-len(sitemap_pages(site, config)) // SITEMAP_LIMIT)
    if total <= 1:
        yield file
        return
    for number in range(1, total + 1):
        yield replace(file, name=f"sitemap-{number}.xml", part=number - 1)
    yield replace(file, template="sitemap_index.xml", context="sitemap-index", origin="the list of sitemaps")


def sitemap_pages(site: Site, config: Config) -> list[tuple[str, tuple[Page, ...]]]:
    """Return every address that search engines may visit, in order, with the pages that it shows.

    Drafts and pages that are not HTML are left out. The list of a taxonomy's terms shows no page.
    """
    found: list[tuple[str, tuple[Page, ...]]] = [
        (page.permalink, (page,))
        for page in site.pages
        if not page.source.front_matter.draft and not page.permalink.endswith(TEXT_ENDINGS)
    ]
    for part, own in editions_of(site, config):
        for url, pages in list_addresses(part, own).items():
            published = tuple(page for page in pages if not page.source.front_matter.draft)
            if published or not pages:
                found.append((url, published))
    return sorted(found, key=lambda entry: entry[0])


def list_addresses(site: Site, config: Config) -> Mapping[str, tuple[Page, ...]]:
    """Return the addresses of the lists that no source makes, with their pages.

    The lists of a taxonomy's terms and of all years and months have no pages.

    Args:
        site: the pages in one language.
        config: the configuration of the language.
    """
    found: dict[str, tuple[Page, ...]] = {}
    for taxonomy in site.taxonomies:
        if taxonomy.terms:
            found[taxonomy.permalink] = ()
        found |= {term.permalink: term.pages for term in taxonomy.terms}
    if config.archive:
        found[permalink_of(config.base_path, archive_output(config.archive))] = ()
        for period in periods_of(site.posts):
            found[permalink_of(config.base_path, archive_output(config.archive, period))] = period.pages
    return found


def list_paths(count: int, paginate: int, first: PurePosixPath) -> list[PurePosixPath]:
    """Return the output paths of the parts of a list; there is at least one.

    Args:
        count: how many items are listed.
        paginate: how many on one part; 0 for all.
        first: the path of the first part; the others are `page/2/index.html` beside it, and so on.
    """
    total = max(1, -(-count // (paginate or max(count, 1))))
    later = (first.parent / "page" / str(number) / "index.html" for number in range(2, total + 1))
    return [first, *later]


def posts_on_home(site: Site) -> Sequence[Page] | None:
    """Return all posts where the home page lists them part by part, since some post is in no section's list.

    None where the sections list every post; the home page then shows the newest ones.
    """
    listed = {page.source.source_path for section in site.sections for page in section.pages}
    return None if all(post.source.source_path in listed for post in site.posts) else site.posts


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A path in the published folder and what is published there."""

    output_path: PurePosixPath
    origin: str
    """What messages call the file: the source with the key that asks for it."""
    place: Place = (None, None, None)
    """Where an author can change the path."""
    lists: PurePosixPath | None = None
    """For the list of a folder without `_index.md`: a post of the folder, for which the list is made."""


def planned_files(site: Site, config: Config) -> Iterator[PlannedFile]:
    """Give every file of the site, except the runtime, saved frames and the files for use offline."""
    parts = editions_of(site, config)
    sections = (section for part, _ in parts for section in part.sections)
    members = {section.page.source.source_path: section.pages for section in sections}
    for page in site.pages:
        yield from _files_of(page, members.get(page.source.source_path, ()), config)
    for asset in site.assets:
        yield PlannedFile(asset.output_path, asset.origin)
    for part, own in parts:
        yield from _planned_lists(part, own, site)
    for output in extensions_of(config).of("output"):
        path, line = output.place
        yield PlannedFile(PurePosixPath(output.name), str(output), (PurePosixPath(path), line, None))


def _planned_lists(site: Site, config: Config, whole: Site) -> Iterator[PlannedFile]:
    """Give the files of the pages in one language that no source makes alone."""
    for section in site.sections:
        source = section.page.source
        yield from _later_parts(
            len(section.pages), section.paginate, source.output_path, str(source.source_path)
        )
    if site.home and (posts := posts_on_home(site)) is not None:
        source = site.home.source
        yield from _later_parts(len(posts), config.paginate, source.output_path, str(source.source_path))
    for taxonomy in site.taxonomies:
        if taxonomy.terms:
            yield PlannedFile(taxonomy.output_path, f"the list of {taxonomy.name}")
        for term in taxonomy.terms:
            name = term_origin(taxonomy.name, term.name)
            yield PlannedFile(term.output_path, name)
            yield from _later_parts(len(term.pages), config.paginate, term.output_path, name)
    if config.archive:
        yield PlannedFile(archive_output(config.archive), "the archive")
    for period in periods_of(site.posts) if config.archive else ():
        first = archive_output(config.archive, period)
        yield PlannedFile(first, period.origin)
        yield from _later_parts(len(period.pages), config.paginate, first, period.origin)
    for file in site_files(site, config, whole):
        yield PlannedFile(PurePosixPath(file.name), file.origin)
    for feed in list_feeds(site, config):
        yield PlannedFile(PurePosixPath(feed.file.name), feed.file.origin)


def term_origin(taxonomy: str, term: str) -> str:
    """Return what messages call the page of a term."""
    return f"the page of {term!r} in {taxonomy}"


def _files_of(page: Page, members: Sequence[Page], config: Config) -> Iterator[PlannedFile]:
    source, lines = page.source, page.source.front_matter.lines
    path = source.source_path
    # A section page without keys is no file: loading made it for a folder that holds posts.
    lists = members[-1].source.source_path if members and not lines else None
    yield PlannedFile(source.output_path, str(path), (path, *lines.get("slug", (None, None))), lists)
    for alias in source.front_matter.aliases:
        place = (path, *lines.get("aliases", (None, None)))
        yield PlannedFile(alias_output(config.base_path, alias), f"{path} (alias {alias})", place)
    for island in page.body.islands:
        position = island.position
        yield PlannedFile(
            script_output(source.output_path, island.id),
            f"the script of the demo {island.id!r} in {path}",
            (position.path, position.line, position.column),
        )
    if has_markdown(page, config):
        yield PlannedFile(markdown_output(source.output_path), f"the Markdown of {path}")
    if page.body.cells and config.notebooks:
        position = page.body.cells[0].position
        yield PlannedFile(
            notebook_output(source.output_path),
            f"the notebook of {path}",
            (position.path, position.line, position.column),
        )


def _later_parts(count: int, paginate: int, first: PurePosixPath, origin: str) -> Iterator[PlannedFile]:
    for number, path in enumerate(list_paths(count, paginate, first)[1:], start=2):
        yield PlannedFile(path, f"{origin} (page {number})")


def menu_address(url: str, config: Config) -> str:
    """Return where a menu entry leads: a path of this site gets the base path in front."""
    inside = url.startswith("/") and not url.startswith(("//", config.base_path))
    return config.base_path + url[1:] if inside else url

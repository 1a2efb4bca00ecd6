"""Collect the pages into a site, and find the mistakes that only all pages together show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sitegen.addresses import Place, PlannedFile, planned_files
from sitegen.collect_warnings import warnings_of
from sitegen.config import Config
from sitegen.errors import Problem, near_miss
from sitegen.languages import edition_config, editions_of, folder_of, original_of
from sitegen.model import Asset, Loaded, Page, Section, Site, Taxonomy, Term, is_index, moment_of, names_in
from sitegen.permalink import permalink_of, term_slug
from sitegen.site_files import section_name


def collect_site(
    loaded: Loaded, pages: tuple[Page, ...], static: Collection[Asset], config: Config
) -> tuple[Site, tuple[Problem, ...]]:
    """Sort and group the pages, and find dead links and collisions.

    Args:
        loaded: the sources and files of the content folder.
        pages: every page whose body could be parsed.
        static: files of the theme and of the site that are published as they are.
        config: the site's configuration.

    Returns:
        The site with its warnings, and all dead links, dead anchors and collisions.
    """
    site = _collected(pages, config, (*loaded.assets, *static))
    if config.languages:
        editions = {}
        for code in (config.language, *config.languages):
            own = edition_config(config, code)
            part = tuple(page for page in pages if page.source.edition == own.edition)
            editions[code] = _collected(part, own, site.assets)
        site = replace(editions[config.language], pages=pages, editions=editions)
    planned = tuple(planned_files(site, config))
    # A dictionary, because the order decides between equally near misses.
    permalinks = dict.fromkeys(permalink_of(config.base_path, file.output_path) for file in planned)
    warnings = *loaded.warnings, *_unknown_sections(site, config), *warnings_of(site, config, permalinks)
    site = replace(site, warnings=warnings)
    problems = [*_collisions(planned)]
    if not any(problem.code == "collision" for problem in problems):
        parts = ((name, part) for part, _ in editions_of(site, config) for name in config.taxonomies)
        equal = (problem for name, part in parts for problem in _equal_terms(name, part.posts))
        site = replace(site, warnings=(*site.warnings, *equal))
    problems += _dead_links(site, loaded, permalinks)
    problems += _dead_images(site, loaded, config)
    return site, tuple(problems)


def _collected(pages: tuple[Page, ...], config: Config, assets: tuple[Asset, ...]) -> Site:
    """Return the pages in one language, sorted and grouped.

    Args:
        pages: the pages.
        config: the configuration of the language.
        assets: the files of the site.
    """
    newest = _newest_first(ZoneInfo(config.timezone))
    posts = tuple(sorted((page for page in pages if page.source.kind == "post"), key=newest))
    return Site(
        home=next((page for page in pages if page.source.kind == "home"), None),
        pages=pages,
        posts=posts,
        sections=tuple(_sections(pages, posts, config)),
        taxonomies=tuple(_taxonomy(name, posts, config) for name in config.taxonomies),
        assets=assets,
    )


def _newest_first(zone: ZoneInfo) -> Callable[[Page], tuple[float, str]]:
    def key(page: Page) -> tuple[float, str]:
        day = page.source.front_matter.date
        return (-moment_of(day, zone).timestamp() if day else 0.0, str(page.source.source_path))

    return key


def _sections(pages: Iterable[Page], posts: tuple[Page, ...], config: Config) -> Iterator[Section]:
    members: dict[PurePosixPath, list[Page]] = defaultdict(list)
    for page in posts:
        members[_folder_of(page)].append(page)
    for page in sorted(pages, key=lambda page: (page.source.front_matter.weight, page.title.casefold())):
        if page.source.kind == "page":
            members[_folder_of(page)].append(page)
    for page in pages:
        if page.source.kind == "section":
            yield Section(page, tuple(members[original_of(page.source).parent]), config.paginate)


def _folder_of(page: Page) -> PurePosixPath:
    path = original_of(page.source)
    return path.parent.parent if is_index(path) else path.parent


def _taxonomy(name: str, posts: tuple[Page, ...], config: Config) -> Taxonomy:
    grouped: dict[str, list[Page]] = defaultdict(list)
    names: dict[str, str] = {}
    for page in posts:
        found = names_in(page.source.front_matter, name)
        if name == "authors" and not found and config.author:
            found = (config.author,)
        for term in dict.fromkeys(found):
            slug = term_slug(term)
            names.setdefault(slug, term)
            if grouped[slug][-1:] != [page]:  # two spellings of one term count once
                grouped[slug].append(page)
    terms = []
    for slug, members in sorted(grouped.items()):
        output_path = PurePosixPath(folder_of(config.edition), name, slug, "index.html")
        permalink = permalink_of(config.base_path, output_path)
        terms.append(Term(names[slug], slug, permalink, output_path, tuple(members)))
    output_path = PurePosixPath(folder_of(config.edition), name, "index.html")
    return Taxonomy(name, permalink_of(config.base_path, output_path), output_path, tuple(terms))


def _equal_terms(taxonomy: str, posts: Iterable[Page]) -> Iterator[Problem]:
    """Find terms that differ in more than their case and share an address; they are shown as one term."""
    seen: dict[str, tuple[str, Page]] = {}
    for page in posts:
        for name in names_in(page.source.front_matter, taxonomy):
            slug = term_slug(name)
            first, owner = seen.setdefault(slug, (name, page))
            if first.casefold() != name.casefold():
                line, column = page.source.front_matter.lines.get(taxonomy, (1, 1))
                message = f"{name!r} and {first!r} in {taxonomy} are one term, with the address {slug!r}"
                hint = f"use the same spelling; {first!r} is in {owner.source.source_path}"
                yield Problem(message, page.source.source_path, line, column, hint, "equal-tags", "warning")


def _unknown_sections(site: Site, config: Config) -> Iterator[Problem]:
    """Find settings of sections that the site does not have."""
    known = [section_name(section.page, config) for section in site.sections]
    for name in config.sections:
        if name not in known:
            path, line, column = config.place_of(name) or (None, None, None)
            hint = near_miss(name, known) or f"sections of this site: {', '.join(known) or 'none'}"
            message = f"sections: there is no section {name!r}"
            yield Problem(message, path, line, column, hint, "config", "warning")


def _collisions(planned: Iterable[PlannedFile]) -> Iterator[Problem]:
    """Find files with the same path, or below the path of another file. Case is ignored, as on some disks."""
    wanted: dict[str, list[PlannedFile]] = defaultdict(list)
    for file in planned:
        wanted[str(file.output_path).casefold()].append(file)
    for shared, files in wanted.items():
        if len(files) > 1:
            yield _equal_paths(shared, files)
        folder = shared
        while folder := folder.rpartition("/")[0]:
            if other := wanted.get(folder):
                one, two = files[0].origin, other[0].origin
                message = f"{one} would be published as {shared}, and {two} as the file {folder}"
                hint = "one name cannot be a file and a folder: change one of the two"
                yield Problem(message, *_place([*files, *other]), hint, "collision")


def _equal_paths(shared: str, files: Collection[PlannedFile]) -> Problem:
    sources = {file.place[0] for file in files}
    for file in files:
        folder = PurePosixPath(file.origin).parent
        owner = next((path for path in sources if path and path.parent == folder and is_index(path)), None)
        if file.lists and owner:
            # The folder of a page contains further pages, for which a section was made.
            message = f"{owner} is a page, and {file.lists} makes its folder a section with the same address"
            hint = f"move {file.lists.name} to another folder, or rename {owner.name} to _{owner.name}"
            return Problem(message, file.lists, None, None, hint, "collision")
    names = " and ".join(file.origin for file in files)
    hint = "give one of them another slug or name"
    return Problem(f"{names} would be published as {shared}", *_place(files), hint, "collision")


def _place(files: Iterable[PlannedFile]) -> Place:
    """Return the place where an author can change one of the paths: a key if there is one, else a source."""
    places = [file.place for file in files]
    by_line = (place for place in places if place[1] is not None)
    by_path = (place for place in places if place[0] is not None)
    return next(by_line, None) or next(by_path, (None, None, None))


def _dead_links(site: Site, loaded: Loaded, permalinks: Iterable[str]) -> Iterator[Problem]:
    anchors: dict[str, frozenset[str] | None] = dict.fromkeys(permalinks)
    anchors |= {page.permalink: page.body.ids for page in site.pages}
    for page in site.pages:
        for link in page.body.links:
            if not link.permalink:
                continue  # its target could not be read, which is reported already
            found = _link_problem(link.permalink, link.fragment, anchors, loaded.unpublished)
            if found:
                message, hint = found
                position = link.position
                yield Problem(
                    f"dead {message} in the link {link.href!r}",
                    position.path, position.line, position.column, hint,
                    "dead-anchor" if message.startswith("anchor") else "dead-link",
                )  # fmt: skip
        for permalink, position in page.body.pictures:
            if permalink and permalink not in anchors:
                alike = [known for known in anchors if known.endswith(PurePosixPath(permalink).suffix or "/")]
                hint = near_miss(permalink, alike) or "put the file beside the source, or into static/"
                message = f"there is no file {permalink!r}"
                yield Problem(message, position.path, position.line, position.column, hint, "missing-image")


def _dead_images(site: Site, loaded: Loaded, config: Config) -> Iterator[Problem]:
    """Find preview pictures that front matter names and that do not exist."""
    published = {permalink_of(config.base_path, asset.output_path) for asset in site.assets}
    for page in site.pages:
        image = page.source.front_matter.image
        if not image or urlsplit(image).scheme:
            continue
        path = page.source.source_path
        beside = PurePosixPath(normpath(path.parent / image))
        permalink = loaded.files.get(beside)
        if image.startswith("/"):
            permalink = image if image.startswith(config.base_path) else config.base_path + image[1:]
        if permalink not in published:
            line, column = page.source.front_matter.lines.get("image", (1, 1))
            known = [
                str(file.relative_to(path.parent)) for file in loaded.files if path.parent in file.parents
            ]
            hint = (
                near_miss(image, known)
                or "put the file beside the source, or name one of static/ with a slash"
            )
            yield Problem(f"image: there is no file {image!r}", path, line, column, hint, "missing-image")


def _link_problem(
    permalink: str,
    fragment: str,
    anchors: Mapping[str, frozenset[str] | None],
    unpublished: Mapping[str, str],
) -> tuple[str, str | None] | None:
    if permalink in unpublished and permalink not in anchors:
        return "target", f"it is {unpublished[permalink]}, which this build leaves out"
    if permalink not in anchors:
        slashed = permalink + "/" if permalink + "/" in anchors else None
        return "target", f"did you mean {slashed!r}?" if slashed else near_miss(permalink, anchors)
    ids = anchors[permalink]
    if fragment and ids is not None and fragment not in ids:
        known = sorted(ids)
        hint = near_miss(fragment, known) or (f"anchors there: {', '.join(known[:8])}" if known else None)
        return f"anchor #{fragment}", hint
    return None

"""Collect: pages into a site. What only the whole can tell is refused here: dead links and collisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sitegen.config import Config
from sitegen.errors import Problem, near_miss
from sitegen.model import Asset, Day, Loaded, Page, Section, Site, Taxonomy, Term
from sitegen.permalink import alias_output, permalink_of, slugify


def collect_site(
    loaded: Loaded, pages: tuple[Page, ...], static: Collection[Asset], config: Config
) -> tuple[Site, tuple[Problem, ...]]:
    """Bring the pages into order and find what is wrong between them.

    Args:
        loaded: what lay in the content folder.
        pages: every page whose body could be parsed.
        static: files of the theme and of the site that are published as they are.
        config: the site's configuration.

    Returns:
        The site, and dead links, dead anchors and collisions, all of them.
    """
    zone = ZoneInfo(config.timezone)
    posts = tuple(sorted((page for page in pages if page.source.kind == "post"), key=_newest_first(zone)))
    taxonomies = tuple(_taxonomy(name, posts, config) for name in config.taxonomies)
    site = Site(
        home=next((page for page in pages if page.source.kind == "home"), None),
        pages=pages,
        posts=posts,
        sections=tuple(_sections(pages, posts, config)),
        taxonomies=taxonomies,
        assets=(*loaded.assets, *static),
        warnings=(*loaded.warnings, *_unspoken_images(pages)),
    )
    problems = [*_collisions(site, config)]
    if not any(problem.code == "collision" for problem in problems):
        problems += _term_collisions(posts)
    problems += _dead_links(site, loaded, config)
    problems += _dead_images(site, loaded, config)
    return site, tuple(problems)


def _newest_first(zone: ZoneInfo) -> Callable[[Page], tuple[float, str]]:
    def key(page: Page) -> tuple[float, str]:
        day = page.source.front_matter.date
        return (-_moment(day, zone).timestamp() if day else 0.0, str(page.source.source_path))

    return key


def _moment(day: Day, zone: ZoneInfo) -> datetime:
    return day if isinstance(day, datetime) else datetime(day.year, day.month, day.day, tzinfo=zone)


def _sections(pages: Iterable[Page], posts: tuple[Page, ...], config: Config) -> Iterator[Section]:
    members: dict[PurePosixPath, list[Page]] = defaultdict(list)
    for page in posts:
        members[_folder_of(page)].append(page)
    for page in sorted(pages, key=lambda page: (page.source.front_matter.weight, page.title.casefold())):
        if page.source.kind == "page":
            members[_folder_of(page)].append(page)
    for page in pages:
        if page.source.kind == "section":
            yield Section(page, tuple(members[page.source.source_path.parent]), config.paginate)


def _folder_of(page: Page) -> PurePosixPath:
    path = page.source.source_path
    return path.parent.parent if path.name == "index.md" else path.parent


def _taxonomy(name: str, posts: tuple[Page, ...], config: Config) -> Taxonomy:
    grouped: dict[str, list[Page]] = defaultdict(list)
    names: dict[str, str] = {}
    for page in posts:
        for tag in dict.fromkeys(page.source.front_matter.tags):
            slug = term_slug(tag)
            names.setdefault(slug, tag)
            if page not in grouped[slug]:
                grouped[slug].append(page)
    terms = []
    for slug, members in sorted(grouped.items()):
        output_path = PurePosixPath(name) / slug / "index.html"
        permalink = permalink_of(config.base_path, output_path)
        terms.append(Term(names[slug], slug, permalink, output_path, tuple(members)))
    output_path = PurePosixPath(name) / "index.html"
    return Taxonomy(name, permalink_of(config.base_path, output_path), output_path, tuple(terms))


def term_slug(name: str) -> str:
    """Return a tag as part of an address; `C++` and `C#` stay apart from `C`."""
    return slugify(name.replace("+", "-plus").replace("#", "-sharp")) or "-".join(
        f"{ord(char):x}" for char in name
    )


def _term_collisions(posts: Iterable[Page]) -> Iterator[Problem]:
    """Tags that are not the same word and would share an address."""
    seen: dict[str, tuple[str, Page]] = {}
    for page in posts:
        for tag in page.source.front_matter.tags:
            first, owner = seen.setdefault(term_slug(tag), (tag, page))
            if first.casefold() != tag.casefold():
                line, column = page.source.front_matter.lines.get("tags", (1, 1))
                message = f"the tags {tag!r} and {first!r} would share the address {term_slug(tag)!r}"
                hint = f"write them alike; {first!r} stands in {owner.source.source_path}"
                yield Problem(message, page.source.source_path, line, column, hint, "collision")


def _planned(site: Site, config: Config) -> Iterator[tuple[PurePosixPath, str]]:
    for page in site.pages:
        yield page.source.output_path, str(page.source.source_path)
        for alias in page.source.front_matter.aliases:
            yield alias_output(config.base_path, alias), f"{page.source.source_path} (alias {alias})"
    for asset in site.assets:
        yield asset.output_path, asset.origin
    for taxonomy in site.taxonomies:
        if taxonomy.terms:
            yield taxonomy.output_path, f"the list of {taxonomy.name}"
        for term in taxonomy.terms:
            yield term.output_path, f"the page of the tag {term.name!r}"


def _collisions(site: Site, config: Config) -> Iterator[Problem]:
    """Outputs that want one path; compared without case, since some file systems do."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for output_path, origin in _planned(site, config):
        wanted[str(output_path).casefold()].append(origin)
    for shared, origins in wanted.items():
        if len(origins) > 1:
            names = " and ".join(origins)
            first = PurePosixPath(origins[0]) if origins[0].endswith(".md") else None
            hint = "give one of them another slug or name"
            yield Problem(f"{names} would be published as {shared}", first, None, None, hint, "collision")


def _dead_links(site: Site, loaded: Loaded, config: Config) -> Iterator[Problem]:
    anchors: dict[str, frozenset[str] | None] = {page.permalink: page.body.ids for page in site.pages}
    for output_path, _ in _planned(site, config):
        anchors.setdefault(permalink_of(config.base_path, output_path), None)
    for section in site.sections:
        anchors |= dict.fromkeys(_list_pages(section, config))
    anchors |= dict.fromkeys(config.base_path + name for name in ("feed.xml", "sitemap.xml", "robots.txt"))
    for page in site.pages:
        for link in page.body.links:
            if not link.permalink:
                continue  # its target could not be read, and that is reported already
            found = _link_problem(link.permalink, link.fragment, anchors, loaded.unpublished)
            if found:
                message, hint = found
                position = link.position
                yield Problem(
                    f"dead {message} in the link {link.href!r}",
                    position.path, position.line, position.column, hint, "link",
                )  # fmt: skip
        for permalink, position in page.body.pictures:
            if permalink and permalink not in anchors:
                alike = [known for known in anchors if known.endswith(PurePosixPath(permalink).suffix or "/")]
                hint = near_miss(permalink, alike) or "put the file beside the source, or into static/"
                message = f"there is no file {permalink!r}"
                yield Problem(message, position.path, position.line, position.column, hint, "link")


def _dead_images(site: Site, loaded: Loaded, config: Config) -> Iterator[Problem]:
    """Preview pictures that front matter names and that are not there."""
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
            yield Problem(f"image: there is no file {image!r}", path, line, column, hint, "link")


def _unspoken_images(pages: Iterable[Page]) -> Iterator[Problem]:
    for page in pages:
        matter = page.source.front_matter
        if matter.image and not matter.image_alt:
            line, column = matter.lines.get("image", (1, 1))
            hint = "add image_alt: what the picture shows"
            message = "the image has no words for those who cannot see it"
            yield Problem(message, page.source.source_path, line, column, hint, "image", "warning")


def _list_pages(section: Section, config: Config) -> Iterator[str]:
    """Addresses of the second and later pages of a list."""
    if section.paginate:
        for number in range(2, -(-len(section.pages) // section.paginate) + 1):
            folder = section.page.source.output_path.parent
            yield permalink_of(config.base_path, folder / "page" / str(number) / "index.html")


def _link_problem(
    permalink: str, fragment: str, anchors: Mapping[str, frozenset[str] | None], held: Mapping[str, str]
) -> tuple[str, str | None] | None:
    if permalink in held and permalink not in anchors:
        return "target", f"it is {held[permalink]}, which this build leaves out"
    if permalink not in anchors:
        slashed = permalink + "/" if permalink + "/" in anchors else None
        return "target", f"did you mean {slashed!r}?" if slashed else near_miss(permalink, anchors)
    ids = anchors[permalink]
    if fragment and ids is not None and fragment not in ids:
        known = sorted(ids)
        hint = near_miss(fragment, known) or (f"anchors there: {', '.join(known[:8])}" if known else None)
        return f"anchor #{fragment}", hint
    return None

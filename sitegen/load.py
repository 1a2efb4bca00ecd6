"""Load: from the content folder to sources, with every address fixed before any Markdown is parsed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from sitegen.config import Config
from sitegen.errors import FrontMatterError, Problem, SitegenError
from sitegen.extension.loading import extensions_of
from sitegen.extension_keys import ExtendedKeys
from sitegen.front_matter import keys_with, parse_front_matter
from sitegen.model import (
    Asset,
    FrontMatter,
    Loaded,
    PageKind,
    Source,
    is_index,
    is_source,
    moment_of,
)
from sitegen.permalink import TEXT_ENDINGS, expand_pattern, permalink_of, slugify, split_date_prefix
from sitegen.source_files import list_files, read_text
from sitegen.unread_files import Indexes, indexes_of, unread_files, unread_warning

DEMOS = "demos"  # content/demos holds programs, not pages


@dataclass(frozen=True, slots=True)
class _Place:
    """What follows for a page from the place of its file."""

    path: PurePosixPath
    """Relative to the content folder."""
    kind: PageKind
    section: PurePosixPath
    """The folder that lists the page."""
    stem: str
    """What the slug is made of."""


def load_sources(config: Config, *, drafts: bool, future: bool, now: datetime) -> Loaded:
    """Read every source below the content folder.

    Args:
        config: the site's configuration.
        drafts: whether drafts are published.
        future: whether posts dated after `now` are published.
        now: the moment of the build, with its zone.

    Raises:
        SitegenError: there is no content folder.
    """
    folder = config.content_folder
    if not folder.is_dir():
        hint = f'create it, or name another: content = "..." (the site\'s folder is {config.root})'
        raise SitegenError(Problem(f"there is no content folder {config.content!r}", hint=hint, code="load"))
    found, unusable = list_files(folder, root=config.root, skip=_is_skipped, outside=config.outside_links)
    keys = keys_with(extensions_of(config).of("key"), config.taxonomies)
    paths = dict.fromkeys(found)  # in order, and quick to ask whether a path is among them
    problems = [problem for problem in unusable if problem.severity == "error"]
    warnings = [problem for problem in unusable if problem.severity == "warning"]
    sources: list[Source] = []
    held: dict[str, str] = {}
    moments: list[datetime] = []
    permalinks: dict[PurePosixPath, str] = {}
    for path in paths:
        if not is_source(path):
            continue
        try:
            source, of_source = _read(path, config, keys)
        except FileNotFoundError:  # deleted since its folder was listed
            continue
        except SitegenError as error:
            problems += error.problems
            continue
        warnings += of_source
        permalinks[source.source_path] = source.permalink
        reason = _held_back(source.front_matter, config, drafts=drafts, future=future, now=now)
        if reason:
            held[source.permalink] = reason
            if source.front_matter.date:
                moments.append(moment_of(source.front_matter.date, ZoneInfo(config.timezone)))
        else:
            sources.append(source)
    indexes = indexes_of(paths)
    problems += _inside_pages(sources, indexes, config)
    sources += _unwritten(sources, indexes, config, keys)
    unread = unread_files(config.content_folder, paths, indexes)
    warnings += [unread_warning(PurePosixPath(config.content) / path) for path in unread]
    beside = dict.fromkeys(path for path in paths if path not in unread)
    published, files = _assets(beside, sources, indexes, config)
    # A file that cannot be read is reported once; links to it are not reported as dead as well.
    for problem in problems:
        if problem.path is not None:
            permalinks.setdefault(PurePosixPath(problem.path), "")
            files.setdefault(PurePosixPath(problem.path), "")
    return Loaded(
        sources=tuple(sorted(sources, key=lambda source: source.source_path)),
        assets=published,
        permalinks=permalinks,
        files=files,
        unpublished=held,
        due=min((moment for moment in moments if moment > now), default=None),
        problems=tuple(problems),
        warnings=tuple(warnings),
    )


def _is_skipped(path: PurePosixPath, is_folder: bool) -> bool:
    if is_folder:
        return path.name.startswith("__") or path == PurePosixPath(DEMOS)
    return path.name.startswith("_") and not is_index(path, "_index")


def _read(path: PurePosixPath, config: Config, keys: ExtendedKeys) -> tuple[Source, tuple[Problem, ...]]:
    """Return a source and the warnings about its front matter."""
    source_path = PurePosixPath(config.content) / path
    text = read_text(config.content_folder / path, source_path)
    place = _place(path)
    fallback_date, stem = split_date_prefix(place.stem)
    parsed = parse_front_matter(
        text,
        source_path,
        is_post=place.kind == "post",
        options=config.front_matter,
        zone=ZoneInfo(config.timezone),
        fallback_date=fallback_date,
        extended=keys,
    )
    front_matter = parsed.front_matter
    kind: PageKind = "post" if place.kind == "page" and front_matter.date else place.kind
    output_path = _output_path(place, front_matter, front_matter.slug or slugify(stem), config)
    permalink = permalink_of(config.base_path, output_path)
    source = Source(source_path, kind, front_matter, permalink, output_path, parsed.body, parsed.body_line)
    return source, parsed.warnings


def _place(path: PurePosixPath) -> _Place:
    folder = path.parent
    if is_index(path, "_index"):
        return _Place(path, "section" if folder.parts else "home", folder, folder.name)
    section, stem = (folder.parent, folder.name) if is_index(path) else (folder, path.stem)
    return _Place(path, "post" if section.parts[:1] == ("posts",) else "page", section, stem)


def _output_path(place: _Place, front_matter: FrontMatter, slug: str, config: Config) -> PurePosixPath:
    source_path = PurePosixPath(config.content) / place.path
    folder = PurePosixPath(*(slugify(part) or part for part in place.section.parts))
    if place.kind in ("home", "section"):
        own = folder.parent / front_matter.slug if front_matter.slug else folder
        return own / "index.html"
    if is_index(place.path) and not place.path.parent.parts:
        hint = f"rename {place.path.name} to _{place.path.name}"
        raise FrontMatterError(Problem("the home page is _index.md", source_path, 1, 1, hint, "load"))
    if not slug:
        message = f"no address can be made of the name {place.stem!r}"
        raise FrontMatterError(Problem(message, source_path, 1, 1, "give the page a slug", "front-matter"))
    ending = PurePosixPath(front_matter.template or "").suffix
    if place.kind == "page" and ending in TEXT_ENDINGS:
        return folder / f"{slug}{ending}"
    pattern = config.permalinks.get(str(place.section), "/{section}/{slug}/")
    try:
        return expand_pattern(pattern, slug=slug, section=str(folder).strip("."), day=front_matter.date)
    except ValueError as error:
        raise FrontMatterError(Problem(str(error), source_path, 1, 1, code="front-matter")) from None


def _held_back(
    front_matter: FrontMatter, config: Config, *, drafts: bool, future: bool, now: datetime
) -> str | None:
    if front_matter.draft and not drafts:
        return "a draft"
    day = front_matter.date
    if day is not None and not future and moment_of(day, ZoneInfo(config.timezone)) > now:
        return f"dated {day.isoformat()}"
    return None


def _inside_pages(sources: Sequence[Source], indexes: Indexes, config: Config) -> list[Problem]:
    """Report posts in the folder of another page: such a folder holds the page's files, and has no list."""
    content = PurePosixPath(config.content)
    problems = []
    for source in sources:
        section = _place(source.source_path.relative_to(content)).section
        if source.kind == "post" and section.parts and _is_page_folder(section, indexes):
            owner = indexes[section, "index"]
            message = f"this post is in the folder of the page {content / owner}"
            hint = (
                f"move it out of that folder, or rename {owner.name} to _{owner.name} to make a list of posts"
            )
            problems.append(Problem(message, source.source_path, 1, 1, hint, "load"))
    return problems


def _is_page_folder(folder: PurePosixPath, indexes: Indexes) -> bool:
    return (folder, "index") in indexes and (folder, "_index") not in indexes


def _unwritten(
    sources: Sequence[Source], indexes: Indexes, config: Config, keys: ExtendedKeys
) -> list[Source]:
    """Return home and section pages for folders that hold posts but no `_index.md`."""
    content = PurePosixPath(config.content)
    written = indexes_of(source.source_path for source in sources)
    wanted = {content / "_index.md": config.title}
    for source in sources:
        section = _place(source.source_path.relative_to(content)).section
        if source.kind == "post" and section.parts and not _is_page_folder(section, indexes):
            wanted[content / section / "_index.md"] = section.name.replace("-", " ").capitalize()
    return [
        Source(
            path,
            (place := _place(path.relative_to(content))).kind,
            matter := FrontMatter(title=title, extra=dict(keys.defaults)),
            permalink_of(config.base_path, output := _output_path(place, matter, "", config)),
            output,
            "",
            1,
        )
        for path, title in wanted.items()
        if (path.parent, "_index") not in written
    ]


def _assets(
    paths: Collection[PurePosixPath], sources: Sequence[Source], indexes: Indexes, config: Config
) -> tuple[tuple[Asset, ...], dict[PurePosixPath, str]]:
    """Return the files beside the sources, and the address of each; empty where its page is held back."""
    content = PurePosixPath(config.content)
    pages = {source.source_path.relative_to(content): source for source in sources}
    owners = {place: pages[path] for place, path in indexes_of(pages).items()}
    assets, files = [], {}
    for path in paths:
        if is_source(path):
            continue
        place = _asset_path(path, owners, indexes)
        files[content / path] = permalink_of(config.base_path, place) if place else ""
        if place:
            assets.append(Asset(config.content_folder / path, place, str(content / path)))
    return tuple(assets), files


def _asset_path(
    path: PurePosixPath, owners: Mapping[tuple[PurePosixPath, str], Source], indexes: Indexes
) -> PurePosixPath | None:
    """Return where a file beside sources is published: below its page; None where that page is held back."""
    for folder in (path.parent, *path.parent.parents):
        for stem in ("index", "_index"):
            owner = owners.get((folder, stem))
            if owner is not None:
                return owner.output_path.parent / path.relative_to(folder)
        if (folder, "index") in indexes:
            return None
    return path

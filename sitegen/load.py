"""Load: from the content folder to sources, with every address fixed before any Markdown is parsed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from sitegen.config import Config
from sitegen.errors import FrontMatterError, Problem, SitegenError
from sitegen.extension.loading import extensions_of
from sitegen.extension_keys import ExtendedKeys
from sitegen.front_matter import keys_with, parse_front_matter
from sitegen.languages import Languages, edition_config, languages_of
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
from sitegen.permalink import permalink_of, slugify, split_date_prefix
from sitegen.source_files import list_files, read_text
from sitegen.source_place import in_language, language_warnings, output_path_of, place_of, section_title
from sitegen.unread_files import Indexes, indexes_of, unread_files, unread_warning

DEMOS = "demos"  # content/demos holds programs, not pages


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
    languages = languages_of(config)
    skip = partial(_is_skipped, languages=languages)
    found, unusable = list_files(folder, root=config.root, skip=skip, outside=config.outside_links)
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
    indexes = indexes_of(paths, languages)
    problems += _inside_pages(sources, indexes, config)
    made = _unwritten(sources, indexes, config, keys)
    sources += made
    permalinks |= {source.source_path: source.permalink for source in made if source.edition}
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


def _is_skipped(path: PurePosixPath, is_folder: bool, *, languages: Languages) -> bool:
    if is_folder:
        return path.name.startswith("__") or path == PurePosixPath(DEMOS)
    return path.name.startswith("_") and not is_index(languages.split(path)[1], "_index")


def _read(path: PurePosixPath, config: Config, keys: ExtendedKeys) -> tuple[Source, tuple[Problem, ...]]:
    """Return a source and the warnings about its front matter."""
    source_path = PurePosixPath(config.content) / path
    text = read_text(config.content_folder / path, source_path)
    languages, place = languages_of(config), place_of(path, config)
    if wrong := languages.problem(path):
        raise FrontMatterError(Problem(wrong[0], source_path, 1, 1, wrong[1], "load"))
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
    slug = front_matter.slug or slugify(stem)
    output_path = output_path_of(place, source_path, front_matter, slug, config)
    permalink = permalink_of(config.base_path, output_path)
    source = Source(source_path, kind, front_matter, permalink, output_path, parsed.body, parsed.body_line)
    if languages.split(path)[0]:
        source = in_language(source, place.edition or config.language, place, config)
    unfit = () if languages.split(path)[0] else language_warnings(path, source, languages)
    return source, (*parsed.warnings, *unfit)


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
        section = place_of(source.source_path.relative_to(content), config).section
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
    """Return home and section pages for folders that hold posts but no `_index.md`, in each language."""
    content = PurePosixPath(config.content)
    places = [(source, place_of(source.source_path.relative_to(content), config)) for source in sources]
    written = {(place.edition, place.section) for _, place in places if place.kind in ("home", "section")}
    wanted = {(code, PurePosixPath()): edition_config(config, code).title for code in ("", *config.languages)}
    for source, place in places:
        if source.kind == "post" and place.section.parts and not _is_page_folder(place.section, indexes):
            wanted[place.edition, place.section] = section_title(place.section, place.edition, config)
    made = []
    for (code, folder), title in wanted.items():
        if (code, folder) in written:
            continue
        name = PurePosixPath(f"_index.{code}.md" if code else "_index.md")
        matter = FrontMatter(title=title, extra=dict(keys.defaults), language=code or None)
        place = place_of(folder / name, config)
        output = output_path_of(place, content / folder / name, matter, "", config)
        original = content / place.path if code else None
        source = Source(
            content / folder / name,
            place.kind,
            matter,
            permalink_of(config.base_path, output),
            output,
            "",
            1,
            code,
            original,
        )
        made.append(source)
    return made


def _assets(
    paths: Collection[PurePosixPath], sources: Sequence[Source], indexes: Indexes, config: Config
) -> tuple[tuple[Asset, ...], dict[PurePosixPath, str]]:
    """Return the files beside the sources, and the address of each; empty where its page is held back."""
    content = PurePosixPath(config.content)
    pages = {source.source_path.relative_to(content): source for source in sources}
    owners = {place: pages[path] for place, path in indexes_of(pages, languages_of(config)).items()}
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

"""Load: from the content folder to sources, with every address fixed before any Markdown is parsed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from sitegen.config import Config
from sitegen.errors import FrontMatterError, Problem, SitegenError
from sitegen.front_matter import parse_front_matter
from sitegen.model import Asset, Day, FrontMatter, Loaded, PageKind, Source
from sitegen.permalink import expand_pattern, permalink_of, slugify, split_date_prefix

DEMOS = "demos"  # content/demos holds programs, not pages


@dataclass(frozen=True, slots=True)
class _Place:
    """What the place of a file says about its page."""

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
        hint = f'make it, or name another: content = "..." (the site\'s folder is {config.root})'
        raise SitegenError(Problem(f"there is no content folder {config.content!r}", hint=hint, code="load"))
    sources: list[Source] = []
    held: dict[str, str] = {}
    moments: list[datetime] = []
    permalinks: dict[PurePosixPath, str] = {}
    problems: list[Problem] = []
    others: list[PurePosixPath] = []
    for path in _files(folder):
        if path.suffix.casefold() != ".md":
            others.append(path)
            continue
        try:
            source = _read(path, config)
        except SitegenError as error:
            problems += error.problems
            continue
        permalinks[source.source_path] = source.permalink
        reason = _held_back(source.front_matter, config, drafts=drafts, future=future, now=now)
        if reason:
            held[source.permalink] = reason
            if source.front_matter.date:
                moments.append(moment_of(source.front_matter.date, ZoneInfo(config.timezone)))
        else:
            sources.append(source)
    sources += _unwritten(sources, config)
    # A source that cannot be read is reported once; links to it are not reported as dead as well.
    for problem in problems:
        if problem.path is not None:
            permalinks.setdefault(PurePosixPath(problem.path), "")
    content = PurePosixPath(config.content)
    pages = {source.source_path.relative_to(content): source for source in sources}
    places = {path: _asset_path(path, pages, folder) for path in others}
    assets = [Asset(folder / path, place, str(content / path)) for path, place in places.items() if place]
    files = {content / path: "" for path, place in places.items() if place is None}
    files |= {
        PurePosixPath(asset.origin): permalink_of(config.base_path, asset.output_path) for asset in assets
    }
    return Loaded(
        sources=tuple(sorted(sources, key=lambda source: source.source_path)),
        assets=tuple(assets),
        permalinks=permalinks,
        files=files,
        unpublished=held,
        due=min((moment for moment in moments if moment > now), default=None),
        problems=tuple(problems),
    )


def _files(folder: Path) -> Iterator[PurePosixPath]:
    """Every file that may be published, in order; hidden ones and demos are left out."""
    for parent, folders, names in os.walk(folder):
        inside = PurePosixPath(Path(parent).relative_to(folder).as_posix())
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith((".", "__")) and not (inside == PurePosixPath() and name == DEMOS)
        )
        for name in sorted(names):
            if name == "_index.md" or not (name.startswith((".", "_")) or name.endswith("~")):
                yield inside / name


def _read(path: PurePosixPath, config: Config) -> Source:
    source_path = PurePosixPath(config.content) / path
    text = _text(config.content_folder / path, source_path)
    place = _place(path)
    fallback_date, stem = split_date_prefix(place.stem)
    front_matter, body, first_line = parse_front_matter(
        text, source_path, is_post=place.kind == "post", fallback_date=fallback_date
    )
    kind: PageKind = "post" if place.kind == "page" and front_matter.date else place.kind
    output_path = _output_path(place, front_matter, front_matter.slug or slugify(stem), config)
    permalink = permalink_of(config.base_path, output_path)
    return Source(source_path, kind, front_matter, permalink, output_path, body, first_line)


def _text(file: Path, source_path: PurePosixPath) -> str:
    data = file.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        received = f"byte 0x{data[error.start]:02x}"
        hint = "save the file as UTF-8"
        raise FrontMatterError(
            Problem(f"expected UTF-8 text, received {received}", source_path, line, column, hint, "encoding")
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _place(path: PurePosixPath) -> _Place:
    folder = path.parent
    if path.name == "_index.md":
        return _Place(path, "section" if folder.parts else "home", folder, folder.name)
    section, stem = (folder.parent, folder.name) if path.name == "index.md" else (folder, path.stem)
    return _Place(path, "post" if section.parts[:1] == ("posts",) else "page", section, stem)


def _output_path(place: _Place, front_matter: FrontMatter, slug: str, config: Config) -> PurePosixPath:
    source_path = PurePosixPath(config.content) / place.path
    folder = PurePosixPath(*(slugify(part) or part for part in place.section.parts))
    if place.kind in ("home", "section"):
        own = folder.parent / front_matter.slug if front_matter.slug else folder
        return own / "index.html"
    if place.path == PurePosixPath("index.md"):
        raise FrontMatterError(
            Problem("the home page is _index.md", source_path, 1, 1, "rename index.md to _index.md", "load")
        )
    if not slug:
        message = f"no address can be made of the name {place.stem!r}"
        raise FrontMatterError(Problem(message, source_path, 1, 1, "give the page a slug", "front-matter"))
    pattern = config.permalinks.get(str(place.section), "/{section}/{slug}/")
    try:
        return expand_pattern(pattern, slug=slug, section=str(folder).strip("."), day=front_matter.date)
    except ValueError as error:
        raise FrontMatterError(Problem(str(error), source_path, 1, 1, code="front-matter")) from None


def moment_of(day: Day, zone: ZoneInfo) -> datetime:
    """Return the moment from which a date counts: a bare date begins at midnight in the site's zone."""
    return day if isinstance(day, datetime) else datetime.combine(day, time.min, zone)


def _held_back(
    front_matter: FrontMatter, config: Config, *, drafts: bool, future: bool, now: datetime
) -> str | None:
    if front_matter.draft and not drafts:
        return "a draft"
    day = front_matter.date
    if day is not None and not future and moment_of(day, ZoneInfo(config.timezone)) > now:
        return f"dated {day.isoformat()}"
    return None


def _unwritten(sources: list[Source], config: Config) -> list[Source]:
    """Home and section pages for folders that hold posts but no `_index.md`."""
    content = PurePosixPath(config.content)
    places = {source.source_path for source in sources}
    wanted = {content / "_index.md": config.title}
    for source in sources:
        section = _place(source.source_path.relative_to(content)).section
        if source.kind == "post" and section.parts:
            wanted[content / section / "_index.md"] = section.name.replace("-", " ").capitalize()
    return [
        Source(
            path,
            (place := _place(path.relative_to(content))).kind,
            matter := FrontMatter(title=title),
            permalink_of(config.base_path, output := _output_path(place, matter, "", config)),
            output,
            "",
            1,
        )
        for path, title in wanted.items()
        if path not in places
    ]


def _asset_path(
    path: PurePosixPath, pages: Mapping[PurePosixPath, Source], content: Path
) -> PurePosixPath | None:
    """Where a file beside sources is published: below its page; None where that page is held back."""
    for folder in (path.parent, *path.parent.parents):
        for name in ("index.md", "_index.md"):
            owner = pages.get(folder / name)
            if owner is not None:
                return owner.output_path.parent / path.relative_to(folder)
        if (content / folder / "index.md").is_file():
            return None
    return path

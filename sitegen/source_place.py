"""What follows for a page from the place of its file: its language, its kind, its section and its address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sitegen.errors import FrontMatterError, Problem
from sitegen.languages import Languages, folder_of, languages_of, unknown_suffix, without_dots
from sitegen.model import FrontMatter, PageKind, Source, is_index
from sitegen.permalink import TEXT_ENDINGS, expand_pattern, slugify
from sitegen.words import Words

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config


@dataclass(frozen=True, slots=True)
class Place:
    """What follows for a page from the place of its file."""

    path: PurePosixPath
    """Relative to the content folder, without the language."""
    edition: str
    """The further language that the file names; empty for the site's own."""
    kind: PageKind
    section: PurePosixPath
    """The folder that lists the page, without the language."""
    stem: str
    """What the slug is made of."""


def place_of(path: PurePosixPath, config: Config) -> Place:
    """Return what follows from the path of a source, relative to the content folder."""
    languages = languages_of(config)
    edition, path = languages.edition(path), languages.split(path)[1]
    folder = path.parent
    if is_index(path, "_index"):
        return Place(path, edition, "section" if folder.parts else "home", folder, folder.name)
    section, stem = (folder.parent, folder.name) if is_index(path) else (folder, path.stem)
    return Place(path, edition, "post" if section.parts[:1] == ("posts",) else "page", section, stem)


def output_path_of(
    place: Place, source_path: PurePosixPath, front_matter: FrontMatter, slug: str, config: Config
) -> PurePosixPath:
    """Return where a page is published; a translation in the folder of its language.

    Args:
        place: of its file.
        source_path: the file as messages name it.
        front_matter: of the page.
        slug: the last part of the address.
        config: the site's configuration.

    Raises:
        FrontMatterError: no address can be made.
    """
    language = PurePosixPath(folder_of(place.edition))
    folder = PurePosixPath(*(slugify(part) or part for part in place.section.parts))
    if place.kind in ("home", "section"):
        own = folder.parent / front_matter.slug if front_matter.slug else folder
        return language / own / "index.html"
    if is_index(place.path) and not place.path.parent.parts:
        hint = f"rename {source_path.name} to _{source_path.name}"
        raise FrontMatterError(Problem("the home page is _index.md", source_path, 1, 1, hint, "load"))
    if not slug:
        message = f"no address can be made of the name {place.stem!r}"
        raise FrontMatterError(Problem(message, source_path, 1, 1, "give the page a slug", "front-matter"))
    ending = PurePosixPath(front_matter.template or "").suffix
    if place.kind == "page" and ending in TEXT_ENDINGS:
        return language / folder / f"{slug}{ending}"
    pattern = config.permalinks.get(str(place.section), "/{section}/{slug}/")
    section = str(folder).strip(".")
    try:
        return language / expand_pattern(pattern, slug=slug, section=section, day=front_matter.date)
    except ValueError as error:
        raise FrontMatterError(Problem(str(error), source_path, 1, 1, code="front-matter")) from None


def in_language(source: Source, language: str, place: Place, config: Config) -> Source:
    """Return a source whose file names its language.

    Args:
        source: as it was read.
        language: the language.
        place: of the file.
        config: the site's configuration.

    Raises:
        FrontMatterError: its front matter names another language.
    """
    matter = source.front_matter
    if matter.language and matter.language.casefold() != language.casefold():
        at = matter.lines.get("language") or matter.lines.get("lang") or (1, 1)
        message = f"language: the file's name says {language!r}, received {matter.language!r}"
        raise FrontMatterError(
            Problem(message, source.source_path, *at, "delete the key, or rename the file", "load")
        )
    original = PurePosixPath(config.content) / place.path
    matter = replace(matter, language=language)
    return replace(source, front_matter=matter, edition=place.edition, original=original)


def language_warnings(path: PurePosixPath, source: Source, languages: Languages) -> Iterator[Problem]:
    """Give the warnings about a source whose file names no language that the site declares.

    Args:
        path: its path, relative to the content folder.
        source: as it was read.
        languages: of the site.
    """
    if code := unknown_suffix(path):
        message = f"the name {path.name!r} ends with the language {code!r}, but the site has no translations"
        hint = f"declare them: [languages.{code}]; or rename the file to {without_dots(path)}"
        yield Problem(message, source.source_path, None, None, hint, "file-language", "warning")
    named = source.front_matter.language or ""
    declared = {code.casefold(): code for code in languages.others}.get(named.casefold())
    if declared:
        lines = source.front_matter.lines
        at = lines.get("language") or lines.get("lang") or (1, 1)
        message = f"language: the page is in {declared!r}, but is published among those in {languages.own!r}"
        hint = f"rename {path.name} to {path.stem}.{declared}{path.suffix}"
        yield Problem(message, source.source_path, *at, hint, "file-language", "warning")


def section_title(folder: PurePosixPath, edition: str, config: Config) -> str:
    """Return the title of a section without `_index.md`."""
    if edition and folder.name == "posts":
        return Words(config.words).text(edition, "posts_heading")
    return folder.name.replace("-", " ").capitalize()

"""A site as plain values: its pages are numbers, which lists of pages name."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from sitegen.engine.views import path_of
from sitegen.model import Asset, Page, Section, Site, Taxonomy, Term


def plain_site(site: Site, places: Mapping[str, int]) -> dict[str, Any]:
    """Return the lists of a site as plain values.

    Args:
        site: the site.
        places: the numbers of its pages by path.
    """

    def numbers(pages: Iterable[Page]) -> bytes:
        return array("I", (places[path_of(page)] for page in pages)).tobytes()

    return {
        "home": None if site.home is None else places[path_of(site.home)],
        "members": numbers(site.pages),
        "posts": numbers(site.posts),
        "sections": [
            (places[path_of(part.page)], numbers(part.pages), part.paginate) for part in site.sections
        ],
        "taxonomies": [
            (
                part.name, part.permalink, str(part.output_path),
                [(term.name, term.slug, term.permalink, str(term.output_path), numbers(term.pages))
                 for term in part.terms],
            )
            for part in site.taxonomies
        ],
        "editions": {code: plain_site(part, places) for code, part in site.editions.items()},
    }  # fmt: skip


def plain_assets(assets: Iterable[Asset]) -> list[tuple[str, str, str]]:
    """Return files as plain values."""
    return [(str(asset.source_path), str(asset.output_path), asset.origin) for asset in assets]


def restored_site(values: Mapping[str, Any], pages: Sequence[Page], assets: tuple[Asset, ...]) -> Site:
    """Return a site from its plain values.

    Args:
        values: made by `plain_site`.
        pages: all pages, in the order of their numbers.
        assets: its files.

    Raises:
        TypeError: a value is damaged, as `LookupError`, `ValueError` and `AttributeError` say, too.
    """

    def chosen(numbers: bytes) -> tuple[Page, ...]:
        return tuple(map(pages.__getitem__, array("I", numbers)))

    taxonomies = (
        Taxonomy(
            name, permalink, PurePosixPath(path),
            tuple(Term(term, slug, url, PurePosixPath(place), chosen(members))
                  for term, slug, url, place, members in terms),
        )
        for name, permalink, path, terms in values["taxonomies"]
    )  # fmt: skip
    return Site(
        home=None if values["home"] is None else pages[values["home"]],
        pages=chosen(values["members"]),
        posts=chosen(values["posts"]),
        sections=tuple(Section(pages[page], chosen(part), size) for page, part, size in values["sections"]),
        taxonomies=tuple(taxonomies),
        assets=assets,
        editions={code: restored_site(part, pages, assets) for code, part in values["editions"].items()},
    )


def restored_assets(values: Iterable[tuple[str, str, str]]) -> tuple[Asset, ...]:
    """Return files from their plain values."""
    return tuple(Asset(Path(file), PurePosixPath(path), origin) for file, path, origin in values)

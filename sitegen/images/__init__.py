"""The size of every picture in the site's posts, and smaller copies for narrow screens.

Pillow reads the pictures and writes the copies. This module is the only door of the package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sitegen.cache import Cache
from sitegen.errors import Problem
from sitegen.model import Asset, ImageInfo, Output, Page, Position
from sitegen.permalink import permalink_of

if TYPE_CHECKING:  # imports Pydantic and Pillow
    from sitegen.config import Config
    from sitegen.images.copies import Measured

__all__ = ["Images", "prepare_images"]


@dataclass(frozen=True, slots=True)
class Images:
    """The pictures of a site."""

    infos: Mapping[str, ImageInfo]
    """By permalink; a file that cannot be read has the width 0."""
    outputs: tuple[Output, ...] = ()
    """The copies."""
    problems: tuple[Problem, ...] = ()
    """Warnings of files that cannot be read."""
    cached: int = 0
    """How many pictures needed no new copy."""


def prepare_images(pages: Iterable[Page], assets: Iterable[Asset], config: Config, cache: Cache) -> Images:
    """Measure the pictures of a site's posts, and make their smaller copies.

    Args:
        pages: the pages with the pictures.
        assets: the files of the site.
        config: the configuration; its table `[images]` says which copies are made.
        cache: the results of earlier builds.
    """
    places = _places(pages)
    if not places:
        return Images({})
    from sitegen.images.copies import copy_pictures, measure  # noqa: PLC0415 - imports Pillow

    files = {permalink_of(config.base_path, asset.output_path): asset for asset in assets}
    found = {permalink: files[permalink] for permalink in places if permalink in files}
    measured: dict[str, Measured] = {}
    faults: dict[str, str] = {}
    for permalink, asset in found.items():
        match measure(asset.source_path):
            case str(fault):
                faults[permalink] = fault
            case picture:
                measured[permalink] = picture
    copied = copy_pictures(measured, config.images, config.cache_folder, cache)
    faults |= copied.faults
    infos = dict.fromkeys(found, ImageInfo(0, 0))
    outputs = []
    for permalink, picture in measured.items():
        asset, copies = found[permalink], []
        for width, file in copied.files.get(permalink, ()):
            output_path = _copy_path(asset.output_path, width, file)
            outputs.append(Output(output_path, file, f"a copy of {asset.origin}"))
            copies.append((permalink_of(config.base_path, output_path), width))
        infos[permalink] = ImageInfo(picture.width, picture.height, tuple(copies))
    problems = (_warning(found[permalink], fault, places[permalink]) for permalink, fault in faults.items())
    return Images(infos, tuple(outputs), tuple(problems), len(found) - copied.made)


def _places(pages: Iterable[Page]) -> dict[str, Position]:
    """Return the pictures of the pages by permalink, with the first place of each."""
    places: dict[str, Position] = {}
    for page in pages:
        for picture in page.body.images:
            places.setdefault(picture.permalink, picture.position)
    return places


def _copy_path(path: PurePosixPath, width: int, file: Path) -> PurePosixPath:
    """Return where a copy is published: beside the picture, with the digest of its bytes in its name."""
    digest = file.stem.rpartition("-")[2]
    return path.with_name(f"{path.stem}.{width}.{digest[:8]}{file.suffix}")


def _warning(asset: Asset, fault: str, position: Position) -> Problem:
    return Problem(
        f"the picture {asset.origin} cannot be read: {fault}",
        position.path,
        position.line,
        position.column,
        hint="the page shows the file as it is",
        code="unreadable-image",
        severity="warning",
    )

"""The size of every picture in the site's posts, and smaller copies for narrow screens.

Pillow reads the pictures and writes the copies. This module is the only door of the package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sitegen.cache import Cache
from sitegen.errors import Problem
from sitegen.model import MEASURED, Asset, ImageInfo, Output, Page, Position
from sitegen.permalink import permalink_of

if TYPE_CHECKING:  # imports Pydantic and Pillow
    from sitegen.config import Config
    from sitegen.images.copies import Measured

__all__ = [
    "Images", "SitePictures", "Stripped", "UnreadablePictureError", "has_position", "prepare_images",
    "strip_pictures",
]  # fmt: skip


STRIPPED = (".jpg", ".jpeg", ".png", ".webp")
"""Endings of pictures from which the data of the camera can be removed."""


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
    widths, options = config.images.widths, config.images
    copied = copy_pictures(measured, widths, options, config.cache_folder, cache)
    faults |= copied.faults
    infos = dict.fromkeys(found, ImageInfo(0, 0))
    outputs: list[Output] = []
    for permalink, picture in measured.items():
        made = _copies(found[permalink], copied.files.get(permalink, ()))
        outputs += made.values()
        infos[permalink] = _info(picture, made, config)
    problems = (_warning(found[permalink], fault, places[permalink]) for permalink, fault in faults.items())
    return Images(infos, tuple(outputs), tuple(problems), len(found) - copied.made)


@dataclass(frozen=True, slots=True)
class Stripped:
    """The pictures of a site without the data of the camera."""

    files: Mapping[PurePosixPath, Path] = field(default_factory=dict)
    """The files that are published in the place of others, by output path."""
    problems: tuple[Problem, ...] = ()
    """Warnings of files whose data cannot be removed."""

    def output_of(self, asset: Asset) -> Output:
        """Return a file of the site as it is published."""
        output, file = Output.of(asset), self.files.get(asset.output_path)
        return replace(output, content=file) if file else output


def strip_pictures(assets: Iterable[Asset], config: Config, cache: Cache) -> Stripped:
    """Remove the data of the camera from the pictures of a site, where the configuration says so.

    Args:
        assets: the files of the site.
        config: the configuration.
        cache: the results of earlier builds.
    """
    if not config.images.strip_metadata:
        return Stripped()
    from sitegen.images.stripped import strip  # noqa: PLC0415 - imports Pillow

    files, problems = {}, []
    for asset in assets:
        if asset.origin.casefold().endswith(STRIPPED):
            match strip(asset.source_path, config.cache_folder, cache):
                case Path() as file:
                    files[asset.output_path] = file
                case str(fault):
                    problems.append(_unstripped(asset, fault))
    return Stripped(files, tuple(problems))


def has_position(content: bytes | Path) -> bool:
    """Return whether a picture names the place where it was taken."""
    from sitegen.images import metadata  # noqa: PLC0415 - imports Pillow

    return metadata.has_position(content)


class UnreadablePictureError(ValueError):
    """The file of a picture is damaged, or no picture."""


@dataclass(frozen=True)
class SitePictures:
    """The pictures of a site, measured and copied when a template asks for them."""

    assets: Sequence[Asset]
    """The files of the site."""
    config: Config
    cache: Cache
    """The results of earlier builds."""
    _made: dict[tuple[str, ...], tuple[ImageInfo, tuple[Output, ...]]] = field(default_factory=dict)

    @cached_property
    def files(self) -> Mapping[str, Asset]:
        """The files by permalink."""
        return {permalink_of(self.config.base_path, asset.output_path): asset for asset in self.assets}

    def info(self, permalink: str, *widths: str) -> ImageInfo:
        """Return what is known of a picture; nothing of a drawing in SVG.

        Args:
            permalink: where it is published.
            widths: of its copies in pixels.

        Raises:
            KeyError: the site has no such file.
            UnreadablePictureError: the file cannot be read as a picture.
        """
        return self._picture(permalink, *widths)[0]

    def outputs(self, permalink: str, *widths: str) -> tuple[Output, ...]:
        """Return the copies of a picture; see `info`."""
        return self._picture(permalink, *widths)[1]

    def _picture(self, permalink: str, *widths: str) -> tuple[ImageInfo, tuple[Output, ...]]:
        key = (permalink, *widths)
        if key not in self._made:
            self._made[key] = self._make(self.files[permalink], [int(width) for width in widths])
        return self._made[key]

    def _make(self, asset: Asset, widths: Sequence[int]) -> tuple[ImageInfo, tuple[Output, ...]]:
        if not asset.origin.casefold().endswith(MEASURED):
            return ImageInfo(0, 0), ()
        from sitegen.images.copies import copy_pictures, measure  # noqa: PLC0415 - imports Pillow

        picture = measure(asset.source_path)
        if isinstance(picture, str):
            raise UnreadablePictureError(f"the picture {asset.origin} cannot be read: {picture}")
        config, name = self.config, asset.origin
        copied = copy_pictures(
            {name: picture}, widths, config.images, config.cache_folder, self.cache, prune=False
        )
        if name in copied.faults:
            raise UnreadablePictureError(f"the picture {name} cannot be read: {copied.faults[name]}")
        made = _copies(asset, copied.files.get(name, ()))
        return _info(picture, made, config), tuple(made.values())


def _copies(asset: Asset, files: Iterable[tuple[int, Path]]) -> dict[int, Output]:
    """Return the outputs of the copies of a picture by width."""
    return {
        width: Output(_copy_path(asset.output_path, width, file), file, f"a copy of {asset.origin}")
        for width, file in files
    }


def _info(picture: Measured, copies: Mapping[int, Output], config: Config) -> ImageInfo:
    addresses = ((permalink_of(config.base_path, copy.output_path), width) for width, copy in copies.items())
    return ImageInfo(picture.width, picture.height, tuple(addresses))


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


def _unstripped(asset: Asset, fault: str) -> Problem:
    message = f"the data of the camera stays in the picture {asset.origin}: {fault}"
    path, hint = PurePosixPath(asset.origin), "save the picture again"
    return Problem(message, path, hint=hint, code="unreadable-image", severity="warning")


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

"""Measure pictures and make their smaller copies, with Pillow.

A copy is made once. Its file in `.sitegen/cache/images/` is found again by the bytes of the picture and the
settings, and is used only while its own bytes are unchanged.
"""

from __future__ import annotations

import hashlib
import io
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import PIL
from PIL import Image, ImageOps, UnidentifiedImageError

from sitegen.cache import Cache, key_of
from sitegen.images.stored import store_file
from sitegen.pool import count_cores

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import ImagesConfig

FOLDER = "images"
KIND = "image"
UNUSED_S = 30 * 24 * 3600.0
"""A copy of this age that the build does not use is removed."""
ORIENTATION = 0x0112
"""The number of the EXIF tag that says how a camera was held."""
ON_THE_SIDE = (5, 6, 7, 8)
"""The values of the tag for pictures that browsers turn by a quarter."""
FAULTS = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)
"""What Pillow raises for files that are damaged or too large."""
NO_COPY = Path()
"""Stands for a copy that is not worth its bytes."""


@dataclass(frozen=True, slots=True)
class Copied:
    """The copies of a site's pictures."""

    files: Mapping[str, tuple[tuple[int, Path], ...]]
    """Width and file of each copy, the narrowest first, by the name of the picture."""
    faults: Mapping[str, str]
    """Why a picture cannot be read, by its name."""
    made: int
    """How many pictures got new copies."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A picture, as the beginning of its file describes it."""

    file: Path
    width: int
    """Pixels, as browsers show it: turned as the camera was held."""
    height: int
    is_animated: bool = False


def measure(file: Path) -> Measured | str:
    """Return the size of a picture, or why the file cannot be read."""
    try:
        with Image.open(file) as image:
            width, height = image.size
            if image.getexif().get(ORIENTATION) in ON_THE_SIDE:
                width, height = height, width
            return Measured(file, width, height, getattr(image, "is_animated", False))
    except FAULTS as error:
        return _fault(error)


def copy_pictures(
    pictures: Mapping[str, Measured],
    widths: Sequence[int],
    options: ImagesConfig,
    cache_folder: Path,
    cache: Cache,
    *,
    prune: bool = True,
) -> Copied:
    """Return the copies of pictures, those of earlier builds where there are any.

    Args:
        pictures: the pictures by name.
        widths: of the copies in pixels.
        options: their format and quality.
        cache_folder: where the folder of the copies is.
        cache: where their names are.
        prune: whether old copies are removed that are not among these.
    """
    if not widths:
        return Copied({}, {}, 0)
    store = _Store(cache_folder / FOLDER, options, cache)
    found = {name: store.find_all(picture, widths) for name, picture in pictures.items()}
    missing = {name: pairs for name, pairs in found.items() if any(file is None for _, _, file in pairs)}
    faults: dict[str, str] = {}
    with ThreadPoolExecutor(count_cores()) as pool:  # Pillow computes outside of Python's lock
        jobs = {
            name: pool.submit(_encode, pictures[name].file, pairs, options) for name, pairs in missing.items()
        }
        for name, job in jobs.items():
            try:
                copies = job.result()
            except FAULTS as error:
                faults[name] = _fault(error)
                found[name] = []
            else:
                found[name] = [
                    (width, key, file or store.keep(key, copies[width])) for width, key, file in found[name]
                ]
    if prune:
        store.remove_unused()
    files = {
        name: tuple((width, file) for width, _, file in pairs if file and file != NO_COPY)
        for name, pairs in found.items()
    }
    return Copied(files, faults, len(missing) - len(faults))


Copy = tuple[int, str, Path | None]
"""Width, key and file of a copy; no file where it is still to be made."""


@dataclass(frozen=True)
class _Store:
    """The files of copies, and their names in the cache."""

    folder: Path
    options: ImagesConfig
    cache: Cache
    used: set[Path] = field(default_factory=set)

    def find_all(self, picture: Measured, widths: Sequence[int]) -> list[Copy]:
        """Return the copies that a picture gets; none for an animation and for a file that is gone."""
        widths = sorted({width for width in widths if width < picture.width})
        if picture.is_animated or not widths:
            return []
        try:
            digest = hashlib.blake2b(picture.file.read_bytes(), digest_size=16).hexdigest()
        except OSError:
            return []
        settings = self.options.format, str(self.options.quality), PIL.__version__
        keys = [(width, key_of(digest, str(width), *settings)) for width in widths]
        return [(width, key, self.find(key)) for width, key in keys]

    def find(self, key: str) -> Path | None:
        """Return the file of a copy, `NO_COPY`, or None where it is still to be made."""
        digest = self.cache.get(KIND, key)
        if digest == "":
            return NO_COPY
        if not isinstance(digest, str) or not digest.isalnum():
            return None
        file = self.path(key, digest)
        with suppress(OSError):
            if _digest(file.read_bytes()) == digest:
                self.used.add(file)
                return file
        return None

    def keep(self, key: str, copy: bytes) -> Path:
        """Store a copy; nothing where there are no bytes, since the copy would be larger than the picture."""
        digest = _digest(copy) if copy else ""
        if digest:
            self.used.add(store_file(self.path(key, digest), copy))
        self.cache.put(KIND, key, digest)
        return self.path(key, digest) if digest else NO_COPY

    def path(self, key: str, digest: str) -> Path:
        """Return where the file of a copy is."""
        return self.folder / f"{key}-{digest}.{self.options.format}"

    def remove_unused(self) -> None:
        """Remove old copies that this build does not use."""
        now = time.time()
        with suppress(OSError):
            for entry in os.scandir(self.folder):
                if Path(entry) not in self.used and now - entry.stat().st_mtime > UNUSED_S:
                    Path(entry).unlink(missing_ok=True)


def _encode(source: Path, copies: Iterable[Copy], options: ImagesConfig) -> dict[int, bytes]:
    """Return the bytes of the copies that are still to be made; none where a copy would be larger.

    The copies are upright, in the colours of the picture, and without the data of the camera.
    """
    data = source.read_bytes()
    made = {}
    with Image.open(io.BytesIO(data)) as image:
        settings: dict[str, Any] = {"quality": options.quality}
        if image.format == "PNG" and options.format == "webp":
            settings = {"lossless": True}
        if profile := image.info.get("icc_profile"):
            settings["icc_profile"] = profile
        upright = ImageOps.exif_transpose(image)
        upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        for width in (width for width, _, file in copies if file is None):
            height = max(1, round(upright.height * width / upright.width))
            file = io.BytesIO()
            upright.resize((width, height), Image.Resampling.LANCZOS).save(file, options.format, **settings)
            copy = file.getvalue()
            made[width] = copy if len(copy) < len(data) else b""
    return made


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=8).hexdigest()


def _fault(error: Exception) -> str:
    if isinstance(error, UnidentifiedImageError):
        return "it is not a picture of a known format"
    return str(error) or type(error).__name__

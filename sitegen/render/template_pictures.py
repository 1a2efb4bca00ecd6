"""The function `image` of templates: a picture of the site with copies that are made when they are asked for.

An output that shows such a picture reads a fact of the kind `COPIES`: the address of the picture and the
widths. Its value holds the addresses of the copies, which change with the bytes of the picture. The facts
that the outputs of a build read say which copies it publishes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import normpath

from sitegen.engine.trace import COPIES, Traces
from sitegen.images import SitePictures
from sitegen.model import MEASURED, Output
from sitegen.render.context import ShownPicture
from sitegen.render.index import SiteIndex
from sitegen.render.pictures import srcset_of

ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
ENDINGS = (*MEASURED, ".svg")
MOST_PIXELS = 8192


class NoPictureError(LookupError):
    """The site has no such picture. `known`: the paths of those that it has."""

    def __init__(self, message: str, known: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.known = tuple(known)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a template wants a picture."""

    width: int | None = None
    """The width at which the page shows it, in pixels."""
    widths: Sequence[int] | None = None
    """The widths of the copies; those of the configuration, or the width and its double, when absent."""
    sizes: str | None = None
    """How wide the page shows it; that of the configuration, or the width, when absent."""
    alt: str | None = None
    lazy: bool = True


@dataclass(frozen=True)
class TemplatePictures:
    """Finds the pictures that templates ask for."""

    index: SiteIndex
    pictures: SitePictures

    def shown(self, path: str, page_path: str, wanted: Wanted) -> ShownPicture:
        """Return a picture.

        Args:
            path: beside the page, inside `static/` or the content folder, or its address.
            page_path: the path of the page's source; empty for none.
            wanted: how the template wants it.

        Raises:
            NoPictureError: there is no such picture.
            UnreadablePictureError: the file cannot be read.
            ValueError: a width is none.
        """
        config = self.index.config
        widths = _widths(wanted, config.images.widths)
        address = path.removeprefix(config.origin)
        if ELSEWHERE.match(address):
            return ShownPicture(address, alt=wanted.alt, lazy=wanted.lazy)
        permalink, names = self._find(address, page_path), tuple(map(str, widths))
        if not permalink.casefold().endswith(ENDINGS):
            raise NoPictureError(f"{path!r} is not a picture", self._known(page_path))
        self.index.recorder.read((COPIES, permalink, *names))
        info = self.pictures.info(permalink, *names)
        width, height = info.width, info.height
        if wanted.width and width > wanted.width:
            width, height = wanted.width, max(1, round(height * wanted.width / width))
        large_enough = (url for url, pixels in info.copies if pixels >= (wanted.width or info.width))
        sizes = wanted.sizes or (f"{wanted.width}px" if wanted.width else config.images.sizes)
        return ShownPicture(
            src=next(large_enough, permalink),
            srcset=srcset_of(permalink, info, 2 * (wanted.width or 0)),
            sizes=sizes if info.copies else "",
            width=width,
            height=height,
            alt=wanted.alt,
            lazy=wanted.lazy,
        )

    def _find(self, path: str, page_path: str) -> str:
        """Return the address of a file, and record what the answer depends on."""
        index, config = self.index, self.index.config
        if path.startswith("/"):
            address = path if path.startswith(config.base_path) else config.base_path + path[1:]
            found = address if address in self.pictures.files else ""
        else:
            beside = normpath(PurePosixPath(page_path).parent / path) if page_path else path
            index.recorder.read(("asset", path))
            found = (
                index.pictures.get(beside)
                or index.files.urls.get(path)
                or index.pictures.get(f"{config.content}/{path}")
                or index.pictures.get(path, "")
            )
        if not found:
            raise NoPictureError(f"there is no picture {path!r}", self._known(page_path))
        return found

    def _known(self, page_path: str) -> Iterator[str]:
        """Give the pictures of the site, as a template may name them."""
        starts = (f"{self.index.config.content}/", f"{PurePosixPath(page_path).parent}/")
        origins = [asset.origin for asset in self.pictures.assets]
        beside = (name.removeprefix(start) for start in starts for name in origins if name.startswith(start))
        return (name for name in (*self.index.files.urls, *beside) if name.casefold().endswith(ENDINGS))


def _widths(wanted: Wanted, default: Sequence[int]) -> Sequence[int]:
    """Return the widths of the copies."""
    given = [wanted.width] if wanted.width is not None else []
    for width in (*given, *(wanted.widths or ())):
        if not isinstance(width, int) or isinstance(width, bool) or not 1 <= width <= MOST_PIXELS:
            raise ValueError(f"expected a width from 1 to {MOST_PIXELS} pixels, received {width!r}")
    if wanted.widths is not None:
        return sorted(set(wanted.widths))
    return default if wanted.width is None else (wanted.width, 2 * wanted.width)


def copy_outputs(traces: Traces, pictures: SitePictures) -> tuple[Output, ...]:
    """Return the copies that the outputs of a build show."""
    copies = (pictures.outputs(*fact[1:]) for fact in sorted(traces.read(COPIES)))
    return tuple({copy.output_path: copy for made in copies for copy in made}.values())

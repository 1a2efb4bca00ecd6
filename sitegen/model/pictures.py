"""Pictures and videos of bodies, and what the build knows of pictures."""

from __future__ import annotations

from dataclasses import dataclass

from sitegen.model.source import Position

MEASURED = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif")
"""Endings of pictures that are made of pixels."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of this site in a body: its size and smaller copies are filled in inside the `img` tag."""

    permalink: str
    """Where it is published, base path included."""
    position: Position
    has_size: bool = False
    """Whether the author has set its width or its height."""


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """What the build knows of a picture."""

    width: int
    """Pixels, upright; 0 for a file that cannot be read."""
    height: int
    copies: tuple[tuple[str, int], ...] = ()
    """Permalink and width in pixels of each smaller copy, the narrowest first."""


@dataclass(frozen=True, slots=True)
class Video:
    """A video in a body: a file of this site, or one of another site whose player loads at a click."""

    title: str
    address: str
    """Where the file is published, base path included, or the page of the video at its host."""
    position: Position
    host: str = ""
    """The name of the other site: `YouTube`; empty for a file."""
    player: str = ""
    """The address of the player of the other site; empty for a file."""
    alt: str = ""
    """What the video shows, in words."""
    poster: str = ""
    """The address of the picture in its place, base path included; empty for none."""
    picture: Picture | None = None
    """The same where the build finds out the size of the picture."""
    captions: str = ""
    """The address of the captions, base path included; empty for none."""
    width: int = 0
    """Pixels, as the author has set them; 0 where the picture decides."""
    height: int = 0

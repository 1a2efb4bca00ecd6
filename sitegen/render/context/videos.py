"""What the partials of videos receive."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PosterContext:
    """The picture in the place of a video."""

    src: str
    """Its address."""
    srcset: str
    """Its smaller copies and itself, with their widths; empty for none."""
    sizes: str
    """How wide pages show pictures."""
    width: int
    """Pixels; 0 where it is not known."""
    height: int
    """Pixels; 0 where it is not known."""


@dataclass(frozen=True, slots=True)
class VideoContext:
    """`video` in the partials: a video in a post."""

    title: str
    """The author's title."""
    alt: str
    """What the video shows, in words; may be empty."""
    url: str
    """Where the file is, or the page of the video at its host."""
    host: str
    """The name of the other site, such as `YouTube`; empty for a file of the site."""
    player_url: str
    """The player of the other site, which the page loads at a click; empty for a file of the site."""
    poster: PosterContext | None
    """The picture in its place; None for none."""
    captions_url: str
    """The captions; empty for none."""
    language: str
    """The code of the language of the captions, which is that of the page."""
    language_name: str
    """The name of that language."""
    width: int
    """The width of a player for a file in pixels; 0 where it is not known."""
    height: int
    """The height of a player for a file in pixels; 0 where it is not known."""
